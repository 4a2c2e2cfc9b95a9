// Package flow draws the coins of a trade: one picture of its five
// transactions, left to right, with what the rules say of each part. It
// computes shapes and texts once from a trade's result; the window, an SVG and
// a PNG draw the same ones. It knows no screen.
package flow
