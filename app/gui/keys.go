package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
)

// bindKeys gives the window its keys. They work wherever the focus is, since
// package widget's controls hand them on.
func (w *Window) bindKeys() {
	c := w.win.Canvas()
	w.keys = map[fyne.KeyName]func(){}
	for _, s := range w.shortcuts() {
		w.keys[s.key] = func() { w.obey(s) }
		c.AddShortcut(&desktop.CustomShortcut{KeyName: s.key, Modifier: fyne.KeyModifierShortcutDefault}, func(fyne.Shortcut) { w.obey(s) })
	}
	// Fyne gives these to a text first, if it has the focus, and to no other.
	c.AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { w.onShownPage(func(p *page) { p.undo.undo() }) })
	c.AddShortcut(&fyne.ShortcutPaste{}, func(fyne.Shortcut) { w.onShownPage(func(p *page) { p.overview.paste() }) })
	c.SetOnTypedRune(func(r rune) {
		switch r {
		case '?':
			w.openShortcuts()
		case '/':
			w.slash()
		}
	})
	c.SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			w.escape()
			return
		}
		w.leaf(e.Name)
	})
}

// leaf scrolls what is read in front of everything: a page about Tradecase
// itself, or a dialog. Much of their text has nothing beside it that could get
// the focus, by which other pages come into sight.
func (w *Window) leaf(key fyne.KeyName) {
	var in fyne.CanvasObject
	switch {
	case w.dialog != nil:
		in = w.dialog.content
	case w.aside:
		in = w.front
	default:
		return
	}
	scroll := firstScroll(in)
	if scroll == nil {
		return
	}
	const line = 40
	by := map[fyne.KeyName]float32{
		fyne.KeyDown: line, fyne.KeyUp: -line, fyne.KeyPageDown: scroll.Size().Height - line, fyne.KeyPageUp: line - scroll.Size().Height,
		fyne.KeyEnd: scroll.Content.Size().Height, fyne.KeyHome: -scroll.Content.Size().Height,
	}[key]
	most := max(0, scroll.Content.MinSize().Height-scroll.Size().Height)
	scroll.ScrollToOffset(fyne.NewPos(scroll.Offset.X, max(0, min(most, scroll.Offset.Y+by))))
}

// firstScroll finds what scrolls in a page that can be seen.
func firstScroll(o fyne.CanvasObject) *container.Scroll {
	if !o.Visible() {
		return nil
	}
	switch o := o.(type) {
	case *container.Scroll:
		return o
	case *fyne.Container:
		for _, in := range o.Objects {
			if s := firstScroll(in); s != nil {
				return s
			}
		}
	}
	return nil
}

// obey does what a shortcut asks, in front of whatever is shown; a dialog is
// answered first.
func (w *Window) obey(s shortcut) {
	if w.dialog != nil {
		return
	}
	w.closeAside()
	if !w.forUser(s.key) {
		s.do()
	}
}

// onPage does something on the bundle that is open.
func (w *Window) onPage(do func(*page)) {
	if w.page != nil && w.role() == roleSupport {
		do(w.page)
	}
}

// onShownPage does something on the bundle that is open, if nothing is in
// front of it.
func (w *Window) onShownPage(do func(*page)) {
	if w.dialog == nil && !w.aside {
		w.onPage(do)
	}
}

// escape takes back the nearest thing: a dialog, a text that is shown in full,
// a page about Tradecase itself, the form for a new bundle, a picture that is shown large, work that
// runs.
func (w *Window) escape() {
	switch {
	case w.dialog != nil:
		w.dialog.cancel()
	case w.bar.text.Whole.Drop():
	case w.aside:
		w.leaveAside()
	case w.sidebar.form.Visible():
		w.sidebar.closeForm()
	case w.page != nil && w.page.tabs.Current() == shotsTab && w.page.shots.large.key != "":
		w.page.shots.large.close()
	default:
		w.bar.cancel()
	}
}
