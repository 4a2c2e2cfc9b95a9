package gui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
	"tradecase/explorer/tor"
)

// The smallest screen that every page has to fit: 1280 by 800 pixels at 150 %,
// in Fyne's units. The window may be no wider than mostLeast at its narrowest.
var smallest = fyne.NewSize(853, 533)

const mostLeast = 840

// locales are those that every page is looked at in; the longer texts alone where
// it is not about them.
func locales() []string {
	if testing.Short() {
		return []string{"de_DE.UTF-8"}
	}
	return []string{"en_GB.UTF-8", "de_DE.UTF-8"}
}

// inside are the objects within an object, those of its renderer if it is a
// widget.
func inside(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case fyne.Widget:
		return test.WidgetRenderer(o).Objects()
	}
	return nil
}

// settled gives everything its place, as often as a screen would: what wraps
// knows its height only once it has its width.
func settled(o fyne.CanvasObject) {
	for range 3 {
		place(o)
	}
}

func place(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *fyne.Container:
		if o.Layout != nil {
			o.Layout.Layout(o.Objects, o.Size())
		}
	case fyne.Widget:
		test.WidgetRenderer(o).Layout(o.Size())
	}
	for _, in := range inside(o) {
		if in.Visible() {
			place(in)
		}
	}
}

// shrink gives the window a size and everything in it its place.
func (r *rig) shrink(size fyne.Size) {
	r.win.Resize(size)
	settled(r.win.Content())
	for _, over := range r.win.Canvas().Overlays().List() {
		settled(over)
	}
}

// fits wants all of the window on the smallest screen, and nothing in it cut.
func (r *rig) fits(page string) {
	r.t.Helper()
	r.shrink(smallest)
	least := r.win.Content().MinSize()
	if least.Width > mostLeast || least.Height > smallest.Height {
		r.t.Errorf("%s needs %.0f × %.0f", page, least.Width, least.Height)
	}
	r.apart(page)
	r.shrink(fyne.NewSize(startWidth, startHeight))
	if least := r.win.Content().MinSize(); least.Width > startWidth {
		r.t.Errorf("%s makes the window %.0f wide", page, least.Width)
	}
	r.apart(page + " at its usual size")
}

// shown is a text that can be seen, and where.
type shown struct {
	text     string
	from, to fyne.Position
}

func (s shown) String() string {
	return fmt.Sprintf("%.40q at %.0f,%.0f to %.0f,%.0f", s.text, s.from.X, s.from.Y, s.to.X, s.to.Y)
}

// overlaps reports whether two texts stand upon each other by more than what
// the empty edges of a line have in common.
func (s shown) overlaps(o shown) bool {
	const edge = 2
	return min(s.to.X, o.to.X)-max(s.from.X, o.from.X) > edge && min(s.to.Y, o.to.Y)-max(s.from.Y, o.from.Y) > edge
}

// seen lists the texts that can be seen, cut to what scrolls or clips them.
func seen(o fyne.CanvasObject, at, from, to fyne.Position) (all []shown) {
	if !o.Visible() {
		return nil
	}
	at = at.Add(o.Position())
	if t, ok := o.(*canvas.Text); ok {
		size := fyne.MeasureText(t.Text, t.TextSize, t.TextStyle)
		x := at.X
		switch t.Alignment {
		case fyne.TextAlignCenter:
			x += (t.Size().Width - size.Width) / 2
		case fyne.TextAlignTrailing:
			x += t.Size().Width - size.Width
		case fyne.TextAlignLeading:
		}
		s := shown{t.Text, fyne.NewPos(max(x, from.X), max(at.Y, from.Y)), fyne.NewPos(min(x+size.Width, to.X), min(at.Y+size.Height, to.Y))}
		if strings.TrimSpace(t.Text) == "" || s.to.X <= s.from.X || s.to.Y <= s.from.Y {
			return nil
		}
		return []shown{s}
	}
	if clips(o) {
		from = fyne.NewPos(max(from.X, at.X), max(from.Y, at.Y))
		to = fyne.NewPos(min(to.X, at.X+o.Size().Width), min(to.Y, at.Y+o.Size().Height))
	}
	for _, in := range inside(o) {
		all = append(all, seen(in, at, from, to)...)
	}
	return all
}

// clips reports whether what is in an object ends where the object does.
func clips(o fyne.CanvasObject) bool {
	switch o.(type) {
	case *container.Scroll, *container.Clip, *fw.Entry, *widget.Entry:
		return true
	}
	return false
}

