package trade_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

const openTrade = "p4/burning-2024/end/open" // the maker buys

// codes are the codes of a result's advice to an addressee.
func codes(r *trade.Result, to trade.Addressee) (list []string) {
	for _, a := range r.Advice {
		if a.To == to {
			list = append(list, strings.TrimPrefix(a.Text.Code, "advice."))
		}
	}
	return list
}

func said(r *trade.Result, code string) bool {
	return slices.ContainsFunc(r.Said, func(t trade.Text) bool { return t.Code == "summary."+code })
}

// TestReserveSpentElsewhere: whose own wallet spent the reserve has lost the fee by
// that, the other may be reimbursed; summary, losses, form and letters say the same,
// whether the deposit's ID is known or not.
func TestReserveSpentElsewhere(t *testing.T) {
	for _, c := range []struct {
		mutation string
		own      [2]bool // maker, taker
		said     string
	}{
		{"maker-fee/reserve-spent-elsewhere", [2]bool{true, false}, "reserve-spent"},
		{"taker-fee/reserve-spent-elsewhere", [2]bool{false, true}, "reserve-spent"},
		{"maker-fee/reserve-spent-elsewhere-and-no-deposit-named", [2]bool{true, false}, "reserve-spent"},
		{"taker-fee/reserve-spent-elsewhere-and-no-deposit-named", [2]bool{false, true}, "reserve-spent"},
		{"taker-fee/both-reserves-spent-elsewhere", [2]bool{true, true}, "reserves-spent"},
	} {
		t.Run(c.mutation, func(t *testing.T) {
			r := spoilt(t, openTrade, c.mutation)
			if !said(r, c.said) || r.Money != trade.NotLocked || len(r.Losses) != 2 {
				t.Fatalf("%s, %s, losses %+v", r.Money, r.Summary, r.Losses)
			}
			form := r.Reimbursement()
			for i, l := range r.Losses {
				want := map[bool]string{true: "loss.own-spent", false: "loss.other-spent"}[c.own[i]]
				if !l.Lost || l.Own != c.own[i] || l.Reason.Code != want || len(l.SpentBy) != 64 || strings.Contains(l.Reason.English, "published") {
					t.Errorf("%+v", l)
				}
				who := []string{"for: Maker", "for: Taker"}[i]
				if strings.Contains(form, who) == c.own[i] {
					t.Errorf("%s, own doing %v:\n%s", who, c.own[i], form)
				}
				letter := r.Message(l.Party)
				if strings.Contains(letter, "ask for its reimbursement") == c.own[i] || strings.Contains(letter, "Your own wallet spent") != c.own[i] {
					t.Errorf("own doing %v:\n%s", c.own[i], letter)
				}
			}
			if (form == "") != (c.own[0] && c.own[1]) || form != "" && !strings.Contains(form, "by the trader's own doing") {
				t.Errorf("the form:\n%s", form)
			}
			if to := codes(r, trade.ToMediator); !slices.Contains(to, "no-reimbursement-own") || !slices.Contains(to, "who-spent") {
				t.Errorf("the mediator is told %q", to)
			}
		})
	}
}

// alteredLedger changes what a ledger says of one transaction.
type alteredLedger struct {
	trade.Ledger
	alter func(chainhash.Hash, *explorer.Transaction)
}

func (l alteredLedger) Check(ctx context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	a, err := l.Ledger.Check(ctx, wants...)
	for id, tx := range a.Transactions {
		if tx != nil {
			other := *tx
			l.alter(id, &other)
			a.Transactions[id] = &other
		}
	}
	return a, err
}

// mutated builds a trade with a mutation in it.
func mutated(t *testing.T, variant, mutation string) *tradetest.Trade {
	t.Helper()
	tr := arbitrated(t, variant)
	i := slices.IndexFunc(tradetest.Mutations(), func(m tradetest.Mutation) bool { return m.Name == mutation })
	if i < 0 {
		t.Fatalf("there is no mutation %s", mutation)
	}
	tradetest.Mutations()[i].Apply(tr)
	return tr
}

