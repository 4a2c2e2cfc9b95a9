package model

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"tradecase/app/job"
)

// Activity is what runs in the background, for the one bar that shows it. The
// zero Activity is idle.
type Activity struct {
	running []activity
	last    Phrase
	next    int
}

type activity struct {
	id     int
	name   Phrase
	status job.Status
	idle   bool // stopping it loses nothing
	quiet  bool // that it was stopped is not worth a word
}

// Begin says that work has begun; the number names it from then on.
func (a *Activity) Begin(name Phrase) int {
	a.next++
	a.running = append(a.running, activity{id: a.next, name: name})
	return a.next
}

// BeginLook is Begin for work that only reads for itself: stopping it loses
// nothing.
func (a *Activity) BeginLook(name Phrase) int {
	id := a.Begin(name)
	a.running[len(a.running)-1].idle = true
	return id
}

// Quiet says that the window itself stops work, to begin anew: nobody is told.
func (a *Activity) Quiet(id int) {
	for i := range a.running {
		if a.running[i].id == id {
			a.running[i].quiet = true
		}
	}
}

// Update takes a snapshot of work; a finished one ends it.
func (a *Activity) Update(id int, s job.Status) {
	i := slices.IndexFunc(a.running, func(r activity) bool { return r.id == id })
	if i < 0 {
		return
	}
	a.running[i].status = s
	if !s.Finished {
		return
	}
	name, idle, quiet := a.running[i].name, a.running[i].idle, a.running[i].quiet
	a.running = slices.Delete(a.running, i, i+1)
	switch m := Trouble(s.Err); m.Sign {
	case NoSign:
		if !idle { // nobody asked for it
			a.last = done(name, s.Elapsed)
		}
	case Note:
		if quiet {
			return
		}
		a.last = Say("activity.stopped", "{{.Name}}: stopped", "Name", name)
	default:
		a.last = failed(name)
	}
}

func failed(name Phrase) Phrase {
	return Say("activity.failed", "{{.Name}}: not done", "Name", name)
}

// Mended forgets that work of that name had failed, if that is what Last says.
func (a *Activity) Mended(name Phrase) {
	if reflect.DeepEqual(a.last, failed(name)) {
		a.last = Phrase{}
	}
}

// done says that work has ended; how long it took is said of what took long.
func done(name Phrase, took time.Duration) Phrase {
	if took < time.Second {
		return Say("activity.done", "{{.Name}}: done", "Name", name)
	}
	return Say("activity.took", "{{.Name}}: done in {{.Seconds}} s", "Name", name, "Seconds", Decimal(took.Seconds()))
}

// Busy reports whether anything runs.
func (a *Activity) Busy() bool { return len(a.running) > 0 }

// Loses reports whether anything runs that would be lost by stopping it.
func (a *Activity) Loses() bool {
	return slices.ContainsFunc(a.running, func(r activity) bool { return !r.idle })
}

// Tell has Last say something short.
func (a *Activity) Tell(p Phrase) { a.last = p }

// Last says how the last work ended, or what was told since.
func (a *Activity) Last() Phrase { return a.last }

// Bar is what the bar shows of running work.
type Bar struct {
	ID       int
	Name     Phrase
	Stage    Phrase
	Amount   Phrase  // "68 %", "12.3 MB", or empty
	Fraction float64 // 0 to 1, if Known
	Known    bool
	Others   int // how much else runs
}

// Shown is the work to show: what has run longest. ok is false if nothing
// runs.
func (a *Activity) Shown() (bar Bar, ok bool) {
	if len(a.running) == 0 {
		return Bar{}, false
	}
	r := a.running[0]
	bar = Bar{ID: r.id, Name: r.name, Stage: Stage(r.status.Stage), Others: len(a.running) - 1}
	bar.Fraction, bar.Known = r.status.Fraction()
	switch {
	case bar.Known:
		bar.Amount = Plain(fmt.Sprintf("%d %%", int(bar.Fraction*100)))
	case r.status.Done > 0:
		bar.Amount = Size(r.status.Done)
	}
	return bar, true
}
