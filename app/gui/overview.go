package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// saidHeight is as much as is said of the last adding; the rest scrolls.
const saidHeight = 84

// targetWidth is that of the choice of where a typed path belongs.
const targetWidth = 190

// pathWidth is what a field for a path should have beside its buttons.
const pathWidth = 140

// overview is the checklist at the left, what was found and what to do next at
// the right, and below where things are added.
type overview struct {
	p         *page
	object    fyne.CanvasObject
	checklist *fyne.Container
	rows      map[string]*widget.Row // kept, so that the focus stays where it is
	found     *foundColumn

	areas   []*widget.DropArea
	targets []model.Target
	target  *widget.Select
	path    *widget.Entry
	add     *widget.Button
	notice  *widget.Notice
	left    *fyne.Container // what the last adding left out
	said    *fyne.Container // the notice and what was left out, if there is anything
	clip    *widget.Button  // pastes a screenshot
	pasting bool
	retry   *widget.Button // adds again what another program was in the way of
	again   func()
}

func newOverview(p *page) *overview {
	o := &overview{p: p, checklist: widget.Stacked(), rows: map[string]*widget.Row{}, notice: widget.NewNotice(), targets: model.Targets()}
	o.found = newFoundColumn(p)
	areas := widget.NewColumns(nil)
	for _, party := range []diagnostics.Party{diagnostics.Buyer, diagnostics.Seller, diagnostics.Unknown} {
		area := widget.NewDropArea(model.Target{Party: party}, o.choose)
		o.areas = append(o.areas, area)
		areas.Add(area)
	}
	o.left = widget.Stacked()
	o.retry = widget.NewButton(lang.X("add.retry", "Try again"), func() { o.again() })
	o.said = widget.NewSaid(widget.Stacked(widget.NewBorder(nil, nil, nil, container.NewVBox(o.retry), o.notice), o.left))
	o.retry.Hide()
	o.said.Hide()
	widget.Wish(o.said, saidHeight)
	parts := widget.NewParts([]float32{0, 0}, scrolled(o.checklist), o.found.object)
	add := widget.Stacked(areas, o.form()) // what is said moves no button away
	o.object = widget.NewBorder(nil, add, nil, nil, widget.NewBorder(nil, o.said, nil, nil, parts))
	return o
}

// form is the way to add without a chooser: type or paste a path.
func (o *overview) form() fyne.CanvasObject {
	names := make([]string, len(o.targets))
	for i, t := range o.targets {
		names[i] = words.Of(t.Label())
	}
	o.target = widget.NewSelect(names, nil)
	o.target.SetSelectedIndex(0)
	o.path = widget.NewEntry(lang.X("add.path", "or type or paste a path"), func(string) { o.addTyped() })
	o.add = widget.NewButton(lang.X("add.button", "Add"), o.addTyped)
	o.clip = widget.NewButton(lang.X("paste.button", "Paste screenshot"), o.paste)
	if o.p.w.clip == nil {
		o.clip.Hide()
	}
	target := container.NewGridWrap(fyne.NewSize(targetWidth, o.target.MinSize().Height), o.target)
	return widget.NewBar(widget.NewElastic(pathWidth, o.path), target, o.add, o.clip)
}

// update shows the checklist and what each party has.
func (o *overview) update() {
	o.checklist.RemoveAll()
	for _, g := range model.Groups(o.p.status.Checklist) {
		o.checklist.Add(widget.NewTitle(words.Of(g.Title)))
		for _, r := range g.Rows {
			row := o.rows[r.Key]
			if row == nil {
				row = widget.NewRow(o.ask, o.fill)
				o.rows[r.Key] = row
			}
			row.Set(r, o.p.editable)
			o.checklist.Add(row)
		}
	}
	o.found.update()
	for _, a := range o.areas {
		a.Hold(model.Holding(o.p.status.Files, a.Target.Party))
		a.Enable(o.p.editable)
	}
	enable(o.p.editable, o.target, o.path, o.add, o.clip)
}

// ask copies what is to be sent to the trader. Nothing is sent from here.
func (o *overview) ask(r model.Row) {
	o.p.w.copyText(words.Of(r.Ask))
	o.p.w.bar.say(model.Say("ask.copied", "The question is copied: paste it into the chat."))
}

