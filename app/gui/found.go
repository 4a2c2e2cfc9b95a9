package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/theme"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
)

// askedHeight is the height of the text that says what to do next, where there
// is room for it: a long one scrolls.
const (
	askedHeight = 84
	askedLeast  = 28
)

// foundColumn is what was found in the bundle's logs, and below what to do
// next.
type foundColumn struct {
	p      *page
	object fyne.CanvasObject
	title  *fw.Label
	notice *widget.Notice
	again  *widget.Button
	cards  *widget.Cards

	next      model.Next
	say, copy *fw.Label // what to do, and what can be copied for it
	asked     *container.Scroll
	copyNext  *widget.Button
	goCheck   *widget.Button // leads to the check, if that is what to do
}

func newFoundColumn(p *page) *foundColumn {
	f := &foundColumn{p: p, title: widget.NewTitle(""), notice: widget.NewNotice(), cards: widget.NewCards(p.w.copyText)}
	f.cards.Open = p.showEvidence
	f.again = widget.NewButton(lang.X("found.again", "Try again"), p.scan.start)
	f.say, f.copy = widget.NewText(""), widget.NewMuted("")
	f.say.TextStyle.Bold = true
	f.copy.SizeName = fynetheme.SizeNameCaptionText
	f.copyNext = widget.NewButton(lang.X("next.copy", "Copy"), func() {
		p.w.copyText(words.Of(f.next.Copied()))
	})
	// What wraps stands in what scrolls: it must never make the window grow.
	f.asked = container.NewVScroll(widget.Stacked(f.say, f.copy))
	f.asked.SetMinSize(fyne.NewSize(0, askedLeast))
	f.copyNext.SetIcon(fynetheme.ContentCopyIcon())
	f.goCheck = widget.NewPrimary(lang.X("next.check.go", "Transactions"), p.openTxs)
	head := widget.NewBorder(nil, nil, widget.NewTitle(lang.X("next.title", "Next")), container.NewCenter(container.NewHBox(f.goCheck, f.copyNext)))
	next := widget.NewSurface(widget.NewBorder(head, nil, nil, nil, f.asked))
	next.Space = theme.Close
	found := widget.Stacked(f.notice, container.NewHBox(f.again), f.cards.Object)
	wish := next.MinSize().Height + askedHeight - askedLeast
	f.object = widget.NewBorder(f.title, widget.NewSoft(wish, next), nil, nil, scrolled(found))
	return f
}

// showScan shows what the logs say.
func (f *foundColumn) showScan() {
	now := f.p.scan.now
	f.title.SetText(words.Of(now.Title()))
	f.notice.Say(now.Says())
	setShown(f.again, now.Stage == model.Unscanned)
	f.cards.Set(model.Cards(now.Findings()))
	f.update()
}

// update shows what to do next.
func (f *foundColumn) update() {
	f.next = model.NextOf(f.p.status.Checklist, f.p.scan.now, f.p.txs.unchecked())
	setShown(f.goCheck, f.next.Check)
	setShown(f.copyNext, !f.next.Check)
	f.say.SetText(words.Of(f.next.Text))
	f.copy.SetText(words.Of(f.next.Copy))
	f.asked.ScrollToTop()
	setShown(f.copy, !f.next.Copy.Empty())
	f.object.Refresh()
}
