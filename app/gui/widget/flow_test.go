package widget

import (
	"context"
	"image"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"tradecase/diagnostics"
	"tradecase/diagnostics/flow"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

func english(t trade.Text) string { return t.English }

// burningMen is the picture with the most in it: a delayed payout to 15.
func burningMen(t testing.TB) *Flow {
	t.Helper()
	test.NewTempApp(t)
	v, ok := tradetest.Find("p4/burning-2024/end/arbitrated")
	if !ok {
		t.Fatal("there is no such variant")
	}
	tr := tradetest.Build(v, 1)
	k := trade.Known{TradeID: tr.ID, Network: tr.Net, IDs: map[diagnostics.TxRole][]trade.Claim{}}
	for role, id := range tr.Given.IDs {
		k.IDs[role] = append(k.IDs[role], trade.Claim{ID: id, Origin: trade.Origin{Kind: trade.FromAgent}})
	}
	r, err := trade.Judge(context.Background(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now})
	if err != nil {
		t.Fatal(err)
	}
	f := NewFlow(english)
	f.SetResult(r)
	f.Resize(fyne.NewSize(846, 700))
	return f
}

func rendererOf(t testing.TB, f *Flow) *flowRenderer {
	t.Helper()
	r, ok := test.WidgetRenderer(f).(*flowRenderer)
	if !ok {
		t.Fatal("it has another renderer")
	}
	return r
}

func TestFlowScalesWithItsWidth(t *testing.T) {
	f := burningMen(t)
	r := rendererOf(t, f)
	for _, width := range []float32{560, 760, 846, 1400} {
		f.Resize(fyne.NewSize(width, 700))
		if got := f.Picture().Width; got != max(flow.MinWidth, width) {
			t.Errorf("at %g the picture is %g wide", width, got)
		}
		for _, text := range r.texts {
			end := text.Position().X + text.Size().Width
			if text.Position().X < 0 || end > width+0.5 {
				t.Errorf("at %g %q goes from %g to %g", width, text.Text, text.Position().X, end)
			}
		}
		if high := f.MinSize().Height; high > f.Picture().Height+1 || width < flow.MinWidth && high >= f.Picture().Height {
			t.Errorf("at %g it is %g high", width, high)
		}
		last := f.Picture().Parts[len(f.Picture().Parts)-1].Areas[0]
		k := f.shrunk()
		if got := f.at(fyne.NewPos((last.X+3)*k, (last.Y+3)*k)); got != len(f.Picture().Parts)-1 {
			t.Errorf("at %g the last part is found as %d", width, got)
		}
	}
}

// TestFlowPaintsWhatIsChosen looks for other pixels once something is chosen, and
// for a ring once it has the focus.
func TestFlowPaintsWhatIsChosen(t *testing.T) {
	f := burningMen(t)
	r := rendererOf(t, f)
	before := pixels(r)
	f.Choose(3)
	if pixels(r) == before {
		t.Error("what is chosen looks like all the rest")
	}
	f.FocusGained()
	if _, _, _, a := r.ring.StrokeColor.RGBA(); a == 0 {
		t.Error("the focus cannot be seen")
	}
	f.FocusLost()
	if _, _, _, a := r.ring.StrokeColor.RGBA(); a != 0 {
		t.Error("the focus is seen where it is not")
	}
}

func pixels(r *flowRenderer) string {
	img, ok := r.paint(846, 700).(*image.RGBA)
	if !ok {
		return ""
	}
	return string(img.Pix)
}

// TestFlowDrawsNoMoreThanChanged: pointing at a part paints nothing, choosing one
// leaves the texts as they are, and a new width keeps those that stay the same.
func TestFlowDrawsNoMoreThanChanged(t *testing.T) {
	f := burningMen(t)
	r := rendererOf(t, f)
	painted := 0
	r.shapes.Generator = func(w, h int) image.Image {
		painted++
		return r.paint(w, h)
	}
	w := test.NewWindow(f)
	t.Cleanup(w.Close)
	w.Resize(fyne.NewSize(1280, 900))
	w.Canvas().Capture()
	texts := slices.Clone(r.texts)
	a := f.Picture().Parts[3].Areas[0]
	f.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(a.X+2, a.Y+2)}})
	if _, ok := f.Shown(); !ok {
		t.Fatal("nothing is pointed at")
	}
	f.Choose(5)
	if !slices.Equal(texts, r.texts) {
		t.Error("choosing a part writes the texts anew")
	}
	before := painted
	w.Canvas().Capture()
	if painted != before+1 {
		t.Errorf("it is painted %d times", painted-before)
	}
	w.Resize(fyne.NewSize(1270, 900))
	kept := 0
	for _, text := range r.texts {
		if slices.Contains(texts, text) {
			kept++
		}
	}
	if kept < len(texts)*3/4 {
		t.Errorf("only %d of %d texts are kept at another width", kept, len(texts))
	}
}

// screens are windows that the picture may fill, in Fyne's units, and by how
// much the screen has more pixels.
var screens = []struct {
	name          string
	width, height float32
	scale         float32
}{
	{"846x700", 846, 700, 1},
	{"1280x900", 1280, 900, 1},
	{"1920x1080", 1920, 1080, 1},
	{"2560x1440", 2560, 1440, 1},
	{"1280x900@150", 1280, 900, 1.5},
	{"1920x1080@150", 1920, 1080, 1.5},
}

// BenchmarkRedraw is what a new picture of its shapes costs: another part is
// chosen each time.
func BenchmarkRedraw(b *testing.B) {
	for _, s := range screens {
		b.Run(s.name, func(b *testing.B) {
			f := burningMen(b)
			r := rendererOf(b, f)
			f.Resize(fyne.NewSize(s.width, max(s.height, f.MinSize().Height)))
			w, h := int(f.Size().Width*s.scale), int(f.Size().Height*s.scale)
			for b.Loop() {
				f.Choose((f.chosen + 1) % len(f.Picture().Parts))
				r.paint(w, h)
			}
		})
	}
}

// BenchmarkResize is a step of dragging the window's edge: the picture is
// computed anew, with its texts and shapes.
func BenchmarkResize(b *testing.B) {
	for _, s := range screens {
		b.Run(s.name, func(b *testing.B) {
			f := burningMen(b)
			r := rendererOf(b, f)
			for i := 0; b.Loop(); i++ {
				f.Resize(fyne.NewSize(s.width-float32(i%50), max(s.height, f.MinSize().Height)))
				r.paint(int(f.Size().Width*s.scale), int(f.Size().Height*s.scale))
			}
		})
	}
}
