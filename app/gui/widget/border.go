package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tradecase/app/gui/theme"
)

// NewBorder puts objects at the sides of what takes the rest, in the order in
// which they are read: Tab goes through them so. Any of the four sides may be
// nil.
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
	return container.New(&border{top, bottom, left, right}, read...)
}

// border is like Fyne's, but gives what wraps its width before it asks for its
// height: Fyne's would leave a gap until it is laid out once more. What is soft
// gives way where there is little room.
type border struct{ top, bottom, left, right fyne.CanvasObject }

// there reports whether something takes room.
func there(o fyne.CanvasObject) bool {
	if o == nil || !o.Visible() {
		return false
	}
	s, ok := isSoft(o)
	return !ok || s.Layout.MinSize(s.Objects).Height > 0
}

func (b *border) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range []fyne.CanvasObject{b.top, b.bottom} {
		if there(o) {
			fit(o, size.Width)
		}
	}
	free := size.Height - b.MinSize(objects).Height
	from, to := fyne.Position{}, fyne.NewPos(size.Width, size.Height)
	if there(b.top) {
		h := b.height(b.top, &free)
		b.top.Resize(fyne.NewSize(size.Width, h))
		b.top.Move(from)
		from.Y = h + theme.Tight
	}
	if there(b.bottom) {
		h := b.height(b.bottom, &free)
		b.bottom.Resize(fyne.NewSize(size.Width, h))
		b.bottom.Move(fyne.NewPos(0, size.Height-h))
		to.Y -= h + theme.Tight
	}
	if there(b.left) {
		w := b.left.MinSize().Width
		b.left.Resize(fyne.NewSize(w, to.Y-from.Y))
		b.left.Move(from)
		from.X += w + theme.Tight
	}
	if there(b.right) {
		w := b.right.MinSize().Width
		b.right.Resize(fyne.NewSize(w, to.Y-from.Y))
		b.right.Move(fyne.NewPos(to.X-w, from.Y))
		to.X -= w + theme.Tight
	}
	for _, o := range objects {
		if o.Visible() && !b.side(o) {
			o.Resize(fyne.NewSize(max(0, to.X-from.X), max(0, to.Y-from.Y)))
			o.Move(from)
		}
	}
}

// height is what an object above or below gets: what it must have, and what it
// wishes as far as it is free.
func (b *border) height(o fyne.CanvasObject, free *float32) float32 {
	h := o.MinSize().Height
	if c, ok := isSoft(o); ok {
		more := max(0, min(softWish(c)-h, *free/2)) // the rest is for what it stands beside
		*free -= more
		h += more
	}
	return h
}

func (b *border) side(o fyne.CanvasObject) bool {
	return o == b.top || o == b.bottom || o == b.left || o == b.right
}

func (b *border) MinSize(objects []fyne.CanvasObject) (least fyne.Size) {
	for _, o := range objects {
		if o.Visible() && !b.side(o) {
			least = least.Max(o.MinSize())
		}
	}
	for _, o := range []fyne.CanvasObject{b.left, b.right} {
		if there(o) {
			side := o.MinSize()
			least = fyne.NewSize(least.Width+side.Width+theme.Tight, max(least.Height, side.Height))
		}
	}
	for _, o := range []fyne.CanvasObject{b.top, b.bottom} {
		if there(o) {
			side := o.MinSize()
			least = fyne.NewSize(max(least.Width, side.Width), least.Height+side.Height+theme.Tight)
		}
	}
	return least
}

// fit gives an object its width, and the height that it needs then, which it
// returns. Wrapped text knows its height only once it has its width.
func fit(o fyne.CanvasObject, width float32) float32 {
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	h := o.MinSize().Height
	o.Resize(fyne.NewSize(width, h))
	return h
}

// NewSoft lets an object at the top or the bottom of a border have a height as
// long as there is room for it, else it gives way down to what it needs.
func NewSoft(wish float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(&soft{wish: wish}, o)
}

// NewSaid is for what is said of work at the top or the bottom of a border: it
// is as high as all of it, and scrolls where there is no room for that. It takes
// none while nothing is said.
func NewSaid(o fyne.CanvasObject) *fyne.Container {
	scroll := container.NewVScroll(o)
	return container.New(&soft{said: o, scroll: scroll}, scroll)
}

// Wish bounds the height that something soft wishes.
func Wish(c *fyne.Container, height float32) {
	if s, ok := c.Layout.(*soft); ok {
		s.wish = height
	}
}

// ToTop scrolls what NewSaid made to its begin.
func ToTop(c *fyne.Container) {
	for _, o := range c.Objects {
		if s, ok := o.(*container.Scroll); ok {
			s.ScrollToTop()
		}
	}
}

// leastSaid is what is left of what is said where there is little room.
const leastSaid = 28

// soft is the layout of what gives way.
type soft struct {
	filling
	wish   float32
	said   fyne.CanvasObject // what scrolls in it, nil if nothing of ours
	scroll *container.Scroll // of said
	bare   bool              // said gives no way: the whole page scrolls
}

func isSoft(o fyne.CanvasObject) (c *fyne.Container, ok bool) {
	if c, ok = o.(*fyne.Container); ok {
		_, ok = c.Layout.(*soft)
	}
	return c, ok
}

func softWish(c *fyne.Container) float32 {
	s, ok := c.Layout.(*soft)
	if !ok {
		return 0
	}
	if s.said != nil {
		h := s.said.MinSize().Height
		if s.wish > 0 {
			h = min(h, s.wish)
		}
		return h
	}
	return s.wish
}

// MinSize is nothing while all of it is hidden.
func (s *soft) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if s.said == nil {
		return s.filling.MinSize(objects)
	}
	size := s.said.MinSize()
	if s.bare {
		return size
	}
	return fyne.NewSize(size.Width, min(size.Height, leastSaid))
}
