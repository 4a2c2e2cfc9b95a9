package widget

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/theme"
)

// RowObject is what shows one row of Rows. It is used for one row after the
// other.
type RowObject interface {
	fyne.CanvasObject
	// Recolour is called when the theme has changed.
	Recolour()
}

// Rows is a list of any number of rows of one height. Only those that can be
// seen have objects, and places are counted in whole numbers: Fyne's list
// counts them in float32, which cannot tell the rows of a million apart.
//
// The arrows, Page Up, Page Down, Home and End move in it; the wheel and the
// bar scroll.
type Rows struct {
	fw.BaseWidget
	OnSelected func(row int)     // nil: rows are not chosen, keys scroll
	OnResize   func(s fyne.Size) // before the rows are laid out; may be nil

	length   func() int
	create   func() RowObject
	fill     func(row int, o RowObject, size fyne.Size)
	height   float32
	top      float64 // how far it is scrolled, in Fyne's units
	selected int     // -1: none
	focused  bool
	renderer *rowsRenderer // nil until it is shown
}

// NewRows makes a list; set what it calls before it is shown.
func NewRows(length func() int, create func() RowObject, fill func(row int, o RowObject, size fyne.Size)) *Rows {
	r := &Rows{length: length, create: create, fill: fill, selected: -1, height: rowHeight()}
	r.ExtendBaseWidget(r)
	return r
}

// rowHeight is the height of a row of small text.
func rowHeight() float32 { return monoSize().Height + theme.Tight }

// monoSize is the size of one character of the small fixed-width face.
func monoSize() fyne.Size {
	const many = 64
	size := fyne.MeasureText(manyZeros, fynetheme.CaptionTextSize(), fyne.TextStyle{Monospace: true})
	return fyne.NewSize(size.Width/many, float32(math.Ceil(float64(size.Height))))
}

const manyZeros = "0000000000000000000000000000000000000000000000000000000000000000"

// Selected is the chosen row, or -1.
func (r *Rows) Selected() int { return r.selected }

// Top is the first row that can be seen, if only in part.
func (r *Rows) Top() int { return int(r.top / float64(r.height)) }

// Reset shows a list that has changed: selected is chosen without a call of
// OnSelected, -1 for none, and can be seen; else the list begins at its top.
func (r *Rows) Reset(selected int) {
	r.selected, r.top = selected, 0
	if selected >= 0 {
		r.centre(selected)
	}
	r.redraw()
}

// Select chooses a row and scrolls to it.
func (r *Rows) Select(row int) {
	if row < 0 || row >= r.length() {
		return
	}
	r.selected = row
	r.reveal(row)
	r.redraw()
	if r.OnSelected != nil {
		r.OnSelected(row)
	}
}

// Jump chooses a row and scrolls so that what stands around it is seen too.
func (r *Rows) Jump(row int) {
	if row >= 0 && row < r.length() {
		r.centre(row)
		r.Select(row)
	}
}

// RefreshItem fills one row again, if it can be seen.
func (r *Rows) RefreshItem(row int) {
	if r.renderer != nil {
		r.renderer.refill(row)
	}
}

func (r *Rows) page() int { return max(1, int(r.Size().Height/r.height)-1) }

func (r *Rows) centre(row int) {
	r.top = float64(row)*float64(r.height) - float64(r.Size().Height-r.height)/2
	r.bound()
}

func (r *Rows) reveal(row int) {
	at := float64(row) * float64(r.height)
	r.top = min(r.top, at)
	r.top = max(r.top, at+float64(r.height-r.Size().Height))
	r.bound()
}

// most is how far it can be scrolled.
func (r *Rows) most() float64 {
	return max(0, float64(r.length())*float64(r.height)-float64(r.Size().Height))
}

func (r *Rows) bound() { r.top = max(0, min(r.top, r.most())) }

func (r *Rows) redraw() {
	if r.renderer != nil {
		r.renderer.stale()
	}
}

