package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"tradecase/app/gui/model"
	"tradecase/app/gui/theme"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/diagnostics"
)

// Refusal is a window that says why there is no other. All of it but
// NewRefusal belongs to the window's goroutine.
type Refusal struct {
	win    fyne.Window
	notice *widget.Notice
	copy   *widget.Button
	done   *widget.Button
}

// refusalSize is the window's first size, in Fyne's units.
var refusalSize = fyne.NewSize(560, 240)

// NewRefusal builds the window on a; Run shows it. When ctx ends it closes.
func NewRefusal(ctx context.Context, a fyne.App, cause error) (*Refusal, error) {
	if err := words.Load(); err != nil {
		return nil, err
	}
	a.Settings().SetTheme(theme.Theme{})
	r := &Refusal{win: a.NewWindow(title), notice: widget.NewNotice()}
	r.notice.Say(model.Trouble(cause))
	r.copy = widget.NewButton(lang.X("refusal.copy", "Copy"), func() {
		a.Clipboard().SetContent(cause.Error() + "\n" + diagnostics.Hint(cause))
	})
	r.done = widget.NewPrimary(lang.X("aside.close", "Close"), r.win.Close)
	buttons := container.NewBorder(nil, nil, nil, container.NewHBox(r.copy, r.done))
	page := widget.NewBorder(widget.NewTitle(lang.X("refusal.title", "Tradecase cannot start")), buttons, nil, nil, scrolled(r.notice))
	r.win.SetContent(container.NewPadded(container.NewPadded(page)))
	r.win.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		switch e.Name {
		case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter:
			r.win.Close()
		}
	})
	r.win.Resize(refusalSize)
	r.win.SetMaster()
	r.win.Canvas().Focus(r.done)
	stop := context.AfterFunc(ctx, func() { fyne.Do(r.win.Close) })
	r.win.SetOnClosed(func() { stop() })
	return r, nil
}

// Run shows the window and returns when it is closed.
func (r *Refusal) Run() error {
	r.win.ShowAndRun()
	return nil
}

// Opened reports whether there is something on the screen.
func (r *Refusal) Opened() bool { return onScreen(r.win) }

// Rescue has nothing to save.
func (*Refusal) Rescue() error { return nil }
