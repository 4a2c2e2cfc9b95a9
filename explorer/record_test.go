package explorer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
)

var update = flag.Bool("update", false, "write the golden files anew; read them before you commit")

// records is a store of encoded records, as the bundle has it.
type records struct {
	w     *world
	mu    sync.Mutex
	files map[chainhash.Hash][]byte
	fail  error
	loads int
	saves int
}

func newRecords(w *world) *records { return &records{w: w, files: map[chainhash.Hash][]byte{}} }

func (r *records) Load(id chainhash.Hash) (*explorer.Transaction, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.loads++
	if r.fail != nil {
		return nil, r.fail
	}
	if r.files[id] == nil {
		return nil, nil
	}
	return explorer.DecodeRecord(r.files[id], r.w.params, r.w.anchors())
}

func (r *records) Save(tx *explorer.Transaction) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return r.fail
	}
	r.saves++
	data, err := explorer.EncodeRecord(tx)
	r.files[tx.ID] = data
	return err
}

// When everything is at hand and final, nobody is asked; and what is read back is
// what was written.
func TestNothingIsAskedTwice(t *testing.T) {
	w := newWorld(t)
	w.mine(w.spend(1, "", wire.OutPoint{Hash: w.payout.TxHash()}))
	w.mineTo(w.tip() + 6)
	w.knowBits()
	store := newRecords(w)
	fakes := []*fake{w.ownNode(), w.honest("b")}
	opt := w.options(fakes...)
	opt.Store = store
	before, err := explorer.NewClient(opt).Check(context.Background(), w.wants()...)
	if err != nil || len(before.StoreErrors) > 0 {
		t.Fatal(err, before.StoreErrors)
	}
	asked := fakes[0].count() + fakes[1].count()
	after, err := explorer.NewClient(opt).Check(context.Background(), w.wants()...)
	if err != nil || len(after.StoreErrors) > 0 {
		t.Fatal(err, after.StoreErrors)
	}
	if n := fakes[0].count() + fakes[1].count() - asked; n > 0 {
		t.Errorf("%d questions, though all is at hand", n)
	}
	if len(after.Transactions) != len(before.Transactions) {
		t.Errorf("%d transactions, want %d", len(after.Transactions), len(before.Transactions))
	}
	for id, tx := range before.Transactions {
		same(t, tx, after.Transactions[id])
	}

	// Without sources it is the same: all stands in the records, which stay as old
	// as they are.
	opt.Sources = nil
	answer, err := explorer.NewClient(opt).Check(context.Background(), w.wants()...)
	if err != nil {
		t.Errorf("without sources: %v", err)
	}
	for id, tx := range before.Transactions {
		if kept := answer.Transactions[id]; !kept.Kept || !kept.Checked.Equal(tx.Checked) || tx.Kept {
			t.Errorf("without sources: kept %t, as of %s", kept.Kept, kept.Checked)
		}
	}
}

// same compares what was written with what was read back. Proofs are made anew,
// so their order is not the same.
func same(t *testing.T, a, b *explorer.Transaction) {
	t.Helper()
	if !a.Final || !b.Final {
		t.Errorf("final %t, read back %t: %s", a.Final, b.Final, a.Why)
	}
	if !bytes.Equal(raw(t, a.Tx), raw(t, b.Tx)) || a.State != b.State || a.Why != b.Why || a.Confirmations != b.Confirmations {
		t.Errorf("%s %q %d, read back %s %q %d", a.State, a.Why, a.Confirmations, b.State, b.Why, b.Confirmations)
	}
	if a.Block.Hash != b.Block.Hash || a.Block.Height != b.Block.Height || !a.Block.Time.Equal(b.Block.Time) || b.Block.OwnNode {
		t.Errorf("block %+v, read back %+v", a.Block, b.Block)
	}
	if !reflect.DeepEqual(a.Inputs, b.Inputs) || !reflect.DeepEqual(a.Replies, b.Replies) || !a.Checked.Equal(b.Checked) {
		t.Errorf("inputs %v, read back %v, or the replies differ", a.Inputs, b.Inputs)
	}
	for i := range a.Outputs {
		x, y := a.Outputs[i], b.Outputs[i]
		if x.Noted || y.Noted != (y.State == explorer.NotSeenSpent) {
			t.Errorf("output %d, %s: noted %t, read back %t", i, y.State, x.Noted, y.Noted)
		}
		x.Spender, y.Spender, y.Noted = nil, nil, false
		if !reflect.DeepEqual(x, y) {
			t.Errorf("output %d: %+v, read back %+v", i, x, y)
		}
	}
	if len(a.Proofs) != len(b.Proofs) {
		t.Errorf("%d proofs, read back %d", len(a.Proofs), len(b.Proofs))
	}
}

