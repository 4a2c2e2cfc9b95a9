package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// txVerdicts lists the verdicts by transaction, what is wrong first.
type txVerdicts struct {
	t      *txsPage
	object fyne.CanvasObject
	filter *widget.Select
	groups *fyne.Container
	rules  *fyne.Container // what scrolls
}

func newTxVerdicts(t *txsPage) *txVerdicts {
	v := &txVerdicts{t: t, groups: widget.Spaced()}
	v.filter = widget.NewSelect([]string{
		lang.X("txs.filter.open", "Only what is not passed"), lang.X("txs.filter.all", "All rules"),
	}, func(string) { v.show() })
	v.filter.Selected = v.filter.Options[0]
	bar := container.NewHBox(container.NewGridWrap(fyne.NewSize(260, v.filter.MinSize().Height), v.filter))
	v.rules = widget.NewPart(v.groups)
	v.object = below(bar, v.rules)
	return v
}

// show lists the result's verdicts.
func (v *txVerdicts) show() {
	if v.t.now == nil {
		return
	}
	v.groups.RemoveAll()
	groups := model.RuleGroups(v.t.now.Result, v.filter.SelectedIndex() == 1, words.Of)
	for _, g := range groups {
		cards := widget.NewCards(v.t.p.w.copyText)
		cards.Open = v.t.p.showEvidence
		cards.Set(g.Cards)
		title := fw.NewLabel(words.Of(g.Title))
		title.TextStyle.Bold = true
		v.groups.Add(widget.Stacked(widget.Above(title), cards.Object))
	}
	if len(groups) == 0 {
		v.groups.Add(widget.NewMuted(lang.X("txs.allpassed", "Every rule that applies is passed. Choose “All rules” to see them.")))
	}
	v.groups.Refresh()
}

// showAdvice lists what is to be done, and the texts to send.
func (t *txsPage) showAdvice() {
	t.advice.RemoveAll()
	steps := widget.Stacked()
	for i, a := range t.now.Advice {
		steps.Add(adviceLine(i+1, a))
	}
	t.advice.Add(steps)
	for _, party := range []diagnostics.Party{diagnostics.Buyer, diagnostics.Seller} {
		title := lang.X("txs.message.buyer", "To send to the buyer")
		if party == diagnostics.Seller {
			title = lang.X("txs.message.seller", "To send to the seller")
		}
		t.addLetter(title, t.now.Letter(party, sayTrade))
	}
	t.addLetter(lang.X("txs.reimbursement", "Bisq's reimbursement form, filled in"), t.now.Reimbursement())
	t.advice.Refresh()
}

// adviceLine is a step, or what must not be done.
func adviceLine(number int, a trade.Advice) fyne.CanvasObject {
	sign := model.Note
	who := lang.X("txs.step", "{{.Number}}. {{.Who}}", map[string]any{"Number": number, "Who": words.Of(model.AddresseeOf(a.To))})
	if a.Not {
		sign = model.Bad
		who = lang.X("txs.step.not", "{{.Number}}. {{.Who}}: beware", map[string]any{"Number": number, "Who": words.Of(model.AddresseeOf(a.To))})
	}
	title := fw.NewLabel(who)
	title.TextStyle.Bold = true
	return widget.Signed(sign, title, widget.NewText(sayTrade(a.Text)))
}

// addLetter adds a text that is ready to be copied; "" is none.
func (t *txsPage) addLetter(title, text string) {
	if text == "" {
		return
	}
	name := widget.NewText(title)
	name.TextStyle.Bold = true
	letter := widget.NewButton(lang.X("card.copy", "Copy"), func() { t.p.w.copyText(text) })
	letter.SetIcon(fynetheme.ContentCopyIcon())
	body := widget.NewText(text)
	t.advice.Add(widget.NewSurface(widget.Stacked(widget.NewBorder(nil, nil, nil, container.NewVBox(letter), name), widget.Compact(body))))
}
