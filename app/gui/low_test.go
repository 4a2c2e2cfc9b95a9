package gui

import (
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tradecase/app/gui/widget"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
)

// inSight is how much of an object's height can be seen in what scrolls it.
func inSight(t *widget.Tall, o fyne.CanvasObject) float32 {
	d := fyne.CurrentApp().Driver()
	top := d.AbsolutePositionForObject(o).Y - d.AbsolutePositionForObject(t.Scroll).Y
	return min(top+o.Size().Height, t.Scroll.Size().Height) - max(top, 0)
}

// whole reports whether all of an object can be seen.
func whole(t *widget.Tall, o fyne.CanvasObject) bool {
	return o.Visible() && inSight(t, o) > o.Size().Height-1
}

// scrollTo scrolls a page, as the wheel does.
func scrollTo(t *widget.Tall, y float32) {
	t.Scroll.ScrollToTop()
	t.Scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -y)})
}

const farDown = 9999

// TestLowWindowShowsThePicture: on the smallest screen the picture of a trade is
// there when a check has ended, and all of the page can be scrolled.
func TestLowWindowShowsThePicture(t *testing.T) {
	for _, locale := range locales() {
		t.Run(locale[:2], func(t *testing.T) {
			speak(t, locale)
			r, _ := checking(t)
			r.shrink(smallest)
			x := r.checkNow()
			settled(r.win.Content())
			r.until("it is scrolled to", func() bool { return x.tall.Scroll.Offset.Y > 0 })
			if !whole(x.tall, x.notice) || !whole(x.tall, x.views.Buttons[0]) {
				t.Error("what came of the check is out of sight")
			}
			if high := inSight(x.tall, x.picture.flow); high < 110 {
				t.Errorf("%.0f of the picture is in sight", high)
			}
			scrollTo(x.tall, x.tall.Scroll.Offset.Y+180)
			if high := inSight(x.tall, x.picture.flow); high < 260 {
				t.Errorf("scrolled to, %.0f of the picture is in sight", high)
			}
			scrollTo(x.tall, farDown)
			if !whole(x.tall, x.picture.enlarge) || !whole(x.tall, x.picture.copyID) {
				t.Error("the buttons below the picture cannot be scrolled to")
			}
			before := x.tall.Scroll.Size()
			r.win.Canvas().Focus(x.picture.flow)
			settled(r.win.Content())
			if high := x.picture.told.MinSize().Height; high > footHeight || x.picture.says.Text == "" {
				t.Errorf("what is said of a part needs %.0f", high)
			}
			if x.tall.Scroll.Size() != before || !x.picture.head.Visible() || inSight(x.tall, x.picture.flow) < 200 {
				t.Error("what is said of a part moves the picture")
			}
			for view := range x.views.Buttons {
				x.views.Open(view)
				settled(r.win.Content())
				if x.picture.foot.Visible() != (view == pictureView) {
					t.Errorf("view %d: what is said of the picture: %v", view, x.picture.foot.Visible())
				}
			}
			scrollTo(x.tall, 0)
			if !whole(x.tall, x.check) {
				t.Error("the button that checks again cannot be scrolled to")
			}
		})
	}
}

// TestHighWindowDoesNotScroll: where there is room the page is laid out to it,
// also when the window was low before.
func TestHighWindowDoesNotScroll(t *testing.T) {
	r, _ := checking(t)
	x := r.checkNow()
	size := fyne.NewSize(1120, 720)
	r.shrink(size)
	picture, says, notice := x.picture.scroll.Size(), x.picture.told.Size(), x.notice.Size()
	r.shrink(smallest)
	if !x.tall.Low() {
		t.Error("the smallest screen is not low")
	}
	r.shrink(size)
	r.shrink(size)
	if x.tall.Low() || x.picture.foot.Visible() || x.tall.Scroll.Offset.Y != 0 {
		t.Error("a high window has a page that scrolls as a whole")
	}
	if got := x.picture.scroll.Size(); got != picture || got.Height < 200 {
		t.Errorf("the picture's room was %v, is %v", picture, got)
	}
	if x.picture.told.Size() != says || x.notice.Size() != notice {
		t.Errorf("what is said was %v and %v, is %v and %v", says, notice, x.picture.told.Size(), x.notice.Size())
	}
}

