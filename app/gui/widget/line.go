package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
)

// Line is a row of a list in two lines: a sign, a title, and what is said of
// it.
type Line struct {
	fw.BaseWidget
	icon  *fw.Icon
	lines *twoLines
}

// NewLine makes an empty line.
func NewLine() *Line {
	l := &Line{icon: NewSign(model.NoSign), lines: newTwoLines()}
	l.set("–", "–") // a line's height is that of the first
	l.ExtendBaseWidget(l)
	return l
}

// CreateRenderer is Fyne's.
func (l *Line) CreateRenderer() fyne.WidgetRenderer {
	return fw.NewSimpleRenderer(NewBorder(nil, nil, padded(l.icon), nil, l.lines.rich))
}

func (l *Line) set(title, below string) { l.lines.set(title, below) }

// Set fills the line.
func (l *Line) Set(sign model.Sign, title, below string) {
	SetSign(l.icon, sign)
	l.set(title, below)
}

// Cells is a row of a list in columns: a sign and texts of one line each.
type Cells struct {
	fw.BaseWidget
	icon   *fw.Icon
	labels []*fw.Label
	widths []float32
}

// NewCells makes a row; a width of 0 takes a share of what is left.
func NewCells(widths ...float32) *Cells {
	c := &Cells{icon: NewSign(model.NoSign), widths: append([]float32{20}, widths...)}
	for range widths {
		c.labels = append(c.labels, NewCell(""))
	}
	c.ExtendBaseWidget(c)
	return c
}

// CreateRenderer is Fyne's.
func (c *Cells) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{c.icon}
	for _, l := range c.labels {
		objects = append(objects, clipped(Compact(l)))
	}
	return fw.NewSimpleRenderer(NewTable(c.widths, objects...))
}

// clipped cuts a text at its sides: Fyne itself cuts what is written from right
// to left too late.
func clipped(text fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&asHigh{text}, container.NewClip(text))
}

// asHigh gives what clips a text, which itself asks for no room, the height of
// the text.
type asHigh struct{ text fyne.CanvasObject }

func (*asHigh) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(size)
	}
}

func (a *asHigh) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(1, a.text.MinSize().Height)
}

// Set fills the row.
func (c *Cells) Set(sign model.Sign, texts ...string) {
	SetSign(c.icon, sign)
	for i, l := range c.labels {
		text := ""
		if i < len(texts) {
			text = texts[i]
		}
		if l.Text != text {
			l.SetText(text)
		}
	}
}

// Texts is what the row shows.
func (c *Cells) Texts() []string {
	texts := make([]string, len(c.labels))
	for i, l := range c.labels {
		texts[i] = l.Text
	}
	return texts
}

// NewHeader makes the row of titles above a list of cells of the same widths.
func NewHeader(widths []float32, titles ...string) fyne.CanvasObject {
	objects := []fyne.CanvasObject{fw.NewLabel("")}
	for _, t := range titles {
		objects = append(objects, NewCaption(t))
	}
	return Compact(NewTable(append([]float32{20}, widths...), objects...))
}
