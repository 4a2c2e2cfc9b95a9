package widget

import (
	"image/color"
	"math"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"tradecase/app/gui/model"
	"tradecase/app/gui/theme"
	"tradecase/app/gui/words"
)

// start makes the test's own app with our theme and texts.
func start(t *testing.T) fyne.App {
	t.Helper()
	a := test.NewTempApp(t)
	a.Settings().SetTheme(theme.Theme{})
	if err := words.Load(); err != nil {
		t.Fatal(err)
	}
	return a
}

func press(on fyne.Focusable, name fyne.KeyName) { on.TypedKey(&fyne.KeyEvent{Name: name}) }

// TestControlsHandEscOn presses Esc on every kind of control.
func TestControlsHandEscOn(t *testing.T) {
	start(t)
	chosen := 0
	list := NewList(func() int { return 3 }, func() fyne.CanvasObject { return NewLine() }, func(int, fyne.CanvasObject) {})
	list.OnSelected = func(int) { chosen++ }
	type control interface {
		fyne.CanvasObject
		fyne.Focusable
	}
	controls := []control{
		NewButton("a", func() {}), NewEntry("", nil), NewTextEntry("", 2), NewSelect([]string{"x", "y"}, nil), list,
	}
	box := container.NewVBox()
	for _, c := range controls {
		box.Add(c)
	}
	w := test.NewTempWindow(t, box)
	w.Resize(fyne.NewSize(400, 400))
	escaped := 0
	w.Canvas().SetOnTypedKey(func(e *fyne.KeyEvent) {
		if e.Name == fyne.KeyEscape {
			escaped++
		}
	})
	for i, c := range controls {
		press(c, fyne.KeyEscape)
		if escaped != i+1 {
			t.Errorf("%T keeps Esc", c)
		}
	}
	press(list, fyne.KeyReturn)
	if chosen != 1 {
		t.Error("Enter does not choose in a list")
	}
}

func TestButtonAnswersToEnterAndSpace(t *testing.T) {
	start(t)
	tapped := 0
	b := NewPrimary("a", func() { tapped++ })
	for _, k := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyA} {
		press(b, k)
	}
	if tapped != 3 {
		t.Errorf("tapped %d times, want 3", tapped)
	}
	b.Disable()
	press(b, fyne.KeyReturn)
	if tapped != 3 {
		t.Error("a disabled button answers")
	}
}

func TestEntry(t *testing.T) {
	start(t)
	left, submitted := 0, ""
	e := NewEntry("", func(s string) { submitted = s })
	e.OnLeft = func() { left++ }
	w := test.NewTempWindow(t, e)
	w.Canvas().Focus(e)
	test.Type(e, "typed")
	press(e, fyne.KeyReturn)
	w.Canvas().Unfocus()
	if submitted != "typed" || left != 1 {
		t.Errorf("submitted %q, left %d times", submitted, left)
	}
	if NewTextEntry("", 3).AcceptsTab() {
		t.Error("Tab does not leave an entry of several lines")
	}
	e.TypedShortcut(&fyne.ShortcutSelectAll{})
	e.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: fyne.KeyModifierShortcutDefault})
	if e.SelectedText() != "typed" {
		t.Errorf("selected %q", e.SelectedText())
	}
}

func TestColumns(t *testing.T) {
	start(t)
	a, b, c := canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	a.SetMinSize(fyne.NewSize(10, 30))
	box := NewColumns([]float32{50, 0, 0}, a, b, c)
	box.Resize(fyne.NewSize(50+4+100+4+100, 40))
	if b.Position().X != 54 || b.Size().Width != 100 || c.Position().X != 158 || a.Size() != fyne.NewSize(50, 40) {
		t.Errorf("laid out at %v %v, %v %v", b.Position(), b.Size(), c.Position(), c.Size())
	}
	if got := box.MinSize(); got != fyne.NewSize(60, 30) {
		t.Errorf("needs %v", got)
	}
}

