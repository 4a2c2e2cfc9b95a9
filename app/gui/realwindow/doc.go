// Package realwindow tests the built program in a real window: a display of
// its own, a window manager, keys typed as a person would, and the files that
// come of it. It holds nothing but tests.
package realwindow