// An output that is followed is asked about until what spends it is final too,
// and nothing else is.
func TestOnlyTheRestIsAsked(t *testing.T) {
	w := newWorld(t)
	store := newRecords(w)
	a, b := w.honest("a"), w.honest("b")
	opt := w.options(a, b)
	opt.Store = store
	want := explorer.Want{ID: w.payout.TxHash(), Follow: []uint32{0}}
	tx, _ := check(t, explorer.NewClient(opt), want)
	if !tx.Final || tx.Outputs[0].State != explorer.NotSeenSpent {
		t.Fatalf("final %t, %+v", tx.Final, tx.Outputs[0])
	}
	// Without sources nobody can say it anew: it stays as old as it is.
	alone := opt
	alone.Sources = nil
	saves := store.saves
	kept, err := explorer.NewClient(alone).Check(context.Background(), want)
	var silent *explorer.SilenceError
	old := kept.Transactions[want.ID]
	if !errors.As(err, &silent) || old == nil {
		t.Fatalf("without sources: %v", err)
	}
	if !old.Kept || !old.Outputs[0].Noted || !old.Checked.Equal(tx.Checked) || store.saves != saves {
		t.Errorf("kept %t, noted %t, as of %s, %d times written", old.Kept, old.Outputs[0].Noted, old.Checked, store.saves-saves)
	}
	next := w.spend(1, "", wire.OutPoint{Hash: want.ID})
	w.mine(next)
	asked := a.count()
	tx, answer := check(t, explorer.NewClient(opt), want)
	if tx.Outputs[0].State != explorer.Spent || tx.Outputs[0].By.Hash != next.TxHash() || answer.Transactions[next.TxHash()] == nil {
		t.Errorf("%+v, want that it is spent", tx.Outputs[0])
	}
	for _, q := range a.asked[asked:] {
		if q == "transaction "+want.ID.String() || q == "confirmation "+want.ID.String() {
			t.Errorf("asked again: %s", strings.Fields(q)[0])
		}
	}
	if tx.Confirmations != w.tip()-w.places[want.ID].height+1 {
		t.Errorf("%d deep, the tip is known to be higher", tx.Confirmations)
	}

	// Inputs that were not asked for before.
	want = explorer.Want{ID: w.payout.TxHash(), Inputs: true}
	asked = a.count() + b.count()
	tx, _ = check(t, explorer.NewClient(opt), want)
	if len(tx.Inputs) != 1 || tx.Inputs[0] == nil || a.count()+b.count() != asked+1 {
		t.Errorf("inputs %v after %d questions, want one", tx.Inputs, a.count()+b.count()-asked)
	}
}

// What a store cannot do costs questions, never a result, and is told.
func TestStoreFails(t *testing.T) {
	w := newWorld(t)
	store := newRecords(w)
	store.fail = errors.New("no space left on device")
	opt := w.options(w.honest("a"), w.honest("b"))
	opt.Store = store
	tx, a := check(t, explorer.NewClient(opt), explorer.Want{ID: w.deposit.TxHash()})
	if tx.State != explorer.Confirmed || len(a.StoreErrors) == 0 || !errors.Is(a.StoreErrors[0], store.fail) {
		t.Errorf("%s, errors %v", tx.State, a.StoreErrors)
	}
}

