package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/job"
	"tradecase/app/work"
)

// explorerTest asks every explorer of the settings, and the own node, how it
// is, and shows what each says. It asks nothing about any trade.
type explorerTest struct {
	w      *Window
	object fyne.CanvasObject
	button *widget.Button
	notice *widget.Notice
	lines  *fyne.Container
	rows   map[string]*widget.Notice // by the explorer's name
	job    *job.Job                  // nil if it does not run
}

func newExplorerTest(w *Window) *explorerTest {
	t := &explorerTest{w: w, notice: widget.NewNotice(), lines: widget.Stacked(), rows: map[string]*widget.Notice{}}
	t.button = widget.NewButton("", t.press)
	t.object = widget.Stacked(
		widget.NewBorder(nil, nil, widget.NewTitle(lang.X("test.title", "Explorers")), container.NewCenter(t.button)),
		widget.NewMuted(lang.X("test.what", "The test starts Tor if an explorer needs it, and asks each for its newest block, nothing about any trade.")),
		t.notice, t.lines,
	)
	t.update()
	return t
}

// update lets the button say what it does now.
func (t *explorerTest) update() {
	text := lang.X("test.start", "Test explorers")
	if t.job != nil {
		text = lang.X("test.stop", "Stop the test")
	}
	t.button.SetText(text)
	t.object.Refresh()
}

// press starts the test, or stops it.
func (t *explorerTest) press() {
	if t.job != nil {
		t.job.Cancel()
		return
	}
	servers := t.list()
	t.job = t.w.peek(model.Say("test.title", "Explorers"), func(ctx context.Context, p *job.Progress) error {
		p.Stage("testing the explorers", int64(servers))
		_, err := t.w.desk.TestExplorers(ctx, "", func(one work.Tested) {
			p.Add(1)
			t.w.later(func() { t.told(one) })
		})
		return err
	}, t.ended)
	t.update()
}

// list shows all who are asked, and says how many they are.
func (t *explorerTest) list() int {
	clear(t.rows)
	t.lines.RemoveAll()
	s := t.w.setup.Settings
	names := []string{}
	for _, e := range s.Asked() {
		names = append(names, e.Name)
	}
	if s.Node.URL != "" {
		names = append(names, work.NodeName)
	}
	for _, name := range names {
		row := widget.NewNotice()
		row.Say(model.Waiting(name, false))
		t.rows[name] = row
		t.lines.Add(row)
	}
	t.notice.Say(model.Message{})
	return len(names)
}

// told shows what one of them says.
func (t *explorerTest) told(one work.Tested) {
	if row := t.rows[one.Name]; row != nil && t.job != nil {
		row.Say(model.Tested(one))
		t.object.Refresh()
	}
}

// ended shows that the test is over; who said nothing was not asked to the
// end.
func (t *explorerTest) ended(err error) {
	t.job = nil
	for name, row := range t.rows {
		if row.Message().Sign == model.Absent {
			row.Say(model.Waiting(name, true))
		}
	}
	t.notice.Say(model.Trouble(err))
	t.update()
}
