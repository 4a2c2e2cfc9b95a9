package gui

import (
	"context"
	"time"
)

// lookEvery is how often the window looks whether another program, or somebody
// in the folder, has changed what it shows.
const lookEvery = time.Second

// refresh reads again what other programs may have changed.
func (w *Window) refresh() { w.readAgain((*page).reload) }

// readAgain reads the list and, in the given way, the bundle that is open. It
// reports whether it could: not while something runs.
func (w *Window) readAgain(read func(*page)) bool {
	if w.closing || w.bar.state.Busy() {
		return false
	}
	w.sidebar.reload()
	if w.page != nil {
		read(w.page)
	}
	return true
}

// watch reads again whenever the bundles on the disk have changed,
// until ctx ends. It runs on a goroutine of its own.
func (w *Window) watch(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	var seen uint64 // of what the window has read itself nothing is known: the first look always reads
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		now := w.desk.Stamp()
		if now == seen {
			continue
		}
		shown := make(chan bool, 1)
		w.later(func() { shown <- w.readAgain((*page).look) }) //nolint:contextcheck // work in the background has the runner's context
		select {
		case <-ctx.Done(): // nothing is posted any more
			return
		case ok := <-shown:
			if ok {
				seen = now
			}
		}
	}
}
