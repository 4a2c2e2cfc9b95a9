package gui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// resting is a rest with a clock of its own, and what it asks for.
func resting() (r *rest, now *time.Time, asked *[]func()) {
	now, asked = new(time.Time), new([]func())
	*now = time.Now()
	r = newRest(func(f func()) { *asked = append(*asked, f) })
	r.now = func() time.Time { return *now }
	r.stir()
	return r, now, asked
}

func TestRestsOnlyWhenNothingHappens(t *testing.T) {
	r, now, asked := resting()
	for range 3 {
		r.round()
		*now = now.Add(restAfter / 4)
	}
	if len(*asked) != 0 {
		t.Fatal("it pauses though something was drawn just now")
	}
	*now = now.Add(restAfter)
	for range 3 {
		r.round()
	}
	if len(*asked) != 1 {
		t.Fatalf("it asked for %d pauses at once", len(*asked))
	}
	began := time.Now()
	(*asked)[0]()
	if took := time.Since(began); took < restPause/2 {
		t.Errorf("it paused for %v", took)
	}
	r.round()
	if len(*asked) != 2 {
		t.Error("it does not go on resting")
	}
	r.stir()
	(*asked)[1]()
	r.round()
	if len(*asked) != 2 {
		t.Error("it rests though something has happened")
	}
}

func TestWhatIsPostedEndsAPause(t *testing.T) {
	r, now, asked := resting()
	*now = now.Add(2 * restAfter)
	r.round()
	r.wake()
	r.wake() // does not block
	began := time.Now()
	(*asked)[0]()
	if took := time.Since(began); took > restPause/2 {
		t.Errorf("it pauses for %v though something waits", took)
	}
	r.round()
	if len(*asked) != 1 {
		t.Error("it rests though something was posted")
	}
}

// TestTheWindowNoticesWhatHappens looks for all that must end a rest.
func TestTheWindowNoticesWhatHappens(t *testing.T) {
	w := newRig(t, nil)
	old := time.Now().Add(-time.Hour)
	for what, do := range map[string]func(){
		"drawing": func() { seen(w.win.Content(), fyne.Position{}, fyne.Position{}, fyne.NewPos(500, 500)) },
		"posting": func() { w.later(func() {}); w.resting.pause() },
	} {
		w.resting.last = old
		do()
		if w.resting.last == old {
			t.Errorf("%s does not end a rest", what)
		}
	}
}