func TestStackedLeavesNoRoomForHidden(t *testing.T) {
	start(t)
	a, b, c := canvas.NewRectangle(nil), canvas.NewRectangle(nil), canvas.NewRectangle(nil)
	for _, r := range []*canvas.Rectangle{a, b, c} {
		r.SetMinSize(fyne.NewSize(10, 20))
	}
	b.Hide()
	box := Spaced(a, b, c)
	box.Resize(box.MinSize())
	if box.MinSize() != fyne.NewSize(10, 56) || c.Position().Y != 36 {
		t.Errorf("needs %v, the last at %v", box.MinSize(), c.Position())
	}
}

func TestStackedGivesWrappedTextItsHeight(t *testing.T) {
	start(t)
	long := NewText("one two three four five six seven eight nine ten eleven twelve")
	below := NewText("below")
	box := Stacked(long, below)
	box.Resize(fyne.NewSize(120, 500))
	if below.Position().Y < long.MinSize().Height || long.Size().Height < 60 {
		t.Errorf("the text has %v, the next begins at %v", long.Size(), below.Position())
	}
}

func TestTabs(t *testing.T) {
	start(t)
	first, second := NewText("1"), NewText("2")
	tabs := NewTabs([]string{"a", "b"}, first, second)
	var opened []int
	tabs.Opened = func(i int) { opened = append(opened, i) }
	if !first.Visible() || second.Visible() || tabs.Current() != 0 {
		t.Error("the first page is not open")
	}
	test.Tap(tabs.Buttons[1])
	tabs.Open(1)
	tabs.Open(7)
	if first.Visible() || !second.Visible() || !slices.Equal(opened, []int{1}) {
		t.Errorf("opened %v", opened)
	}
}

func TestNotice(t *testing.T) {
	start(t)
	n := NewNotice()
	if n.Visible() {
		t.Error("visible with nothing to say")
	}
	n.Say(model.Message{Sign: model.Bad, Text: model.Plain("fact"), Hint: model.Plain("advice")})
	if !n.Visible() || n.text.Text != "fact" || !n.hint.Visible() || n.icon.Resource == nil {
		t.Errorf("shows %q, %q", n.text.Text, n.hint.Text)
	}
	n.Say(model.Message{Sign: model.Good, Text: model.Plain("fact")})
	if n.hint.Visible() {
		t.Error("an empty hint takes room")
	}
	n.Say(model.Message{})
	if n.Visible() || !n.Message().Empty() {
		t.Error("visible after it was told to say nothing")
	}
}

func TestCardsGrowOnDemand(t *testing.T) {
	start(t)
	cards := NewCards(func(string) {})
	cards.Set(make([]model.Card, 2*cardsAtOnce+1))
	more := func() *Button {
		b, _ := cards.Object.Objects[len(cards.Object.Objects)-1].(*Button)
		return b
	}
	for _, want := range []int{cardsAtOnce + 1, 2*cardsAtOnce + 1} {
		if got := len(cards.Object.Objects); got != want || more() == nil {
			t.Fatalf("%d objects, want %d with a button", got, want)
		}
		test.Tap(more())
	}
	if len(cards.Object.Objects) != 2*cardsAtOnce+1 || more() != nil {
		t.Errorf("%d objects at the end", len(cards.Object.Objects))
	}
	cards.Set(nil)
	if len(cards.Object.Objects) != 0 {
		t.Error("old cards stay")
	}
}

func TestRow(t *testing.T) {
	start(t)
	var asked, filled []string
	r := NewRow(func(r model.Row) { asked = append(asked, words.Of(r.Title)) }, func(r model.Row) { filled = append(filled, words.Of(r.Title)) })
	r.Set(model.Row{Title: model.Plain("Logs"), State: model.Plain("missing"), Detail: model.Plain("no logs"), Ask: model.Plain("please"), Fill: model.File}, true)
	if r.lines.below.Text != "missing: no logs" || r.Fill.Text != "Add…" {
		t.Errorf("shows %q, %q", r.lines.below.Text, r.Fill.Text)
	}
	test.Tap(r.Ask)
	test.Tap(r.Fill)
	if !slices.Equal(asked, []string{"Logs"}) || !slices.Equal(filled, []string{"Logs"}) {
		t.Errorf("asked %v, filled %v", asked, filled)
	}
	r.Set(model.Row{Title: model.Plain("Logs"), State: model.Plain("there"), Fill: model.File}, false)
	if r.Ask.Visible() || r.Fill.Visible() {
		t.Error("a row that cannot be changed can be filled")
	}
}

