package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"tradecase/app/gui/theme"
)

// columns puts objects beside each other: those with a width get it, the
// others share the rest equally.
type columns struct {
	widths []float32
	gap    float32
}

// NewColumns puts objects close beside each other; a width of 0 takes a share
// of what is left.
func NewColumns(widths []float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columns{widths, theme.Tight}, objects...)
}

// NewParts puts the parts of a page beside each other.
func NewParts(widths []float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columns{widths, theme.Wide}, objects...)
}

func (c *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	rest, sharing := size.Width-c.gap*float32(max(0, len(objects)-1)), 0
	for i := range objects {
		if c.width(i) == 0 {
			sharing++
		}
		rest -= c.width(i)
	}
	x := float32(0)
	for i, o := range objects {
		w := c.width(i)
		if w == 0 {
			w = max(0, rest/float32(sharing))
		}
		o.Move(fyne.NewPos(x, 0))
		o.Resize(fyne.NewSize(w, size.Height))
		x += w + c.gap
	}
}

func (c *columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(c.gap*float32(max(0, len(objects)-1)), 0)
	for i, o := range objects {
		least := o.MinSize()
		if w := c.width(i); w > 0 {
			least.Width = w
		}
		size.Width += least.Width
		size.Height = max(size.Height, least.Height)
	}
	return size
}

func (c *columns) width(i int) float32 {
	if i < len(c.widths) {
		return c.widths[i]
	}
	return 0
}

// NewBorder is Fyne's border, with its objects in the order in which they are
// read: Tab goes through them so. Any of the four sides may be nil.
func NewBorder(top, bottom, left, right fyne.CanvasObject, centre ...fyne.CanvasObject) *fyne.Container {
	var read []fyne.CanvasObject
	add := func(objects ...fyne.CanvasObject) {
		for _, o := range objects {
			if o != nil {
				read = append(read, o)
			}
		}
	}
	add(top, left)
	add(centre...)
	add(right, bottom)
	return container.New(layout.NewBorderLayout(top, bottom, left, right), read...)
}

// Spaced puts objects below each other with a wide space between.
func Spaced(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stacked{theme.Wide}, objects...)
}

// Stacked puts objects below each other with a close space between.
func Stacked(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&stacked{theme.Tight}, objects...)
}

// stacked puts objects below each other at full width; hidden ones take no
// space.
type stacked struct{ space float32 }

func (s *stacked) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		o.Move(fyne.NewPos(0, y))
		// Wrapped text knows its height only once it has its width.
		o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		h := o.MinSize().Height
		o.Resize(fyne.NewSize(size.Width, h))
		y += h + s.space
	}
}

func (s *stacked) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var size fyne.Size
	first := true
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		least := o.MinSize()
		size.Width = max(size.Width, least.Width)
		size.Height += least.Height
		if !first {
			size.Height += s.space
		}
		first = false
	}
	return size
}
