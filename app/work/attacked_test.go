package work_test

import (
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/app/work"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer/esplora/esploratest"
)

func namedIDs(made *tradetest.Trade) map[diagnostics.TxRole][]string {
	ids := map[diagnostics.TxRole][]string{}
	for role, tx := range made.Txs {
		ids[role] = []string{tx.ID.String()}
	}
	return ids
}

// TestCheckOneVoiceHidesNoDeposit has one explorer hide who spends the reserves
// while the other is not heard: no deposit must not follow from that.
func TestCheckOneVoiceHidesNoDeposit(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys")
	servers, urls := explorers(t, chain, 2)
	servers[0].Lie(esploratest.HiddenSpender)
	servers[1].Fail(esploratest.Fault{What: esploratest.Broken})
	c, err := checkDesk(t).Check(t.Context(), work.CheckInput{Contract: contractFile(t, made), Explorers: urls, Network: "regtest", Timeout: 5 * time.Second}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Money != trade.MoneyUnknown || len(c.Losses) > 0 {
		t.Errorf("%s, losses %v: %s", c.Money, c.Losses, c.Summary)
	}
	if strings.Contains(c.Summary, "..") {
		t.Errorf("two full stops: %s", c.Summary)
	}
}

// TestCheckAlteredDepositAtHand gives bytes of a deposit that is not the chain's.
func TestCheckAlteredDepositAtHand(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys", diagnostics.Payout)
	_, urls := explorers(t, chain, 2)
	altered := made.Txs[diagnostics.Deposit].Msg.Copy()
	altered.TxOut[0].Value -= 5
	var raw strings.Builder
	raw.WriteString("deposit:\n")
	if err := altered.Serialize(hex.NewEncoder(&raw)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "raw")
	if err := os.WriteFile(path, []byte(raw.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := checkDesk(t).Check(t.Context(), work.CheckInput{Contract: contractFile(t, made), Raw: []string{path}, Explorers: urls, Network: "regtest"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Money != trade.Locked || *c.Transactions[2].ID != made.Txs[diagnostics.Deposit].ID || len(c.Losses) > 0 {
		t.Errorf("%s: %s", c.Money, c.Summary)
	}
	if failed := results(c, trade.Fail); len(failed) != 1 || !strings.HasPrefix(failed[0], "trade.ids") {
		t.Errorf("%q", failed)
	}
}

// TestCheckMixedUpSpenders names the payout as the delayed payout and the other
// way round: where the money is must not turn around with it.
func TestCheckMixedUpSpenders(t *testing.T) {
	for variant, want := range map[string]trade.Money{"end/arbitrated": trade.InDelayedPayout, "paid/maker-buys": trade.PaidOut} {
		t.Run(string(want), func(t *testing.T) {
			made, chain := invented(t, "p4/burning-2024/"+variant)
			_, urls := explorers(t, chain, 2)
			ids := namedIDs(made)
			ids[diagnostics.Payout], ids[diagnostics.DelayedPayout] = ids[diagnostics.DelayedPayout], ids[diagnostics.Payout]
			c, err := checkDesk(t).Check(t.Context(), work.CheckInput{Contract: contractFile(t, made), IDs: ids, Explorers: urls, Network: "regtest"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if failed := results(c, trade.Fail); c.Money != want || len(failed) != 1 || !strings.HasPrefix(failed[0], "trade.ids") {
				t.Errorf("%s: %s %q", c.Money, c.Summary, failed)
			}
		})
	}
}

// TestCheckSaysWhatCanBeDone looks for what a mediator needs to be told, and for
// what must not be said.
func TestCheckSaysWhatCanBeDone(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys")
	spent, spentChain := invented(t, "p4/burning-2024/paid/maker-buys", diagnostics.Deposit, diagnostics.Payout)
	other := wire.NewMsgTx(1)
	other.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: spent.Txs[diagnostics.MakerFee].ID, Index: 1}, []byte{0x51}, nil))
	other.AddTxOut(wire.NewTxOut(1000, tradetest.FaucetScript()))
	spentChain.AddBlock(other)
	late, lateChain := invented(t, "p4/burning-2024/paid/maker-buys", diagnostics.Deposit, diagnostics.Payout)
	lateChain.Mine(300)
	lateChain.AddMempool(late.Txs[diagnostics.Deposit].Msg)
	for _, s := range []struct {
		name       string
		made       *tradetest.Trade
		chain      *esploratest.Memory
		dispute    trade.Dispute
		want, lack string
	}{
		{"arbitration of what is paid out", made, chain, trade.DisputeArbitration, "can never be published", "Every rule"},
		{"reserve spent elsewhere", spent, spentChain, "", "can never confirm", "may still be published"},
		{"deposit waits for days", late, lateChain, "", "for long", "Every rule"},
	} {
		t.Run(s.name, func(t *testing.T) {
			_, urls := explorers(t, s.chain, 2)
			c, err := checkDesk(t).Check(t.Context(), work.CheckInput{
				Contract: contractFile(t, s.made), IDs: namedIDs(s.made), Explorers: urls, Network: "regtest", Dispute: s.dispute,
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(c.Summary, s.want) || strings.Contains(c.Summary, s.lack) {
				t.Errorf("summary: %s", c.Summary)
			}
		})
	}
}
