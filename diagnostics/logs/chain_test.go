package logs

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

const (
	ourTrade   = diagnostics.TradeID("QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917")
	otherTrade = "ZZTOP9-24547c67-571c-4cdd-b3fe-a6cdaf528982-1917"
)

// sample is a deposit: a witness program spent, one multisig paid and change.
func sample(seed byte, locktime, sequence uint32) *wire.MsgTx {
	tx := wire.NewMsgTx(1)
	for i := range 2 {
		in := wire.NewTxIn(&wire.OutPoint{Hash: chainhash.DoubleHashH([]byte{seed, byte(i)}), Index: 1}, nil, nil)
		in.Sequence = sequence
		if i == 1 {
			in.Witness = wire.TxWitness{bytes.Repeat([]byte{0x30}, 71), bytes.Repeat([]byte{0x02}, 33)}
		}
		tx.AddTxIn(in)
	}
	tx.AddTxOut(wire.NewTxOut(587360, append([]byte{0, 32}, bytes.Repeat([]byte{seed}, 32)...)))
	tx.AddTxOut(wire.NewTxOut(15000, append([]byte{0, 20}, bytes.Repeat([]byte{seed}, 20)...)))
	tx.LockTime = locktime
	return tx
}

func rawHex(t *testing.T, tx *wire.MsgTx) string {
	t.Helper()
	var b bytes.Buffer
	if err := tx.Serialize(&b); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b.Bytes())
}

