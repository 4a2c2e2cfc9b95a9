package widget

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/diagnostics/flow"
	"tradecase/diagnostics/trade"
)

// Flow draws the coins of a trade. A transaction or a strand is chosen with the
// pointer or with the arrow keys; where its coins come from and go to then
// stands out.
type Flow struct {
	fw.BaseWidget
	// Changed is called when another part is chosen or pointed at. May be nil.
	Changed func()
	// Copy is called for Ctrl+C and C with the part that is chosen. May be nil.
	Copy func(flow.Part)
	// Say gives a text in the reader's language.
	Say func(trade.Text) string
	// Zoom is called for +, - and 0. May be nil.
	Zoom func(rune)
	// Zoomed is called when the picture has another size than before. May be nil.
	Zoomed func()
	// Receivers is how many receivers of a delayed payout are drawn each, where
	// there are many; 0: all.
	Receivers int

	zoom    float32
	result  *trade.Result
	picture *flow.Picture
	chosen  int // a part, -1 if none
	hovered int
	focused bool
}

// NewFlow makes a picture of nothing.
func NewFlow(say func(trade.Text) string) *Flow {
	f := &Flow{Say: say, zoom: 1, chosen: -1, hovered: -1}
	f.SetResult(&trade.Result{})
	f.ExtendBaseWidget(f)
	return f
}

// SetResult shows a trade.
func (f *Flow) SetResult(r *trade.Result) {
	f.result, f.chosen, f.hovered = r, -1, -1
	f.picture = f.drawn(f.Size().Width, f.zoom)
	f.Refresh()
}

// Picture is what is shown.
func (f *Flow) Picture() *flow.Picture { return f.picture }

// Shown is the part that is pointed at, else the one that is chosen; ok is false
// if there is neither.
func (f *Flow) Shown() (part flow.Part, ok bool) {
	i := f.hovered
	if i < 0 {
		i = f.chosen
	}
	if i < 0 || i >= len(f.picture.Parts) {
		return flow.Part{}, false
	}
	return f.picture.Parts[i], true
}

// Chosen is the part that is chosen; ok is false if there is none.
func (f *Flow) Chosen() (part flow.Part, ok bool) {
	if f.chosen < 0 || f.chosen >= len(f.picture.Parts) {
		return flow.Part{}, false
	}
	return f.picture.Parts[f.chosen], true
}

// Choose chooses a part; -1 is none.
func (f *Flow) Choose(part int) {
	if part == f.chosen {
		return
	}
	f.chosen = part
	f.changed()
}

func (f *Flow) changed() {
	f.Refresh()
	if f.Changed != nil {
		f.Changed()
	}
}

// leastWidth is the narrowest that the picture is shrunk to, in Fyne's units.
const leastWidth = 560

// shrunk is by how much the picture is smaller, or larger, than it was computed.
func (f *Flow) shrunk() float32 {
	width, rounding := f.Size().Width, float32(0.5)
	if width <= 0 || width+rounding >= f.picture.Width*f.zoom {
		return f.zoom
	}
	return max(leastWidth, width) / f.picture.Width
}

// Resize computes the picture for its new width.
func (f *Flow) Resize(size fyne.Size) {
	if size.Width != f.Size().Width {
		f.picture = f.drawn(size.Width, f.zoom)
		f.BaseWidget.Resize(size)
		f.Refresh()
		return
	}
	f.BaseWidget.Resize(size)
}

func (f *Flow) at(p fyne.Position) int {
	k := f.shrunk()
	return f.picture.Find(p.X/k, p.Y/k)
}

// Tapped chooses what is there, and takes the focus.
func (f *Flow) Tapped(e *fyne.PointEvent) {
	if c := canvasOf(f); c != nil {
		c.Focus(f)
	}
	f.Choose(f.at(e.Position))
}

// MouseIn begins to point.
func (f *Flow) MouseIn(e *desktop.MouseEvent) { f.MouseMoved(e) }

// MouseMoved shows what is pointed at.
func (f *Flow) MouseMoved(e *desktop.MouseEvent) { f.hover(f.at(e.Position)) }

// MouseOut shows what is chosen.
func (f *Flow) MouseOut() { f.hover(-1) }

func (f *Flow) hover(part int) {
	if part == f.hovered {
		return
	}
	f.hovered = part
	if f.Changed != nil {
		f.Changed() // the picture itself stays as it is
	}
}

// FocusGained shows the focus.
func (f *Flow) FocusGained() {
	f.focused = true
	if f.chosen < 0 {
		f.chosen = f.picture.Next(-1, flow.Down)
	}
	f.changed()
	f.revealChosen()
}

// revealChosen scrolls what is chosen into sight, which the arrow keys may have
// gone beyond.
func (f *Flow) revealChosen() {
	part, ok := f.Chosen()
	if !ok {
		return
	}
	const room = 8 // around it, so that its mark is seen too
	k, a := f.shrunk(), part.Place()
	reveal(f, fyne.NewPos((a.X-room)*k, (a.Y-room)*k), fyne.NewSize((a.Width+2*room)*k, (a.Height+2*room)*k))
}

// FocusLost takes the focus away; what is chosen stays.
func (f *Flow) FocusLost() {
	f.focused = false
	f.Refresh()
}

// TypedRune makes the picture larger or smaller, or hands the character on.
func (f *Flow) TypedRune(r rune) {
	if f.Zoom != nil && strings.ContainsRune("+-0", r) {
		f.Zoom(r)
		return
	}
	passRune(f, r)
}

// TypedKey goes through the parts, or hands the key on.
func (f *Flow) TypedKey(e *fyne.KeyEvent) {
	directions := map[fyne.KeyName]flow.Direction{fyne.KeyUp: flow.Up, fyne.KeyDown: flow.Down, fyne.KeyLeft: flow.Left, fyne.KeyRight: flow.Right}
	d, ok := directions[e.Name]
	part, chosen := f.Chosen()
	switch {
	case ok:
		f.hovered = -1
		f.Choose(f.picture.Next(f.chosen, d))
		f.revealChosen()
	case e.Name == fyne.KeyHome:
		f.Choose(f.picture.Next(-1, flow.Down))
		f.revealChosen()
	case e.Name == fyne.KeyC && chosen && f.Copy != nil:
		f.Copy(part)
	case e.Name == fyne.KeyEscape && chosen:
		f.Choose(-1)
	default:
		passKey(f, e)
	}
}

// TypedShortcut copies, or hands the shortcut on.
func (f *Flow) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutCopy); ok {
		if part, chosen := f.Chosen(); chosen && f.Copy != nil {
			f.Copy(part)
		}
		return
	}
	passEdit(f, s)
	passShortcut(f, s)
}

var (
	_ fyne.Focusable    = (*Flow)(nil)
	_ fyne.Tappable     = (*Flow)(nil)
	_ desktop.Hoverable = (*Flow)(nil)
	_ fyne.Shortcutable = (*Flow)(nil)
)
