// Command smallest opens the smallest window that Fyne can: what a program on
// it costs before it does anything of its own.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	w := app.NewWithID("tradecase.smallest").NewWindow("Tradecase")
	w.SetContent(widget.NewLabel("Smallest"))
	w.Resize(fyne.NewSize(1120, 740))
	w.ShowAndRun()
}
