package widget

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"tradecase/app/gui/model"
	"tradecase/app/gui/theme"
)

// million is the number of rows that the list must bear.
const million = 1_000_000

// numbers is a list of numbered rows in a window, and how many it filled.
func numbers(tb testing.TB, rows int) (r *Rows, filled *int) {
	tb.Helper()
	filled = new(int)
	r = NewRows(func() int { return rows }, func() RowObject { return NewLogRow() }, func(row int, o RowObject, size fyne.Size) {
		*filled++
		if l, ok := o.(*LogRow); ok {
			l.Set(model.LogLine{Level: "INFO", At: "Okt.-07 09:06:35.077", Path: "seller/bisq_1.log"}, fmt.Sprint("row ", row), size)
		}
	})
	w := test.NewTempWindow(tb, r)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(800, 400))
	return r, filled
}

// seen are the rows that lie in the list, from above.
func seen(t *testing.T, r *Rows) (rows []string) {
	t.Helper()
	slots := slices.Clone(r.renderer.slots)
	slices.SortFunc(slots, func(a, b slot) int { return int(a.o.Position().Y - b.o.Position().Y) })
	for _, s := range slots {
		if !s.o.Visible() {
			continue
		}
		l, ok := s.o.(*LogRow)
		if !ok {
			t.Fatalf("a row is %T", s.o)
		}
		rows = append(rows, l.Texts()[3])
	}
	return rows
}

func TestRowsScroll(t *testing.T) {
	start(t)
	r, filled := numbers(t, million)
	if got := seen(t, r); got[0] != "row 0" || len(got) > 30 {
		t.Fatalf("%d rows from %q", len(got), got[0])
	}
	*filled = 0
	r.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -3*r.height)})
	if *filled != 3 || seen(t, r)[0] != "row 3" {
		t.Errorf("three rows further %d were filled, the first is %q", *filled, seen(t, r)[0])
	}
	r.ScrollTo(0.5)
	got := seen(t, r)
	for i, row := range got { // float32 could not tell these apart
		if want := fmt.Sprint("row ", r.Top()+i); row != want {
			t.Fatalf("line %d has %q, not %q", i, row, want)
		}
	}
	r.ScrollTo(2)
	got = seen(t, r)
	if last := got[len(got)-1]; last != fmt.Sprint("row ", million-1) {
		t.Errorf("the last is %q", last)
	}
	r.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 1e9)})
	if r.Top() != 0 {
		t.Errorf("scrolled up to %d", r.Top())
	}
}

func TestRowsKeys(t *testing.T) {
	start(t)
	r, _ := numbers(t, million)
	var chosen []int
	r.OnSelected = func(row int) { chosen = append(chosen, row) }
	page := r.page()
	for _, k := range []fyne.KeyName{fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeyPageDown, fyne.KeyEnd, fyne.KeyDown, fyne.KeyPageUp, fyne.KeyHome} {
		press(r, k)
	}
	last := million - 1
	if want := []int{0, 1, 0, 0, page, last, last, last - page, 0}; !slices.Equal(chosen, want) {
		t.Errorf("chosen %v, want %v", chosen, want)
	}
	r.Jump(500_000)
	if got := seen(t, r); !slices.Contains(got, "row 500000") || got[0] == "row 500000" || r.Selected() != 500_000 {
		t.Errorf("jumped to %v", got)
	}
	r.Select(million) // there is none
	if r.Selected() != 500_000 {
		t.Error("a row that is not there is chosen")
	}
	slash := 0
	canvasOf(r).SetOnTypedRune(func(rune) { slash++ })
	r.TypedRune('/')
	if slash != 1 {
		t.Error("a character is lost")
	}
	r.Tapped(&fyne.PointEvent{Position: fyne.NewPos(5, 0)})
	if r.Selected() != r.Top() || canvasOf(r).Focused() != r || r.renderer.ring.StrokeWidth == 0 {
		t.Error("a tap does not choose, or the focus does not show")
	}
	r.FocusLost()
	if r.renderer.ring.StrokeWidth != 0 {
		t.Error("the focus still shows")
	}
	escaped := false
	canvasOf(r).SetOnTypedKey(func(e *fyne.KeyEvent) { escaped = e.Name == fyne.KeyEscape })
	press(r, fyne.KeyEscape)
	if !escaped {
		t.Error("it keeps Esc")
	}
}