func TestDropAreaKnowsItsPlace(t *testing.T) {
	start(t)
	d := NewDropArea(model.Target{}, func(model.Target, bool) {})
	w := test.NewTempWindow(t, container.NewWithoutLayout(d))
	w.Resize(fyne.NewSize(500, 500))
	d.Move(fyne.NewPos(100, 50))
	d.Resize(fyne.NewSize(200, 80))
	from := fyne.CurrentApp().Driver().AbsolutePositionForObject(d)
	for _, tt := range []struct {
		at   fyne.Position
		want bool
	}{{from, true}, {from.AddXY(199, 79), true}, {from.AddXY(200, 79), false}, {from.AddXY(-1, 0), false}, {fyne.NewPos(0, 0), false}} {
		if got := d.Holds(tt.at); got != tt.want {
			t.Errorf("%v: %v", tt.at, got)
		}
	}
	d.Hide()
	if d.Holds(from) {
		t.Error("a hidden area takes a drop")
	}
}

func TestSignsDifferInShape(t *testing.T) {
	start(t)
	seen := map[string]model.Sign{}
	for s := model.Good; s <= model.Bad; s++ {
		icon := SignIcon(s)
		if icon == nil {
			t.Fatalf("sign %d has no icon", s)
		}
		// The name has the colour and the shape in it; the shape comes last.
		_, shape, _ := strings.Cut(icon.Name(), "_")
		if other, twice := seen[shape]; twice {
			t.Errorf("signs %d and %d have the same shape %s", s, other, shape)
		}
		seen[shape] = s
	}
}

// TestButtonKeepsTheFocus: pressed with a key it keeps the focus, unless it is
// gone then, or another widget took it.
func TestButtonKeepsTheFocus(t *testing.T) {
	test.NewTempApp(t)
	var b, other *Button
	pressed := 0
	do := func() {}
	b = NewButton("a", func() { pressed++; do() })
	other = NewButton("b", func() {})
	w := test.NewWindow(container.NewVBox(b, other))
	t.Cleanup(w.Close)
	c := w.Canvas()
	for name, on := range map[string]struct {
		do   func()
		want fyne.Focusable
	}{
		"nothing":    {func() {}, b},
		"disabled":   {b.Disable, b},
		"hidden":     {b.Hide, nil},
		"not there":  {func() { w.SetContent(other) }, nil},
		"other":      {func() { c.Focus(other) }, other},
		"hidden all": {func() { w.Content().Hide() }, nil},
	} {
		w.SetContent(container.NewVBox(b, other))
		b.Show()
		b.Enable()
		pressed, do = 0, on.do
		c.Focus(b)
		b.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		if pressed != 1 || c.Focused() != on.want {
			t.Errorf("%s: pressed %d times, the focus is at %T", name, pressed, c.Focused())
		}
	}
}

// TestFocusOfAButtonIsSeen compares pixels of each kind of button, in both
// themes, with and without the focus.
func TestFocusOfAButtonIsSeen(t *testing.T) {
	for _, appearance := range []theme.Appearance{theme.Light, theme.Dark} {
		a := start(t)
		a.Settings().SetTheme(theme.Theme{Appearance: appearance})
		for name, b := range map[string]*Button{
			"plain": NewButton("Button", nil), "primary": NewPrimary("Button", nil),
			"danger": NewDanger("Button", nil), "quiet": NewQuiet("Button", nil),
		} {
			w := test.NewWindow(b)
			w.Resize(fyne.NewSize(120, 60))
			before := w.Canvas().Capture()
			w.Canvas().Focus(b)
			after := w.Canvas().Capture()
			seen, size := 0, after.Bounds()
			for y := range size.Dy() {
				for x := range size.Dx() {
					if contrast(before.At(x, y), after.At(x, y)) >= 3 {
						seen++
					}
				}
			}
			if seen < size.Dx() {
				t.Errorf("%v, %s: only %d pixels stand out", appearance, name, seen)
			}
			w.Close()
		}
	}
}

