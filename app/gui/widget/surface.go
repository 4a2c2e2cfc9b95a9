package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/theme"
)

// Surface is a sheet that lies on the background and holds something.
type Surface struct {
	fw.BaseWidget
	Content fyne.CanvasObject
	Space   float32 // around the content
	Square  bool    // without border and round corners: part of the frame
}

// NewSurface makes a sheet.
func NewSurface(content fyne.CanvasObject) *Surface {
	s := &Surface{Content: content, Space: theme.Close}
	s.ExtendBaseWidget(s)
	return s
}

// NewFrame makes a sheet that is part of the window's frame.
func NewFrame(content fyne.CanvasObject) *Surface {
	s := &Surface{Content: content, Space: theme.Close, Square: true}
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer is Fyne's.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	r := &surfaceRenderer{surface: s, ground: canvas.NewRectangle(color.Transparent)}
	r.colour()
	return r
}

type surfaceRenderer struct {
	surface *Surface
	ground  *canvas.Rectangle
}

func (r *surfaceRenderer) colour() {
	th, variant := r.surface.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.ground.FillColor = th.Color(theme.Surface, variant)
	if !r.surface.Square {
		r.ground.StrokeColor = th.Color(fynetheme.ColorNameSeparator, variant)
		r.ground.StrokeWidth = 1
		r.ground.CornerRadius = theme.Tight
	}
}

func (r *surfaceRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	space := r.surface.Space
	r.surface.Content.Move(fyne.NewSquareOffsetPos(space))
	r.surface.Content.Resize(size.Subtract(fyne.NewSquareSize(2 * space)))
}

func (r *surfaceRenderer) MinSize() fyne.Size {
	return r.surface.Content.MinSize().Add(fyne.NewSquareSize(2 * r.surface.Space))
}

func (r *surfaceRenderer) Refresh() {
	r.colour()
	r.ground.Refresh()
	r.surface.Content.Refresh()
}

func (r *surfaceRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.surface.Content}
}

// Destroy has nothing to give back.
func (*surfaceRenderer) Destroy() {}
