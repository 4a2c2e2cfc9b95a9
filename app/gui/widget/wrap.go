package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tradecase/app/gui/theme"
)

// NewBar puts objects beside each other as far as there is room for them, the
// others below. What is elastic takes what is left of its line.
func NewBar(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&wrapped{gap: theme.Tight}, objects...)
}

// NewElastic lets an object in a bar take what is left of its line, if that is
// at least what it wishes; else it has a line of its own.
func NewElastic(wish float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&elastic{wish: wish}, o)
}

// elastic is the layout of one object that takes all the room that it gets.
type elastic struct {
	filling
	wish float32
}

// NewSpare lets a bar leave an object out where not all of it fits in one line.
func NewSpare(o fyne.CanvasObject) *fyne.Container { return container.New(&spare{}, o) }

// spare is the layout of what can be done without.
type spare struct{ elastic }

func isSpare(o fyne.CanvasObject) (c *fyne.Container, ok bool) {
	if c, ok = o.(*fyne.Container); ok {
		_, ok = c.Layout.(*spare)
	}
	return c, ok
}

// shows reports whether there is anything to be seen of an object, were it not
// left out.
func shows(o fyne.CanvasObject) bool {
	c, ok := o.(*fyne.Container)
	if !ok {
		return o.Visible()
	}
	switch c.Layout.(type) {
	case *elastic, *spare:
		return slices.ContainsFunc(c.Objects, fyne.CanvasObject.Visible)
	}
	return o.Visible()
}

// wish is how wide an object should be at least, and whether it takes more.
func wish(o fyne.CanvasObject) (width float32, grows bool) {
	width = o.MinSize().Width
	if c, ok := o.(*fyne.Container); ok {
		if e, ok := c.Layout.(*elastic); ok {
			return max(width, e.wish), true
		}
	}
	return width, false
}

// wrapped puts objects in lines.
type wrapped struct {
	gap   float32
	width float32 // that it was laid out for, 0 if never
}

// lines shares the objects out; those without anything to show are left out,
// and the spare ones if not all fit in one line.
func (w *wrapped) lines(objects []fyne.CanvasObject, width float32) [][]fyne.CanvasObject {
	var needed, all []fyne.CanvasObject
	for _, o := range objects {
		if !shows(o) {
			continue
		}
		all = append(all, o)
		if _, ok := isSpare(o); !ok {
			needed = append(needed, o)
		}
	}
	if lines := w.share(all, width); len(lines) < 2 {
		return lines
	}
	return w.share(needed, width)
}

func (w *wrapped) share(objects []fyne.CanvasObject, width float32) (lines [][]fyne.CanvasObject) {
	var line []fyne.CanvasObject
	used := float32(0)
	for _, o := range objects {
		wide, _ := wish(o)
		if len(line) > 0 && width > 0 && used+w.gap+wide > width+0.5 { // half a pixel is lost by rounding
			lines, line, used = append(lines, line), nil, 0
		}
		if len(line) > 0 {
			used += w.gap
		}
		line, used = append(line, o), used+wide
	}
	if len(line) > 0 {
		lines = append(lines, line)
	}
	return lines
}

func (w *wrapped) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w.width = size.Width
	lines := w.lines(objects, size.Width)
	for _, o := range objects {
		if c, ok := isSpare(o); ok {
			show(c, slices.ContainsFunc(lines, func(line []fyne.CanvasObject) bool { return slices.Contains(line, o) }))
		}
	}
	y := float32(0)
	for _, line := range lines {
		free, growing := size.Width-w.gap*float32(len(line)-1), 0
		for _, o := range line {
			wide, grows := wish(o)
			free -= wide
			if grows {
				growing++
			}
		}
		x, high := float32(0), float32(0)
		for _, o := range line {
			wide, grows := wish(o)
			if grows {
				wide += free / float32(growing) // less than nothing where even one has no room
			}
			high = max(high, fit(o, wide))
			o.Move(fyne.NewPos(x, y))
			x += wide + w.gap
		}
		level(line, high)
		y += high + w.gap
	}
}

// oneLine is the height up to which a line has one line of text in it.
const oneLine = 48

