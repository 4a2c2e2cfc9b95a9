package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/words"
)

// Row is one line of the checklist: sign, title, state in words, and how to
// fill it.
type Row struct {
	fw.BaseWidget
	Ask, Fill *Button
	icon      *fw.Icon
	lines     *twoLines
	row       model.Row
}

// NewRow makes a line. ask and fill are called with the row as it is then.
func NewRow(ask, fill func(model.Row)) *Row {
	r := &Row{icon: NewSign(model.NoSign), lines: newTwoLines()}
	r.Ask = NewButton(lang.X("row.ask", "Ask"), func() { ask(r.row) })
	r.Fill = NewButton("", func() { fill(r.row) })
	r.lines.rich.Truncation, r.lines.rich.Wrapping = fyne.TextTruncateOff, fyne.TextWrapWord
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is Fyne's.
func (r *Row) CreateRenderer() fyne.WidgetRenderer {
	buttons := container.NewCenter(NewColumns([]float32{56, 76}, r.Ask, r.Fill))
	return fw.NewSimpleRenderer(NewBorder(nil, nil, padded(r.icon), buttons, Compact(r.lines.rich)))
}

// Set shows a row. editable is false where nothing can be added.
func (r *Row) Set(row model.Row, editable bool) {
	r.row = row
	SetSign(r.icon, row.Sign)
	below := words.Of(row.State)
	if !row.Detail.Empty() {
		below += ": " + words.Of(row.Detail)
	}
	r.lines.set(words.Of(row.Title), below)
	show(r.Ask, !row.Ask.Empty())
	text := fillText(row.Fill)
	r.Fill.SetText(text)
	show(r.Fill, text != "" && editable)
}

// Row is what is shown.
func (r *Row) Row() model.Row { return r.row }

func fillText(f model.Fill) string {
	switch f {
	case model.File:
		return lang.X("row.add", "Add…")
	case model.Write:
		return lang.X("row.write", "Write…")
	case model.Sort:
		return lang.X("row.sort", "Sort…")
	default:
		return ""
	}
}

func show(o fyne.CanvasObject, visible bool) {
	if visible {
		o.Show()
	} else {
		o.Hide()
	}
}