func TestRowsThatGrowFew(t *testing.T) {
	start(t)
	n := 100
	r := NewRows(func() int { return n }, func() RowObject { return newLineRow() }, func(int, RowObject, fyne.Size) {})
	test.NewTempWindow(t, r).Resize(fyne.NewSize(300, 200))
	r.OnSelected = func(int) {}
	press(r, fyne.KeyEnd)
	n = 2
	r.Reset(-1)
	if r.Top() != 0 || r.Selected() != -1 || r.renderer.bar.thumb.Visible() || r.renderer.mark.Visible() {
		t.Error("the list stands beyond its end, or something is still chosen")
	}
	n = 0
	r.Reset(-1)
	press(r, fyne.KeyDown)
	if r.Selected() != -1 {
		t.Error("there is nothing to choose")
	}
}

func TestRowsBar(t *testing.T) {
	start(t)
	r, _ := numbers(t, million)
	bar := r.renderer.bar
	if got := bar.thumb.Size().Height; got != minThumb {
		t.Errorf("the thumb is %v high", got)
	}
	bar.MouseIn(nil)
	bar.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(0, bar.Size().Height/2)}})
	bar.DragEnd()
	bar.MouseOut()
	if got := r.Top(); got < million*49/100 || got > million*51/100 {
		t.Errorf("half way is row %d", got)
	}
	bar.Tapped(&fyne.PointEvent{Position: fyne.NewPos(0, bar.Size().Height)})
	if got := r.Top(); got < million-30 {
		t.Errorf("the end is row %d", got)
	}
}

func TestLogRowCutsWhatIsTooLong(t *testing.T) {
	start(t)
	r := NewLogRow()
	r.Set(model.LogLine{Level: "ERROR", Bad: true, At: "Okt.-07 09:06:35.077", Path: "seller/" + strings.Repeat("x", 40) + "_12.log"}, strings.Repeat("y", 500), fyne.NewSize(800, 20))
	got := r.Texts()
	if !strings.HasSuffix(got[2], "_12.log") || !strings.HasPrefix(got[2], "…") || !strings.HasSuffix(got[3], "y…") {
		t.Errorf("shows %q", got)
	}
	th, variant := fyne.CurrentApp().Settings().Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	if r.texts[0].Color != th.Color(fynetheme.ColorNameError, variant) || r.texts[0].Text != "ERROR" {
		t.Error("an error does not look like one")
	}
	for i, text := range r.texts {
		if end := text.Position().X + text.MinSize().Width; end > 800 {
			t.Errorf("text %d ends at %v", i, end)
		}
		if text.Size().Height < text.MinSize().Height-1 { // else Fyne leaves it out at the list's edge
			t.Errorf("text %d has the size %v", i, text.Size())
		}
	}
}

func TestRawText(t *testing.T) {
	start(t)
	x := NewRawText()
	w := test.NewTempWindow(t, x.Rows)
	w.Resize(fyne.NewSize(400, 200))
	text := strings.Repeat("0123456789", 30) + "\nend"
	x.SetText(text)
	wide := len(x.lines)
	if x.Text() != text || wide < 3 || x.lines[wide-1] != "end" {
		t.Fatalf("lines %q", x.lines)
	}
	press(x.Rows, fyne.KeyEnd)
	w.Resize(fyne.NewSize(250, 200))
	if len(x.lines) <= wide {
		t.Errorf("%d lines when narrow, %d when wide", len(x.lines), wide)
	}
	x.SetText("")
	if len(x.lines) != 0 || x.Rows.Top() != 0 {
		t.Error("something is left")
	}
}

