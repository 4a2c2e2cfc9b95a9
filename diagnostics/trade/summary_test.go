package trade_test

import (
	"slices"
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

// spoilt judges a trade with mutations.
func spoilt(t *testing.T, variant string, mutations ...string) *trade.Result {
	t.Helper()
	tr := arbitrated(t, variant)
	for _, name := range mutations {
		i := slices.IndexFunc(tradetest.Mutations(), func(m tradetest.Mutation) bool { return m.Name == name })
		if i < 0 {
			t.Fatalf("there is no mutation %s", name)
		}
		tradetest.Mutations()[i].Apply(tr)
	}
	return judged(t, tr)
}

func TestSummary(t *testing.T) {
	for _, c := range []struct {
		variant, mutation string
		says              []string // in this order
		advice            []string // codes, in order
	}{
		{
			"p4/burning-2024/end/open", "maker-fee/absent",
			[]string{"Funds are not locked", "The seller's fee transaction is confirmed, the buyer's is absent everywhere: the deposit cannot confirm. Ask the buyer to"},
			[]string{"advice.no-payment", "advice.deactivate-offers", "advice.spv-resync", "advice.reimburse", "advice.no-reimbursement"},
		},
		{
			"p4/burning-2024/end/open", "deposit/absent",
			[]string{"the deposit is absent everywhere", "ask a developer before anybody resyncs SPV"},
			[]string{"advice.no-payment", "advice.deactivate-offers", "advice.developer", "advice.spv-resync-later"},
		},
		{
			"p4/burning-2024/end/open", "taker-fee/stuck",
			[]string{"the deposit waits for a block", "for long"},
			[]string{"advice.no-payment-yet", "advice.look-again"},
		},
		{
			"p4/burning-2024/end/arbitrated", "delayed-payout/never-published",
			[]string{"Funds are locked in the 2-of-2 multisig", "a refund must not be made"},
			[]string{"advice.no-refund", "advice.ask-publish-over"},
		},
		{
			"p4/burning-2024/end/arbitrated", "",
			[]string{"the money went to the burning men", "is confirmed"},
			[]string{"advice.deposit-gone", "advice.answer-arbitrator", "advice.decide-refund", "advice.reimbursement-dao"},
		},
		{
			"p3/segwit/paid/maker-buys", "payout/outputs-swapped",
			[]string{"paid out", "Rules that failed: Addresses of the payout, Amounts of the payout. Ask a developer", " 2 failed,"},
			[]string{"advice.contact-developer"},
		},
		{
			"p3/segwit/paid/maker-buys", "",
			[]string{"The funds are paid out. Every rule that applies is kept."},
			[]string{"advice.nothing"},
		},
		{
			"p3/segwit/end/open", "",
			[]string{"Funds are locked in the 2-of-2 multisig (0."},
			[]string{"advice.no-resync", "advice.go-on"},
		},
		{
			"p1/burning-2019/end/open", "",
			[]string{"Funds are locked in the 2-of-3 multisig (0."},
			[]string{"advice.no-resync", "advice.go-on"},
		},
		{
			"p4/burning-2024/pending/unreached", "",
			[]string{"No source answered (1 asked): nothing here was learned from the chain. Where the funds are is not known: no answer of use from: explorer.example.", "could not be judged"},
			[]string{"advice.no-source"},
		},
	} {
		t.Run(c.variant+" "+c.mutation, func(t *testing.T) {
			var mutations []string
			if c.mutation != "" {
				mutations = []string{c.mutation}
			}
			r := spoilt(t, c.variant, mutations...)
			rest := r.Summary
			for _, s := range c.says {
				_, after, ok := strings.Cut(rest, s)
				if !ok {
					t.Errorf("%q does not say, or not in order, %q", r.Summary, s)
				}
				rest = after
			}
			var codes []string
			for _, a := range r.Advice {
				codes = append(codes, a.Text.Code)
			}
			if !slices.Equal(codes, c.advice) {
				t.Errorf("advice %q, want %q", codes, c.advice)
			}
		})
	}
}

// TestLosses follows the wiki: whose own fee transaction is missing has lost
// nothing, the other has.
func TestLosses(t *testing.T) {
	r := spoilt(t, "p4/burning-2024/end/open", "maker-fee/absent")
	if len(r.Losses) != 2 || r.Losses[0].Lost || !r.Losses[1].Lost || r.Losses[1].Party != diagnostics.Seller ||
		r.Losses[1].TradeFee == nil || r.Losses[1].MinerFee == nil {
		t.Fatalf("%+v", r.Losses)
	}
	form := r.Reimbursement()
	for _, want := range []string{
		"Trade ID: ", "Taker (BTC seller)", "Maker: " + r.Transactions[0].ID.String() + "\n", "Taker: " + r.Transactions[1].ID.String() + "\n",
		"Deposit: " + r.Transactions[2].ID.String() + "\n", " BTC trade fee, ", " BTC miner fee", "Maker: absent",
	} {
		if !strings.Contains(form, want) {
			t.Errorf("%q is not in\n%s", want, form)
		}
	}
	buyer, seller := r.Message(diagnostics.Buyer), r.Message(diagnostics.Seller)
	if !strings.Contains(buyer, "resync SPV") || strings.Contains(seller, "resync SPV") || !strings.Contains(seller, "reimbursement") {
		t.Errorf("the buyer reads\n%s\nthe seller reads\n%s", buyer, seller)
	}
	for _, name := range []string{"p4/burning-2024/end/open", "p4/burning-2024/paid/maker-sells", "p4/burning-2024/pending/deposit", "p4/burning-2024/pending/unreached"} {
		if r := spoilt(t, name); len(r.Losses) > 0 || r.Reimbursement() != "" {
			t.Errorf("%s: %v", name, r.Losses)
		}
	}
	if r := spoilt(t, "p4/burning-2024/fee/bsq-both"); r.Trade.TakerCurrency != trade.BSQ {
		t.Errorf("the taker's fee is in %s", r.Trade.TakerCurrency)
	}
}

// TestTradeTxFee wants the three places to agree, or not to.
func TestTradeTxFee(t *testing.T) {
	tr := arbitrated(t, "p4/burning-2024/paid/maker-sells")
	r := judged(t, tr)
	if f := r.TradeTxFee; !f.Agree || f.Sat == nil || *f.Sat != tr.Amounts.TradeTxFee || len(f.From) != 3 {
		t.Errorf("%+v", f)
	}
	if f := spoilt(t, "p4/burning-2024/paid/maker-sells", "taker-fee/reserve-much-more").TradeTxFee; f.Agree || f.Sat != nil {
		t.Errorf("%+v", f)
	}
	if f := spoilt(t, "p4/burning-2024/pending/unreached").TradeTxFee; f.Agree || f.Sat != nil || f.From[0].Why == "" {
		t.Errorf("%+v", f)
	}
}

// TestFindings wants every warning and fail as a finding under its rule's name.
func TestFindings(t *testing.T) {
	r := spoilt(t, "p3/segwit/paid/maker-buys", "payout/outputs-swapped")
	codes := map[string]diagnostics.Severity{}
	for _, f := range r.Findings() {
		if f.Title == "" || f.Evidence == nil {
			t.Errorf("%+v", f)
		}
		codes[f.Code] = f.Severity
	}
	if codes["payout.addresses"] != diagnostics.Problem || codes["trade.contract-payloads"] != diagnostics.Warning || len(codes) != 3 {
		t.Errorf("%v", codes)
	}
}
