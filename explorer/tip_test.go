package explorer_test

import (
	"context"
	"strings"
	"testing"

	"tradecase/explorer"
)

// The tip is one that no single liar can raise.
func TestTip(t *testing.T) {
	w := newWorld(t)
	tests := []struct {
		name  string
		tips  []int32 // by source; -1: no answer
		own   bool    // the first is the user's own node
		same  bool    // they are all one operator's
		want  int32   // -1: not known
		stale string
	}{
		{"one", []int32{40}, false, false, 40, ""},
		{"two agree", []int32{40, 40}, false, false, 40, ""},
		{"two, one block apart", []int32{41, 40}, false, false, 40, ""},
		{"two, one claims too much", []int32{40, 1000}, false, false, 40, "a: stale-tip"},
		{"two hosts of one operator", []int32{40, 1000}, false, true, 1000, "a: stale-tip"},
		{"three, one claims too much", []int32{1000, 40, 39}, false, false, 40, ""},
		{"three, one is behind", []int32{40, 30, 40}, false, false, 40, "b: stale-tip"},
		{"two blocks are not behind", []int32{40, 38, 40}, false, false, 40, ""},
		{"the own node", []int32{40, 1000, 41}, true, false, 40, ""},
		{"the own node and one", []int32{40, 1000}, true, false, 40, ""},
		{"the own node is behind", []int32{7, 40, 41}, true, false, 40, "a: stale-tip"},
		{"one does not answer", []int32{-1, 40}, false, false, 40, ""},
		{"nobody answers", []int32{-1, -1}, false, false, -1, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var fakes []*fake
			for n, height := range tt.tips {
				f := w.honest(string(rune('a' + n)))
				if tt.own && n == 0 {
					f.info.Kind = explorer.OwnNode
				}
				if tt.same {
					f.info.Operator = "same"
				}
				if f.tip = func(context.Context) (int32, explorer.Reply) { return height, found }; height < 0 {
					fault(f, "tip", explorer.FaultServer)
				}
				fakes = append(fakes, f)
			}
			tx, a := check(t, w.client(fakes...), explorer.Want{ID: w.deposit.TxHash()})
			height, depth := int32(-1), int32(0)
			if a.Tip.Known {
				height, depth = a.Tip.Height, a.Tip.Height-w.places[tx.ID].height+1
			}
			if height != tt.want || a.Tip.Known != (a.Tip.Why != "") {
				t.Errorf("tip %d, want %d: %s", height, tt.want, a.Tip.Why)
			}
			if tx.Confirmations != depth {
				t.Errorf("%d confirmations, want %d", tx.Confirmations, depth)
			}
			if got := strings.Join(lies(a.Disagreements), ","); got != tt.stale {
				t.Errorf("lies %q, want %q", got, tt.stale)
			}
			if len(a.Tip.Replies) != len(tt.tips) {
				t.Errorf("%d replies", len(a.Tip.Replies))
			}
		})
	}
}

// What is three blocks deep is confirmed, and nothing is final at that depth.
func TestDepth(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		tip   int32
		final bool
	}{{9, false}, {10, false}, {11, true}, {12, true}} {
		// The payout is at height 6.
		var fakes []*fake
		for _, name := range []string{"a", "b"} {
			f := w.honest(name)
			f.tip = func(context.Context) (int32, explorer.Reply) { return tt.tip, found }
			fakes = append(fakes, f)
		}
		tx, _ := check(t, w.client(fakes...), explorer.Want{ID: w.payout.TxHash()})
		if tx.Final != tt.final || tx.Confirmations != tt.tip-5 {
			t.Errorf("tip %d: %d deep, final %t", tt.tip, tx.Confirmations, tx.Final)
		}
	}
}
