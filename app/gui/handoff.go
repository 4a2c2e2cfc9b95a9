package gui

import (
	"context"
	"reflect"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/work"
	"tradecase/bundle"
)

// handoffPage shows and makes the zip for a developer.
type handoffPage struct {
	*sender
	p      *page
	object fyne.CanvasObject
	tall   *widget.Tall
	path   *widget.Entry
	browse *widget.Button
	hint   fyne.CanvasObject
	past   *fyne.Container
	seen   *atomic.Pointer[work.Status] // of the bundle, as it was last prepared; nil in it: not known yet
}

func newHandoffPage(p *page) *handoffPage {
	h := &handoffPage{sender: newSender(p.w, string(p.id)), p: p, past: widget.Stacked(), seen: &atomic.Pointer[work.Status]{}}
	h.prepare, h.run, h.made, h.changed = h.preparation, p.change, model.HandedOff, h.refresh
	h.looking, h.writing = model.Say("job.preview", "Previewing the hand-off"), model.Say("job.handoff", "Making the hand-off")
	h.path = widget.NewEntry(lang.X("handoff.path", "Where the zip goes: type or paste a path"), func(string) { h.submit() })
	h.browse = widget.NewButton(lang.X("choose.button", "Choose…"), func() {
		p.w.choose(wantSave, model.ZipName(p.id, time.Now()), h.path.SetText)
	})
	h.again = widget.NewButton(lang.X("handoff.preview", "Preview"), h.look)
	h.save = widget.NewPrimary(lang.X("handoff.make", "Make the hand-off"), h.submit)
	form := widget.NewBar(widget.NewElastic(pathWidth, h.path), h.browse, h.save)
	hide := widget.NewBorder(nil, nil, nil, h.again, h.hide)
	h.hint = widget.NewMuted(lang.X("handoff.hint", "One zip for a developer: logs, screenshots, notes and a report, with private data replaced. Look at the preview first if you like; nothing is written by it."))
	// What is said stands below what is pressed, which it never moves.
	said := widget.NewSaid(widget.Stacked(h.notice, container.NewHBox(h.replace), h.result.object, h.unfound, h.hidden, h.hint))
	all := widget.NewBorder(widget.Stacked(hide, form), h.past, nil, nil, widget.NewBorder(said, nil, nil, nil, h.sight.object))
	h.tall = widget.NewTall(tallLeast, all, nil, said)
	h.tall.Bent = h.sight.bend
	h.object = h.tall.Object
	return h
}

func (h *handoffPage) refresh() {
	if h.object == nil {
		return
	}
	for _, o := range []fyne.CanvasObject{h.hint, h.past} { // they give way to what goes out
		if h.sight.object.Visible() {
			o.Hide()
		} else {
			o.Show()
		}
	}
	h.object.Refresh()
}

// preparation prepares the bundle as it is then, which the window may not have
// read yet: a check has just written into it.
func (h *handoffPage) preparation() prepare {
	seen := &atomic.Pointer[work.Status]{}
	h.seen = seen
	return func(ctx context.Context, out work.Output, progress work.Progress) (*bundle.Outgoing, error) {
		if status, err := h.p.w.desk.Status(string(h.p.id)); err == nil { // else preparing it fails, too
			seen.Store(&status)
		}
		return h.p.w.desk.PrepareHandoff(ctx, string(h.p.id), out, progress)
	}
}

// pastAtOnce is how many earlier hand-offs are listed.
const pastAtOnce = 2

// update lists the latest hand-offs, and drops what was prepared if the bundle
// is another one now.
func (h *handoffPage) update() {
	if seen := h.seen.Load(); seen != nil && !sameContent(*seen, h.p.status) {
		h.outdate()
	}
	h.past.RemoveAll()
	all := h.p.status.Handoffs
	if len(all) > 0 {
		h.past.Add(widget.Compact(widget.NewCaption(lang.X("handoff.before", "Made before"))))
	}
	for i := len(all) - 1; i >= max(0, len(all)-pastAtOnce); i-- {
		h.past.Add(widget.Compact(widget.NewCaption(words.Of(model.Past(all[i])))))
	}
	h.refresh()
}

// sameContent reports whether a hand-off of both would be the same.
func sameContent(a, b work.Status) bool {
	// Not the checklist as a whole: the error in it is another one every time.
	return a.State == b.State && a.Reason == b.Reason && reflect.DeepEqual(a.Items, b.Items) &&
		reflect.DeepEqual(a.Files, b.Files) && reflect.DeepEqual(a.Notes, b.Notes) && reflect.DeepEqual(a.Skipped, b.Skipped)
}

// submit makes the hand-off at the path that was typed, else where it is said
// to go.
func (h *handoffPage) submit() {
	if h.busy {
		return
	}
	name := model.ZipName(h.p.id, time.Now())
	path := model.ZipPath(h.path.Text, name)
	if path == "" {
		h.p.w.choose(wantSaveNow, name, func(path string) {
			h.path.SetText(path)
			h.submit()
		})
		return
	}
	h.path.SetText(path)
	h.write(path, false)
}