// A record that was damaged is as good as none.
func TestDamagedRecords(t *testing.T) {
	w := newWorld(t)
	store := newRecords(w)
	opt := w.options(w.honest("a"), w.honest("b"))
	opt.Store = store
	id := w.deposit.TxHash()
	want := explorer.Want{ID: id, Inputs: true}
	check(t, explorer.NewClient(opt), want)
	sound := store.files[id]
	var fields map[string]any
	if err := json.Unmarshal(sound, &fields); err != nil {
		t.Fatal(err)
	}
	edit := func(change func(m map[string]any)) []byte {
		var m map[string]any
		if err := json.Unmarshal(sound, &m); err != nil {
			t.Fatal(err)
		}
		change(m)
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	block := func(change func(b map[string]any)) []byte {
		return edit(func(m map[string]any) {
			b, ok := m["block"].(map[string]any)
			if !ok {
				t.Fatal("no block")
			}
			change(b)
		})
	}
	other := fields["spenders"].([]any)[0] //nolint:errcheck // a test ends here if it is none
	tests := map[string][]byte{
		"cut":             sound[:len(sound)/2],
		"empty":           {},
		"something after": append(bytes.Clone(sound), "{}"...),
		"no JSON":         []byte("<html>"),
		"a key twice":     bytes.Replace(sound, []byte(`"state": "confirmed"`), []byte(`"state": "absent", "state": "confirmed"`), 1),
		"other letters":   bytes.Replace(sound, []byte(`"state":`), []byte(`"State":`), 1),
		"another version": edit(func(m map[string]any) { m["version"] = 99 }),
		"another ID":      edit(func(m map[string]any) { m["txid"] = w.payout.TxHash().String() }),
		"a short ID":      edit(func(m map[string]any) { m["txid"] = "ab" }),
		"other bytes":     edit(func(m map[string]any) { m["raw"] = other }),
		"no bytes":        edit(func(m map[string]any) { delete(m, "raw") }),
		"no hex":          edit(func(m map[string]any) { m["raw"] = "zz" }),
		"another state":   edit(func(m map[string]any) { m["state"] = "certain" }),
		"no block":        edit(func(m map[string]any) { delete(m, "block") }),
		"another block":   block(func(b map[string]any) { b["hash"] = w.headers[3].BlockHash().String() }),
		"another header":  block(func(b map[string]any) { b["header"] = strings.Repeat("00", 80) }),
		"a short header":  block(func(b map[string]any) { b["header"] = "00" }),
		"another place":   block(func(b map[string]any) { b["pos"] = 0 }),
		"no branch":       block(func(b map[string]any) { delete(b, "branch") }),
		"below zero":      block(func(b map[string]any) { b["height"] = -1 }),
		"a spender more": edit(func(m map[string]any) {
			m["outputs"].([]any)[0].(map[string]any)["spender"] = 9 //nolint:errcheck // a test ends here if it is none
		}),
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			var damaged *explorer.RecordError
			if _, err := explorer.DecodeRecord(data, w.params, w.anchors()); !errors.As(err, &damaged) {
				t.Errorf("error %v, want a RecordError", err)
			} else if strings.Contains(err.Error(), id.String()) {
				t.Errorf("the error holds an ID")
			}
			store.files[id] = data
			tx, a := check(t, explorer.NewClient(opt), want)
			if tx.State != explorer.Confirmed || len(a.StoreErrors) == 0 {
				t.Errorf("%s, errors %v: %s", tx.State, a.StoreErrors, tx.Why)
			}
			if tx, err := explorer.DecodeRecord(store.files[id], w.params, w.anchors()); err != nil || !tx.Final {
				t.Errorf("the record was not written anew: %v", err)
			}
		})
	}
}

// What cannot be shown any more is left out, and the rest stays.
func TestRecordsClaimTooMuch(t *testing.T) {
	w := newWorld(t)
	anchored, _ := check(t, w.client(w.honest("a"), w.honest("b")), explorer.Want{ID: w.deposit.TxHash(), Inputs: true})
	words, _ := check(t, w.client(w.honest("a"), w.honest("b")), explorer.Want{ID: w.late.TxHash()})
	recent, _ := check(t, w.client(w.honest("a"), w.honest("b")), explorer.Want{ID: w.recent.TxHash()})
	decode := func(tx explorer.Transaction) *explorer.Transaction {
		data, err := explorer.EncodeRecord(&tx)
		if err != nil {
			t.Fatal(err)
		}
		back, err := explorer.DecodeRecord(data, w.params, w.anchors())
		if err != nil {
			t.Fatal(err)
		}
		return back
	}
	if !decode(*anchored).Final {
		t.Error("an anchored one is not final")
	}
	for name, tx := range map[string]*explorer.Transaction{"unanchored": words, "not deep": recent} {
		claims := *tx
		claims.Final = true
		if decode(claims).Final {
			t.Errorf("%s: final, because the record says so", name)
		}
	}
	unproved := *anchored
	block := *unproved.Block
	block.Branch = nil
	unproved.Block = &block
	if decode(unproved).Final {
		t.Error("final without a branch")
	}
	lied := *anchored
	lied.Outputs = append([]explorer.Output{}, lied.Outputs...)
	lied.Outputs[0].By = &wire.OutPoint{Hash: w.late.TxHash()}
	lied.Outputs[0].Spender = w.late
	lied.Parents = []*wire.MsgTx{w.maker}
	back := decode(lied)
	if back.Outputs[0].State != explorer.UnknownSpend || back.Outputs[1].State != explorer.Spent {
		t.Errorf("outputs %+v", back.Outputs)
	}
	if back.Inputs[0] == nil || back.Inputs[1] != nil {
		t.Errorf("inputs %+v, want the first only", back.Inputs)
	}
}

