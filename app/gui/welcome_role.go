package gui

import (
	"context"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"tradecase/app/config"
	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
)

// The two kinds of people who use the window.
const (
	roleSupport = config.RoleSupport
	roleUser    = config.RoleUser
)

// roleQuestion is what a first start asks.
type roleQuestion struct {
	object        fyne.CanvasObject
	support, user *widget.Button
}

// questionWidth is that of the question, in the middle of the window.
const questionWidth = 760

func newRoleQuestion(w *Window) *roleQuestion {
	q := &roleQuestion{
		support: widget.NewPrimary(lang.X("role.support", "I support or mediate trades"), func() { w.setRole(roleSupport) }),
		user:    widget.NewPrimary(lang.X("role.user", "Support asked me for my logs"), func() { w.setRole(roleUser) }),
	}
	answer := func(b *widget.Button, text string) fyne.CanvasObject {
		return widget.NewSurface(container.NewPadded(widget.Stacked(b, widget.NewText(text))))
	}
	answers := widget.NewHalves(halfWidth,
		answer(q.user, lang.X("role.user.hint", "Finds Bisq's logs on this computer, replaces what is private in a copy, and saves it as one zip that you can look at and send.")),
		answer(q.support, lang.X("role.support.hint", "For support agents, mediators and arbitrators. Checks a trade's transactions and says where the money is; collects what both traders sent, says what is missing, and makes one clean zip for a developer.")))
	page := widget.Spaced(
		widget.NewHeading(lang.X("role.title", "What brings you here?")), answers,
		widget.NewMuted(lang.X("role.hint", "You can change this later in the settings. Nothing is sent anywhere unless you ask for it, and then over Tor, or to servers of your own.")))
	q.object = container.NewVScroll(widget.NewCentred(questionWidth, container.NewPadded(page)))
	return q
}

// role is who uses the window; empty if nobody said so yet.
func (w *Window) role() string { return w.setup.Settings.Role }

// setRole says who uses the window, keeps it for the next start, and shows
// what such a person needs.
func (w *Window) setRole(role string) {
	w.setup.Settings.Role = role
	w.showRole()
	w.read(func(context.Context) error {
		_, err := w.setup.File.Change(func(s *config.Settings) error { s.Role = role; return nil })
		return err
	}, func(err error) {
		if err != nil {
			w.bar.say(model.Say("role.unsaved", "This could not be kept for the next start: {{.Reason}}", "Reason", model.Trouble(err).Text))
		}
	})
}

// showRole shows what whoever uses the window needs.
func (w *Window) showRole() {
	front := w.desktop
	switch w.role() {
	case "":
		front = w.roles.object
	case roleUser:
		front = w.export.front
	}
	w.front.Objects = []fyne.CanvasObject{front}
	w.front.Refresh()
	setShown(w.tor.place, w.role() == roleSupport)
	w.tools.Refresh()
	w.win.Canvas().Unfocus()
	switch w.role() {
	case roleSupport:
		w.bar.say(agentKeys())
	case roleUser:
		w.bar.say(model.Say("export.keys", "{{.Ctrl}}O another folder, {{.Ctrl}}E save, Esc stops", "Ctrl", ctrl(runtime.GOOS)))
		w.export.open()
	default:
		w.bar.say(model.Phrase{})
	}
}

// forUser does one of the window's keys for somebody who only exports logs. It
// reports whether the window is such a person's, or nobody's yet.
func (w *Window) forUser(name fyne.KeyName) bool {
	switch w.role() {
	case roleSupport:
		return false
	case roleUser:
		switch name {
		case fyne.KeyO:
			w.export.askPath()
		case fyne.KeyE:
			w.export.askPlace()
		}
	}
	return true
}
