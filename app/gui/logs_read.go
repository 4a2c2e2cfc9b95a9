package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/diagnostics/logs"
)

// Bounds of what is kept and asked for, in rows.
const (
	maxPreviews = 4000
	maxWanted   = 200
)

// logPreviews reads the first lines of the entries that can be seen, in the
// background, so that scrolling never waits for a disk.
type logPreviews struct {
	w       *Window
	redraw  func(row int)
	index   *logs.Index
	texts   map[int]string
	wanted  []int
	reading bool
}

func newLogPreviews(w *Window, redraw func(int)) *logPreviews {
	return &logPreviews{w: w, redraw: redraw, texts: map[int]string{}}
}

// reset begins with another index, nil for none.
func (p *logPreviews) reset(x *logs.Index) {
	p.index, p.texts, p.wanted = x, map[int]string{}, nil
}

// get is the row's first line, empty if it is not read yet: then redraw is
// called when it is.
func (p *logPreviews) get(row int) string {
	text, ok := p.texts[row]
	if ok {
		return text
	}
	if len(p.wanted) >= maxWanted { // what was asked for first is out of sight
		p.wanted = append(p.wanted[:0], p.wanted[1:]...)
	}
	if p.wanted = append(p.wanted, row); len(p.wanted) == 1 && !p.reading {
		p.w.later(p.read)
	}
	return ""
}

// read reads all rows that are wanted.
func (p *logPreviews) read() {
	if p.reading || len(p.wanted) == 0 || p.index == nil {
		return
	}
	p.reading = true
	x, rows := p.index, p.wanted
	p.wanted = nil
	texts := make([]string, len(rows))
	p.w.read(func(ctx context.Context) error {
		for i, row := range rows {
			if err := ctx.Err(); err != nil {
				return err
			}
			e, err := x.Read(row, model.LogPreviewBytes)
			if err != nil {
				texts[i] = words.Of(model.Say("logs.unreadable", "(cannot be read any more)"))
				continue
			}
			texts[i] = model.LogPreview(&e)
		}
		return nil
	}, func(err error) {
		p.reading = false
		if err == nil && x == p.index {
			p.take(rows, texts)
		}
		p.read()
	})
}

func (p *logPreviews) take(rows []int, texts []string) {
	if len(p.texts) > maxPreviews {
		clear(p.texts)
	}
	for i, row := range rows {
		p.texts[row] = texts[i]
		p.redraw(row)
	}
}

// logDetail shows one entry whole.
type logDetail struct {
	w      *Window
	object fyne.CanvasObject
	title  *fw.Label
	cut    *fw.Label
	copy   *widget.Button
	raw    *widget.RawText
	notice *widget.Notice
	loads  int // how many were started
}

func newLogDetail(w *Window) *logDetail {
	d := &logDetail{w: w, title: widget.NewCell(""), cut: widget.NewCaption(""), raw: widget.NewRawText(), notice: widget.NewNotice()}
	d.copy = widget.NewButton(lang.X("logs.copy", "Copy entry"), func() { w.copyText(d.raw.Text()) })
	d.copy.SetIcon(fynetheme.ContentCopyIcon())
	head := widget.NewBorder(nil, nil, nil, d.copy, d.title)
	d.object = below(widget.Stacked(head, d.notice), widget.NewBorder(nil, d.cut, nil, nil, d.raw.Rows))
	d.clear()
	return d
}

// clear shows no entry.
func (d *logDetail) clear() {
	d.loads++
	d.set(model.LogDetail{Title: lang.X("logs.choose", "Choose an entry to see all of it.")})
	d.copy.Disable()
}

// load reads and shows a row.
func (d *logDetail) load(x *logs.Index, row int) {
	d.loads++
	number := d.loads
	var detail model.LogDetail
	d.w.read(func(context.Context) error {
		e, err := x.Read(row, model.DetailBytes)
		if err == nil {
			detail = model.LogDetailOf(x.Row(row), &e)
		}
		return err
	}, func(err error) {
		switch {
		case number != d.loads:
		case err != nil:
			d.clear()
			d.notice.Say(model.Trouble(err))
		default:
			d.set(detail)
			d.copy.Enable()
		}
	})
}

func (d *logDetail) set(detail model.LogDetail) {
	d.notice.Say(model.Message{})
	d.title.SetText(detail.Title)
	d.cut.SetText(words.Of(detail.Cut))
	setShown(d.cut, !detail.Cut.Empty())
	d.raw.SetText(detail.Text)
}
