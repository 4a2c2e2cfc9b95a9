package gui

import (
	"context"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
)

// handoffPage previews and makes the zip for a developer.
type handoffPage struct {
	p      *page
	object fyne.CanvasObject

	path          *widget.Entry
	browse        *widget.Button
	save, preview *widget.Button
	replace       *widget.Button // shown when the name is taken
	notice        *widget.Notice
	result        *fyne.Container
	hash          *fw.Label
	hidden        *fw.Label
	past          *fyne.Container
	whole         *fw.Label // the chosen line, where a column cuts it
	view          *widget.List
	head          fyne.CanvasObject
	lines         []line
	sha256        string
}

// line is one line of the list: a file, a leak, or what is left out.
type line struct {
	sign  model.Sign
	texts []string
}

// The widths of the list's columns: file, size, what is replaced in it.
var sentWidths = []float32{250, 90, 0}

func newHandoffPage(p *page) *handoffPage {
	h := &handoffPage{p: p, notice: widget.NewNotice(), hash: widget.NewMono(""), hidden: widget.NewText(""), past: widget.Stacked(), whole: widget.NewText("")}
	h.path = widget.NewEntry(lang.X("handoff.path", "Where the zip goes: type or paste a path"), func(string) { h.start(false) })
	h.browse = widget.NewButton(lang.X("choose.button", "Choose…"), func() {
		p.w.choose(wantSave, model.ZipName(p.id, time.Now()), h.path.SetText)
	})
	h.preview = widget.NewButton(lang.X("handoff.preview", "Preview"), h.look)
	h.save = widget.NewPrimary(lang.X("handoff.make", "Make the hand-off"), func() { h.start(false) })
	h.replace = widget.NewDanger(lang.X("handoff.replace", "Replace that file"), func() { h.start(true) })
	h.replace.Hide()
	copyHash := widget.NewButton(lang.X("handoff.copyhash", "Copy SHA-256"), func() { p.w.copyText(h.sha256) })
	h.result = container.NewBorder(nil, nil, fw.NewLabel("SHA-256"), copyHash, h.hash)
	h.hash.Truncation = fyne.TextTruncateEllipsis
	h.result.Hide()
	h.hidden.Hide()
	h.head = widget.NewHeader(sentWidths, lang.X("column.file", "File in the zip"), lang.X("column.size", "Size"), lang.X("column.hidden", "Replaced in it"))
	h.head.Hide()
	h.view = widget.NewList(func() int { return len(h.lines) }, func() fyne.CanvasObject { return widget.NewCells(sentWidths...) }, h.draw)

	h.view.OnSelected = h.showWhole
	h.whole.Hide()

	form := container.NewBorder(nil, nil, nil, container.NewHBox(h.browse, h.preview, h.save), h.path)
	top := widget.Stacked(
		widget.NewMuted(lang.X("handoff.hint", "One zip for a developer: logs, screenshots, notes and a report, with private data replaced. Look at the preview first if you like; nothing is written by it.")),
		form, h.notice, container.NewHBox(h.replace), h.result, h.hidden, h.head)
	h.object = container.NewBorder(top, widget.Stacked(h.whole, h.past), nil, nil, h.view)
	return h
}

func (h *handoffPage) draw(at int, o fyne.CanvasObject) {
	if row, ok := o.(*widget.Cells); ok && at < len(h.lines) {
		row.Set(h.lines[at].sign, h.lines[at].texts...)
	}
}

// showWhole shows all of a line below the list.
func (h *handoffPage) showWhole(at int) {
	if at < len(h.lines) {
		h.whole.SetText(joined(h.lines[at].texts...))
		h.whole.Show()
		h.object.Refresh()
	}
}

// pastAtOnce is how many earlier hand-offs are listed.
const pastAtOnce = 3

// update lists the latest hand-offs.
func (h *handoffPage) update() {
	h.past.RemoveAll()
	all := h.p.status.Handoffs
	if len(all) > 0 {
		h.past.Add(widget.Compact(widget.NewCaption(lang.X("handoff.before", "Made before"))))
	}
	for i := len(all) - 1; i >= max(0, len(all)-pastAtOnce); i-- {
		h.past.Add(widget.Compact(widget.NewCaption(words.Of(model.Past(all[i])))))
	}
	h.object.Refresh()
}

