package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Tall is a page that is laid out to its room where that is high enough. In a
// lower one it is as high as all that is in it, and scrolls as a whole: no part
// of it is squeezed to where it shows nothing.
type Tall struct {
	Object *fyne.Container
	Scroll *container.Scroll
	// Bent is called when the page begins to scroll as a whole, or ends to,
	// before it is laid out. May be nil.
	Bent func(low bool)

	least float32 // the height of a room that is high enough
	page  fyne.CanvasObject
	foot  *fyne.Container
	parts []*fyne.Container
	low   bool
}

// NewTall makes a page of an object. foot stays below what scrolls, as far as
// it is shown; it may be nil. parts are those of NewPart and NewSaid in it: they
// scroll by themselves only while the page does not.
func NewTall(least float32, page fyne.CanvasObject, foot *fyne.Container, parts ...*fyne.Container) *Tall {
	t := &Tall{least: least, page: page, foot: foot, parts: parts}
	t.Scroll = container.NewVScroll(container.New(&tallSheet{t}, page))
	t.Object = container.New(t, t.Scroll)
	if foot != nil {
		t.Object.Add(foot)
	}
	return t
}

// Low reports whether the page scrolls as a whole.
func (t *Tall) Low() bool { return t.low }

// ShowFrom scrolls a page that scrolls as a whole so far that it begins with an
// object in it.
func (t *Tall) ShowFrom(o fyne.CanvasObject) {
	if !t.low {
		return
	}
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(t.page).Y
	t.Scroll.ScrollToOffset(fyne.NewPos(0, within(top, t.Scroll.Content.Size().Height-t.Scroll.Size().Height)))
}

// bend changes between the two ways.
func (t *Tall) bend(low bool) {
	if low == t.low {
		return
	}
	t.low = low
	for _, p := range t.parts {
		Bare(p, low)
	}
	if t.Bent != nil {
		t.Bent(low)
	}
	t.Scroll.ScrollToTop()
}

// Layout is that of the room.
func (t *Tall) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if size.Height <= 0 {
		return
	}
	t.bend(size.Height < t.least)
	if t.foot != nil && t.foot.Visible() {
		h := fit(t.foot, size.Width)
		size.Height = max(0, size.Height-h)
		t.foot.Move(fyne.NewPos(0, size.Height))
	}
	for range 2 { // what wraps knows its height once it has its width
		t.page.Resize(fyne.NewSize(t.width(size.Width), max(size.Height, t.page.MinSize().Height)))
	}
	sheet := t.Scroll.Content
	sheet.Resize(sheet.MinSize().Max(size))
	t.Scroll.Move(fyne.Position{})
	t.Scroll.Resize(size)
	if most := max(0, sheet.Size().Height-size.Height); t.Scroll.Offset.Y > most {
		t.Scroll.ScrollToOffset(fyne.NewPos(0, most))
	}
}

// MinSize is that of the room.
func (t *Tall) MinSize([]fyne.CanvasObject) fyne.Size {
	least := t.Scroll.MinSize()
	if t.foot != nil && t.foot.Visible() {
		foot := t.foot.MinSize()
		least = fyne.NewSize(max(least.Width, foot.Width), least.Height+foot.Height)
	}
	return least
}

// width is what the page gets of a room's.
func (t *Tall) width(room float32) float32 {
	if t.low {
		return max(0, room-scrollSpace-shareGap)
	}
	return room
}

// tallSheet is the layout of what a page scrolls.
type tallSheet struct{ t *Tall }

func (s *tallSheet) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(fyne.NewSize(s.t.width(size.Width), size.Height))
	}
}

// MinSize has the bar's room only while there is one.
func (s *tallSheet) MinSize(objects []fyne.CanvasObject) (least fyne.Size) {
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	least.Width += least.Width - s.t.width(least.Width)
	return least
}

// NewBending has bend called, before an object is laid out, when its room becomes
// lower than a height or is not any more.
func NewBending(least float32, bend func(low bool), o fyne.CanvasObject) *fyne.Container {
	return container.New(&bending{least: least, bend: bend}, o)
}

type bending struct {
	filling
	least float32
	bend  func(low bool)
	low   bool
}

func (b *bending) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if low := size.Height < b.least; low != b.low && size.Height > 0 {
		b.low = low
		b.bend(low)
	}
	b.filling.Layout(objects, size)
}

// NewPart makes a part of a page scroll by itself.
func NewPart(o fyne.CanvasObject) *fyne.Container {
	s := container.NewVScroll(NewColumns([]float32{0, scrollSpace}, o, Stacked()))
	return container.New(&part{bare: o, scroll: s}, s)
}

// part is the layout of what scrolls by itself, unless it is bare.
type part struct {
	filling
	bare   fyne.CanvasObject
	scroll *container.Scroll
}

// Bare has a part show all of itself, or scroll again.
func Bare(c *fyne.Container, bare bool) {
	switch l := c.Layout.(type) {
	case *part:
		swap(c, l.scroll, l.bare, bare)
	case *soft:
		if l.said != nil {
			l.bare = bare
			swap(c, l.scroll, l.said, bare)
		}
	}
}

// swap shows what scrolls, or what is in it without that.
func swap(c *fyne.Container, scroll *container.Scroll, within fyne.CanvasObject, bare bool) {
	if bare {
		scroll.ScrollToTop()
		c.Objects = []fyne.CanvasObject{within}
		return
	}
	c.Objects = []fyne.CanvasObject{scroll}
	scroll.Refresh() // what is in it had another place
}

// Roomy has an object be no lower than a height that can be changed.
type Roomy struct {
	Object *fyne.Container
	filling
	least float32
}

// NewRoomy makes it; at first there is no such height.
func NewRoomy(o fyne.CanvasObject) *Roomy {
	r := &Roomy{}
	r.Object = container.New(r, o)
	return r
}

// Least sets the height; 0 is none.
func (r *Roomy) Least(height float32) { r.least = height }

// MinSize is no lower than what was set.
func (r *Roomy) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := r.filling.MinSize(objects)
	least.Height = max(least.Height, r.least)
	return least
}
