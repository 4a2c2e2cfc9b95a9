package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tradecase/app/gui/theme"
)

// filling gives every object all the room, and needs what the largest of those
// does that are shown. Other layouts are made of it.
type filling struct{}

func (filling) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
}

func (filling) MinSize(objects []fyne.CanvasObject) (least fyne.Size) {
	for _, o := range objects {
		if o.Visible() {
			least = least.Max(o.MinSize())
		}
	}
	return least
}

// columns puts objects beside each other: those with a width get it, the
// others share the rest equally.
type columns struct {
	widths []float32
	gap    float32
	least  float32 // what is left of a width where there is little room: a part of it, 0 for all
}

// signWidth is up to where a column holds a sign, which never gives way.
const signWidth = 24

// shareWidth is what a column without a width should have before the others
// give way.
const shareWidth = 140

// shareGap is the space between columns.
const shareGap = theme.Tight

// NewColumns puts objects close beside each other; a width of 0 takes a share
// of what is left.
func NewColumns(widths []float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columns{widths: widths, gap: theme.Tight}, objects...)
}

// NewTable is NewColumns whose widths give way where there is little room, down
// to two thirds.
func NewTable(widths []float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columns{widths: widths, gap: theme.Tight, least: 2.0 / 3}, objects...)
}

// NewParts puts the parts of a page beside each other.
func NewParts(widths []float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columns{widths: widths, gap: theme.Wide}, objects...)
}

func (c *columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	rest, sharing := size.Width-c.gap*float32(max(0, len(objects)-1)), 0
	part := c.part(len(objects), rest)
	for i := range objects {
		if c.width(i) == 0 {
			sharing++
		}
		rest -= c.width(i) * c.given(i, part)
	}
	x := float32(0)
	for i, o := range objects {
		w := c.width(i) * c.given(i, part)
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
			least.Width = w * c.given(i, c.least)
		}
		size.Width += least.Width
		size.Height = max(size.Height, least.Height)
	}
	return size
}

// part is how much of their widths the columns get in a room.
func (c *columns) part(n int, room float32) float32 {
	if c.least == 0 {
		return 1
	}
	wide := float32(0)
	for i := range n {
		switch w := c.width(i); {
		case w == 0:
			room -= shareWidth
		case w <= signWidth:
			room -= w
		default:
			wide += w
		}
	}
	return max(c.least, min(1, room/max(1, wide)))
}

// given is how much of its width a column gets where the columns get a part.
func (c *columns) given(i int, part float32) float32 {
	if c.least == 0 || c.width(i) <= signWidth {
		return 1
	}
	return part
}

func (c *columns) width(i int) float32 {
	if i < len(c.widths) {
		return c.widths[i]
	}
	return 0
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
		y += fit(o, size.Width) + s.space
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
