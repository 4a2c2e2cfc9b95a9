package widget

import (
	"fyne.io/fyne/v2"
	fw "fyne.io/fyne/v2/widget"
)

// Entry is Fyne's entry that says when the focus leaves it, lets Tab through,
// and hands on Esc and the window's shortcuts.
type Entry struct {
	fw.Entry
	OnLeft func() // the focus has left; may be nil
}

// NewEntry makes an entry of one line. Enter calls submitted.
func NewEntry(placeholder string, submitted func(string)) *Entry {
	e := &Entry{}
	e.PlaceHolder, e.OnSubmitted = placeholder, submitted
	e.Wrapping = fyne.TextWrapOff
	e.ExtendBaseWidget(e)
	return e
}

// NewTextEntry makes an entry of several lines.
func NewTextEntry(placeholder string, rows int) *Entry {
	e := &Entry{}
	e.PlaceHolder, e.MultiLine = placeholder, true
	e.Wrapping = fyne.TextWrapWord
	e.ExtendBaseWidget(e)
	e.SetMinRowsVisible(rows)
	return e
}

// AcceptsTab is false: Tab goes to the next widget, also from several lines.
func (*Entry) AcceptsTab() bool { return false }

// FocusGained begins to edit where it can be seen.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	revealWhole(e)
}

// FocusLost says that the focus has left.
func (e *Entry) FocusLost() {
	e.Entry.FocusLost()
	if e.OnLeft != nil {
		e.OnLeft()
	}
}

// TypedKey edits, or hands Esc on.
func (e *Entry) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyEscape {
		passKey(e, key)
		return
	}
	e.Entry.TypedKey(key)
}

// TypedShortcut edits, or hands the shortcut on.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	e.Entry.TypedShortcut(s)
	passShortcut(e, s)
}
