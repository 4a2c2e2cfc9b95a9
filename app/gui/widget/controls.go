package widget

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"
)

// Button is Fyne's button that also answers to Enter, shows that it has the
// focus, and hands other keys on.
type Button struct {
	fw.Button
	focused bool
	spare   []string // what else it may say
}

// NewButton makes a button.
func NewButton(text string, tapped func()) *Button {
	return newButton(text, fw.MediumImportance, tapped)
}

// NewPrimary makes the button for what a page is about.
func NewPrimary(text string, tapped func()) *Button {
	return newButton(text, fw.HighImportance, tapped)
}

// NewDanger makes a button for what cannot be taken back.
func NewDanger(text string, tapped func()) *Button {
	return newButton(text, fw.DangerImportance, tapped)
}

// NewQuiet makes a button that stands back.
func NewQuiet(text string, tapped func()) *Button { return newButton(text, fw.LowImportance, tapped) }

func newButton(text string, importance fw.Importance, tapped func()) *Button {
	b := &Button{}
	b.Text, b.Importance, b.OnTapped = text, importance, tapped
	b.ExtendBaseWidget(b)
	return b
}

// Reserve gives the button the width for other texts that it may have, so that
// it moves nothing beside it when it changes.
func (b *Button) Reserve(texts ...string) {
	b.spare = texts
	b.Refresh()
}

// MinSize has room for all of its texts.
func (b *Button) MinSize() fyne.Size {
	size := b.Button.MinSize()
	style, text := fyne.TextStyle{Bold: true}, b.Theme().Size(fynetheme.SizeNameText)
	now := fyne.MeasureText(b.Text, text, style).Width
	most := now
	for _, t := range b.spare {
		most = max(most, fyne.MeasureText(t, text, style).Width)
	}
	return size.AddWidthHeight(most-now, 0)
}

// TypedKey presses the button on Space and Enter.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.press()
	default:
		passKey(b, e)
	}
}

// press does what a tap does and keeps the focus, which Fyne's button gives up:
// Tab would begin anew after each button. A button that is gone afterwards gives
// it up, so that no key presses it unseen.
func (b *Button) press() {
	if b.Disabled() || b.OnTapped == nil {
		return
	}
	b.OnTapped()
	c := canvasOf(b)
	if c == nil || c.Focused() != fyne.Focusable(b) || b.Disabled() {
		return
	}
	c.Unfocus()
	c.Focus(b) // only what can be seen gets it
}

// TypedRune hands the character on.
func (b *Button) TypedRune(r rune) { passRune(b, r) }

// Select is Fyne's select that hands other keys on. Left and Right choose.
type Select struct{ fw.Select }

// NewSelect makes a select.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.OnChanged = options, changed
	s.ExtendBaseWidget(s)
	return s
}

// FocusGained shows the focus, and the select itself.
func (s *Select) FocusGained() {
	s.Select.FocusGained()
	revealWhole(s)
}

// TypedKey chooses, or hands the key on.
func (s *Select) TypedKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape {
		passKey(s, e)
		return
	}
	s.Select.TypedKey(e)
}

// TypedRune hands the character on.
func (s *Select) TypedRune(r rune) { passRune(s, r) }

// List is Fyne's list that also answers to Enter, and hands other keys on.
type List struct{ fw.List }

// NewList makes a list of rows of equal height.
func NewList(length func() int, create func() fyne.CanvasObject, update func(int, fyne.CanvasObject)) *List {
	l := &List{}
	l.Length, l.CreateItem, l.UpdateItem = length, create, update
	l.ExtendBaseWidget(l)
	return l
}

// FocusGained scrolls the page that the list lies in to it.
func (l *List) FocusGained() {
	l.List.FocusGained()
	revealWhole(l)
}

// TypedKey moves in the list, or hands the key on.
func (l *List) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		l.List.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	case fyne.KeySpace, fyne.KeyUp, fyne.KeyDown:
		l.List.TypedKey(e)
	default:
		passKey(l, e)
	}
}

// TypedRune hands the character on.
func (l *List) TypedRune(r rune) { passRune(l, r) }
