package explorer_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"tradecase/explorer"
)

// TestHeard: who was asked and who answered stands in the answer; logs are nobody,
// and a height alone is no answer about a transaction.
func TestHeard(t *testing.T) {
	w := newWorld(t)
	good, broken, tipOnly := w.honest("good"), w.honest("broken"), w.honest("tip only")
	fault(broken, "all", explorer.FaultTimeout)
	for _, what := range []string{"transaction", "confirmation", "spenders"} {
		fault(tipOnly, what, explorer.FaultServer)
	}
	log := w.honest("a log")
	log.info.Kind = explorer.Record
	c := w.client(log, broken, good, tipOnly)
	a, err := c.Check(context.Background(), explorer.Want{ID: w.deposit.TxHash()})
	if err != nil {
		t.Fatal(err)
	}
	want := []explorer.Heard{
		{Source: "broken", Fault: explorer.FaultTimeout}, {Source: "good", Answered: true}, {Source: "tip only", Fault: explorer.FaultServer},
	}
	if !slices.Equal(a.Heard, want) {
		t.Errorf("heard %v, want %v", a.Heard, want)
	}
	if a, err := c.Check(context.Background()); err != nil || len(a.Heard) > 0 {
		t.Errorf("nothing was wanted: %v, %v", a.Heard, err)
	}
	if a, err := c.Check(context.Background(), explorer.Want{ID: w.nowhere}); err != nil || !slices.Equal(a.Heard, want) {
		t.Errorf("what is not there: heard %v, want %v, %v", a.Heard, want, err)
	}
}

func TestLastAnswer(t *testing.T) {
	at := func(hour int) []explorer.Exchange {
		return []explorer.Exchange{{At: time.Date(2024, 5, 6, hour, 0, 0, 0, time.FixedZone("", 3600))}}
	}
	tx := explorer.Transaction{Replies: []explorer.Reply{
		{Outcome: explorer.Found, Exchanges: at(3)},
		{Outcome: explorer.NotFound, Exchanges: at(5)},
		{Outcome: explorer.Unknown, Exchanges: at(9)}, // no answer
		{Outcome: explorer.Found},                     // of a log
	}}
	if got, want := tx.LastAnswer(), time.Date(2024, 5, 6, 4, 0, 0, 0, time.UTC); !got.Equal(want) || got.Location() != time.UTC {
		t.Errorf("%v, want %v", got, want)
	}
	if got := (&explorer.Transaction{}).LastAnswer(); !got.IsZero() {
		t.Errorf("nobody answered, and yet %v", got)
	}
}
