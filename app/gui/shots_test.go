package gui

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/diagnostics"
)

// shot writes a picture of a size, cut to so many bytes if that is not 0.
func (r *rig) shot(name string, w, h, cut int) string {
	r.t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White, color.Black})); err != nil {
		r.t.Fatal(err)
	}
	path := filepath.Join(r.t.TempDir(), name)
	content := buf.Bytes()
	if cut > 0 {
		content = content[:cut]
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		r.t.Fatal(err)
	}
	return path
}

// shown is the row that shows an image, nil if none does.
func (s *shotsPage) shown(i int) *widget.ShotRow {
	for _, row := range s.rows {
		if row.Key() == shotKey(s.shots[i]) {
			return row
		}
	}
	return nil
}

// settled reports whether all rows have what they wait for.
func (s *shotsPage) settled() bool {
	for _, row := range s.rows {
		if row.Wants() {
			return false
		}
	}
	return !s.loading
}

func TestShotsTeach(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	p.tabs.Open(shotsTab)
	if p.shots.object.Objects[0] != p.shots.empty {
		t.Error("a page without pictures does not teach")
	}
}

func TestShots(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	r.add(diagnostics.Seller, r.shot("a.png", 900, 500, 0), r.shot("b.png", 60, 60, 70), r.shot("c.png", 9000, 8000, 0))
	s := p.shots
	for _, row := range s.rows {
		if row.Picture() != nil {
			t.Fatal("pictures are decoded that nobody looks at")
		}
	}
	p.tabs.Open(shotsTab)
	r.until("the rows are filled", func() bool { return len(s.shots) == 3 && s.shown(2) != nil && s.settled() })
	if size := s.shown(0).Picture().Bounds().Size(); size.X != widget.ShotPixelsWide || size.Y > widget.ShotPixelsHigh {
		t.Errorf("the small picture has %v", size)
	}
	for i, want := range map[int]string{1: "picture-broken", 2: "picture-pixels"} {
		if m := s.shown(i).Says(); m.Sign != model.Bad || m.Text.Key != "error."+want || m.Hint.Empty() || s.shown(i).Picture() != nil {
			t.Errorf("picture %d says %+v", i, m)
		}
	}
	if !strings.Contains(s.duty.Text, "Only you can see") {
		t.Errorf("says %q", s.duty.Text)
	}

	key(s.view, fyne.KeyReturn) // opens the first
	r.until("it is large", func() bool { return s.large.whole.Image != nil })
	if size := s.large.whole.Image.Bounds().Size(); size != image.Pt(900, 500) || r.win.Canvas().Focused() != s.large.back || !s.large.before.Disabled() {
		t.Errorf("the large picture has %v", size)
	}
	test.Tap(s.large.zoom)
	if !s.large.scroll.Visible() || s.large.whole.Visible() {
		t.Error("its actual size is not shown")
	}
	test.Tap(s.large.after)
	r.until("it is told", func() bool { return s.large.notice.Message().Sign == model.Bad })
	if s.large.whole.Image != nil {
		t.Error("the picture before is still shown")
	}
	test.Tap(s.large.before)
	r.until("it is large", func() bool { return s.large.whole.Image != nil })
	p.tabs.Open(notesTab)
	if s.large.whole.Image != nil || s.shown(0).Picture() != nil {
		t.Error("pictures are kept that nobody looks at")
	}
	p.tabs.Open(shotsTab)
	r.until("it is large again", func() bool { return s.large.whole.Image != nil })
	key(s.large.back, fyne.KeyEscape)
	if s.object.Objects[0] != s.listing || r.win.Canvas().Focused() != s.view {
		t.Error("Esc does not go back to the list")
	}
	r.until("the rows are filled", s.settled)

	s.open(0)
	if _, err := r.desk.Remove(t.Context(), tradeID, "seller/a.png"); err != nil {
		t.Fatal(err)
	}
	p.reload()
	r.until("it is gone", func() bool { return len(s.shots) == 2 })
	if s.large.key != "" || s.object.Objects[0] != s.listing {
		t.Error("a picture that is gone is still shown large")
	}
	r.openVerify()
	r.until("nothing is decoded", func() bool { return !s.loading })
	for _, row := range s.rows {
		if row.Picture() != nil {
			t.Error("pictures of a bundle are kept that is not shown")
		}
	}
}