// TestFocusIsScrolledIntoSight goes through more than there is room for with Tab,
// also within a sheet.
func TestFocusIsScrolledIntoSight(t *testing.T) {
	test.NewTempApp(t)
	var all []fyne.Focusable
	column := container.NewVBox()
	for i := range 12 {
		var o fyne.Focusable
		switch i % 3 {
		case 0:
			o = NewButton("button", nil)
		case 1:
			o = NewSelect([]string{"a"}, nil)
		default:
			o = NewEntry("", nil)
		}
		all = append(all, o)
		column.Add(NewSurface(container.NewVBox(o.(fyne.CanvasObject)))) //nolint:errcheck,forcetypeassert // all three are
	}
	scroll := container.NewVScroll(column)
	w := test.NewWindow(scroll)
	t.Cleanup(w.Close)
	w.Resize(fyne.NewSize(200, 120))
	inSight := func(o fyne.Focusable) bool {
		c := o.(fyne.CanvasObject) //nolint:errcheck,forcetypeassert // see above
		top := fyne.CurrentApp().Driver().AbsolutePositionForObject(c).Y - fyne.CurrentApp().Driver().AbsolutePositionForObject(scroll).Y
		return top >= -0.5 && top+c.Size().Height <= scroll.Size().Height+0.5
	}
	for i, o := range all {
		w.Canvas().FocusNext()
		if w.Canvas().Focused() != o || !inSight(o) {
			t.Errorf("%d: %T has the focus, in sight: %v", i, w.Canvas().Focused(), inSight(o))
		}
	}
	w.Canvas().FocusNext()
	if !inSight(all[0]) {
		t.Error("back at the first it is not in sight")
	}
}

// luminance is a colour's relative luminance as WCAG 2 defines it.
func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// contrast is that of two colours, from 1 to 21.
func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// TestCellsAreAsHighAsTheirTexts: else a list cuts its letters below the line.
func TestCellsAreAsHighAsTheirTexts(t *testing.T) {
	start(t)
	c := NewCells(0, 50)
	c.Set(model.NoSign, "bisq_1.log", "10 kB")
	if got, want := c.MinSize().Height, Compact(NewCell("g")).MinSize().Height; got < want {
		t.Errorf("a row is %v high, its text %v", got, want)
	}
}

// TestUneven: the right part gets what it wishes for where that leaves the left one
// its least.
func TestUneven(t *testing.T) {
	test.NewTempApp(t)
	for width, want := range map[float32][3]float32{ // both widths, and where the right one begins
		1018: {442, 560, 458}, 846: {270, 560, 286}, 840: {412, 412, 428}, 500: {500, 500, 0},
	} {
		left, right := canvas.NewRectangle(color.Black), canvas.NewRectangle(color.Black)
		c := NewUneven(270, 560, left, right)
		c.Resize(fyne.NewSize(width, 300))
		if got := [3]float32{left.Size().Width, right.Size().Width, right.Position().X}; got != want {
			t.Errorf("at %g: %v, want %v", width, got, want)
		}
	}
}

// TestWholeWidth is what an entry needs for its text not to be shown again.
func TestWholeWidth(t *testing.T) {
	test.NewTempApp(t)
	e := NewEntry("", nil)
	e.TextStyle.Monospace = true
	e.SetText(strings.Repeat("ab", 32))
	w := NewWhole(e)
	w.Object.Resize(fyne.NewSize(WholeWidth(64), 60))
	if w.Text.Visible() {
		t.Error("it is shown again")
	}
	w.Object.Resize(fyne.NewSize(WholeWidth(62), 60))
	if !w.Text.Visible() {
		t.Error("it is not shown where the entry is too narrow")
	}
}
