package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
)

// welcome stands at the right while no bundle is open, and teaches what to do.
type welcome struct {
	object fyne.CanvasObject
	notice *widget.Notice
}

func newWelcome(w *Window) *welcome {
	e := &welcome{notice: widget.NewNotice()}
	steps := widget.Spaced(
		widget.NewHeading(lang.X("welcome.title", "From messy logs to one clean zip")),
		e.notice,
		widget.NewText(lang.X("welcome.new", "1.  Make a bundle for a trade, or choose one at the left. The trade ID is all it needs.")),
		widget.NewText(lang.X("welcome.add", "2.  Add what the traders sent: drop folders, zips, logs and screenshots on the buyer or the seller. Wallets and keys are never taken.")),
		widget.NewText(lang.X("welcome.ask", "3.  The checklist says what is missing and what to ask for, ready to copy.")),
		widget.NewText(lang.X("welcome.check", "4.  Check the transactions: with a contract, logs or transaction IDs the page Transactions judges all five, and says where the money is and what to do.")),
		widget.NewText(lang.X("welcome.handoff", "5.  Make the hand-off: one zip with nothing private in it, read back and checked before it gets its name.")),
		widget.NewBar(
			widget.NewPrimary(lang.X("new.button", "New bundle"), w.sidebar.openForm),
			widget.NewButton(lang.X("verify.button", "Verify a zip…"), w.openVerify),
		),
		widget.NewMuted(lang.X("welcome.offline", "Nothing is sent anywhere, unless you look transactions up: that goes over Tor only.")),
	)
	e.object = container.NewVScroll(container.NewPadded(container.NewPadded(steps)))
	return e
}

func (e *welcome) say(err error) {
	e.notice.Say(model.Trouble(err))
	e.object.Refresh()
}
