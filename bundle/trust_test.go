package bundle_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

// both is a ledger of two trades' chains.
type both struct{ a, b trade.Ledger }

func (w both) Check(ctx context.Context, wants ...explorer.Want) (explorer.Answer, error) {
	x, err := w.a.Check(ctx, wants...)
	y, _ := w.b.Check(ctx, wants...)
	for id, tx := range y.Transactions {
		if old := x.Transactions[id]; old == nil || old.State == explorer.Absent {
			x.Transactions[id] = tx
		}
	}
	return x, err
}

// logOf is a log of Bisq's with these messages, a second apart.
func logOf(party diagnostics.Party, path string, rotation int, messages ...string) logs.File {
	var text strings.Builder
	for i, m := range messages {
		fmt.Fprintf(&text, "Nov-14 12:00:%02d.000 [main] INFO  b.c.t.Trade: %s \n", i+1, m)
	}
	return logs.File{Path: path, Party: party, Set: path[:strings.LastIndexByte(path, '/')], Rotation: rotation, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(text.String())), nil
	}}
}

var labels = map[diagnostics.TxRole]string{
	diagnostics.MakerFee: "makerFeeTxId", diagnostics.TakerFee: "takerFeeTxId", diagnostics.Deposit: "depositTxId",
	diagnostics.Payout: "payoutTxId", diagnostics.DelayedPayout: "delayedPayoutTxId",
}

// attacked is a trade whose deposit is open, and another one, paid out, that
// somebody would have passed for it.
type attacked struct{ ours, evil *tradetest.Trade }

func attack(t *testing.T) attacked {
	t.Helper()
	build := func(name string, seed uint64) *tradetest.Trade {
		v, ok := tradetest.Find(name)
		if !ok {
			t.Fatalf("there is no variant %s", name)
		}
		return tradetest.Build(v, seed)
	}
	return attacked{build("p4/burning-2024/end/open", 1), build("p4/burning-2024/paid/maker-sells", 2)}
}

// names gives lines that name transactions of one of the trades as ours.
func (a attacked) names(of *tradetest.Trade, form string, roles ...diagnostics.TxRole) []string {
	var lines []string
	for _, role := range roles {
		lines = append(lines, fmt.Sprintf(form, a.ours.ID, labels[role]+"="+of.Txs[role].ID.String()))
	}
	return lines
}

