package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/theme"
	"tradecase/app/gui/words"
)

// Card is a finding: the fact, then the advice, then the evidence on demand.
type Card struct {
	Surface
	Evidence *Button // shows and hides the evidence; hidden if there is none
	Copy     *Button
	Places   []*Button // show a place in the list; built when the evidence is first shown
	open     func(model.Place)
	card     model.Card
	places   *fyne.Container
}

// NewCard makes a card; copyText gets its text when it is to be copied. open
// shows a place of evidence; nil if there is nowhere to show it.
func NewCard(card model.Card, copyText func(string), open func(model.Place)) *Card {
	c := &Card{card: card, open: open, places: container.New(&stacked{0})}
	title := NewText(words.Of(card.Title))
	title.TextStyle = fyne.TextStyle{Bold: true}
	severity := fw.NewLabel(words.Of(card.Severity))
	c.Evidence = NewQuiet(c.shows(), c.toggle)
	c.Evidence.Reserve(c.shows(), c.hides()) // it stays as it is below the pointer
	c.Evidence.Alignment = fw.ButtonAlignLeading
	c.Copy = NewQuiet(lang.X("card.copy", "Copy"), func() { copyText(card.Text(words.Of)) })
	show(c.Evidence, len(card.Evidence) > 0)
	c.places.Hide()

	head := NewBorder(nil, nil, container.NewVBox(Compact(severity)), nil, Compact(title))
	body := container.New(&stacked{0}, head)
	if !card.Advice.Empty() {
		body.Add(Compact(NewText(words.Of(card.Advice))))
	}
	body.Add(NewBar(c.Copy, c.Evidence)) // the width that it reserves leaves no gap at the end
	body.Add(c.places)
	c.Content = NewBorder(nil, nil, container.NewVBox(padded(NewSign(card.Sign))), nil, body)
	c.Space = theme.Close
	c.ExtendBaseWidget(c)
	return c
}

func (c *Card) evidenceText() string {
	if c.places != nil && c.places.Visible() && len(c.places.Objects) > 0 {
		return c.hides()
	}
	return c.shows()
}

// hides is what the button says that hides the evidence.
func (c *Card) hides() string {
	if !c.card.Hides.Empty() {
		return words.Of(c.card.Hides)
	}
	return lang.X("card.hide", "Hide the evidence")
}

// shows is what it says while the evidence is hidden.
func (c *Card) shows() string {
	if !c.card.Opens.Empty() {
		return words.Of(c.card.Opens)
	}
	return lang.XN("card.evidence", "Evidence ({{.Count}})", len(c.card.Evidence)+c.card.More,
		map[string]any{"Count": len(c.card.Evidence) + c.card.More})
}

// toggle shows or hides the evidence, which is built when it is first asked
// for.
func (c *Card) toggle() {
	if len(c.places.Objects) == 0 {
		for _, p := range c.card.Evidence {
			c.places.Add(c.place(p))
		}
		if c.card.More > 0 {
			c.places.Add(Compact(NewMuted(lang.XN("card.more", "and {{.Count}} more places", c.card.More, map[string]any{"Count": c.card.More}))))
		}
	}
	show(c.places, !c.places.Visible())
	c.Evidence.SetText(c.evidenceText())
	c.Refresh()
	if c.places.Visible() {
		// Its own size follows later, with the list that it is in. Where there is
		// no room for all of it what was asked for is shown, from the button on.
		d := fyne.CurrentApp().Driver()
		at := d.AbsolutePositionForObject(c.Evidence).Y - d.AbsolutePositionForObject(c).Y
		reveal(c, fyne.NewPos(0, at), fyne.NewSize(c.Size().Width, c.MinSize().Height-at))
	}
}

// place shows one place of evidence: where, and the text there as it is.
func (c *Card) place(p model.Place) fyne.CanvasObject {
	where := Compact(NewMuted(p.Where))
	if c.open != nil && p.Path != "" {
		b := NewQuiet(lang.X("card.open", "{{.Where}}: show in the log", map[string]any{"Where": p.Where}), func() { c.open(p) })
		c.Places = append(c.Places, b)
		where = NewBar(b)
	}
	if p.Excerpt == "" {
		return where
	}
	excerpt := NewMono(p.Excerpt)
	excerpt.Wrapping = fyne.TextWrapBreak
	return container.New(&stacked{0}, where, Compact(excerpt))
}

// Cards is a list of findings that grows on demand, since each card wraps its
// text.
type Cards struct {
	Object   *fyne.Container
	Open     func(model.Place) // shows a place of evidence; may be nil
	copyText func(string)
	rest     []model.Card
}

// cardsAtOnce is how many cards are built at once.
const cardsAtOnce = 30

// NewCards makes an empty list; copyText gets a card's text.
func NewCards(copyText func(string)) *Cards {
	return &Cards{Object: container.New(&stacked{theme.Close}), copyText: copyText}
}

// Set shows findings.
func (c *Cards) Set(cards []model.Card) {
	c.Object.RemoveAll()
	c.rest = cards
	c.grow()
}

func (c *Cards) grow() {
	n := min(len(c.rest), cardsAtOnce)
	for _, card := range c.rest[:n] {
		c.Object.Add(NewCard(card, c.copyText, c.Open))
	}
	c.rest = c.rest[n:]
	if len(c.rest) > 0 {
		var more *Button
		more = NewButton(lang.XN("cards.more", "Show more ({{.Count}})", len(c.rest), map[string]any{"Count": len(c.rest)}), func() {
			c.Object.Remove(more)
			c.grow()
		})
		c.Object.Add(more)
	}
}