// clear takes away what was shown of earlier work.
func (h *handoffPage) clear() {
	h.notice.Say(model.Message{})
	h.lines = nil
	h.view.UnselectAll()
	for _, o := range []fyne.CanvasObject{h.replace, h.result, h.hidden, h.head, h.whole} {
		o.Hide()
	}
	h.view.Refresh()
	h.object.Refresh()
}

// export previews or makes the hand-off.
func (h *handoffPage) export(name model.Phrase, out work.Output, done func(bundle.Export, error)) {
	h.clear()
	enable(false, h.save, h.preview)
	var x bundle.Export
	h.p.change(name, func(ctx context.Context, progress *job.Progress) (err error) {
		x, err = h.p.w.desk.Handoff(ctx, string(h.p.id), out, progress)
		return err
	}, func(err error) {
		enable(true, h.save, h.preview)
		h.fill(x)
		h.fail(err)
		done(x, err)
		h.view.ScrollToTop()
		h.view.Refresh()
		h.object.Refresh()
	})
}

// look previews the hand-off.
func (h *handoffPage) look() {
	h.export(model.Say("job.preview", "Previewing the hand-off"), work.Output{DryRun: true}, func(x bundle.Export, err error) {
		if err == nil {
			h.notice.Say(model.Preview(x))
		}
	})
}

// start makes the hand-off at the path that was typed.
func (h *handoffPage) start(replace bool) {
	path := model.ZipPath(h.path.Text, model.ZipName(h.p.id, time.Now()))
	if path == "" {
		h.notice.Say(model.Message{Sign: model.Note, Text: model.Say("handoff.nopath", "Say first where the zip goes: type a path, or choose one.")})
		h.object.Refresh()
		h.p.w.win.Canvas().Focus(h.path)
		return
	}
	if h.save.Disabled() {
		return
	}
	h.path.SetText(path)
	h.export(model.Say("job.handoff", "Making the hand-off"), work.Output{Path: path, Replace: replace}, func(x bundle.Export, err error) {
		if x.Path == "" {
			return
		}
		done := model.HandedOff(x)
		h.sha256 = done.SHA256
		h.hash.SetText(done.SHA256)
		h.result.Show()
		h.p.w.folder = filepath.Dir(x.Path)
		if err == nil {
			h.notice.Say(done.Message)
		}
	})
}

// fail says what went wrong, and where.
func (h *handoffPage) fail(err error) {
	h.notice.Say(model.Trouble(err))
	if model.Taken(err) {
		h.notice.Say(model.Message{
			Sign: model.Warn, Text: model.Say("handoff.taken", "There is a file with this name already."),
			Hint: model.Say("handoff.taken.hint", "Choose another name, or replace it."),
		})
		h.replace.Show()
	}
	for _, leak := range model.Leaks(err) {
		h.lines = append([]line{{model.Bad, []string{leak.Where, "", leak.Excerpt}}}, h.lines...)
	}
}

// fill lists an export's files and what is left out.
func (h *handoffPage) fill(x bundle.Export) {
	for _, f := range model.SentFiles(x) {
		h.lines = append(h.lines, line{model.NoSign, []string{f.Path, f.Size, words.List(f.Hidden)}})
	}
	for _, l := range model.LeftOutOf(x.Skipped) {
		h.lines = append(h.lines, line{model.Optional, []string{l.Path, lang.X("handoff.left", "left out"), l.Reason}})
	}
	if len(x.Files) == 0 {
		return
	}
	h.head.Show()
	if classes := model.ByClass(x.Entities); len(classes) > 0 {
		h.hidden.SetText(lang.X("handoff.hidden", "Private values replaced, each by the same stand-in everywhere: {{.List}}.", map[string]any{"List": words.List(classes)}))
	} else {
		h.hidden.SetText(lang.X("handoff.nothidden", "No private values were found."))
	}
	h.hidden.Show()
}
