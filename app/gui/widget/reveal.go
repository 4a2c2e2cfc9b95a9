package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Fyne gives the focus to what is scrolled out of sight and leaves it there.
// Ours are scrolled into sight when they get it.

// holder is a widget of ours with others in it that can have the focus.
type holder interface{ held() []fyne.CanvasObject }

func (s *Surface) held() []fyne.CanvasObject { return []fyne.CanvasObject{s.Content} }

func (r *Row) held() []fyne.CanvasObject { return []fyne.CanvasObject{r.Ask, r.Fill} }

// reveal scrolls whatever an object lies in, so that an area of it can be seen.
func reveal(o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
	if c := canvasOf(o); c != nil && c.Content() != nil {
		revealIn(c.Content(), o, at, size)
	}
}

// Reveal scrolls whatever an object lies in, so that it can be seen.
func Reveal(o fyne.CanvasObject) { revealWhole(o) }

// revealWhole is reveal of all of an object.
func revealWhole(o fyne.CanvasObject) { reveal(o, fyne.Position{}, o.Size()) }

// revealIn looks for the object and reports whether it is there. What scrolls
// within something else that scrolls is scrolled first.
func revealIn(in, o fyne.CanvasObject, at fyne.Position, size fyne.Size) bool {
	if in == o {
		return true
	}
	if !in.Visible() {
		return false
	}
	var parts []fyne.CanvasObject
	switch in := in.(type) {
	case *fyne.Container:
		parts = in.Objects
	case *container.Scroll:
		if !revealIn(in.Content, o, at, size) {
			return false
		}
		scrollTo(in, o, at, size)
		return true
	case *container.Split:
		parts = []fyne.CanvasObject{in.Leading, in.Trailing}
	case holder:
		parts = in.held()
	}
	for _, part := range parts {
		if part != nil && revealIn(part, o, at, size) {
			return true
		}
	}
	return false
}

// scrollTo moves the content no farther than it has to. Of an area that is
// higher than the room for it the upper end is shown.
func scrollTo(s *container.Scroll, o fyne.CanvasObject, at fyne.Position, size fyne.Size) {
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(o).Y + at.Y - d.AbsolutePositionForObject(s.Content).Y
	bottom := top + size.Height
	y := s.Offset.Y
	if bottom > y+s.Size().Height {
		y = bottom - s.Size().Height
	}
	if y = min(y, top); y != s.Offset.Y {
		s.ScrollToOffset(fyne.NewPos(s.Offset.X, y))
	}
}