// ScrollTo scrolls to a part of the whole, from 0 to 1.
func (r *Rows) ScrollTo(part float64) {
	r.top = part * r.most()
	r.bound()
	r.scrolled()
}

// Scrolled scrolls by the wheel.
func (r *Rows) Scrolled(e *fyne.ScrollEvent) {
	r.top -= float64(e.Scrolled.DY)
	r.bound()
	r.scrolled()
}

func (r *Rows) scrolled() {
	if r.renderer != nil {
		r.renderer.place()
	}
}

// Tapped chooses the row under the pointer.
func (r *Rows) Tapped(e *fyne.PointEvent) {
	if c := canvasOf(r); c != nil {
		c.Focus(r)
	}
	row := int((r.top + float64(e.Position.Y)) / float64(r.height))
	if r.OnSelected != nil {
		r.Select(row)
	}
}

// TypedKey moves, or hands the key on.
func (r *Rows) TypedKey(e *fyne.KeyEvent) {
	var by int
	switch e.Name {
	case fyne.KeyUp:
		by = -1
	case fyne.KeyDown:
		by = 1
	case fyne.KeyPageUp:
		by = -r.page()
	case fyne.KeyPageDown:
		by = r.page()
	case fyne.KeyHome:
		by = -r.length()
	case fyne.KeyEnd:
		by = r.length()
	default:
		passKey(r, e)
		return
	}
	r.move(by)
}

func (r *Rows) move(by int) {
	if r.OnSelected == nil {
		r.top += float64(by) * float64(r.height)
		r.bound()
		r.scrolled()
		return
	}
	from := r.selected
	if from < 0 { // begins at what can be seen
		from = r.Top() - min(max(by, -1), 1)
	}
	if n := r.length(); n > 0 {
		r.Select(max(0, min(from+by, n-1)))
	}
}

// TypedRune hands the character on.
func (r *Rows) TypedRune(c rune) { passRune(r, c) }

// TypedShortcut hands the window's shortcuts on.
func (r *Rows) TypedShortcut(s fyne.Shortcut) {
	passShortcut(r, s)
	passEdit(r, s)
}

// FocusGained shows the focus.
func (r *Rows) FocusGained() {
	r.focus(true)
	revealWhole(r)
}

// FocusLost takes the focus's frame away.
func (r *Rows) FocusLost() { r.focus(false) }

func (r *Rows) focus(on bool) {
	r.focused = on
	if r.renderer != nil {
		r.renderer.frame()
	}
}

var (
	_ fyne.Focusable    = (*Rows)(nil)
	_ fyne.Scrollable   = (*Rows)(nil)
	_ fyne.Tappable     = (*Rows)(nil)
	_ fyne.Shortcutable = (*Rows)(nil)
	_ fyne.Draggable    = (*rowsBar)(nil)
	_ fyne.Tappable     = (*rowsBar)(nil)
	_ desktop.Hoverable = (*rowsBar)(nil)
)

// CreateRenderer is Fyne's.
func (r *Rows) CreateRenderer() fyne.WidgetRenderer {
	v := &rowsRenderer{
		rows: r, ground: canvas.NewRectangle(color.Transparent), mark: canvas.NewRectangle(color.Transparent),
		ring: canvas.NewRectangle(color.Transparent), bar: newRowsBar(r), box: container.NewWithoutLayout(),
	}
	v.clip = container.NewClip(v.box)
	v.box.Add(v.mark)
	v.colour()
	r.renderer = v
	return v
}

// rowsRenderer keeps one object for each row that can be seen. Row i is shown
// by slot i modulo their number, so that scrolling fills only what is new.
type rowsRenderer struct {
	rows   *Rows
	ground *canvas.Rectangle
	mark   *canvas.Rectangle // behind the chosen row
	ring   *canvas.Rectangle // around all, with the focus
	bar    *rowsBar
	box    *fyne.Container
	clip   *container.Clip
	slots  []slot
}

