package trade_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
	"tradecase/explorer/proof"
)

var notedThen = time.Date(2024, 5, 6, 7, 8, 0, 0, time.UTC)

// kept makes of answers what a bundle has kept of them, with or without the
// proofs of the blocks.
func kept(proved bool) func(chainhash.Hash, *explorer.Transaction) {
	return func(_ chainhash.Hash, tx *explorer.Transaction) {
		tx.Kept, tx.Checked = true, notedThen
		tx.Outputs = slices.Clone(tx.Outputs)
		for i := range tx.Outputs {
			tx.Outputs[i].Noted = tx.Outputs[i].State == explorer.NotSeenSpent
		}
		if proved && tx.State == explorer.Confirmed {
			tx.Proofs = []proof.Proof{{Claim: proof.ClaimInclusion}, {Claim: proof.ClaimWork, Anchored: true}}
		}
	}
}

// TestWhatABundleNotedIsDated judges trades by what a bundle keeps: what no proof
// shows is told with its date, and is never fresh.
func TestWhatABundleNotedIsDated(t *testing.T) {
	const date = "2024-05-06 07:08 UTC"
	for name, c := range map[string]struct {
		variant, mutation string
		proved            bool
		money             trade.Money
		verdicts          map[string]string // rule to the code's end
		said              string
		asOf              bool
	}{
		"locked": {
			openTrade, "", true, trade.Locked,
			map[string]string{"deposit.spent-by": "unknown noted", "payout.exclusive": "unknown noted"},
			"locked-noted", true,
		},
		"published, proved": {
			"p4/burning-2024/end/arbitrated", "", true, trade.InDelayedPayout,
			map[string]string{"delayed.required": "pass confirmed", "payout.exclusive": "pass one", "deposit.spent-by": "pass delayed"},
			"delayed-payout", false,
		},
		"published, by its word": {
			"p4/burning-2024/end/arbitrated", "", false, trade.InDelayedPayout,
			map[string]string{"delayed.required": "unknown noted", "payout.exclusive": "unknown noted"},
			"delayed-unknown", true,
		},
		"never published": {
			"p4/burning-2024/end/arbitrated", "delayed-payout/never-published", true, trade.Locked,
			map[string]string{"delayed.required": "fail missing-noted", "payout.exclusive": "unknown noted"},
			"locked-noted", true,
		},
		"paid out, proved": {
			"p4/burning-2024/paid/maker-sells", "", true, trade.PaidOut,
			map[string]string{"payout.exclusive": "pass one"},
			"paid-out", false,
		},
	} {
		t.Run(name, func(t *testing.T) {
			tr := arbitrated(t, c.variant)
			if c.mutation != "" {
				tr = mutated(t, c.variant, c.mutation)
			}
			r := judgedBy(t, known(t, tr), tr, kept(c.proved))
			if r.Money != c.money || !said(r, c.said) || (r.AsOf != nil) != c.asOf || said(r, "as-of") != c.asOf || said(r, "locked") {
				t.Errorf("%s, as of %v: %s", r.Money, r.AsOf, r.Summary)
			}
			if c.asOf && (!r.AsOf.Equal(notedThen) || !strings.Contains(r.Summary, date) || !slices.Contains(codes(r, trade.ToMediator), "check-anew")) {
				t.Errorf("as of %v: %s", r.AsOf, r.Summary)
			}
			for _, v := range r.Verdicts {
				want, ok := c.verdicts[v.Rule]
				if !ok {
					continue
				}
				if got := string(v.Result) + " " + strings.TrimPrefix(v.Detail.Code, v.Rule+"."); got != want {
					t.Errorf("%s: %q, want %q: %s", v.Rule, got, want, v.Detail)
				}
				if strings.HasSuffix(want, "noted") && !strings.Contains(v.Detail.English, date) {
					t.Errorf("%s has no date: %s", v.Rule, v.Detail)
				}
			}
		})
	}
}

// TestAbsenceThatABundleNoted: the form, the letters and the reason say when an
// absence was noted.
func TestAbsenceThatABundleNoted(t *testing.T) {
	tr := mutated(t, openTrade, "maker-fee/absent")
	r := judgedBy(t, known(t, tr), tr, kept(true))
	maker := r.Transactions[0]
	if maker.State != trade.Absent || !maker.Noted.Equal(notedThen) || !strings.HasPrefix(maker.Why.English, "noted at the last check on 2024-05-06") {
		t.Errorf("%s, %s: %s", maker.State, maker.Noted, maker.Why)
	}
	if taker := r.Transactions[1]; !taker.Noted.IsZero() || strings.Contains(taker.Why.English, "noted") {
		t.Errorf("what is proved is noted at %s: %s", taker.Noted, taker.Why)
	}
	if form := r.Reimbursement(); !strings.HasPrefix(form, "NOT YET TO BE SENT OR PAID: this was noted on 2024-05-06") {
		t.Errorf("the form:\n%s", form)
	}
	for _, p := range []diagnostics.Party{diagnostics.Buyer, diagnostics.Seller} {
		if letter := r.Message(p); !strings.Contains(letter, "This is as of 2024-05-06") {
			t.Errorf("the letter:\n%s", letter)
		}
	}
	fresh := judgedBy(t, known(t, tr), tr, func(chainhash.Hash, *explorer.Transaction) {})
	if fresh.AsOf != nil || strings.Contains(fresh.Message(diagnostics.Buyer)+fresh.Reimbursement(), "as of") {
		t.Errorf("what was asked now is as of %v", fresh.AsOf)
	}
}
