package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/theme"
	"tradecase/app/gui/words"
)

// DropArea is a place for one party's files: they can be dropped on it, or
// chosen with its buttons.
type DropArea struct {
	Surface
	Target       model.Target
	File, Folder *Button
	holding      *fw.Label
}

// NewDropArea makes a place; choose opens the chooser for files or folders.
func NewDropArea(target model.Target, choose func(target model.Target, folder bool)) *DropArea {
	d := &DropArea{Target: target, holding: NewCaption("")}
	name := fw.NewLabel(words.Of(target.Label()))
	name.TextStyle = fyne.TextStyle{Bold: true}
	d.File = NewButton(lang.X("drop.file", "Files…"), func() { choose(target, false) })
	d.Folder = NewButton(lang.X("drop.folder", "Folder…"), func() { choose(target, true) })
	head := NewBorder(nil, nil, Compact(name), nil, Compact(d.holding))
	foot := NewBar(d.File, d.Folder, NewSpare(NewHint(lang.X("drop.here", "or drop here"))))
	d.Content = container.New(&stacked{theme.Tight}, head, foot)
	d.Space = theme.Tight
	d.ExtendBaseWidget(d)
	return d
}

// NewHint makes a small text that takes the space that it needs.
func NewHint(s string) *fw.Label {
	l := NewCaption(s)
	l.Truncation = fyne.TextTruncateOff
	return l
}

// Hold says what the party has.
func (d *DropArea) Hold(p model.Phrase) { d.holding.SetText(words.Of(p)) }

// Enable allows adding, or forbids it.
func (d *DropArea) Enable(on bool) {
	for _, b := range []*Button{d.File, d.Folder} {
		if on {
			b.Enable()
		} else {
			b.Disable()
		}
	}
}

// Holds reports whether a place in the window lies on the area.
func (d *DropArea) Holds(at fyne.Position) bool {
	c := canvasOf(d)
	if c == nil || !d.Visible() {
		return false
	}
	from, size := fyne.CurrentApp().Driver().AbsolutePositionForObject(d), d.Size()
	return at.X >= from.X && at.Y >= from.Y && at.X < from.X+size.Width && at.Y < from.Y+size.Height
}
