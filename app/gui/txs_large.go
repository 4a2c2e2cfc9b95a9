package gui

import (
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/widget"
)

// txLarge is the picture in front of all else: whole, or in a size that is
// chosen, with a line for every receiver.
type txLarge struct {
	*txPicture
	view    *widget.FlowView
	percent *fw.Label
}

// openLarge shows the picture as large as the window is.
func (t *txsPage) openLarge() {
	if t.now == nil {
		return
	}
	if t.large == nil {
		t.large = newTxLarge(t)
	}
	t.large.show(t.now.Result)
	t.p.w.openAside(t.large.object, t.large.flow)
	t.p.w.opener = t.picture.enlarge
}

func newTxLarge(t *txsPage) *txLarge {
	p, buttons := newPictureParts(t)
	detail := p.detail(container.NewGridWithColumns(2, buttons...))
	p.hint.SetText(lang.X("flow.hint.large", "Choose a part with the pointer, or Tab and the arrow keys. + and − make it larger and smaller, 0 shows all of it, Esc goes back."))
	l := &txLarge{txPicture: p, view: widget.NewFlowView(p.flow), percent: fw.NewLabel("")}
	l.scroll = l.view.Scroll
	smaller := widget.NewButton("−", func() { l.view.Step(-1) })
	larger := widget.NewButton("+", func() { l.view.Step(1) })
	whole := widget.NewButton(lang.X("flow.whole", "Whole picture"), l.view.Whole)
	back := widget.NewButton(lang.X("aside.close", "Close"), t.p.w.leaveAside)
	head := widget.NewBar(widget.NewElastic(160, widget.NewTitle(lang.X("txs.picture", "Picture"))), l.percent, smaller, larger, whole, back)
	p.object = widget.NewBorder(head, detail, nil, nil, l.view.Object)
	p.flow.Zoomed = l.tellZoom
	l.tellZoom()
	return l
}

// tellZoom says how large the picture is.
func (l *txLarge) tellZoom() {
	l.percent.SetText(lang.X("flow.percent", "{{.Percent}} %", map[string]any{"Percent": l.view.Percent()}))
}
