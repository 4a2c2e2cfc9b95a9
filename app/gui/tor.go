package gui

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/explorer/tor"
)

// torPace is the shortest time between two updates of what is shown of Tor.
const torPace = 100 * time.Millisecond

// torPage is what the window shows of Tor: a place in its frame, and a page
// with the whole of it, the buttons, and the test of the explorers. Opening
// the window starts nothing.
type torPage struct {
	w      *Window
	place  *widget.Button // in the frame
	object fyne.CanvasObject

	status tor.Status
	notice *widget.Notice
	other  *widget.Notice // the network is not that of real bitcoin
	bar    *fw.ProgressBar
	act    *widget.Button // starts, tries again or stops, as the state is
	stop   *widget.Button // only beside "try again"
	body   *fyne.Container
	test   *explorerTest
	leave  func() // ends the watching
}

func newTorPage(w *Window) *torPage {
	p := &torPage{w: w, notice: widget.NewNotice(), other: widget.NewNotice(), bar: fw.NewProgressBar(), test: newExplorerTest(w)}
	p.place = widget.NewQuiet("", w.openTor)
	p.bar.TextFormatter = func() string { return "" }
	p.act = widget.NewPrimary("", p.press)
	p.stop = widget.NewButton(stopTorText(), func() { p.do(p.halt) })
	settings := widget.NewButton(lang.X("tools.settings", "Settings"), w.openNetworkSettings)
	p.body = widget.Spaced(
		widget.Stacked(p.other, p.notice, p.bar, widget.NewBar(p.act, p.stop, settings)),
		widget.NewMuted(lang.X("tor.what", "Transactions are looked up over Tor only: it hides from the explorers who asks, and from your network what is asked. Only servers in your own network are asked directly.")),
		p.test.object,
	)
	p.object = widget.NewBorder(w.asideHead(lang.X("tor.title", "Tor")), nil, nil, nil, scrolled(p.body))
	p.show(tor.Status{State: tor.Off})
	p.leave = w.desk.Network().Watch(paced(w.later, p.show))
	return p
}

func stopTorText() string { return lang.X("tor.stop", "Stop Tor") }

// paced gives a function for any goroutine that hands what it gets to show, on
// the window's goroutine and at most ten times a second. What comes in between
// is left out, never the last.
func paced(later func(func()), show func(tor.Status)) func(tor.Status) {
	var mu sync.Mutex
	var newest tor.Status
	var last time.Time
	pending := false
	take := func() tor.Status {
		mu.Lock()
		defer mu.Unlock()
		pending, last = false, time.Now()
		return newest
	}
	return func(s tor.Status) {
		mu.Lock()
		defer mu.Unlock()
		newest = s
		if pending {
			return
		}
		pending = true
		time.AfterFunc(torPace-time.Since(last), func() { later(func() { show(take()) }) })
	}
}

// show shows how Tor is.
func (p *torPage) show(s tor.Status) {
	p.status = s
	explorers := model.Asked(p.w.setup.Settings)
	sign, line := model.StatusLine(s, p.w.setup.Settings)
	p.place.Text, p.place.Icon = words.Of(line), widget.SignIcon(sign)
	p.place.Refresh()
	p.w.tools.Refresh() // it may need more room
	p.notice.Say(model.TorMessage(s, explorers))
	p.other.Say(model.OtherNetwork(p.w.setup.Settings))
	setShown(p.bar, s.State == tor.Starting)
	p.bar.SetValue(float64(s.Percent) / 100)
	p.offerStop(s.State == tor.InTrouble)
	text := stopTorText()
	switch s.State {
	case tor.Off:
		text = lang.X("tor.start", "Start Tor")
	case tor.InTrouble:
		text = lang.X("tor.again", "Try again")
	case tor.Starting, tor.On:
	}
	p.act.SetText(text)
	p.body.Refresh()
}

// offerStop shows the second button, or takes it away; the focus that it had
// goes to the first one, where Tab goes on from.
func (p *torPage) offerStop(offered bool) {
	c := p.w.win.Canvas()
	had := !offered && c.Focused() == fyne.Focusable(p.stop)
	setShown(p.stop, offered)
	if had {
		c.Focus(p.act)
	}
}

// press does what the first button says.
func (p *torPage) press() {
	switch p.status.State {
	case tor.Off:
		p.do(p.w.desk.Network().Start)
	case tor.InTrouble:
		p.do(p.w.desk.Network().Restart)
	case tor.Starting, tor.On:
		p.do(p.halt)
	}
}

func (p *torPage) halt() error {
	p.w.desk.Network().Stop()
	return nil
}

// do has something done with Tor in the background; what comes of it is its
// status.
func (p *torPage) do(what func() error) {
	p.w.read(func(context.Context) error { return what() }, func(error) {})
}

// openTor shows the page about Tor.
func (w *Window) openTor() { w.openAside(w.tor.object, w.tor.act) }
