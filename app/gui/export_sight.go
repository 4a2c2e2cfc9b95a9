package gui

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/bundle"
)

// sight shows what goes out: the tree with what is replaced in each file, and
// the text of the chosen file as it goes out.
type sight struct {
	w      *Window
	object fyne.CanvasObject
	top    string // the folder in the zip that is not shown
	rows   []sightRow
	view   *widget.List
	shown  *fyne.Container // what is chosen: name and text
	name   *fw.Label       // what it is, and what is replaced in it
	text   *widget.Preview
	tree   *widget.Roomy // the rows
	whole  *widget.Roomy // name and text
	low    bool          // the page scrolls as a whole
	ready  *ready        // where the texts come from, nil if nowhere
	turn   int           // counts the texts asked for: only the last one is shown
	stop   func()        // ends the reading of the last one
}

// sightRow is a line of the tree: a folder, a file, a leak, or what is left
// out.
type sightRow struct {
	sign  model.Sign
	texts []string
	file  string // whose text can be shown, empty if none
}

// The widths of the tree's columns: file, size, what is replaced in it.
var sentWidths = []float32{270, 80, 0}

func newSight(w *Window, top string) *sight {
	s := &sight{w: w, top: top, name: widget.NewText(""), text: widget.NewPreview(), stop: func() {}}
	s.view = widget.NewList(func() int { return len(s.rows) }, func() fyne.CanvasObject { return widget.NewCells(sentWidths...) }, s.draw)
	s.view.OnSelected = s.chosen
	head := widget.NewHeader(sentWidths, lang.X("column.file", "File in the zip"), lang.X("column.size", "Size"), lang.X("column.hidden", "Places replaced in it"))
	s.tree = widget.NewRoomy(widget.NewBorder(head, nil, nil, nil, s.view))
	s.shown = widget.NewBorder(widget.Compact(s.name), nil, nil, nil, s.text)
	s.whole = widget.NewRoomy(s.shown)
	split := container.NewVSplit(s.tree.Object, s.whole.Object)
	split.Offset = 0.45
	s.object = split
	split.Hide()
	return s
}

// The heights, in Fyne's units, that the two parts have at least on a page that
// scrolls as a whole: of a line of the tree, for as many lines as there are up
// to a bound, and of a text with what is said of it.
const (
	treeLine  = 32
	treeLines = 8
	textLeast = 190
)

// bend gives both parts room on a page that scrolls as a whole.
func (s *sight) bend(low bool) {
	s.low = low
	s.tree.Least(0)
	s.whole.Least(0)
	if low {
		s.tree.Least(treeLine * float32(1+min(treeLines, len(s.rows))))
		s.whole.Least(textLeast)
	}
}

func (s *sight) draw(at int, o fyne.CanvasObject) {
	if row, ok := o.(*widget.Cells); ok && at < len(s.rows) {
		row.Set(s.rows[at].sign, s.rows[at].texts...)
	}
}

// clear takes everything away.
func (s *sight) clear() {
	s.stop()
	s.turn++
	s.rows, s.ready = nil, nil
	s.tell("", "")
	s.view.UnselectAll()
	s.object.Hide()
}

// show lists an export's files, where it would leak, and what is left out.
func (s *sight) show(x bundle.Export, leaks []model.Leak, r *ready) {
	s.clear()
	s.ready = r
	for _, leak := range leaks {
		s.rows = append(s.rows, sightRow{sign: model.Bad, texts: []string{leak.Where, "", words.Of(leak.Class)}})
	}
	for _, b := range model.Tree(x, s.top) {
		name := strings.Repeat("      ", b.Depth) + b.Name
		s.rows = append(s.rows, sightRow{texts: []string{name, words.Of(b.Size), words.List(b.Hidden)}, file: b.File})
	}
	for _, l := range model.LeftOutOf(x.Skipped) {
		s.rows = append(s.rows, sightRow{sign: model.Optional, texts: []string{l.Path, lang.X("handoff.left", "left out"), words.Of(l.Reason)}})
	}
	if len(s.rows) == 0 {
		return
	}
	s.bend(s.low)
	s.object.Show()
	s.view.ScrollToTop()
	s.view.Refresh()
}

// choose selects a file and so shows its text.
func (s *sight) choose(file string) {
	for i, row := range s.rows {
		if row.file != "" && row.file == file {
			s.view.Select(i)
			return
		}
	}
}

// chosen shows the text of a file; of anything else, the whole line.
func (s *sight) chosen(at int) {
	if at >= len(s.rows) {
		return
	}
	row := s.rows[at]
	s.stop()
	s.turn++
	if row.file == "" || s.ready == nil {
		s.tell(joined(row.texts...), "")
		return
	}
	s.read(at, row)
}

// tell shows what is said of the chosen line, and its text.
func (s *sight) tell(name, text string) {
	s.name.SetText(name)
	s.text.SetText(text)
	s.shown.Refresh()
}

// read shows the begin of a file as it goes out.
func (s *sight) read(at int, row sightRow) {
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	turn, r := s.turn, s.ready
	var text string
	var more bool
	s.w.read(func(jobs context.Context) error {
		defer context.AfterFunc(jobs, stop)()
		return r.use(ctx, nil, func(o *bundle.Outgoing) (err error) {
			text, more, err = o.Text(ctx, row.file, model.PreviewBytes)
			text = model.Clean(text)
			return err
		})
	}, func(err error) {
		stop()
		if turn != s.turn {
			return
		}
		name := strings.TrimPrefix(row.file, s.top+"/")
		title := words.Of(model.PreviewTitle(name, more, errors.Is(err, bundle.ErrNoText), err))
		if hidden := row.texts[2]; hidden != "" {
			title += " " + lang.X("sight.replaced", "Places replaced in it: {{.List}}.", map[string]any{"List": hidden})
		}
		s.tell(title, text)
		s.view.ScrollTo(at) // the title may have taken some of its height
	})
}
