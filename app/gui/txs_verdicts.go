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

// txVerdicts lists the verdicts by outcome, what is wrong first.
type txVerdicts struct {
	t      *txsPage
	object fyne.CanvasObject
	groups *fyne.Container
	opened map[trade.Outcome]bool // what the reader opened or closed, against what is usual
}

func newTxVerdicts(t *txsPage) *txVerdicts {
	v := &txVerdicts{t: t, groups: widget.Spaced(), opened: map[trade.Outcome]bool{}}
	v.object = scrolled(v.groups)
	return v
}

// show lists the result's verdicts.
func (v *txVerdicts) show() {
	v.groups.RemoveAll()
	groups := model.RuleGroups(v.t.now.Result, words.Of)
	if len(groups) > 0 && groups[0].Folded {
		v.groups.Add(widget.NewMuted(lang.X("txs.allpassed", "Every rule that applies is passed.")))
	}
	for _, g := range groups {
		v.groups.Add(v.group(g))
	}
	v.groups.Refresh()
}

// group is one outcome: a button that opens and closes it, and its cards, which
// are built when they are first shown.
func (v *txVerdicts) group(g model.RuleGroup) fyne.CanvasObject {
	cards := widget.NewCards(v.t.p.w.copyText)
	cards.Open = v.t.p.showEvidence
	opened, chosen := v.opened[g.Outcome]
	if !chosen {
		opened = !g.Folded
	}
	head := widget.NewQuiet(words.Of(g.Title), nil)
	tell := func() {
		if opened && len(cards.Object.Objects) == 0 {
			cards.Set(g.Cards)
		}
		head.SetIcon(foldIcon(opened))
		setShown(cards.Object, opened)
	}
	head.OnTapped = func() {
		opened = !opened
		v.opened[g.Outcome] = opened
		tell()
		v.groups.Refresh()
	}
	tell()
	return widget.Stacked(container.NewHBox(head), cards.Object)
}

// foldIcon is that of a button which shows and hides what is below it.
func foldIcon(opened bool) fyne.Resource {
	if opened {
		return fynetheme.MenuDropUpIcon()
	}
	return fynetheme.MenuDropDownIcon()
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
	icon := container.NewVBox(container.NewPadded(widget.NewSign(sign)))
	return widget.Compact(widget.NewBorder(nil, nil, icon, nil, widget.Stacked(title, widget.NewText(sayTrade(a.Text)))))
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