func judgedBy(t *testing.T, k trade.Known, tr *tradetest.Trade, alter func(chainhash.Hash, *explorer.Transaction)) *trade.Result {
	t.Helper()
	r, err := trade.Judge(t.Context(), k, alteredLedger{tradetest.Ledger(tr), alter}, trade.Options{Now: tr.Now})
	if err != nil {
		t.Fatal(err)
	}
	wellSpoken(t, r)
	return r
}

// TestReserveBeingSpent has what spends the reserve wait for a block: nothing is
// lost yet.
func TestReserveBeingSpent(t *testing.T) {
	tr := mutated(t, openTrade, "taker-fee/reserve-spent-elsewhere")
	ours := map[chainhash.Hash]bool{}
	for _, tx := range tr.Txs {
		ours[tx.ID] = true
	}
	r := judgedBy(t, known(t, tr), tr, func(id chainhash.Hash, tx *explorer.Transaction) {
		if !ours[id] && tx.State == explorer.Confirmed {
			tx.State, tx.Block = explorer.Unconfirmed, nil
		}
	})
	if !said(r, "reserve-waiting") || len(r.Losses) > 0 || r.Reimbursement() != "" {
		t.Errorf("%s: %+v", r.Summary, r.Losses)
	}
	if v := find(t, r, "fee.leads-to-deposit", diagnostics.TakerFee); v.Detail.Code != "fee.leads-to-deposit.elsewhere-waits" {
		t.Errorf("%s: %s", v.Result, v.Detail)
	}
}

// TestReserveInAnotherDeposit has the maker fee transaction of another trade be
// given: the taker's reserve is spent by a deposit, only not by one of these two.
// Nobody is to be blamed for that.
func TestReserveInAnotherDeposit(t *testing.T) {
	tr, other := arbitrated(t, openTrade), tradetest.Build(arbitrated(t, openTrade).Variant, 77)
	for id, tx := range other.Parents {
		tr.Parents[id] = tx
	}
	stranger := other.Txs[diagnostics.MakerFee]
	tr.Parents[stranger.ID] = stranger
	k := trade.Known{Network: tr.Net, IDs: map[diagnostics.TxRole][]trade.Claim{
		diagnostics.MakerFee: {{ID: stranger.ID, Origin: trade.Origin{Kind: trade.FromAgent}}},
		diagnostics.TakerFee: {{ID: tr.Txs[diagnostics.TakerFee].ID, Origin: trade.Origin{Kind: trade.FromAgent}}},
	}}
	// The deposit is in its block; only the given IDs do not belong together.
	r := judgedBy(t, k, tr, func(chainhash.Hash, *explorer.Transaction) {})
	if !said(r, "reserve-other-deposit") || len(r.Losses) > 0 || r.Reimbursement() != "" || !slices.Contains(codes(r, trade.ToMediator), "compare-ids") {
		t.Errorf("%s: %+v, %+v", r.Summary, r.Losses, r.Advice)
	}
	if r.Transactions[2].ID != nil || r.Money != trade.MoneyUnknown {
		t.Errorf("the deposit is %v, the money %s", r.Transactions[2].ID, r.Money)
	}
}