// level gives what stands beside each other one height; beside a text of
// several lines everything stays at the top.
func level(line []fyne.CanvasObject, high float32) {
	if high > oneLine {
		return
	}
	for _, o := range line {
		o.Resize(fyne.NewSize(o.Size().Width, high))
	}
}

// MinSize is as wide as the widest object, and as high as all of them are at
// the width that there was last.
func (w *wrapped) MinSize(objects []fyne.CanvasObject) (least fyne.Size) {
	for i, line := range w.lines(objects, w.width) {
		high := float32(0)
		for _, o := range line {
			size := o.MinSize()
			least.Width, high = max(least.Width, size.Width), max(high, size.Height)
		}
		if i > 0 {
			high += w.gap
		}
		least.Height += high
	}
	return least
}

// NewHalves puts the parts of a page beside each other if each gets at least a
// width, else below each other.
func NewHalves(least float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&halves{least: least}, objects...)
}

// NewUneven is NewHalves of two parts; the right one gets the width that it wishes
// for where the left one still has its least.
func NewUneven(least, wish float32, left, right fyne.CanvasObject) *fyne.Container {
	return container.New(&halves{least: least, wish: wish}, left, right)
}

type halves struct {
	least, wish float32
	width       float32 // that it was laid out for, 0 if never
}

// beside are the widths of the parts, none if they have to be below each other.
func (h *halves) beside(objects []fyne.CanvasObject, width float32) []float32 {
	n := float32(len(objects))
	each := (width - theme.Wide*(n-1)) / max(1, n)
	widths := slices.Repeat([]float32{each}, len(objects))
	if rest := width - theme.Wide - h.wish; len(objects) == 2 && h.wish > each && rest >= max(h.least, objects[0].MinSize().Width) {
		widths = []float32{rest, h.wish}
	}
	for i, o := range objects {
		if widths[i] < max(h.least, o.MinSize().Width) {
			return nil
		}
	}
	return widths
}

func (h *halves) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	h.width = size.Width
	widths := h.beside(objects, size.Width)
	at := fyne.Position{}
	for i, o := range objects {
		o.Move(at)
		if widths != nil {
			fit(o, widths[i])
			o.Resize(fyne.NewSize(widths[i], max(o.Size().Height, size.Height)))
			at.X += widths[i] + theme.Wide
			continue
		}
		at.Y += fit(o, size.Width) + theme.Wide
	}
}

func (h *halves) MinSize(objects []fyne.CanvasObject) (least fyne.Size) {
	below := h.beside(objects, h.width) == nil
	for i, o := range objects {
		size := o.MinSize()
		least.Width = max(least.Width, size.Width)
		if !below || i == 0 {
			least.Height = max(least.Height, size.Height)
			continue
		}
		least.Height += size.Height + theme.Wide
	}
	return least
}

// NewSided puts a list at the left of a page: a part of the whole width, within
// bounds.
func NewSided(part, least, most float32, list, page fyne.CanvasObject) *fyne.Container {
	return container.New(&sided{part, least, most}, list, page)
}

type sided struct{ part, least, most float32 }

func (s *sided) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	list := max(s.least, min(s.most, s.part*size.Width))
	objects[0].Move(fyne.Position{})
	objects[0].Resize(fyne.NewSize(list, size.Height))
	objects[1].Move(fyne.NewPos(list+theme.Tight, 0))
	objects[1].Resize(fyne.NewSize(max(0, size.Width-list-theme.Tight), size.Height))
}

func (s *sided) MinSize(objects []fyne.CanvasObject) fyne.Size {
	list, page := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(s.least, list.Width)+theme.Tight+page.Width, max(list.Height, page.Height))
}

// NewCentred puts an object in the middle, no wider than most.
func NewCentred(most float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&centred{most}, o)
}

type centred struct{ most float32 }

func (c *centred) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		width := min(c.most, size.Width)
		height := fit(o, width)
		o.Move(fyne.NewPos((size.Width-width)/2, max(0, (size.Height-height)/2)))
	}
}

func (*centred) MinSize(objects []fyne.CanvasObject) (least fyne.Size) {
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return least
}
