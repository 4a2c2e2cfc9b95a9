package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// bindKeys gives the window its keys. They work wherever the focus is, since
// package widget's controls hand them on.
func (w *Window) bindKeys() {
	c := w.win.Canvas()
	w.keys = map[fyne.KeyName]func(){
		fyne.KeyN: w.sidebar.openForm,
		fyne.KeyF: w.find,
		fyne.KeyO: func() { w.onPage((*page).startAdding) },
		fyne.KeyE: func() { w.onPage((*page).startHandoff) },
	}
	for i, key := range []fyne.KeyName{fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.Key5} {
		w.keys[key] = func() { w.onPage(func(p *page) { p.tabs.Open(i) }) }
	}
	for key, do := range w.keys {
		c.AddShortcut(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) {
			if w.dialog == nil && !w.forUser(key) {
				do()
			}
		})
	}
	// Fyne gives these to a text first, if it has the focus, and to no other.
	c.AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) {
		if w.dialog == nil {
			w.onPage(func(p *page) { p.undo.undo() })
		}
	})
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			w.escape()
		}
	})
}

// onPage does something on the bundle that is open.
func (w *Window) onPage(do func(*page)) {
	if w.page != nil && w.role() == roleSupport {
		do(w.page)
	}
}

// escape takes back the nearest thing: a dialog, the form for a new bundle,
// work that runs.
func (w *Window) escape() {
	switch {
	case w.dialog != nil:
		w.dialog.cancel()
	case w.sidebar.form.Visible():
		w.sidebar.closeForm()
	default:
		w.bar.cancel()
	}
}