// apart wants no two texts upon each other, and none beyond the window's edge.
func (r *rig) apart(page string) {
	r.t.Helper()
	layers := r.win.Canvas().Overlays().List()
	if len(layers) == 0 {
		layers = []fyne.CanvasObject{r.win.Content()}
	}
	size := r.win.Canvas().Size()
	for _, layer := range layers {
		all := seen(layer, fyne.Position{}, fyne.NewPos(-9999, -9999), fyne.NewPos(99999, 99999))
		for i, a := range all {
			if a.from.X < 0 || a.to.X > size.Width+1 || a.from.Y < 0 || a.to.Y > size.Height+1 {
				r.t.Errorf("%s: %s is beyond the edge of %.0f × %.0f", page, a, size.Width, size.Height)
			}
			for _, b := range all[:i] {
				if a.overlaps(b) {
					r.t.Errorf("%s: %s is upon %s", page, a, b)
				}
			}
		}
	}
}

func TestStartFits(t *testing.T) {
	for _, locale := range locales() {
		t.Run(locale[:2], func(t *testing.T) {
			speak(t, locale)
			r, _ := firstStart(t)
			r.fits("the first start")
			test.Tap(r.roles.user)
			r.until("the search is over", func() bool { return r.export.form.Visible() })
			r.fits("an export without logs")
			r, _ = firstStart(t, "Bisq")
			test.Tap(r.roles.user)
			r.reads()
			r.until("a text is shown", func() bool { return r.export.sight.text.Text() != "" })
			r.fits("an export")
			r.export.write(filepath.Join(t.TempDir(), "logs.zip"), false)
			r.until("it is saved", func() bool { return r.export.result.object.Visible() && !r.export.busy })
			r.fits("an export that is saved")
		})
	}
}

func TestAsidesFit(t *testing.T) {
	for _, locale := range locales() {
		t.Run(locale[:2], func(t *testing.T) {
			speak(t, locale)
			r := newRig(t, nil)
			r.fits("an empty library")
			r.sidebar.openForm()
			r.sidebar.notice.Say(model.Trouble(func() error { _, err := r.desk.New(t.Context(), "no id"); return err }()))
			r.sidebar.object.Refresh()
			r.fits("the form for a new bundle")
			r.sidebar.closeForm()
			r.openVerify()
			r.fits("an empty page for zips")
			r.openSettings()
			r.fits("the settings")
			r.openNetworkSettings()
			r.fits("the network's settings")
			r.openAbout()
			r.fits("About")
			r.openTor()
			for _, s := range []tor.Status{
				{State: tor.Off},
				{State: tor.Starting, Percent: 45},
				{State: tor.On, Percent: 100},
				{State: tor.InTrouble, Trouble: &tor.Trouble{Code: tor.CodeNoRelay, Text: "x", Hint: "x"}},
			} {
				r.tor.show(s)
				r.fits("Tor, " + string(s.State))
			}
			r.bar.begin(model.Say("job.preview", "Previewing the hand-off")) // beside what says most of Tor
			r.fits("work")
			r.closeAside()
			r.openShortcuts()
			r.fits("the keys")
			r.dialog.cancel()
			r.ask("?", "yes", "no", func() {}, nil)
			r.fits("a question")
		})
	}
}

func TestEmptyBundleFits(t *testing.T) {
	for _, locale := range locales() {
		t.Run(locale[:2], func(t *testing.T) {
			speak(t, locale)
			r := newRig(t, nil)
			p := r.bundle()
			for tab := range p.tabs.Buttons {
				p.tabs.Open(tab)
				r.fits(p.tabs.Buttons[tab].Text + ", empty")
			}
			test.Tap(p.overview.areas[2].File)
			r.fits("the chooser")
		})
	}
}

func TestFullBundleFits(t *testing.T) {
	for _, locale := range locales() {
		t.Run(locale[:2], func(t *testing.T) {
			speak(t, locale)
			r := newRig(t, nil)
			p := fullBundle(r)
			r.drop(p.overview.areas[0], r.logs(logstest.Alexis(), 2), r.image("two.png"))
			r.rest()
			for tab := range p.tabs.Buttons {
				p.tabs.Open(tab)
				r.rest()
				r.fits(p.tabs.Buttons[tab].Text)
			}
			p.tabs.Open(itemsTab)
			p.items.view.Select(0)
			p.items.leftView.Select(0)
			r.fits("the items, one chosen")
			p.tabs.Open(logsTab)
			p.logs.views.Open(entriesView)
			p.logs.entries.view.Select(1)
			r.until("the entry is shown", func() bool { return p.logs.entries.detail.raw.Text() != "" })
			r.fits("the entries")
			p.tabs.Open(shotsTab)
			p.shots.open(0)
			r.fits("a large picture")
			p.startHandoff()
			out := filepath.Join(t.TempDir(), "handoff.zip")
			p.handoff.path.SetText(out)
			test.Tap(p.handoff.save)
			r.rest()
			r.until("it is shown", func() bool { return p.handoff.result.object.Visible() && p.handoff.sight.text.Text() != "" })
			r.fits("a hand-off")
			r.openVerify()
			r.verify.path.SetText(out)
			test.Tap(r.verify.verify)
			r.rest()
			r.fits("a zip that is judged")
		})
	}
}

