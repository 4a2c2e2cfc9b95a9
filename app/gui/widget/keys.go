package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// Fyne gives a key to the widget that has the focus and to nobody else, and a
// shortcut likewise. Ours hand on what they have no use for, so that Esc and
// the window's shortcuts work wherever the focus is.

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	return fyne.CurrentApp().Driver().CanvasForObject(o)
}

// passKey hands a key on to the window.
func passKey(o fyne.CanvasObject, e *fyne.KeyEvent) {
	c := canvasOf(o)
	if c == nil {
		return
	}
	if typed := c.OnTypedKey(); typed != nil {
		typed(e)
	}
}

// passShortcut hands a shortcut with a letter on to the window; the others,
// such as Ctrl and an arrow, are the widget's own.
func passShortcut(o fyne.CanvasObject, s fyne.Shortcut) {
	custom, ok := s.(*desktop.CustomShortcut)
	if !ok || len(custom.KeyName) != 1 {
		return
	}
	if window, ok := canvasOf(o).(fyne.Shortcutable); ok {
		window.TypedShortcut(s)
	}
}

// passEdit hands undo and paste on to the window. Only what has no text of its
// own may do so.
func passEdit(o fyne.CanvasObject, s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutUndo, *fyne.ShortcutPaste:
		if window, ok := canvasOf(o).(fyne.Shortcutable); ok {
			window.TypedShortcut(s)
		}
	}
}

// passRune hands a character on to the window.
func passRune(o fyne.CanvasObject, r rune) {
	c := canvasOf(o)
	if c == nil {
		return
	}
	if typed := c.OnTypedRune(); typed != nil {
		typed(r)
	}
}