// dumpOf prints a transaction in bitcoinj's manner.
func dumpOf(tx *wire.MsgTx, withHex bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Transaction{%s, wtxid %s\nweight: 650 wu, 163 virtual bytes, 245 bytes\n", tx.TxHash(), tx.WitnessHash())
	if tx.LockTime > 0 {
		fmt.Fprintf(&b, "time locked until block %d (estimated to be reached some day)\n", tx.LockTime)
	}
	b.WriteString("purpose: UNKNOWN\n")
	for _, in := range tx.TxIn {
		b.WriteString("   in   <empty>  0.0010222 BTC (102220)\n")
		if len(in.Witness) > 0 {
			b.WriteString("        witness:")
			for _, w := range in.Witness {
				fmt.Fprintf(&b, "%x ", w)
			}
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "        P2WPKH addr:bc1qinvented  outpoint:%s:%d\n", in.PreviousOutPoint.Hash, in.PreviousOutPoint.Index)
	}
	for _, out := range tx.TxOut {
		fmt.Fprintf(&b, "   out  0[] PUSHDATA(%d)[%x]", len(out.PkScript)-2, out.PkScript[2:])
		if withHex {
			fmt.Fprintf(&b, " (%x)", out.PkScript)
		}
		fmt.Fprintf(&b, "  0.%08d BTC (%d)\n        P2WSH addr:bc1qinvented\n", out.Value, out.Value)
	}
	b.WriteString("   fee  0.0000363 BTC/wu, 0.00014478 BTC/vkB, 0.00009632 BTC/kB  0.0000236 BTC\n} \n")
	return b.String()
}

func esploraOf(t *testing.T, tx *wire.MsgTx) string {
	t.Helper()
	e := map[string]any{"version": tx.Version, "locktime": tx.LockTime, "status": map[string]bool{"confirmed": true}}
	var vin, vout []map[string]any
	for _, in := range tx.TxIn {
		w := []string{}
		for _, item := range in.Witness {
			w = append(w, hex.EncodeToString(item))
		}
		vin = append(vin, map[string]any{
			"txid": in.PreviousOutPoint.Hash.String(), "vout": in.PreviousOutPoint.Index, "scriptsig": "", "sequence": in.Sequence, "witness": w,
		})
	}
	for _, out := range tx.TxOut {
		vout = append(vout, map[string]any{"scriptpubkey": hex.EncodeToString(out.PkScript), "value": out.Value})
	}
	e["vin"], e["vout"] = vin, vout
	rest, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	// Explorers name the ID first.
	return fmt.Sprintf("{%q:%q,%s", "txid", tx.TxHash(), rest[1:])
}

func read(t *testing.T, text string, trade diagnostics.TradeID) *Chain {
	t.Helper()
	c, err := ReadChain(t.Context(), []File{{Path: "seller/bisq.log", Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(text)), nil
	}}}, trade, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const head = "Apr-10 21:42:17.582 [JavaFX Application Thread] INFO  b.c.b.w.WalletService: "

func TestChainReadsEveryForm(t *testing.T) {
	for name, c := range map[string]struct {
		tx   *wire.MsgTx
		text func(tx *wire.MsgTx) string
		form Form
		line int64
	}{
		"hex": {sample(1, 0, wire.MaxTxInSequenceNum), func(tx *wire.MsgTx) string {
			return head + "Txid: " + tx.TxHash().String() + " hex: " + rawHex(t, tx) + " \n"
		}, RawHex, 2},
		"explorer": {sample(2, 0, wire.MaxTxInSequenceNum), func(tx *wire.MsgTx) string {
			return head + "Received mempoolData of [" + esploraOf(t, tx) + "] from provider \n"
		}, Esplora, 2},
		"dump": {sample(3, 0, wire.MaxTxInSequenceNum), func(tx *wire.MsgTx) string {
			return head + "\nmakerCreatesDepositTx:\n" + dumpOf(tx, true)
		}, Bitcoinj, 4},
		"dump without script bytes": {sample(4, 0, wire.MaxTxInSequenceNum), func(tx *wire.MsgTx) string {
			return head + "\nmakerCreatesDepositTx:\n" + dumpOf(tx, false)
		}, Bitcoinj, 4},
		"dump with lock time": {sample(5, 812345, wire.MaxTxInSequenceNum-1), func(tx *wire.MsgTx) string {
			return head + "\nUnsigned delayedPayoutTx ToDonationAddress:\n" + dumpOf(tx, true)
		}, Bitcoinj, 4},
		"quoted dump": {sample(6, 0, wire.MaxTxInSequenceNum), func(tx *wire.MsgTx) string {
			return "> " + head + "\n> x:\n> " + strings.ReplaceAll(dumpOf(tx, true), "\n", "\n> ")
		}, Bitcoinj, 4},
	} {
		t.Run(name, func(t *testing.T) {
			chain := read(t, head+"something before \n"+c.text(c.tx), ourTrade)
			r, ok := chain.Recorded(c.tx.TxHash())
			if !ok || r.Form != c.form || r.Line != c.line || chain.Len() != 1 || len(chain.Dumps()) != 0 {
				t.Fatalf("%+v, %v; %d, dumps %+v", r, ok, chain.Len(), chain.Dumps())
			}
			raw, reply := chain.Transaction(t.Context(), c.tx.TxHash())
			if hex.EncodeToString(raw) != rawHex(t, c.tx) || reply.Outcome != explorer.Found {
				t.Errorf("%x, %+v", raw, reply)
			}
		})
	}
}

func TestChainKeepsWhatADumpSays(t *testing.T) {
	tx := sample(7, 0, 5) // a sequence that no dump tells
	chain := read(t, head+"\ntakerSignsDepositTx:\n"+dumpOf(tx, true), ourTrade)
	if chain.Len() != 0 || len(chain.Dumps()) != 1 {
		t.Fatalf("%d, %+v", chain.Len(), chain.Dumps())
	}
	d := chain.Dumps()[0]
	if d.ID != tx.TxHash() || d.Label != "takerSignsDepositTx" || d.Fee != 2360 || d.Inputs[1].Value != 102220 ||
		d.Inputs[0].Prev != tx.TxIn[0].PreviousOutPoint || d.Outputs[0].Value != 587360 || !bytes.Equal(d.Outputs[1].Script, tx.TxOut[1].PkScript) {
		t.Errorf("%+v", d)
	}
	if _, reply := chain.Transaction(t.Context(), tx.TxHash()); reply.Outcome != explorer.Unknown {
		t.Errorf("a log's silence is no answer: %+v", reply)
	}
}

func TestChainRefusesWhatDoesNotHash(t *testing.T) {
	tx := sample(8, 0, wire.MaxTxInSequenceNum)
	full := rawHex(t, tx)
	for name, text := range map[string]string{
		"cut":           head + "hex: " + full[:len(full)-10] + " \n",
		"with a tail":   head + "hex: " + full + "00ff \n",
		"another value": head + "Received mempoolData of [" + strings.Replace(esploraOf(t, tx), "587360", "587361", 1) + "] \n",
		"cut answer":    head + "Received mempoolData of [" + esploraOf(t, tx)[:300] + " \n",
	} {
		if c := read(t, text, ourTrade); c.Len() != 0 {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestChainNamesRolesOfThisTradeOnly(t *testing.T) {
	id := func(n byte) string { return strings.Repeat(hex.EncodeToString([]byte{n}), 32) }
	text := head + "Set new state at SellerAsMakerTrade (id=QWZTRD): MAKER_SENT \n" +
		head + "\ntradingFeeTx:\nTransaction{" + id(1) + ", wtxid x\n} \n" +
		head + "tradeId=" + string(ourTrade) + ", depositTxId=" + id(2) + " \n" +
		head + "tradeId=" + otherTrade + ", depositTxId=" + id(3) + " \n" +
		head + "depositTxId=" + id(4) + " \n" +
		head + "trade QWZTRD" + strings.ToUpper(strings.TrimPrefix(string(ourTrade), "QWZTRD")) + " takerFeeTxId: " + id(5) + " delayedPayoutTxId=" + id(6) + " payoutTxId=" + id(7) + " \n" +
		head + "the number QWZTRD8 is no trade (id=QWZTRD8) makerFeeTxId=" + id(8) + " \n"
	var got []string
	for _, n := range read(t, text, ourTrade).Named() {
		got = append(got, fmt.Sprintf("%s %s %v %s", n.Role, n.ID.String()[:2], n.Trust == Near, n.Place))
	}
	want := []string{
		"maker-fee 01 true seller/bisq.log:4",
		"taker-fee 05 false seller/bisq.log:9",
		"deposit 02 false seller/bisq.log:6",
		"delayed-payout 06 false seller/bisq.log:9",
		"payout 07 false seller/bisq.log:9",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestChainIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := ReadChain(ctx, nil, ourTrade, Options{}); err == nil {
		t.Error("read on")
	}
}

// FuzzChain: whatever a log holds, what is taken hashes to its ID.
func FuzzChain(f *testing.F) {
	tx := sample(9, 0, wire.MaxTxInSequenceNum)
	f.Add(head + "\nmakerCreatesDepositTx:\n" + dumpOf(tx, true))
	f.Add(head + "x:\n" + tx.TxHash().String() + "\n  in   PUSHDATA(2)[abcd]  1 BTC\n  outpoint:" + tx.TxHash().String() + ":0\n  out  DUP HASH160  1 BTC\n")
	var b bytes.Buffer
	if err := tx.Serialize(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(head + "Txid: x hex: " + hex.EncodeToString(b.Bytes()))
	f.Add(head + `Received mempoolData of [{"txid":"00","vin":[{}],"vout":[{}]}]`)
	f.Add(head + "Received ChatMessage{ tradeId='" + string(ourTrade) + "', message='depositTxId=" + tx.TxHash().String() + "\n" + head + "(id=QWZTRD) payoutTxId=" + tx.TxHash().String() + "', attachments=[]}\n" + head + "attachments=\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ReadChain(t.Context(), []File{{Path: "x", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(text)), nil
		}}}, ourTrade, Options{Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		for id, r := range c.found {
			var got wire.MsgTx
			if err := got.Deserialize(bytes.NewReader(r.Raw)); err != nil || got.TxHash() != id {
				t.Fatalf("%s: %v", id, err)
			}
		}
	})
}

func TestReadScriptKnowsWords(t *testing.T) {
	hash := bytes.Repeat([]byte{7}, 20)
	want, err := txscript.NewScriptBuilder().AddOp(txscript.OP_DUP).AddOp(txscript.OP_HASH160).AddData(hash).
		AddOp(txscript.OP_EQUALVERIFY).AddOp(txscript.OP_CHECKSIG).Script()
	if err != nil {
		t.Fatal(err)
	}
	if got := readScript([]byte(fmt.Sprintf("DUP HASH160 PUSHDATA(20)[%x] EQUALVERIFY CHECKSIG", hash))); !bytes.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
	for _, bad := range []string{"", "DUP NONSENSE", "PUSHDATA(2)[xy]"} {
		if got := readScript([]byte(bad)); got != nil {
			t.Errorf("%q: %x", bad, got)
		}
	}
}

func TestAmount(t *testing.T) {
	for in, want := range map[string]int64{"0.0058736": 587360, "0,01": 1000000, "21000000": 21e14, "0.00": 0, "1": 1e8, "0.000000001": -1, "x": -1, "": -1, "99999999": -1} {
		got, ok := amount([]byte(in))
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("%q: %d, %v", in, got, ok)
		}
	}
}
