package widget

import (
	"context"
	"image"
	"testing"

	"fyne.io/fyne/v2"
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

func BenchmarkFlowRedraw(b *testing.B) {
	f := burningMen(b)
	r := rendererOf(b, f)
	for b.Loop() {
		f.Choose((f.chosen + 1) % len(f.Picture().Parts))
		r.paint(846, 700)
	}
}

func BenchmarkFlowResize(b *testing.B) {
	f := burningMen(b)
	r := rendererOf(b, f)
	for i := 0; b.Loop(); i++ {
		f.Resize(fyne.NewSize(800+float32(i%50), 700))
		r.paint(800+i%50, 700)
	}
}
