package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"
)

// ringed draws a ring in a button that has the focus. Fyne only tints it, which
// cannot be seen on one that has the primary colour: a page's main button, or the
// tab that is open.
type ringed struct {
	fyne.WidgetRenderer
	b    *Button
	ring *canvas.Rectangle
}

// inset is how far the ring is from the button's edge.
const inset = 2

// CreateRenderer is Fyne's.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b)
	r := &ringed{b.Button.CreateRenderer(), b, canvas.NewRectangle(color.Transparent)}
	r.ring.StrokeWidth = 2
	r.colour()
	return r
}

// FocusGained shows the ring, and the button itself.
func (b *Button) FocusGained() {
	b.focused = true
	b.Button.FocusGained()
	revealWhole(b)
}

// FocusLost takes the ring away.
func (b *Button) FocusLost() {
	b.focused = false
	b.Button.FocusLost()
}

func (r *ringed) colour() {
	th, variant := r.b.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	name := fynetheme.ColorNamePrimary
	switch r.b.Importance {
	case fw.HighImportance:
		name = fynetheme.ColorNameForegroundOnPrimary
	case fw.DangerImportance:
		name = fynetheme.ColorNameForegroundOnError
	}
	r.ring.StrokeColor = th.Color(name, variant)
	r.ring.CornerRadius = max(0, th.Size(fynetheme.SizeNameInputRadius)-inset)
	show(r.ring, r.b.focused)
}

// Layout is Fyne's.
func (r *ringed) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.ring.Move(fyne.NewSquareOffsetPos(inset))
	r.ring.Resize(size.SubtractWidthHeight(2*inset, 2*inset))
}

// Refresh is Fyne's.
func (r *ringed) Refresh() {
	r.WidgetRenderer.Refresh()
	r.colour()
	r.ring.Refresh()
}

// Objects are the button's, with the ring above them.
func (r *ringed) Objects() []fyne.CanvasObject {
	inner := r.WidgetRenderer.Objects()
	return append(inner[:len(inner):len(inner)], r.ring)
}
