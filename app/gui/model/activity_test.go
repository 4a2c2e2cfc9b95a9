package model

import (
	"context"
	"errors"
	"testing"
	"time"

	"tradecase/app/job"
)

func TestActivity(t *testing.T) {
	var a Activity
	if _, ok := a.Shown(); ok || a.Busy() {
		t.Fatal("busy from the start")
	}
	one, two := a.Begin(Plain("one")), a.Begin(Plain("two"))
	a.Update(two, job.Status{Stage: "reading", Done: 50, Total: 200})
	bar, ok := a.Shown()
	if !ok || bar.ID != one || bar.Others != 1 || bar.Known || !bar.Amount.Empty() {
		t.Errorf("shows %+v", bar)
	}
	a.Update(one, job.Status{Stage: "unpacking", Done: 1500})
	if bar, _ := a.Shown(); fill(t, bar.Amount) != "1.5 kB" || fill(t, bar.Stage) != "unpacking" {
		t.Errorf("shows %+v", bar)
	}
	a.Update(one, job.Status{Finished: true, Elapsed: 2500 * time.Millisecond})
	if bar, _ := a.Shown(); bar.ID != two || fill(t, bar.Amount) != "25 %" || !bar.Known || bar.Fraction != 0.25 {
		t.Errorf("shows %+v", bar)
	}
	if last := a.Last(); last.Key != "activity.took" || fill(t, last) != "one: done in 2.5 s" {
		t.Errorf("last %+v", last)
	}
	a.Update(one, job.Status{Stage: "late"}) // of work that has ended
	a.Update(two, job.Status{Finished: true, Err: context.Canceled})
	if a.Busy() || a.Last().Key != "activity.stopped" {
		t.Errorf("busy %v, last %+v", a.Busy(), a.Last())
	}
	a.Update(a.Begin(Plain("three")), job.Status{Finished: true, Err: errors.New("x")})
	if a.Last().Key != "activity.failed" {
		t.Errorf("last %+v", a.Last())
	}
	if a.Mended(Plain("one")); a.Last().Key != "activity.failed" {
		t.Errorf("something else is mended, last %+v", a.Last())
	}
	if a.Mended(Plain("three")); !a.Last().Empty() {
		t.Errorf("mended, last %+v", a.Last())
	}
	a.Update(a.Begin(Plain("three")), job.Status{Finished: true, Err: errors.New("x")})
	three := a.Begin(Plain("four"))
	a.Quiet(three)
	a.Update(three, job.Status{Finished: true, Err: context.Canceled})
	if a.Busy() || a.Last().Key != "activity.failed" {
		t.Errorf("what the window stopped itself: busy %v, last %+v", a.Busy(), a.Last())
	}
	a.Update(a.Begin(Plain("five")), job.Status{Finished: true, Elapsed: time.Millisecond})
	if a.Last().Key != "activity.done" {
		t.Errorf("last %+v", a.Last())
	}
}