func TestTransactionsFit(t *testing.T) {
	for _, locale := range locales() {
		t.Run(locale[:2], func(t *testing.T) {
			speak(t, locale)
			r, _ := checking(t)
			x := r.checkNow()
			for view, b := range x.views.Buttons {
				x.views.Open(view)
				r.fits(b.Text)
			}
			x.openLarge()
			r.fits("the picture, enlarged")
		})
	}
}

// TestNamesStandApart gives files the longest names that a disk takes, and
// names that are written from right to left.
func TestNamesStandApart(t *testing.T) {
	long := strings.Repeat("w", 251) + ".png"
	names := []string{long, "صورة شاشة للتداول 12.png", "צילום מסך " + strings.Repeat("של העסקה ", 14) + ".png"}
	for _, locale := range locales() {
		t.Run(locale[:2], func(t *testing.T) {
			speak(t, locale)
			r := newRig(t, nil)
			p := r.bundle()
			dir := t.TempDir()
			for i, name := range names {
				data, err := os.ReadFile(r.image(fmt.Sprintf("%d.png", i)))
				if err != nil {
					t.Fatal(err)
				}
				for name, data := range map[string][]byte{name: append(data, byte(i)), strings.TrimSuffix(name, ".png") + ".xyz": []byte("x")} {
					if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			r.drop(p.overview.areas[2], dir)
			r.until("the images are there", func() bool { return len(p.status.Files) == len(names) && !r.bar.state.Busy() })
			r.fits("the overview")
			p.tabs.Open(itemsTab)
			p.items.view.Select(0)
			p.items.leftView.Select(0)
			r.fits("the items")
			test.Tap(p.items.remove)
			r.fits("the question")
			r.dialog.cancel()
			p.tabs.Open(shotsTab)
			r.fits("the screenshots")
			p.shots.open(0)
			r.fits("one of them")
			p.startHandoff()
			p.handoff.path.SetText(filepath.Join(dir, strings.Repeat("v", 251)+".zip"))
			test.Tap(p.handoff.save)
			r.rest()
			r.until("it is shown", func() bool { return p.handoff.result.object.Visible() })
			r.fits("the hand-off")
			r.folder = dir
			c := r.choose(wantFile, "", func(string) {})
			r.until("the folder is read", func() bool { return len(c.folder.Entries) > 0 })
			r.fits("the chooser")
		})
	}
}

// TestTextsUponEachOtherAreNoticed holds the walk to what it is for.
func TestTextsUponEachOtherAreNoticed(t *testing.T) {
	newRig(t, nil)
	one, two := fw.NewLabel("one"), fw.NewLabel("two")
	box := container.NewWithoutLayout(one, two)
	for _, l := range box.Objects {
		l.Resize(l.MinSize())
	}
	for x, upon := range map[float32]bool{10: true, 80: false} {
		two.Move(fyne.NewPos(x, 3))
		all := seen(box, fyne.Position{}, fyne.Position{}, fyne.NewPos(500, 500))
		if len(all) != 2 || all[0].overlaps(all[1]) != upon {
			t.Errorf("at %.0f: %v", x, all)
		}
	}
}

// TestNothingMovesBelowThePointer looks at what stands below the search when the
// list has come, and at the hand-off's buttons when its preview has.
func TestNothingMovesBelowThePointer(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	at := func(o fyne.CanvasObject) fyne.Position {
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	}
	if gap := at(r.sidebar.view).Y - at(r.sidebar.search).Y - r.sidebar.search.Size().Height; gap < 0 || gap > 8 {
		t.Errorf("there is a gap of %.0f below the search", gap)
	}
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 1))
	p.startHandoff()
	settled(r.win.Content())
	h := p.handoff
	before := []fyne.Position{at(h.again), at(h.path), at(h.save)}
	test.Tap(h.again)
	r.rest()
	settled(r.win.Content())
	for i, o := range []fyne.CanvasObject{h.again, h.path, h.save} {
		if now := at(o); now != before[i] || now.Y == 0 {
			t.Errorf("%T moved from %v to %v", o, before[i], now)
		}
	}
	if h.hint.Visible() {
		t.Error("the hint is still there")
	}
}
