package gui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"tradecase/app/gui/theme"
	"tradecase/app/gui/widget"
)

// openAside shows a page about Tradecase itself in front of all others.
func (w *Window) openAside(o fyne.CanvasObject, first fyne.Focusable) {
	if w.dialog != nil {
		return
	}
	w.aside, w.opener = true, nil
	if b, ok := w.win.Canvas().Focused().(*widget.Button); ok && slices.Contains(w.tools.Objects, fyne.CanvasObject(b)) {
		w.opener = b
	}
	w.win.Canvas().Unfocus()
	w.front.Objects = []fyne.CanvasObject{container.NewPadded(container.NewPadded(o))}
	w.front.Refresh()
	if first != nil {
		w.win.Canvas().Focus(first)
	}
}

// leaveAside is closeAside for whoever closes the page itself, and not by a key
// that leads elsewhere: the focus is given back to the button that opened it.
func (w *Window) leaveAside() {
	from := w.opener
	w.closeAside()
	if from != nil && from.Visible() {
		w.win.Canvas().Focus(from)
	}
}

// closeAside goes back to what whoever uses the window needs. The focus leaves
// what was typed, which is stored by that.
func (w *Window) closeAside() {
	if w.aside {
		w.aside, w.opener = false, nil
		w.showRole()
	}
}

// newTools makes the way to these pages, which is there whoever uses the
// window.
func newTools(w *Window) fyne.CanvasObject {
	for _, b := range []fyne.CanvasObject{
		w.tor.place, // for agents only
		widget.NewQuiet(lang.X("tools.settings", "Settings"), w.openSettings),
		widget.NewQuiet(lang.X("tools.keys", "Shortcuts"), w.openShortcuts),
		widget.NewQuiet(lang.X("tools.about", "About"), w.openAbout),
	} {
		w.tools.Add(b)
	}
	frame := widget.NewFrame(w.tools)
	frame.Space = theme.Tight
	return frame
}

// asideHead is the heading of a page about Tradecase itself, with the way
// back.
func (w *Window) asideHead(title string) fyne.CanvasObject {
	back := widget.NewButton(lang.X("aside.close", "Close"), w.leaveAside)
	return widget.NewBorder(nil, nil, nil, container.NewCenter(back), widget.NewHeading(title))
}