// judge reads logs, with the contract or without, and judges.
func (a attacked) judge(t *testing.T, contract bool, files ...logs.File) *trade.Result {
	t.Helper()
	k := bundle.Known{Known: trade.Known{TradeID: a.ours.ID}}
	if contract {
		if _, err := k.Read([]byte(a.ours.Contract), trade.Origin{Kind: trade.FromContract}); err != nil {
			t.Fatal(err)
		}
	}
	if err := k.ReadLogs(t.Context(), files, nil); err != nil {
		t.Fatal(err)
	}
	r, err := trade.Judge(t.Context(), k.Known, both{tradetest.Ledger(a.ours), tradetest.Ledger(a.evil)}, trade.Options{Now: a.ours.Now})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var (
	depositOnly = []diagnostics.TxRole{diagnostics.Deposit}
	untilPaid   = []diagnostics.TxRole{diagnostics.MakerFee, diagnostics.TakerFee, diagnostics.Deposit, diagnostics.Payout}
	untilLocked = untilPaid[:3]
)

// TestLogsDoNotPassAnotherTradeForThisOne has another trade's transactions named
// in all the ways that the other trader, or a log of many trades, can bring about.
// Nothing of it may be used, and where it differs that is said.
func TestLogsDoNotPassAnotherTradeForThisOne(t *testing.T) {
	a := attack(t)
	const own, chat = "Set (tradeId=%s) %s", "Received ChatMessage{ tradeId='%s', message='see %s', attachments=[] }"
	genuine := a.names(a.ours, own, untilLocked...)
	near := append([]string{"Set new state at BuyerAsTakerTrade (id=" + a.ours.ID.Short() + "): X"}, strings.TrimPrefix(a.names(a.evil, "%.0s%s", diagnostics.Deposit)[0], " "))
	for name, c := range map[string]struct {
		contract bool
		files    []logs.File
		used     bool // the genuine transactions are gone by
		ids      trade.Outcome
	}{
		"genuine alone":                         {files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, genuine...)}, used: true, ids: trade.Pass},
		"chat in the newer file":                {files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, a.names(a.evil, chat, untilPaid...)...), logOf("buyer", "buyer/bisq_1.log", 1, genuine...)}, used: true, ids: trade.Warn},
		"chat in the other party's file":        {files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, genuine...), logOf("seller", "seller/bisq.log", 0, a.names(a.evil, chat, untilPaid...)...)}, used: true, ids: trade.Warn},
		"chat alone":                            {files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, a.names(a.evil, chat, untilPaid...)...)}, ids: trade.Warn},
		"chat with the contract":                {contract: true, files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, a.names(a.evil, chat, untilPaid...)...)}, used: true, ids: trade.Warn},
		"the seller's log says otherwise":       {files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, genuine...), logOf("seller", "seller/bisq.log", 0, a.names(a.evil, own, untilPaid...)...)}, ids: trade.Warn},
		"a later file says otherwise":           {files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, a.names(a.evil, own, untilPaid...)...), logOf("buyer", "buyer/bisq_1.log", 1, genuine...)}, ids: trade.Warn},
		"both in one file":                      {files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, append(genuine, a.names(a.evil, own, untilPaid...)...)...)}, ids: trade.Warn},
		"otherwise, and the contract tells":     {contract: true, files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, append(a.names(a.evil, own, depositOnly...), genuine...)...)}, used: true, ids: trade.Warn},
		"near our trade, with the contract":     {contract: true, files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, near...)}, used: true, ids: trade.Pass},
		"near our trade":                        {files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, near...)}, ids: trade.Unknown},
		"a message's fields, with the contract": {contract: true, files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, a.names(a.evil, "handle SomeMessage{ tradeId='%s', %s }", untilPaid[2:]...)...)}, used: true, ids: trade.Warn},
		"a message's fields":                    {files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, a.names(a.evil, "handle SomeMessage{ tradeId='%s', %s }", untilPaid...)...)}, ids: trade.Warn},
		"a message's fields that fit":           {files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, append(a.names(a.ours, "handle SomeMessage{ tradeId='%s', %s }", diagnostics.TakerFee, diagnostics.Deposit), genuine[0])...)}, used: true, ids: trade.Pass},
		"a chat without an end":                 {files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, append([]string{"Received ChatMessage(tradeId=" + string(a.ours.ID) + ", message='look"}, a.names(a.evil, own, untilPaid...)...)...)}, ids: trade.Warn},
		"an entry about two trades":             {contract: true, files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, a.names(a.evil, "{tradeId=%s}, {tradeId="+string(a.evil.ID)+", %s}", untilPaid[2:]...)...)}, used: true, ids: trade.Pass},
		"a trade whose ID begins like ours":     {contract: true, files: []logs.File{logOf("buyer", "buyer/bisq.log", 0, a.names(a.evil, "tradeId=%s_foreign %s", untilPaid[2:]...)...)}, used: true, ids: trade.Pass},
	} {
		t.Run(name, func(t *testing.T) {
			r := a.judge(t, c.contract, c.files...)
			for _, tx := range r.Transactions {
				if tx.ID == nil {
					continue
				}
				if *tx.ID == a.evil.Txs[tx.Role].ID {
					t.Errorf("the other trade's %s is used", tx.Role)
				}
			}
			if deposit := r.Transactions[2]; (deposit.ID != nil && *deposit.ID == a.ours.Txs[diagnostics.Deposit].ID) != c.used {
				t.Errorf("deposit %v, used %v, %s", deposit.ID, c.used, deposit.Why)
			}
			for _, v := range r.Verdicts {
				if v.Result == trade.Fail || !c.used && v.Result == trade.Pass && v.Role != "" {
					t.Errorf("%s %s %s: %s", v.Rule, v.Role, v.Result, v.Detail)
				}
				if v.Rule == "trade.ids" && v.Result != c.ids {
					t.Errorf("trade.ids is %s: %s", v.Result, v.Detail)
				}
			}
		})
	}
}

// TestContestedNamesSayWhoAndWhere reads the warning.
func TestContestedNamesSayWhoAndWhere(t *testing.T) {
	a := attack(t)
	const own = "Set (tradeId=%s) %s"
	r := a.judge(t, false, logOf("buyer", "buyer/bisq.log", 0, a.names(a.ours, own, depositOnly...)...), logOf("seller", "seller/bisq.log", 0, a.names(a.evil, own, depositOnly...)...))
	for _, v := range r.Verdicts {
		if v.Rule != "trade.ids" {
			continue
		}
		if said := v.Detail.String(); !strings.Contains(said, "buyer/bisq.log:1") || !strings.Contains(said, "seller/bisq.log:1") {
			t.Error(said)
		}
	}
	listed := 0
	for _, f := range r.Trade.Facts {
		if f.Name == string(diagnostics.Deposit) && f.Disputed && !f.Used {
			listed++
		}
	}
	if deposit := r.Transactions[2]; listed != 2 || deposit.State != trade.StateOpen || deposit.Why.IsZero() {
		t.Errorf("%d listed, %s: %s", listed, deposit.State, deposit.Why)
	}
}

