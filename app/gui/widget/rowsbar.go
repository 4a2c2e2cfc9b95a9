package widget

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/theme"
)

const (
	barWidth float32 = 12
	minThumb float32 = 28 // so that it can be caught among a million rows
)

// rowsBar shows where a list is, and scrolls it by dragging.
type rowsBar struct {
	fw.BaseWidget
	rows    *Rows
	thumb   *canvas.Rectangle
	hovered bool
}

func newRowsBar(rows *Rows) *rowsBar {
	b := &rowsBar{rows: rows, thumb: canvas.NewRectangle(color.Transparent)}
	b.ExtendBaseWidget(b)
	return b
}

// CreateRenderer is Fyne's.
func (b *rowsBar) CreateRenderer() fyne.WidgetRenderer {
	return fw.NewSimpleRenderer(container.NewWithoutLayout(b.thumb))
}

// length is the thumb's.
func (b *rowsBar) length() float32 {
	size := b.Size().Height
	whole := float64(b.rows.length()) * float64(b.rows.height)
	if whole <= float64(size) || size <= 0 {
		return 0
	}
	return min(size, max(minThumb, float32(float64(size)*float64(size)/whole)))
}

// place puts the thumb where the list is.
func (b *rowsBar) place() {
	length := b.length()
	show(b.thumb, length > 0)
	if length == 0 {
		return
	}
	width := float32(4)
	if b.hovered {
		width = 8
	}
	at := float32(b.rows.top/b.rows.most()) * (b.Size().Height - length)
	b.thumb.CornerRadius = width / 2
	b.thumb.FillColor = b.Theme().Color(fynetheme.ColorNameScrollBar, fyne.CurrentApp().Settings().ThemeVariant())
	b.thumb.Move(fyne.NewPos(barWidth-width-theme.Tight/2, at))
	b.thumb.Resize(fyne.NewSize(width, length))
	b.thumb.Refresh()
}

// Refresh draws the bar again.
func (b *rowsBar) Refresh() {
	b.place()
	b.BaseWidget.Refresh()
}

// Dragged moves the thumb under the pointer.
func (b *rowsBar) Dragged(e *fyne.DragEvent) { b.to(e.Position.Y) }

// DragEnd has nothing to end.
func (*rowsBar) DragEnd() {}

// Tapped goes to the place under the pointer.
func (b *rowsBar) Tapped(e *fyne.PointEvent) { b.to(e.Position.Y) }

func (b *rowsBar) to(y float32) {
	if length := b.length(); length > 0 && b.Size().Height > length {
		b.rows.ScrollTo(float64((y - length/2) / (b.Size().Height - length)))
	}
}

// MouseIn makes the thumb wider.
func (b *rowsBar) MouseIn(*desktop.MouseEvent) { b.hover(true) }

// MouseMoved changes nothing.
func (*rowsBar) MouseMoved(*desktop.MouseEvent) {}

// MouseOut makes the thumb narrow again.
func (b *rowsBar) MouseOut() { b.hover(false) }

func (b *rowsBar) hover(on bool) {
	b.hovered = on
	b.place()
}