// fill goes to where a row is filled.
func (o *overview) fill(r model.Row) {
	switch r.Fill {
	case model.File:
		o.aim(r.Target)
		o.choose(r.Target, false)
	case model.Write:
		o.p.tabs.Open(notesTab)
		o.p.notes.focus(r.Key)
	case model.Sort:
		o.p.tabs.Open(itemsTab)
	case model.NoFill:
	}
}

// aim sets whose the next path is.
func (o *overview) aim(target model.Target) {
	for i, t := range o.targets {
		if t == target {
			o.target.SetSelectedIndex(i)
		}
	}
}

func (o *overview) choose(target model.Target, folder bool) {
	whose := map[string]any{"Target": words.Of(target.Label())}
	if folder {
		title := lang.X("choose.folder.for", "Add a folder ({{.Target}})", whose)
		o.p.w.chooseTitled(wantFolder, title, "", func(path string) { o.take(target, []string{path}) })
		return
	}
	title := lang.X("choose.files.for", "Add files ({{.Target}}): several can be marked", whose)
	o.p.w.chooseFiles(title, func(paths []string) { o.take(target, paths) })
}

// addTyped adds the path that was typed.
func (o *overview) addTyped() {
	path := model.TidyPath(o.path.Text)
	if path == "" {
		o.tell(model.Message{Sign: model.Note, Text: model.Say("add.empty", "Type or paste a path first, or drop something here.")})
		return
	}
	o.take(o.targets[max(0, o.target.SelectedIndex())], []string{path})
}

// take adds files, folders and archives.
func (o *overview) take(target model.Target, paths []string) {
	if !o.p.editable {
		return
	}
	o.leaveOut(bundle.Added{})
	o.tell(model.Message{})
	o.object.Refresh() // what was said gives its room back
	var added bundle.Added
	name := model.Say("job.add", "Adding ({{.Target}})", "Target", target.Label())
	o.p.change(name, func(ctx context.Context, progress *job.Progress) (err error) {
		if target.Slot != "" {
			added, err = o.p.w.desk.AddSlot(ctx, string(o.p.id), target.Slot, paths)
		} else {
			added, err = o.p.w.desk.Add(ctx, string(o.p.id), target.Party, paths, progress)
		}
		return err
	}, func(err error) {
		m := model.Trouble(err)
		if err == nil {
			m = model.Added(added)
			o.path.SetText("")
			if target.Slot != "" { // the next is of something else
				o.aim(model.Target{Party: diagnostics.Unknown})
			}
		}
		o.again = func() { o.take(target, paths) }
		o.leaveOut(added)
		o.tell(m)
		setShown(o.retry, model.Held(err))
		o.object.Refresh()
	})
}

// tell says how adding went.
func (o *overview) tell(m model.Message) {
	o.notice.Say(m)
	o.retry.Hide()
	setShown(o.said, !m.Empty())
	widget.ToTop(o.said)
}

// leftOutAtOnce is how much of what was left out is listed here; the Items
// page lists all.
const leftOutAtOnce = 20

// leaveOut lists what the last adding left out. If nothing was stored the
// bundle knows nothing of it, nor does the Items page.
func (o *overview) leaveOut(added bundle.Added) {
	o.left.RemoveAll()
	all := model.LeftOutOf(added.Skipped)
	for i, l := range all {
		if i == leftOutAtOnce {
			n := len(all) - i
			more := lang.XN("add.more", "and {{.Count}} more: see Items", n, map[string]any{"Count": n})
			if len(added.Items) == 0 {
				more = lang.XN("add.rest", "and {{.Count}} more", n, map[string]any{"Count": n})
			}
			o.left.Add(widget.NewMuted(more))
			return
		}
		o.left.Add(widget.Compact(widget.NewMuted(l.Path + ": " + words.Of(l.Reason))))
	}
}

// dropped adds what was dropped at a place in the window: to the party whose
// area lies there, elsewhere to nobody yet.
func (o *overview) dropped(at fyne.Position, paths []string) {
	target := model.Target{Party: diagnostics.Unknown}
	if o.p.tabs.Current() == overviewTab {
		for _, a := range o.areas {
			if a.Holds(at) {
				target = a.Target
			}
		}
	}
	o.p.tabs.Open(overviewTab)
	o.take(target, paths)
}

// enable allows controls to be used, or forbids it.
func enable(on bool, controls ...fyne.Disableable) {
	for _, c := range controls {
		if on == !c.Disabled() {
			continue
		}
		if on {
			c.Enable()
		} else {
			c.Disable()
		}
	}
}