// TestLowWindowShowsTheHandoff: what came of a hand-off is scrolled to, and the
// list of files has room.
func TestLowWindowShowsTheHandoff(t *testing.T) {
	for _, locale := range locales() {
		t.Run(locale[:2], func(t *testing.T) {
			speak(t, locale)
			r := newRig(t, nil)
			p := r.bundle()
			r.add(diagnostics.Seller, r.logs(logstest.Ana(), 3), r.image("one.png"))
			p.startHandoff()
			r.shrink(smallest)
			h := p.handoff
			for i, name := range []string{"one.zip", "two.zip"} {
				h.path.SetText(filepath.Join(t.TempDir(), name))
				test.Tap(h.save)
				r.until("a text is shown", func() bool { return !h.busy && h.sight.text.Text() != "" })
				settled(r.win.Content())
				if !whole(h.tall, h.result.object) {
					t.Errorf("made %d: the result is out of sight", i)
				}
				if rows := h.sight.view.Size().Height / treeLine; rows < 5 {
					t.Errorf("there is room for %.1f rows", rows)
				}
				scrollTo(h.tall, farDown)
				if !whole(h.tall, h.sight.text) || inSight(h.tall, h.result.object) > 0 {
					t.Errorf("made %d: the text of a file cannot be scrolled to", i)
				}
			}
			for _, o := range []interface {
				fyne.CanvasObject
				fyne.Focusable
			}{h.result.folder, h.sight.text, h.save, h.sight.view} {
				r.win.Canvas().Focus(o)
				if !whole(h.tall, o) {
					t.Errorf("%T has the focus out of sight", o)
				}
			}
		})
	}
}

// TestLowWindowShowsTheExport: nothing of a user's page is squeezed, and what
// was saved is scrolled to.
func TestLowWindowShowsTheExport(t *testing.T) {
	for _, locale := range locales() {
		t.Run(locale[:2], func(t *testing.T) {
			speak(t, locale)
			r, _ := firstStart(t, "Bisq")
			r.shrink(smallest)
			test.Tap(r.roles.user)
			r.reads()
			e := r.export
			r.until("a text is shown", func() bool { return e.sight.text.Text() != "" })
			settled(r.win.Content())
			scrollTo(e.tall, 0)
			for _, o := range []fyne.CanvasObject{e.hide, e.save, e.notice, e.hidden} {
				if !whole(e.tall, o) {
					t.Errorf("%T is out of sight", o)
				}
			}
			if high := e.sight.view.Size().Height; high < treeLine*float32(len(e.sight.rows)) {
				t.Errorf("%.0f is not enough for %d rows", high, len(e.sight.rows))
			}
			scrollTo(e.tall, farDown)
			if !whole(e.tall, e.sight.text) || e.sight.text.Size().Height < 100 {
				t.Errorf("the text has %.0f, in sight %.0f", e.sight.text.Size().Height, inSight(e.tall, e.sight.text))
			}
			e.write(filepath.Join(t.TempDir(), "logs.zip"), false)
			r.until("it is saved", func() bool { return e.result.object.Visible() && !e.busy })
			settled(r.win.Content())
			r.until("it is scrolled to", func() bool { return whole(e.tall, e.result.object) })
		})
	}
}

// TestLowWindowShowsWhatWasFound: on the smallest screen the first finding has
// room beside what to do next.
func TestLowWindowShowsWhatWasFound(t *testing.T) {
	for _, locale := range locales() {
		t.Run(locale[:2], func(t *testing.T) {
			speak(t, locale)
			r := twoTraders(t)
			f := r.page.overview.found
			wide, says := f.asked.Size(), f.say.Text
			r.shrink(smallest)
			d := fyne.CurrentApp().Driver()
			top := d.AbsolutePositionForObject(f.cards.Object).Y
			if room := d.AbsolutePositionForObject(f.soft).Y - top; room < 60 {
				t.Errorf("there is room of %.0f for what was found", room)
			}
			if f.asked.Size().Height < askedLow || !strings.HasSuffix(f.say.Text, ": "+says) {
				t.Errorf("what to do next has %.0f, says %q", f.asked.Size().Height, f.say.Text)
			}
			r.shrink(fyne.NewSize(startWidth, startHeight))
			if f.say.Text != says || f.asked.Size().Height < wide.Height {
				t.Errorf("what to do next had %v, has %v", wide, f.asked.Size())
			}
		})
	}
}
