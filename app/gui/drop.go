package gui

import (
	"fyne.io/fyne/v2"

	"tradecase/app/gui/model"
)

// dropped takes what was dropped on the window: Fyne tells only where. Tests
// call it, since their driver drops nothing.
func (w *Window) dropped(at fyne.Position, uris []fyne.URI) {
	var paths []string
	for _, u := range uris {
		if u.Scheme() == "file" {
			paths = append(paths, u.Path())
		}
	}
	if w.dialog == nil {
		w.closeAside()
	}
	switch {
	case len(paths) == 0 || w.dialog != nil || w.role() == "":
	case w.role() == roleUser:
		w.export.take(paths)
	case w.page != nil:
		w.page.overview.dropped(at, paths)
	case w.onVerify():
		w.verify.path.SetText(paths[0])
		w.verify.start()
	default:
		w.welcome.notice.Say(model.Message{
			Sign: model.Note, Text: model.Say("drop.nobundle", "Open or make a bundle first; then drop it again."),
		})
		w.welcome.object.Refresh()
	}
}

// onVerify reports whether the page for zips is open.
func (w *Window) onVerify() bool {
	return len(w.main.Objects) == 1 && w.main.Objects[0] == w.verify.object
}
