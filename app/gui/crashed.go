package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
)

// crashLine offers the report of the last crash, above everything, until it is
// dismissed.
type crashLine struct {
	w       *Window
	object  *fyne.Container
	copy    *widget.Button
	dismiss *widget.Button
	notice  *widget.Notice
}

func newCrashLine(w *Window) *crashLine {
	c := &crashLine{w: w, notice: widget.NewNotice()}
	c.copy = widget.NewButton(lang.X("crash.copy", "Copy report"), func() { w.copyText(w.setup.Crash.Report) })
	c.dismiss = widget.NewButton(lang.X("crash.dismiss", "Dismiss"), c.drop)
	c.notice.Say(model.Message{
		Sign: model.Warn,
		Text: model.Say("crash.title", "Tradecase ended by a fault of its own last time."),
		Hint: model.Say("crash.hint", "A report lies in the data folder, with private data replaced. Nothing was sent: copy it for whoever can mend it, and look it over first."),
	})
	line := widget.NewBar(widget.NewElastic(380, c.notice), c.copy, c.dismiss)
	c.object = widget.Stacked(widget.NewFrame(line), fw.NewSeparator())
	if w.setup.Crash.Report == "" {
		c.object.Hide()
	}
	return c
}

// drop deletes the report.
func (c *crashLine) drop() {
	c.w.read(func(context.Context) error { return c.w.setup.Crash.Dismiss() }, func(err error) {
		if err != nil {
			c.notice.Say(model.Trouble(err))
			return
		}
		c.object.Hide()
		c.w.win.Content().Refresh()
	})
}
