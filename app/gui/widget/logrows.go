package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/theme"
)

// The columns of a log's rows, in characters: level, time, file.
const (
	levelColumns = 5
	timeColumns  = 21
	fileColumns  = 18
)

// LogRow is an entry of a log in one line. Its texts are drawn as they are,
// which is many times faster than labels.
type LogRow struct {
	fw.BaseWidget
	line  model.LogLine
	says  string
	texts [4]*canvas.Text // level, time, file, what it says
}

// NewLogRow makes an empty row.
func NewLogRow() *LogRow {
	r := &LogRow{}
	for i := range r.texts {
		r.texts[i] = monoText()
	}
	r.texts[0].TextStyle.Bold = true
	r.ExtendBaseWidget(r)
	r.Recolour()
	return r
}

func monoText() *canvas.Text {
	t := canvas.NewText("", nil)
	t.TextStyle, t.TextSize = fyne.TextStyle{Monospace: true}, fynetheme.CaptionTextSize()
	return t
}

// CreateRenderer is Fyne's.
func (r *LogRow) CreateRenderer() fyne.WidgetRenderer {
	return &textsRenderer{r.texts[:], func(fyne.Size) {}}
}

// Set shows an entry; says is its text, empty as long as it is not read.
func (r *LogRow) Set(line model.LogLine, says string, size fyne.Size) {
	r.line, r.says = line, says
	cell := monoSize()
	x := theme.Close
	put := func(i int, text string, columns int) {
		r.texts[i].Text = text
		r.texts[i].Move(fyne.NewPos(x, theme.Tight/2))
		// A text without a size is not drawn where its row is cut.
		r.texts[i].Resize(fyne.NewSize(max(0, size.Width-x), cell.Height))
		x += float32(columns)*cell.Width + theme.Close
	}
	put(0, line.Level, levelColumns)
	put(1, model.Fit(line.At, timeColumns), timeColumns)
	put(2, model.FitEnd(line.Path, fileColumns), fileColumns)
	put(3, model.Fit(says, int((size.Width-x-theme.Tight)/cell.Width)), 0)
	r.Recolour()
}

// Texts is what the row shows.
func (r *LogRow) Texts() []string {
	out := make([]string, len(r.texts))
	for i, t := range r.texts {
		out[i] = t.Text
	}
	return out
}

// Recolour takes on the theme's colours. What is grave says so in its level
// too.
func (r *LogRow) Recolour() {
	th, variant := r.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	muted := th.Color(theme.Muted, variant)
	level := muted
	switch {
	case r.line.Bad:
		level = th.Color(fynetheme.ColorNameError, variant)
	case r.line.Grave:
		level = th.Color(fynetheme.ColorNameWarning, variant)
	}
	r.texts[0].Color, r.texts[1].Color, r.texts[2].Color = level, muted, muted
	r.texts[3].Color = th.Color(fynetheme.ColorNameForeground, variant)
	for _, t := range r.texts {
		t.TextSize = fynetheme.CaptionTextSize()
		t.Refresh()
	}
}

// LineRow is one line of a text of fixed width.
type LineRow struct {
	fw.BaseWidget
	text *canvas.Text
}

func newLineRow() *LineRow {
	r := &LineRow{text: monoText()}
	r.ExtendBaseWidget(r)
	r.Recolour()
	return r
}

// CreateRenderer is Fyne's.
func (r *LineRow) CreateRenderer() fyne.WidgetRenderer {
	return &textsRenderer{[]*canvas.Text{r.text}, func(size fyne.Size) {
		r.text.Move(fyne.NewPos(theme.Close, theme.Tight/2))
		r.text.Resize(size.SubtractWidthHeight(theme.Close, theme.Tight))
	}}
}

// Recolour takes on the theme's colours.
func (r *LineRow) Recolour() {
	r.text.Color = r.Theme().Color(fynetheme.ColorNameForeground, fyne.CurrentApp().Settings().ThemeVariant())
	r.text.TextSize = fynetheme.CaptionTextSize()
	r.text.Refresh()
}

func (r *LineRow) set(line string) {
	r.text.Text = line
	r.text.Refresh()
}

// textsRenderer draws texts where they stand.
type textsRenderer struct {
	texts  []*canvas.Text
	layout func(fyne.Size)
}

func (r *textsRenderer) Layout(size fyne.Size) { r.layout(size) }

func (*textsRenderer) MinSize() fyne.Size { return fyne.NewSize(1, 1) }

func (r *textsRenderer) Refresh() {
	for _, t := range r.texts {
		t.Refresh()
	}
}

func (r *textsRenderer) Objects() []fyne.CanvasObject {
	out := make([]fyne.CanvasObject, len(r.texts))
	for i, t := range r.texts {
		out[i] = t
	}
	return out
}

// Destroy has nothing to give back.
func (*textsRenderer) Destroy() {}

// RawText is a long text of fixed width, broken where a line ends. It can be
// scrolled with the keys.
type RawText struct {
	Rows  *Rows
	text  string
	lines []string
	cols  int
}

// NewRawText makes an empty text.
func NewRawText() *RawText {
	t := &RawText{}
	t.Rows = NewRows(func() int { return len(t.lines) }, func() RowObject { return newLineRow() }, t.fill)
	t.Rows.OnResize = t.resize
	return t
}

func (t *RawText) fill(row int, o RowObject, _ fyne.Size) {
	if l, ok := o.(*LineRow); ok && row < len(t.lines) {
		l.set(t.lines[row])
	}
}

// SetText shows a text from its beginning.
func (t *RawText) SetText(text string) {
	t.text = text
	t.wrap()
	t.Rows.Reset(-1)
}

// Text is what is shown.
func (t *RawText) Text() string { return t.text }

// resize breaks the lines anew.
func (t *RawText) resize(size fyne.Size) {
	if cols := int((size.Width - barWidth - 2*theme.Close) / monoSize().Width); cols != t.cols {
		t.cols = cols
		t.wrap()
	}
}

func (t *RawText) wrap() {
	t.lines = nil
	if t.text != "" {
		t.lines = model.Wrap(t.text, t.cols)
	}
}