// What a hand writes into a record makes nothing final: not a node's word, nor a
// depth.
func TestRecordsOwnWord(t *testing.T) {
	w := newWorld(t)
	own, _ := check(t, w.client(w.ownNode()), explorer.Want{ID: w.late.TxHash()})
	decode := func(w *world, tx explorer.Transaction) *explorer.Transaction {
		data, err := explorer.EncodeRecord(&tx)
		if err != nil {
			t.Fatal(err)
		}
		back, err := explorer.DecodeRecord(data, w.params, w.anchors())
		if err != nil {
			t.Fatal(err)
		}
		return back
	}
	if !own.Final || !own.Block.OwnNode {
		t.Fatalf("an own node makes nothing final: %+v", own)
	}
	if back := decode(w, *own); back.Final || back.Block.OwnNode || back.State != explorer.Confirmed {
		t.Errorf("final %t, own node %t, %s", back.Final, back.Block.OwnNode, back.State)
	}
	recent, _ := check(t, w.client(w.honest("a"), w.honest("b")), explorer.Want{ID: w.deposit.TxHash()})
	claims := *recent
	block := *claims.Block
	header := *block.Header
	header.Timestamp = time.Now().Add(-time.Hour).Truncate(time.Second)
	header = work(w.params, header)
	block.Header, block.Hash = &header, header.BlockHash()
	claims.Block, claims.Final, claims.Confirmations = &block, true, 900
	if back := decode(w, claims); back.Final {
		t.Error("a block of an hour ago is final because the record says that it is deep")
	}
	header.Timestamp = time.Now().Add(-4 * time.Hour).Truncate(time.Second)
	header = work(w.params, header)
	block.Hash = header.BlockHash()
	if back := decode(w, claims); !back.Final {
		t.Error("a block of four hours ago is not final")
	}
}

// A spender that nobody signed is none, whatever the record says.
func TestRecordsFalseSpender(t *testing.T) {
	w := newWorld(t)
	tx, _ := check(t, w.client(w.honest("a"), w.honest("b")), explorer.Want{ID: w.deposit.TxHash(), Follow: []uint32{0}})
	if tx.Outputs[0].State != explorer.Spent {
		t.Fatalf("%+v", tx.Outputs[0])
	}
	for name, forge := range map[string]func(*wire.MsgTx){
		"unsigned": func(by *wire.MsgTx) { by.TxIn[0].SignatureScript, by.TxIn[0].Witness = nil, nil },
		"altered":  func(by *wire.MsgTx) { by.TxOut[0].Value-- },
	} {
		claims := *tx
		claims.Outputs = append([]explorer.Output{}, tx.Outputs...)
		by := tx.Outputs[0].Spender.Copy()
		forge(by)
		claims.Outputs[0].Spender, claims.Outputs[0].By = by, &wire.OutPoint{Hash: by.TxHash()}
		data, err := explorer.EncodeRecord(&claims)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := explorer.DecodeRecord(data, w.params, w.anchors()); err != nil || back.Outputs[0].State != explorer.UnknownSpend {
			t.Errorf("%s: %v, %+v", name, err, back.Outputs)
		}
	}
}

