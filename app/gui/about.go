package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"

	"tradecase/app/gui/widget"
)

// newAbout makes the page about Tradecase. There is no link in it: a browser
// would go there outside Tor.
func newAbout(w *Window) fyne.CanvasObject {
	version := lang.X("about.version", "Tradecase {{.Version}}", map[string]any{"Version": w.setup.Version})
	copyVersion := widget.NewQuiet(lang.X("about.copy", "Copy version"), func() { w.copyText(version) })
	copyVersion.SetIcon(fynetheme.ContentCopyIcon())
	body := widget.Spaced(
		container.NewHBox(container.NewCenter(widget.NewTitle(version)), copyVersion),
		widget.NewText(lang.X("about.what", "Turns a Bisq trade's logs, screenshots and transaction IDs into one bundle that a developer can work from, with nothing private in it.")),
		widget.Stacked(widget.NewTitle(lang.X("about.sent", "What is sent")), widget.NewText(lang.X("about.never", "Nothing by itself: no logs, no crash reports, no statistics, no check for a newer version. When you look a trade's transactions up, their IDs go to the explorers of the settings, over Tor only, and to your own node if you named one. All else that leaves this computer are the files that you make with it and send yourself."))),
		widget.Stacked(widget.NewTitle(lang.X("about.releases", "Releases")), widget.NewText(lang.X("about.where", "New versions are announced where you got this one, with their checksums: look for \"releases\" there, and compare the checksum before you start one."))),
		widget.Stacked(widget.NewTitle(lang.X("about.licence", "Licence")), widget.NewText(lang.X("about.mit", "MIT: use, change and pass it on freely; it comes without any warranty. The whole text is in the file LICENSE. Tradecase is no part of Bisq."))),
	)
	return widget.NewBorder(w.asideHead(lang.X("about.title", "About")), nil, nil, nil, scrolled(body))
}

// openAbout shows the page about Tradecase.
func (w *Window) openAbout() { w.openAside(w.about, nil) }
