package trade_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// TestPublishedDelayedPayout says for each state of the dispute who has the
// coins, what each has to do, and never that nothing is left.
func TestPublishedDelayedPayout(t *testing.T) {
	undecided := []string{"advice.deposit-gone", "advice.ask-who-published", "advice.say-arbitration", "advice.no-refund-unopened"}
	for name, c := range map[string]struct {
		variant, mutation string
		dispute           trade.Dispute
		says              string
		code              string // of a sentence
		advice            []string
		letter            string // stands in both traders'
	}{
		"not said": {
			"p4/burning-2024/end/arbitrated", "", trade.DisputeUnknown, "the money went to the burning men, in 15 outputs.", "delayed-which-dispute", undecided, "open arbitration in Bisq now",
		},
		"none": {
			"p4/burning-2024/end/arbitrated", "", trade.DisputeNone, "the money went to the burning men", "delayed-undisputed", undecided, "open arbitration in Bisq now",
		},
		"mediation": {
			"p4/burning-2024/end/arbitrated", "", trade.DisputeMediation, "the money went to the burning men", "delayed-no-mediation",
			slices.Insert(slices.Clone(undecided), 1, "advice.mediation-over"), "sign no payout for this trade any more",
		},
		"by hand": {
			"p4/burning-2024/end/arbitrated", "", trade.DisputeManual, "the money went to the burning men", "delayed-no-mediation",
			slices.Insert(slices.Clone(undecided), 1, "advice.mediation-over"), "sign no payout for this trade any more",
		},
		"arbitration": {
			"p4/burning-2024/end/arbitrated", "", trade.DisputeArbitration, "the money went to the burning men, in 15 outputs.", "delayed-payout",
			[]string{"advice.deposit-gone", "advice.answer-arbitrator", "advice.decide-refund", "advice.reimbursement-dao"},
			"Answer in your arbitration ticket",
		},
		"arbitration, taken before 2023": {
			"p3/segwit/end/arbitrated", "", trade.DisputeArbitration, "the money went to the DAO's donation address of that time.", "delayed-payout",
			[]string{"advice.deposit-gone", "advice.answer-arbitrator", "advice.decide-refund", "advice.reimbursement-donation"},
			"Answer in your arbitration ticket",
		},
		"arbitration, men of no list": {
			"p4/burning-2024/end/arbitrated-unknown-men", "", trade.DisputeArbitration, " to addresses that no list has.", "delayed-payout",
			[]string{"advice.deposit-gone", "advice.answer-arbitrator", "advice.no-refund-unjudged", "advice.decide-refund", "advice.reimbursement-dao"},
			"Answer in your arbitration ticket",
		},
		"arbitration, not confirmed": {
			"p4/burning-2024/pending/delayed-payout", "", trade.DisputeArbitration, "waits for a block: the money goes to the burning men", "delayed-waiting",
			[]string{"advice.no-refund-yet", "advice.deposit-gone", "advice.answer-arbitrator"},
			"Answer in your arbitration ticket",
		},
		"arbitration, broken": {
			"p3/segwit/end/arbitrated", "delayed-payout/to-a-stranger", trade.DisputeArbitration, "the money went to an address that no list has.", "fails",
			[]string{"advice.deposit-gone", "advice.answer-arbitrator", "advice.no-refund-broken", "advice.contact-developer"},
			"Answer in your arbitration ticket",
		},
	} {
		t.Run(name, func(t *testing.T) {
			tr := arbitrated(t, c.variant)
			if c.mutation != "" {
				tr = mutated(t, c.variant, c.mutation)
			}
			k := known(t, tr)
			k.Dispute = c.dispute
			r := judgedBy(t, k, tr, func(chainhash.Hash, *explorer.Transaction) {})
			if r.Money != trade.InDelayedPayout || !strings.Contains(r.Summary, c.says) || !said(r, c.code) {
				t.Errorf("the money is %s; %q and %s are not in %q", r.Money, c.says, c.code, r.Summary)
			}
			var got []string
			for _, a := range r.Advice {
				got = append(got, a.Text.Code)
			}
			if !slices.Equal(got, c.advice) {
				t.Errorf("advice %q, want %q", got, c.advice)
			}
			for _, party := range []diagnostics.Party{diagnostics.Buyer, diagnostics.Seller} {
				if letter := r.Message(party); !strings.Contains(letter, c.letter) || !strings.Contains(letter, "not in the multisig any more") {
					t.Errorf("the %s reads\n%s", party, letter)
				}
			}
		})
	}
}

// TestNoRefundOnWhatCouldNotBeJudged: Bisq makes a refund only where everything
// holds, and so does the advice.
func TestNoRefundOnWhatCouldNotBeJudged(t *testing.T) {
	r := spoilt(t, "p4/burning-2024/paper/none-arbitrated")
	if r.Trade.Dispute != trade.DisputeArbitration || r.Money != trade.InDelayedPayout {
		t.Fatalf("%s, %s", r.Trade.Dispute, r.Money)
	}
	i := slices.IndexFunc(r.Advice, func(a trade.Advice) bool { return a.Text.Code == "advice.no-refund-unjudged" })
	if i < 0 || !r.Advice[i].Not || len(r.Advice[i].Text.Args) != 1 || r.Counts().Unknown == 0 {
		t.Errorf("%d are unknown: %v", r.Counts().Unknown, r.Advice)
	}
}
