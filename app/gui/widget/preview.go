package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"
)

// Preview shows a text of fixed width that is only looked at, in lines that
// are not wrapped. Keys scroll it while it has the focus.
type Preview struct {
	fw.BaseWidget
	grid   *fw.TextGrid
	scroll *container.Scroll
	focus  *canvas.Rectangle
}

// NewPreview makes an empty preview.
func NewPreview() *Preview {
	p := &Preview{grid: fw.NewTextGrid(), focus: canvas.NewRectangle(nil)}
	p.scroll = container.NewScroll(p.grid)
	p.focus.StrokeWidth = 2
	p.focus.Hide()
	p.ExtendBaseWidget(p)
	return p
}

// CreateRenderer is Fyne's.
func (p *Preview) CreateRenderer() fyne.WidgetRenderer {
	sheet := NewSurface(p.scroll)
	return fw.NewSimpleRenderer(container.NewStack(sheet, p.focus))
}

// SetText shows a text from its begin. It is drawn as it is: it must be free of
// control characters, and bounded.
func (p *Preview) SetText(text string) {
	p.grid.SetText(text)
	p.scroll.ScrollToOffset(fyne.Position{})
	p.scroll.Refresh()
}

// Text is what is shown.
func (p *Preview) Text() string { return p.grid.Text() }

// FocusGained draws a border.
func (p *Preview) FocusGained() {
	variant := fyne.CurrentApp().Settings().ThemeVariant()
	p.focus.StrokeColor = p.Theme().Color(fynetheme.ColorNamePrimary, variant)
	p.focus.Show()
	p.focus.Refresh()
	revealWhole(p)
}

// FocusLost takes the border away.
func (p *Preview) FocusLost() { p.focus.Hide() }

// Tapped gives the preview the focus.
func (p *Preview) Tapped(*fyne.PointEvent) {
	if c := canvasOf(p); c != nil {
		c.Focus(p)
	}
}

// TypedRune hands the character on.
func (p *Preview) TypedRune(r rune) { passRune(p, r) }

// step is how far one key scrolls, in Fyne's units.
const step = 40

// TypedKey scrolls, or hands the key on.
func (p *Preview) TypedKey(e *fyne.KeyEvent) {
	page := max(step, p.scroll.Size().Height-step)
	at, end := p.scroll.Offset, p.scroll.Content.MinSize().Subtract(p.scroll.Size())
	switch e.Name {
	case fyne.KeyUp:
		at.Y -= step
	case fyne.KeyDown:
		at.Y += step
	case fyne.KeyPageUp:
		at.Y -= page
	case fyne.KeyPageDown:
		at.Y += page
	case fyne.KeyLeft:
		at.X -= step
	case fyne.KeyRight:
		at.X += step
	case fyne.KeyHome:
		at = fyne.Position{}
	case fyne.KeyEnd:
		at.Y = end.Height
	default:
		passKey(p, e)
		return
	}
	p.scroll.ScrollToOffset(fyne.NewPos(within(at.X, end.Width), within(at.Y, end.Height)))
}

// within keeps an offset inside of what can be scrolled.
func within(at, end float32) float32 { return max(0, min(at, end)) }

var (
	_ fyne.Focusable = (*Preview)(nil)
	_ fyne.Tappable  = (*Preview)(nil)
)