// TestForeignSpenderWithOneFeeKnown: what spends the only known reserve is the
// deposit only if it has the form of one.
func TestForeignSpenderWithOneFeeKnown(t *testing.T) {
	for _, role := range []diagnostics.TxRole{diagnostics.MakerFee, diagnostics.TakerFee} {
		tr := mutated(t, openTrade, string(role)+"/reserve-spent-elsewhere")
		k := trade.Known{Network: tr.Net, IDs: map[diagnostics.TxRole][]trade.Claim{
			role: {{ID: tr.Txs[role].ID, Origin: trade.Origin{Kind: trade.FromAgent}}},
		}}
		r := judgedBy(t, k, tr, func(chainhash.Hash, *explorer.Transaction) {})
		if r.Transactions[2].ID != nil || r.Transactions[2].State != trade.Unpublished || !said(r, "reserve-spent") {
			t.Errorf("%s: the deposit is %v, %s: %s", role, r.Transactions[2].ID, r.Transactions[2].State, r.Summary)
		}
		if len(r.Losses) != 1 || !r.Losses[0].Own {
			t.Errorf("%s: %+v", role, r.Losses)
		}
	}
}

// answers has as many operators as given answer that they know no such
// transaction, or see no spender.
func answers(n int) func(chainhash.Hash, *explorer.Transaction) {
	return func(_ chainhash.Hash, tx *explorer.Transaction) {
		outcome := explorer.Found
		if tx.State == explorer.Absent {
			outcome = explorer.NotFound
		}
		for i := range n {
			name := string(rune('a' + i))
			tx.Replies = append(tx.Replies,
				explorer.Reply{Source: name, Operator: name, Question: "transaction", Outcome: outcome},
				explorer.Reply{Source: name, Operator: name, Question: "spenders", Outcome: outcome})
		}
	}
}

// TestOneVoice: where an absence is one operator's word, summary, letters and form
// say so, and no fee is recommended to be reimbursed or refused.
func TestOneVoice(t *testing.T) {
	noDeposit := func(tr *tradetest.Trade, k *trade.Known) {
		delete(k.IDs, diagnostics.Deposit)
		for _, tx := range []*tradetest.Tx{tr.Txs[diagnostics.Deposit]} {
			tx.State, tx.Height = explorer.Absent, 0
		}
	}
	for name, c := range map[string]struct {
		mutation string
		change   func(*tradetest.Trade, *trade.Known)
		form     bool
	}{
		"a fee is absent":       {"maker-fee/absent", func(*tradetest.Trade, *trade.Known) {}, true},
		"the deposit is absent": {"deposit/absent", func(*tradetest.Trade, *trade.Known) {}, true},
		"no deposit was made":   {"", noDeposit, true},
	} {
		t.Run(name, func(t *testing.T) {
			tr := arbitrated(t, openTrade)
			if c.mutation != "" {
				tr = mutated(t, openTrade, c.mutation)
			}
			k := known(t, tr)
			c.change(tr, &k)
			for n, one := range map[int]bool{1: true, 2: false} {
				r := judgedBy(t, k, tr, answers(n))
				form := r.Reimbursement()
				costly := slices.ContainsFunc(r.Advice, func(a trade.Advice) bool {
					return strings.Contains(a.Text.Code, "reimburse") || a.Text.Code == "advice.no-deposit"
				})
				if r.OneVoice != one || said(r, "one-voice") != one || strings.HasPrefix(form, "NOT YET") != one || (form != "") != c.form {
					t.Errorf("%d operators: %v, %s\n%s", n, r.OneVoice, r.Summary, form)
				}
				if one && (costly || !slices.Contains(codes(r, trade.ToMediator), "second-source")) {
					t.Errorf("with one source: %+v", r.Advice)
				}
				for _, p := range []diagnostics.Party{diagnostics.Buyer, diagnostics.Seller} {
					if letter := r.Message(p); letter != "" && strings.Contains(letter, "This is not final") != one {
						t.Errorf("%d operators:\n%s", n, letter)
					}
				}
			}
		})
	}
	// That a reserve is spent is proved, whoever is asked for the deposit.
	tr := mutated(t, openTrade, "taker-fee/reserve-spent-elsewhere")
	if r := judgedBy(t, known(t, tr), tr, answers(1)); r.OneVoice || !said(r, "reserve-spent") {
		t.Errorf("%v: %s", r.OneVoice, r.Summary)
	}
}
