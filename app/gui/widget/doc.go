// Package widget holds the window's own widgets. They show what they are given
// and call back; what happens then is the pages' matter.
package widget