// A check that nobody answers leaves what an earlier one was told, and one that is
// answered replaces it.
func TestSilenceForgetsNothing(t *testing.T) {
	w := newWorld(t)
	store := newRecords(w)
	logs := newHeld(t, "logs", w.recent, w.pending)
	for _, tx := range []*wire.MsgTx{w.recent, w.pending} {
		want := explorer.Want{ID: tx.TxHash()}
		opt := w.options(w.honest("a"), w.honest("b"))
		opt.Store = store
		opt.Sources = append(opt.Sources, logs)
		before, _ := check(t, explorer.NewClient(opt), want)
		if before.State == explorer.UnknownState || before.Final {
			t.Fatalf("%s, final %t", before.State, before.Final)
		}
		mute := w.honest("a")
		mute.wait = func(context.Context) explorer.Reply {
			return explorer.Reply{Outcome: explorer.Unknown, Fault: explorer.FaultTimeout}
		}
		silent := w.options(mute)
		silent.Store = store
		silent.Sources = append(silent.Sources, logs)
		if got, err := explorer.NewClient(silent).Check(t.Context(), want); err != nil && got.Transactions[want.ID] == nil {
			t.Fatal(err)
		}
		if back, err := store.Load(want.ID); err != nil || back.State != before.State {
			t.Errorf("%s is kept as %s: %v", before.State, back.State, err)
		}
	}
	// What was seen to wait and is confirmed now is kept as that.
	w.mine(w.pending)
	opt := w.options(w.honest("a"), w.honest("b"))
	opt.Store = store
	check(t, explorer.NewClient(opt), explorer.Want{ID: w.pending.TxHash()})
	if back, err := store.Load(w.pending.TxHash()); err != nil || back.State != explorer.Confirmed {
		t.Errorf("%+v, %v", back, err)
	}
}

// Absent is dated evidence too.
func TestAbsentIsKept(t *testing.T) {
	w := newWorld(t)
	store := newRecords(w)
	a := w.honest("a")
	opt := w.options(a)
	opt.Store = store
	check(t, explorer.NewClient(opt), explorer.Want{ID: w.nowhere})
	back, err := store.Load(w.nowhere)
	if err != nil || back.State != explorer.Absent || back.Checked.IsZero() || len(back.Replies) == 0 {
		t.Errorf("%+v, %v", back, err)
	}
	asked := a.count()
	check(t, explorer.NewClient(opt), explorer.Want{ID: w.nowhere})
	if a.count() == asked {
		t.Error("absent is not final, but nobody was asked")
	}
}

// FuzzDecodeRecord: whatever is read back hashes to its ID, and is final only
// with a proof.
func FuzzDecodeRecord(f *testing.F) {
	w := newWorld(f)
	anchors := w.anchors()
	for _, want := range append(w.wants(), explorer.Want{ID: w.nowhere}, explorer.Want{ID: w.pending.TxHash()}) {
		tx, _ := check(f, w.client(w.honest("a"), w.honest("b")), want)
		data, err := explorer.EncodeRecord(tx)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(bytes.Replace(data, []byte(`"final": true`), []byte(`"final": false`), 1))
		f.Add(data[:len(data)*2/3])
	}
	f.Add([]byte(`{"version":1,"txid":"` + strings.Repeat("0", 64) + `","state":"confirmed","raw":"","block":{"proved":true}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		tx, err := explorer.DecodeRecord(data, w.params, anchors)
		if err != nil {
			return
		}
		if tx.Tx != nil && tx.Tx.TxHash() != tx.ID {
			t.Error("the bytes are another transaction's")
		}
		if tx.Final && (tx.State != explorer.Confirmed || tx.Block.Branch == nil || tx.Block.Header == nil || tx.Confirmations < 6) {
			t.Errorf("final without a proof: %+v", tx)
		}
		for i, o := range tx.Outputs {
			if (o.State == explorer.Spent) != (o.By != nil && o.Spender != nil) {
				t.Errorf("output %d: %+v", i, o)
			}
		}
		again, err := explorer.EncodeRecord(tx)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := explorer.DecodeRecord(again, w.params, anchors); err != nil {
			t.Errorf("what was written of it cannot be read: %v", err)
		}
	})
}

// The form of a record is what lies in bundles: it does not change unseen.
func TestRecordGolden(t *testing.T) {
	w := newWorld(t)
	tx, _ := check(t, w.client(w.ownNode()), explorer.Want{ID: w.payout.TxHash(), Inputs: true})
	got, err := explorer.EncodeRecord(tx)
	if err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/payout.json"
	if *update {
		if err := os.WriteFile(golden, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the record is now\n%s", got)
	}
}
