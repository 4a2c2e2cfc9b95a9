package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/theme"
)

// Brief is a text of one line. Where it is cut, a button stands beside it that
// shows the whole of it, and so does the pointer.
type Brief struct {
	fw.BaseWidget
	More  *Button
	Whole *Aloft // shows the whole text

	label *fw.Label
	cut   bool
}

// NewBrief makes an empty text; more is what its button says.
func NewBrief(more string) *Brief {
	b := &Brief{label: NewCell(""), Whole: newAloft()}
	b.More = NewQuiet(more, func() { b.Whole.keep(!b.Whole.kept) })
	b.More.Hide()
	b.ExtendBaseWidget(b)
	return b
}

// SetText shows another text.
func (b *Brief) SetText(text string) {
	if b.label.Text == text {
		return
	}
	b.label.SetText(text)
	b.Whole.text.SetText(text)
	b.Whole.Refresh()
	b.measure(b.Size().Width)
	b.Refresh()
}

// Text is the whole text.
func (b *Brief) Text() string { return b.label.Text }

// measure sees whether the text is cut at a width.
func (b *Brief) measure(width float32) {
	text := fyne.MeasureText(b.label.Text, b.Theme().Size(fynetheme.SizeNameText), b.label.TextStyle).Width
	b.cut = text+2*b.Theme().Size(fynetheme.SizeNameInnerPadding) > width+0.5 // half a pixel is lost by rounding
	show(b.More, b.cut)
	if !b.cut {
		b.Whole.keep(false)
		b.Whole.hover(false)
	}
}

// MouseIn shows the whole text if it is cut.
func (b *Brief) MouseIn(*desktop.MouseEvent) { b.Whole.hover(b.cut) }

// MouseMoved changes nothing.
func (*Brief) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the text away, unless the button has asked for it.
func (b *Brief) MouseOut() { b.Whole.hover(false) }

// CreateRenderer is Fyne's.
func (b *Brief) CreateRenderer() fyne.WidgetRenderer { return &briefRenderer{b} }

type briefRenderer struct{ b *Brief }

func (r *briefRenderer) Layout(size fyne.Size) {
	b := r.b
	b.measure(size.Width)
	width := size.Width
	if b.cut {
		least := b.More.MinSize().Width
		width = max(0, width-least)
		b.More.Resize(fyne.NewSize(least, size.Height))
		b.More.Move(fyne.NewPos(width, 0))
	}
	b.label.Resize(fyne.NewSize(width, size.Height))
}

func (r *briefRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.b.label.MinSize().Width, max(r.b.label.MinSize().Height, r.b.More.MinSize().Height))
}

func (r *briefRenderer) Refresh() {
	r.Layout(r.b.Size())
	r.b.label.Refresh()
	r.b.More.Refresh()
}

func (r *briefRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.b.label, r.b.More}
}

// Destroy has nothing to give back.
func (*briefRenderer) Destroy() {}

// aloftWidth is the width of a whole text where there is room for it.
const aloftWidth = 560

// Aloft is a text on a sheet at the lower left of what it lies upon. It takes
// no room, so that nothing moves when it comes. A click takes it away.
type Aloft struct {
	fw.BaseWidget
	text        *fw.Label
	sheet       *tapped // hidden while there is nothing to show; a hidden Aloft would not be laid out
	kept, shown bool    // until it is taken away; as long as the pointer is there
}

func newAloft() *Aloft {
	a := &Aloft{text: NewText("")}
	a.sheet = newTapped(NewSurface(a.text), func() { a.Drop() })
	a.sheet.Hide()
	a.ExtendBaseWidget(a)
	return a
}

// Drop takes the text away. It reports whether it was there to stay.
func (a *Aloft) Drop() (kept bool) {
	kept = a.kept
	a.keep(false)
	return kept
}

func (a *Aloft) keep(on bool) {
	a.kept = on
	a.update()
}

func (a *Aloft) hover(on bool) {
	a.shown = on
	a.update()
}

func (a *Aloft) update() {
	if on := a.kept || a.shown; on != a.Shown() {
		show(a.sheet, on)
		a.Refresh()
	}
}

// Shown reports whether the text can be seen.
func (a *Aloft) Shown() bool { return a.sheet.Visible() }

// CreateRenderer is Fyne's.
func (a *Aloft) CreateRenderer() fyne.WidgetRenderer {
	return &aloftRenderer{fw.NewSimpleRenderer(a.sheet), a}
}

type aloftRenderer struct {
	fyne.WidgetRenderer
	a *Aloft
}

func (r *aloftRenderer) Layout(size fyne.Size) {
	h := fit(r.a.sheet, min(aloftWidth, max(0, size.Width-2*theme.Close)))
	r.a.sheet.Move(fyne.NewPos(theme.Close, size.Height-h))
}

func (r *aloftRenderer) Refresh() {
	r.Layout(r.a.Size())
	r.WidgetRenderer.Refresh()
}

func (r *aloftRenderer) MinSize() fyne.Size { return fyne.Size{} }

// tapped is an object that does something when it is tapped.
type tapped struct {
	fw.BaseWidget
	content fyne.CanvasObject
	do      func()
}

func newTapped(content fyne.CanvasObject, do func()) *tapped {
	t := &tapped{content: content, do: do}
	t.ExtendBaseWidget(t)
	return t
}

// Tapped is Fyne's.
func (t *tapped) Tapped(*fyne.PointEvent) { t.do() }

// CreateRenderer is Fyne's.
func (t *tapped) CreateRenderer() fyne.WidgetRenderer { return fw.NewSimpleRenderer(t.content) }
