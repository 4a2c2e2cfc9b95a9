package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/theme"
	"tradecase/app/gui/widget"
)

// dialog covers the window until it is answered: only what would lose
// something asks this way, and the file chooser.
type dialog struct {
	w        *Window
	popup    *fw.PopUp
	content  fyne.CanvasObject
	canceled func()
	asked    *asked         // nil if it is no question
	before   fyne.Focusable // what had the focus
}

// asked is a question and its two answers.
type asked struct {
	text    *fw.Label
	yes, no *widget.Button
}

// cover shows content over the window, with the focus on first.
func (w *Window) cover(content fyne.CanvasObject, size fyne.Size, first fyne.Focusable, canceled func()) *dialog {
	if w.dialog != nil {
		w.dialog.cancel()
	}
	c := w.win.Canvas()
	sheet := widget.NewSurface(content)
	sheet.Space = theme.Wide
	d := &dialog{w: w, popup: fw.NewModalPopUp(sheet, c), content: content, canceled: canceled, before: c.Focused()}
	w.dialog = d
	d.popup.Resize(size)
	d.popup.Show()
	c.Focus(first)
	return d
}

// close takes the dialog away and gives the focus back.
func (d *dialog) close() {
	if d.w.dialog != d {
		return
	}
	d.w.dialog = nil
	d.popup.Hide()
	if d.before != nil {
		d.w.win.Canvas().Focus(d.before)
	}
}

// cancel closes the dialog without doing what it asks.
func (d *dialog) cancel() {
	d.close()
	if d.canceled != nil {
		d.canceled()
	}
}

// ask asks before something is lost. The focus is on the answer that loses
// nothing.
func (w *Window) ask(question, yes, no string, do, keep func()) *dialog {
	var d *dialog
	keepButton := widget.NewButton(no, func() { d.cancel() })
	doButton := widget.NewDanger(yes, func() { d.close(); do() })
	text := widget.NewText(question)
	buttons := container.NewHBox(layout.NewSpacer(), doButton, keepButton)
	d = w.cover(widget.NewBorder(nil, buttons, nil, nil, text), fyne.NewSize(440, 160), keepButton, keep)
	d.asked = &asked{text, doButton, keepButton}
	return d
}

// cancelText is the button that takes back.
func cancelText() string { return lang.X("dialog.cancel", "Cancel") }
