package trade_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

// bag is a ledger of transactions in any state, who knows how spent.
type bag map[chainhash.Hash]*explorer.Transaction

func (b bag) Check(_ context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	a := explorer.Answer{Transactions: map[chainhash.Hash]*explorer.Transaction{}, Tip: explorer.Tip{Known: true, Height: 800_000}}
	for _, w := range wants {
		a.Transactions[w.ID] = b[w.ID]
		if tx := b[w.ID]; tx != nil {
			for _, o := range tx.Outputs {
				if o.By != nil {
					a.Transactions[o.By.Hash] = b[o.By.Hash]
				}
			}
		}
	}
	return a, nil
}

// FuzzJudge judges whatever bytes make of five transactions: it must come to an
// end, with a verdict of every rule, and never settle what it has not seen.
func FuzzJudge(f *testing.F) {
	for _, name := range []string{"p4/burning-2024/end/arbitrated", "p2/before-1.3.7/fee/bsq-bug-one-output", "p1/burning-2019/end/mediated"} {
		v, ok := tradetest.Find(name)
		if !ok {
			f.Fatal(name)
		}
		tr := tradetest.Build(v, 1)
		var all []byte
		for _, role := range diagnostics.TxRoles() {
			if tx := tr.Txs[role]; tx != nil {
				all = append(all, tx.Raw...)
			}
		}
		f.Add(all, uint32(0), uint8(0))
		f.Add(all, uint32(0x2413_1031), uint8(3))
	}
	f.Fuzz(func(t *testing.T, raw []byte, states uint32, dispute uint8) {
		if len(raw) > 1<<16 {
			return
		}
		k, ledger := bagOf(raw, states)
		k.Dispute = []trade.Dispute{"", trade.DisputeNone, trade.DisputeMediation, trade.DisputeArbitration, trade.DisputeManual}[dispute%5]
		r, err := trade.Judge(t.Context(), k, ledger, trade.Options{})
		if err != nil {
			t.Fatal(err)
		}
		wellSpoken(t, r)
		seen := map[diagnostics.TxRole]bool{"": true}
		for _, c := range r.Transactions {
			seen[c.Role] = c.Msg() != nil || c.State != trade.StateOpen
		}
		for _, v := range r.Verdicts {
			if !seen[v.Role] && settled(v) && v.Rule != "payout.exclusive" && v.Rule != "fee.same-deposit" {
				t.Errorf("%s %s is %s, though it was not seen: %s", v.Rule, v.Role, v.Result, v.Detail)
			}
		}
	})
}

// bagOf reads transactions one after the other and gives each a role and a state.
func bagOf(raw []byte, states uint32) (trade.Known, bag) {
	k := trade.Known{IDs: map[diagnostics.TxRole][]trade.Claim{}}
	ledger := bag{}
	kinds := []explorer.State{explorer.Confirmed, explorer.Unconfirmed, explorer.Absent, explorer.UnknownState}
	r := bytes.NewReader(raw)
	for _, role := range diagnostics.TxRoles() {
		tx := new(wire.MsgTx)
		if tx.Deserialize(r) != nil {
			break
		}
		id := tx.TxHash()
		known := &explorer.Transaction{ID: id, Tx: tx, State: kinds[states&3]}
		if known.State == explorer.Confirmed {
			known.Block = &explorer.Block{Height: int32(states & 0xfffff)}
		}
		if known.State == explorer.Absent || known.State == explorer.UnknownState {
			known.Tx = nil
		}
		if states&4 == 0 {
			k.IDs[role] = append(k.IDs[role], trade.Claim{ID: id, Origin: trade.Origin{Kind: trade.FromAgent}})
		}
		if states&8 != 0 {
			k.Raw = append(k.Raw, trade.Raw{Tx: tx})
		}
		ledger[id] = known
		states = states>>4 | states<<28
	}
	for _, tx := range ledger {
		if tx.Tx == nil {
			continue
		}
		for i, in := range tx.Tx.TxIn {
			parent := ledger[in.PreviousOutPoint.Hash]
			if parent == nil || parent.Tx == nil || int(in.PreviousOutPoint.Index) >= len(parent.Tx.TxOut) {
				continue
			}
			if parent.Outputs == nil {
				parent.Outputs = make([]explorer.Output, len(parent.Tx.TxOut))
			}
			parent.Outputs[in.PreviousOutPoint.Index] = explorer.Output{State: explorer.Spent, By: &wire.OutPoint{Hash: tx.ID, Index: uint32(i)}}
		}
	}
	return k, ledger
}