type slot struct {
	o   RowObject
	row int // -1: must be filled
}

func (v *rowsRenderer) colour() {
	th, variant := v.rows.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	v.ground.FillColor = th.Color(theme.Surface, variant)
	v.ground.StrokeColor = th.Color(fynetheme.ColorNameSeparator, variant)
	v.ground.StrokeWidth, v.ground.CornerRadius = 1, theme.Tight
	v.mark.FillColor = th.Color(fynetheme.ColorNameSelection, variant)
	v.ring.StrokeColor = th.Color(fynetheme.ColorNamePrimary, variant)
	v.ring.CornerRadius = theme.Tight
	v.frame()
}

func (v *rowsRenderer) frame() {
	v.ring.StrokeWidth = 0
	if v.rows.focused {
		v.ring.StrokeWidth = 2
	}
	v.ring.Refresh()
}

// Layout makes as many objects as can be seen.
func (v *rowsRenderer) Layout(size fyne.Size) {
	if v.rows.OnResize != nil {
		v.rows.OnResize(size)
	}
	v.ground.Resize(size)
	v.ring.Resize(size)
	v.bar.Resize(fyne.NewSize(barWidth, size.Height))
	v.bar.Move(fyne.NewPos(size.Width-barWidth, 0))
	width := max(0, size.Width-barWidth)
	v.clip.Resize(fyne.NewSize(width, size.Height))
	want := int(math.Ceil(float64(size.Height/v.rows.height))) + 1
	for len(v.slots) < want {
		o := v.rows.create()
		v.slots = append(v.slots, slot{o, -1})
		v.box.Add(o)
	}
	for i := range v.slots {
		v.slots[i].o.Resize(fyne.NewSize(width, v.rows.height))
		v.slots[i].row = -1
	}
	v.mark.Resize(fyne.NewSize(width, v.rows.height))
	v.rows.bound()
	v.place()
}

// stale fills all rows again.
func (v *rowsRenderer) stale() {
	for i := range v.slots {
		v.slots[i].row = -1
	}
	v.rows.bound()
	v.place()
}

// place puts the rows that can be seen where they belong.
func (v *rowsRenderer) place() {
	r := v.rows
	first, n := r.Top(), r.length()
	for i := range v.slots {
		row := first + i
		s := &v.slots[row%len(v.slots)]
		if row >= n {
			s.row = -1
			s.o.Hide()
			continue
		}
		s.o.Move(fyne.NewPos(0, float32(float64(row)*float64(r.height)-r.top)))
		if s.row != row {
			s.row = row
			r.fill(row, s.o, s.o.Size())
		}
		s.o.Show()
	}
	show(v.mark, r.selected >= first && r.selected < first+len(v.slots))
	v.mark.Move(fyne.NewPos(0, float32(float64(r.selected)*float64(r.height)-r.top)))
	v.bar.place()
	canvas.Refresh(v.box)
}

func (v *rowsRenderer) refill(row int) {
	if len(v.slots) == 0 || row < 0 {
		return
	}
	if s := v.slots[row%len(v.slots)]; s.row == row {
		v.rows.fill(row, s.o, s.o.Size())
		canvas.Refresh(s.o)
	}
}

// MinSize leaves room for a few rows.
func (v *rowsRenderer) MinSize() fyne.Size { return fyne.NewSize(200, 3*v.rows.height) }

// Refresh draws everything again.
func (v *rowsRenderer) Refresh() {
	v.colour()
	v.ground.Refresh()
	v.mark.Refresh()
	if h := rowHeight(); h != v.rows.height {
		v.rows.top *= float64(h / v.rows.height)
		v.rows.height = h
		v.Layout(v.rows.Size())
	}
	for i := range v.slots {
		v.slots[i].o.Recolour()
	}
	v.bar.Refresh()
	v.stale()
}

func (v *rowsRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{v.ground, v.clip, v.bar, v.ring}
}

// Destroy has nothing to give back.
func (*rowsRenderer) Destroy() {}
