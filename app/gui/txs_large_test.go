package gui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tradecase/app/work"
	"tradecase/diagnostics/trade/tradetest"
)

// arbitrated opens a bundle whose trade was paid to many burning men.
func arbitrated(t *testing.T) *rig {
	t.Helper()
	v, ok := tradetest.Find("p4/burning-2024/end/arbitrated")
	if !ok {
		t.Fatal("there is no such variant")
	}
	d := &judgingDesk{trade: tradetest.Build(v, 1)}
	r := newRig(t, func(desk *work.Desk) Desk {
		d.Desk = desk
		return d
	})
	r.bundle()
	r.page.tabs.Open(txsTab)
	return r
}

// TestPictureIsEnlarged in the smallest window: all of it can be seen, it can be
// made larger with the keyboard, and Esc leads back.
func TestPictureIsEnlarged(t *testing.T) {
	r, _ := checking(t)
	x := r.checkNow()
	r.shrink(fyne.NewSize(1280, 780))
	if high := x.picture.flow.MinSize().Height; high <= x.picture.scroll.Size().Height {
		t.Fatalf("the page shows all %g of it, and there is nothing to test", high)
	}
	test.Tap(x.picture.enlarge)
	settled(r.win.Content())
	l := x.large
	if l == nil || !r.Window.aside || r.win.Canvas().Focused() != fyne.Focusable(l.flow) {
		t.Fatal("it is not in front, or has no focus")
	}
	room := l.scroll.Size()
	if sheet := l.scroll.Content.MinSize(); sheet.Height > room.Height || l.view.Percent() < 60 {
		t.Errorf("at %d %% it needs %v of %v", l.view.Percent(), sheet, room)
	}
	whole := l.view.Percent()
	for range 3 { // the smallest sizes, too
		for _, text := range texts(l.flow) {
			if strings.HasPrefix(text, "0.") && (strings.HasSuffix(text, "…") || len(text) != 10) {
				t.Errorf("at %d %% an amount is cut: %s", l.view.Percent(), text)
			}
		}
		l.flow.TypedRune('-')
		settled(r.win.Content())
	}
	l.flow.TypedRune('0')
	settled(r.win.Content())
	for range 20 {
		l.flow.TypedRune('+')
	}
	settled(r.win.Content())
	if sheet := l.scroll.Content.MinSize(); l.view.Percent() != 250 || l.percent.Text != "250 %" || sheet.Width <= room.Width || sheet.Height <= room.Height {
		t.Errorf("at %q it is %v in %v", l.percent.Text, sheet, room)
	}
	part, _ := l.flow.Chosen()
	key(l.flow, fyne.KeyRight)
	if now, ok := l.flow.Chosen(); !ok || now.Role == part.Role || l.head.Text == "" {
		t.Errorf("the arrow leads from %s to %s", part.Role, now.Role)
	}
	l.flow.TypedRune('-')
	l.flow.TypedRune('0')
	settled(r.win.Content())
	if l.view.Percent() != whole {
		t.Errorf("whole is %d %%, then %d %%", whole, l.view.Percent())
	}
	r.escape()
	if r.Window.aside {
		t.Error("Esc leaves it in front")
	}
	if now := r.win.Canvas().Focused(); now != fyne.Focusable(x.picture.enlarge) {
		t.Errorf("the focus is on %T", now)
	}
	test.Tap(x.picture.enlarge)
	r.obey(r.shortcuts()[5]) // Overview
	if now := r.win.Canvas().Focused(); r.Window.aside || now != nil {
		t.Errorf("a key that leads elsewhere leaves the focus on %T", now)
	}
	r.page.tabs.Open(txsTab)
	before := l.flow.Picture()
	r.checkNow()
	if l.flow.Picture() == before {
		t.Error("it shows the check before")
	}
}

// TestManyReceiversShareALine on the page, and have one each when the picture is
// enlarged or copied as text.
func TestManyReceiversShareALine(t *testing.T) {
	r := arbitrated(t)
	x := r.checkNow()
	count := func(p *txPicture) (n int, more bool) {
		for _, row := range p.flow.Picture().Table() {
			text := row.Text(sayTrade)
			if strings.Contains(text, "Receiver ") {
				n++
			}
			more = more || strings.Contains(text, " more")
		}
		return n, more
	}
	n, more := count(x.picture)
	if n != receiversAtOnce || !more {
		t.Errorf("the page shows %d receivers, and that there are more: %v", n, more)
	}
	test.Tap(x.picture.enlarge)
	if all, more := count(x.large.txPicture); all <= receiversAtOnce+1 || more {
		t.Errorf("enlarged it shows %d, and that there are more: %v", all, more)
	}
	if text := x.picture.text(); strings.Contains(text, " more") || !strings.Contains(text, "Receiver 9") {
		t.Errorf("as text:\n%s", text)
	}
}
