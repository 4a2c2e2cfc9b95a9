package gui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// When nothing was drawn, pointed at or posted for restAfter, the window looks
// for what is new only every restPause. The pause is far below what a person
// notices, and only the first key or click after a rest ever meets it.
const (
	restAfter = time.Second
	restPause = 100 * time.Millisecond
)

// rest slows the window down while nothing happens: Fyne looks for keys and
// for the pointer sixty times a second, which alone is more than a hundredth
// of a processor for as long as the window is open.
//
// It waits on the window's goroutine, in what Fyne has been asked to run, which
// is between two rounds of Fyne's: never between a key and its drawing.
type rest struct {
	do      func(func()) // runs something on the window's goroutine, later
	now     func() time.Time
	woken   chan struct{}
	last    time.Time // when anything happened
	waiting bool      // a pause has been asked for
}

func newRest(do func(func())) *rest {
	return &rest{do: do, now: time.Now, woken: make(chan struct{}, 1), last: time.Now()}
}

// start has Fyne ask in every round.
func (r *rest) start(d fyne.Driver) {
	d.StartAnimation(&fyne.Animation{
		Duration: time.Hour, RepeatCount: fyne.AnimationRepeatForever, Curve: fyne.AnimationLinear,
		Tick: func(float32) { r.round() },
	})
}

// round asks for a pause if nothing has happened for a while.
func (r *rest) round() {
	if r.waiting || r.now().Sub(r.last) < restAfter {
		return
	}
	r.waiting = true
	r.do(r.pause)
}

// pause waits, unless something is posted meanwhile.
func (r *rest) pause() {
	r.waiting = false
	select {
	case <-r.woken:
		r.stir()
	case <-time.After(restPause):
	}
}

// stir says that something happens.
func (r *rest) stir() { r.last = r.now() }

// wake ends a pause. It may be called from anywhere.
func (r *rest) wake() {
	select {
	case r.woken <- struct{}{}:
	default: // it is ended already
	}
}

// witness is an object that cannot be seen, but is asked whether it can each
// time the window is drawn, and whenever Fyne looks what is below the pointer.
type witness struct {
	canvas.Rectangle
	asked func()
}

// Visible is Fyne's question.
func (w *witness) Visible() bool {
	w.asked()
	return w.Rectangle.Visible()
}
