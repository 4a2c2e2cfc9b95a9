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
	askedLow    = 66 // in a low column, which has no heading above it
)

// foundLeast is the height from which on the column has room for that heading.
const foundLeast = 280

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
	step      *fyne.Container // holds the text and the buttons
	soft      *fyne.Container // gives way
	wish      float32         // the height that it has where there is room
	low       bool            // there is no room for the heading
	say, copy *fw.Label       // what to do, and what can be copied for it
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
	f.copyNext.SetIcon(fynetheme.ContentCopyIcon())
	f.goCheck = widget.NewPrimary(lang.X("next.check.go", "Transactions"), p.openTxs)
	f.step = container.NewStack()
	next := widget.NewSurface(f.step)
	next.Space = theme.Close
	f.soft = widget.NewSoft(0, next)
	f.bend(false)
	f.wish = next.MinSize().Height + askedHeight - askedLeast
	widget.Wish(f.soft, f.wish)
	found := widget.Stacked(f.notice, container.NewHBox(f.again), f.cards.Object)
	f.object = widget.NewBending(foundLeast, f.bend, widget.NewBorder(f.title, f.soft, nil, nil, scrolled(found)))
	return f
}

// bend leaves what was found more room in a low column: what to do next has no
// line for its heading there.
func (f *foundColumn) bend(low bool) {
	f.low = low
	f.tellNext()
	buttons := container.NewHBox(f.goCheck, f.copyNext)
	if low {
		f.asked.SetMinSize(fyne.NewSize(0, askedLow))
		f.step.Objects = []fyne.CanvasObject{widget.NewBorder(nil, nil, nil, container.NewVBox(buttons), f.asked)}
		widget.Wish(f.soft, 0)
	} else {
		f.asked.SetMinSize(fyne.NewSize(0, askedLeast))
		head := widget.NewBorder(nil, nil, widget.NewTitle(lang.X("next.title", "Next")), container.NewCenter(buttons))
		f.step.Objects = []fyne.CanvasObject{widget.NewBorder(head, nil, nil, nil, f.asked)}
		widget.Wish(f.soft, f.wish)
	}
	f.step.Refresh()
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
	f.tellNext()
	f.copy.SetText(words.Of(f.next.Copy))
	f.asked.ScrollToTop()
	setShown(f.copy, !f.next.Copy.Empty())
	f.object.Refresh()
}

// tellNext says what to do next, after its heading where that has no line.
func (f *foundColumn) tellNext() {
	text := words.Of(f.next.Text)
	if f.low {
		text = lang.X("next.title", "Next") + ": " + text
	}
	f.say.SetText(text)
}
