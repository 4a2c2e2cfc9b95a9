package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/theme"
)

// Whole is an entry of one line with all of its text below it where the entry is
// too narrow: an ID is compared as a whole.
type Whole struct {
	Object *fyne.Container
	Text   *fw.Label // has the text while the entry has no room for it
	entry  *Entry
	below  fyne.CanvasObject
}

// NewWhole puts the text below an entry. Tell says that it has changed.
func NewWhole(e *Entry) *Whole {
	w := &Whole{entry: e, Text: NewMono("")}
	w.Text.Wrapping = fyne.TextWrapBreak
	w.Text.SizeName = fynetheme.SizeNameCaptionText
	w.below = Compact(w.Text)
	w.Text.Hide()
	w.Object = container.New(w, e, w.below)
	return w
}

// WholeWidth is how wide an entry has to be for so many digits of one width.
func WholeWidth(digits int) float32 {
	text := fyne.MeasureText(strings.Repeat("0", digits), fynetheme.TextSize(), fyne.TextStyle{Monospace: true})
	return text.Width + 2*(fynetheme.InnerPadding()+theme.Tight)
}

// Tell shows the text as it is now. It reports whether that takes another height
// than before, which what is around it has to give.
func (w *Whole) Tell() bool {
	before := w.Object.MinSize().Height
	w.Object.Refresh()
	return w.Object.MinSize().Height != before
}

// Layout is that of the two.
func (w *Whole) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	high := w.entry.MinSize().Height
	w.entry.Resize(fyne.NewSize(size.Width, high))
	th := w.entry.Theme()
	wide := fyne.MeasureText(w.entry.Text, th.Size(fynetheme.SizeNameText), w.entry.TextStyle).Width
	text := ""
	if wide > size.Width-2*th.Size(fynetheme.SizeNameInnerPadding) {
		text = w.entry.Text
	}
	if text != w.Text.Text {
		w.Text.SetText(text)
	}
	show(w.Text, text != "")
	w.below.Move(fyne.NewPos(0, high))
	fit(w.below, size.Width)
}

// MinSize has the text only where it is shown.
func (w *Whole) MinSize([]fyne.CanvasObject) fyne.Size {
	size := w.entry.MinSize()
	if w.Text.Visible() {
		size.Height += w.below.MinSize().Height
	}
	return size
}