// TestFalseWitnessInALogDoesNotReplaceTheTrueOne gives a payout's true bytes beside
// ones with another witness, as a chat message can.
func TestFalseWitnessInALogDoesNotReplaceTheTrueOne(t *testing.T) {
	v, ok := tradetest.Find("p4/no-opreturn/paid/maker-sells")
	if !ok {
		t.Fatal("there is no such variant")
	}
	tr := tradetest.Build(v, 1)
	payout := tr.Txs[diagnostics.Payout]
	raw := func(change func(w wire.TxWitness) wire.TxWitness) string {
		tx := payout.Msg.Copy()
		tx.TxIn[0].Witness = change(tx.TxIn[0].Witness)
		var b bytes.Buffer
		if err := tx.Serialize(&b); err != nil {
			t.Fatal(err)
		}
		return "hex: " + hex.EncodeToString(b.Bytes())
	}
	genuine := raw(func(w wire.TxWitness) wire.TxWitness { return w })
	longer := raw(func(w wire.TxWitness) wire.TxWitness { return append(wire.TxWitness{{}}, w...) })
	another := raw(func(w wire.TxWitness) wire.TxWitness { w[1][20] ^= 1; return w })
	none := raw(func(wire.TxWitness) wire.TxWitness { return nil })
	deposit := "hex: " + tr.Txs[diagnostics.Deposit].Hex()
	named := fmt.Sprintf("Set (tradeId=%s) depositTxId=%s payoutTxId=%s", tr.ID, tr.Txs[diagnostics.Deposit].ID, payout.ID)
	var many []string
	for i := range 40 {
		many = append(many, raw(func(w wire.TxWitness) wire.TxWitness { w[1][20] ^= byte(i + 1); return w }))
	}
	for name, c := range map[string]struct {
		lines []string
		want  string // the bytes, or "" for none with a witness
	}{
		"longer":                       {[]string{deposit, genuine, longer}, genuine},
		"longer before":                {[]string{deposit, longer, genuine}, genuine},
		"another":                      {[]string{deposit, another, longer, genuine}, genuine},
		"of none":                      {[]string{deposit, none, genuine}, genuine},
		"of none, deposit not at hand": {[]string{none, genuine}, genuine},
		"deposit not at hand":          {[]string{genuine, longer}, ""},
		"more than are tried":          {append(append([]string{deposit}, many...), genuine), ""},
	} {
		t.Run(name, func(t *testing.T) {
			k := bundle.Known{Known: trade.Known{TradeID: tr.ID}}
			if err := k.ReadLogs(t.Context(), []logs.File{logOf("buyer", "buyer/bisq.log", 0, append(c.lines, named)...)}, nil); err != nil {
				t.Fatal(err)
			}
			got, ok := k.Logs.Recorded(payout.ID)
			want := c.want
			if want == "" {
				want = none
			}
			if !ok || "hex: "+hex.EncodeToString(got.Raw) != want {
				t.Errorf("%v, %x", ok, got.Raw)
			}
			ledger := explorer.NewClient(explorer.Options{Network: &chaincfg.MainNetParams, Sources: []explorer.Source{k.Logs}})
			r, err := trade.Judge(t.Context(), k.Known, ledger, trade.Options{Now: tr.Now})
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range r.Verdicts {
				if v.Rule == "payout.signatures" && (v.Result == trade.Pass) != (c.want != "" && slices.Contains(c.lines, deposit)) || v.Result == trade.Fail {
					t.Errorf("%s is %s: %s", v.Rule, v.Result, v.Detail)
				}
			}
		})
	}
}

// TestAnEarlierCheckIsNoSecondWitness has an earlier check's finding that rested on a
// chat message: the message alone must not bring it back.
func TestAnEarlierCheckIsNoSecondWitness(t *testing.T) {
	a := attack(t)
	chat := a.names(a.evil, "Received ChatMessage{ tradeId='%s', message='see %s', attachments=[] }", diagnostics.Deposit)
	found := trade.Claim{ID: a.evil.Txs[diagnostics.Deposit].ID, Origin: trade.Origin{Kind: trade.FromCheck}}
	for _, quoted := range []bool{true, false} {
		k := bundle.Known{Known: trade.Known{TradeID: a.ours.ID, IDs: map[diagnostics.TxRole][]trade.Claim{diagnostics.Deposit: {found}}}}
		var files []logs.File
		if quoted {
			files = []logs.File{logOf("buyer", "buyer/bisq.log", 0, chat...)}
		}
		if err := k.ReadLogs(t.Context(), files, nil); err != nil {
			t.Fatal(err)
		}
		r, err := trade.Judge(t.Context(), k.Known, tradetest.Ledger(a.evil), trade.Options{Now: a.ours.Now})
		if err != nil {
			t.Fatal(err)
		}
		if used := r.Transactions[2].ID != nil; used == quoted {
			t.Errorf("quoted %v, used %v", quoted, used)
		}
	}
}
