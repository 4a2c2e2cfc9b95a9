package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/diagnostics/trade"
)

// txRaw shows one of the transactions decoded, with its scripts in words.
type txRaw struct {
	t       *txsPage
	object  fyne.CanvasObject
	choice  *widget.Select
	text    *widget.RawText
	none    fyne.CanvasObject
	room    *widget.Roomy // of the text
	copyTxt *widget.Button
	copyHex *widget.Button
	there   []trade.Checked // those whose content is known, as in choice
	hex     string
}

func newTxRaw(t *txsPage) *txRaw {
	r := &txRaw{t: t, text: widget.NewRawText()}
	r.choice = widget.NewSelect(nil, func(string) { r.fill() })
	r.copyTxt = widget.NewButton(lang.X("txs.raw.copy", "Copy decoded"), func() { t.p.w.copyText(r.text.Text()) })
	r.copyHex = widget.NewButton(lang.X("txs.raw.hex", "Copy hex"), func() { t.p.w.copyText(r.hex) })
	r.copyTxt.SetIcon(fynetheme.ContentCopyIcon())
	r.copyHex.SetIcon(fynetheme.ContentCopyIcon())
	r.none = container.NewPadded(widget.NewMuted(lang.X("txs.raw.none", "The content of none of the transactions is known.")))
	bar := widget.NewBar(container.NewGridWrap(fyne.NewSize(260, r.choice.MinSize().Height), r.choice), r.copyTxt, r.copyHex)
	r.room = widget.NewRoomy(container.NewStack(r.text.Rows, r.none))
	r.object = below(bar, r.room.Object)
	return r
}

// rawLeast is the height of the text at least on a page that scrolls as a whole.
const rawLeast = 200

// bend gives the text room on such a page.
func (r *txRaw) bend(low bool) {
	r.room.Least(0)
	if low {
		r.room.Least(rawLeast)
	}
}

// show offers the transactions whose content is known.
func (r *txRaw) show() {
	r.there = nil
	var names []string
	for _, c := range r.t.now.Transactions {
		if c.Msg() != nil {
			r.there = append(r.there, c)
			names = append(names, words.Of(model.TradeRoleOf(c.Role)))
		}
	}
	chosen := r.choice.Selected
	r.choice.SetOptions(names)
	setShown(r.none, len(names) == 0)
	enable(len(names) > 0, r.choice, r.copyTxt, r.copyHex)
	r.choice.ClearSelected()
	for i, name := range names {
		if name == chosen {
			r.choice.SetSelectedIndex(i)
		}
	}
	if len(names) > 0 && r.choice.SelectedIndex() < 0 {
		r.choice.SetSelectedIndex(0)
	}
	r.fill()
}

// fill shows the transaction that is chosen.
func (r *txRaw) fill() {
	text := ""
	r.hex = ""
	if i := r.choice.SelectedIndex(); i >= 0 && i < len(r.there) {
		text, r.hex = model.RawTx(r.there[i], r.t.now.Trade.Network, words.Of)
	}
	r.text.SetText(text)
	enable(r.hex != "", r.copyHex)
}
