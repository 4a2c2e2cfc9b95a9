package widget

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestPreviewScrollsByKeys(t *testing.T) {
	start(t)
	p := NewPreview()
	w := test.NewTempWindow(t, p)
	w.Resize(fyne.NewSize(300, 200))
	p.SetText(strings.Repeat(strings.Repeat("x", 200)+"\n", 100))
	if !strings.HasPrefix(p.Text(), "xxx") {
		t.Fatal("it shows nothing")
	}
	test.Tap(p)
	if w.Canvas().Focused() != p || !p.focus.Visible() {
		t.Fatal("a tap does not give it the focus, or it cannot be seen")
	}
	end := p.scroll.Content.MinSize().Subtract(p.scroll.Size())
	for _, tt := range []struct {
		key  fyne.KeyName
		want fyne.Position
	}{
		{fyne.KeyUp, fyne.NewPos(0, 0)},
		{fyne.KeyDown, fyne.NewPos(0, step)},
		{fyne.KeyRight, fyne.NewPos(step, step)},
		{fyne.KeyLeft, fyne.NewPos(0, step)},
		{fyne.KeyEnd, fyne.NewPos(0, end.Height)},
		{fyne.KeyPageDown, fyne.NewPos(0, end.Height)},
		{fyne.KeyPageUp, fyne.NewPos(0, end.Height-(p.scroll.Size().Height-step))},
		{fyne.KeyHome, fyne.NewPos(0, 0)},
	} {
		press(p, tt.key)
		if p.scroll.Offset != tt.want {
			t.Errorf("%s: at %v, want %v", tt.key, p.scroll.Offset, tt.want)
		}
	}
	press(p, fyne.KeyDown)
	p.SetText("another")
	if p.scroll.Offset != (fyne.Position{}) {
		t.Error("another text does not begin at its begin")
	}
	escaped := false
	w.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { escaped = true })
	press(p, fyne.KeyEscape)
	if !escaped {
		t.Error("it keeps Esc")
	}
	w.Canvas().Unfocus()
	if p.focus.Visible() {
		t.Error("it looks as if it had the focus")
	}
}