func TestTrack(t *testing.T) {
	start(t)
	var opened model.Place
	track := NewTrack(model.Track{
		Party: model.Plain("Seller"), Note: model.Plain("Note"), More: 3,
		Steps: []model.Step{
			{Version: "1.9.17", Starts: 2, At: "Dec-16 00:00:00.026", Depth: 1},
			{Version: "1.9.10", Starts: 1, Down: true, From: "1.9.17", Place: model.Place{Path: "seller/bisq.log", Line: 3}},
		},
	}, func(p model.Place) { opened = p })
	test.NewTempWindow(t, track).Resize(fyne.NewSize(500, 200))
	test.Tap(track.Starts[1])
	if opened.Line != 3 {
		t.Errorf("opened %+v", opened)
	}
	r := &trackRenderer{t: track.steps}
	r.lines, r.dots = []*canvas.Line{canvas.NewLine(nil)}, []*canvas.Circle{canvas.NewCircle(nil), canvas.NewCircle(nil)}
	r.Layout(fyne.NewSize(400, 100))
	r.colour()
	line := r.lines[0]
	th, variant := fyne.CurrentApp().Settings().Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	if line.Position2.X >= line.Position1.X || line.StrokeColor != th.Color(fynetheme.ColorNameError, variant) {
		t.Errorf("a downgrade is drawn from %v to %v in %v", line.Position1, line.Position2, line.StrokeColor)
	}
	said := false
	for _, o := range test.LaidOutObjects(track) {
		if text, ok := o.(*canvas.Text); ok && text.Text == "Downgrade from 1.9.17" {
			said = true
		}
	}
	if !said {
		t.Error("the downgrade is not said in words")
	}
}

// TestTrackTellsWhen: beside a downgrade, or below it where it is narrow, all of
// its time can be read.
func TestTrackTellsWhen(t *testing.T) {
	start(t)
	track := NewTrack(model.Track{Party: model.Plain("Seller"), Steps: []model.Step{
		{Version: "1.9.17", Starts: 1, At: "Dec-16 00:00:00.026", Depth: 1},
		{Version: "1.9.10", Starts: 1, Down: true, From: "1.9.17", At: "Dec-18 00:00:00.026"},
	}}, func(model.Place) {})
	w := test.NewTempWindow(t, track)
	high := map[float32]float32{}
	for _, width := range []float32{700, 412, 340, 700} {
		for range 2 {
			w.Resize(fyne.NewSize(width, 200))
			track.Resize(fyne.NewSize(width, track.MinSize().Height))
		}
		var whens []string
		for _, o := range test.LaidOutObjects(track) {
			if text, ok := o.(*canvas.Text); ok && strings.Contains(text.Text, "Dec") {
				whens = append(whens, text.Text)
			}
		}
		if len(whens) != 2 || !strings.HasSuffix(whens[0], "00:00:00") || !strings.HasSuffix(whens[1], "00:00:00") {
			t.Errorf("at %.0f it says %q", width, whens)
		}
		high[width] = track.MinSize().Height
	}
	if high[412] <= high[700] {
		t.Errorf("it is %v high", high)
	}
}

// TestCardsButtonsStandClose: the two buttons of a finding stand beside each
// other, and showing the evidence moves neither.
func TestCardsButtonsStandClose(t *testing.T) {
	start(t)
	card := NewCard(model.Card{Title: model.Plain("A fact"), Evidence: []model.Place{{Where: "seller/bisq.log:3"}}}, func(string) {}, nil)
	test.NewTempWindow(t, card).Resize(fyne.NewSize(600, 200))
	for range 2 {
		copied, evidence := card.Copy.Position(), card.Evidence.Position()
		first, second, right := card.Copy, card.Evidence, evidence
		if copied.X > evidence.X {
			first, second, right = second, first, copied
		}
		if gap := right.X - first.Position().X - ownWidth(first); gap < 0 || gap > theme.Close {
			t.Errorf("there is a gap of %.0f between the buttons", gap)
		}
		if second.Size().Width < ownWidth(second)-1 {
			t.Errorf("%q has %.0f of %.0f", second.Text, second.Size().Width, ownWidth(second))
		}
		test.Tap(card.Evidence)
		if card.Copy.Position() != copied || card.Evidence.Position() != evidence {
			t.Error("a button has moved")
		}
	}
}

// ownWidth is what a button with that text needs.
func ownWidth(b *Button) float32 { return NewQuiet(b.Text, func() {}).MinSize().Width }

// BenchmarkRowsScroll moves a list of a million rows by three rows.
func BenchmarkRowsScroll(b *testing.B) {
	a := test.NewTempApp(b)
	_ = a
	r, _ := numbers(b, million)
	r.ScrollTo(0.5)
	e := &fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -3*r.height)}
	for b.Loop() {
		r.Scrolled(e)
	}
}
