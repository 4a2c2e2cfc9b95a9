package explorer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer"
)

// allLies are those that a source can tell by itself. Independent liars do not
// tell the same one: n makes theirs differ.
var allLies = map[string]lie{
	"other bytes": otherBytes, "no transaction": noTransaction, "json differs": jsonDiffers, "forged branch": forgedBranch,
	"low work": lowWork, "own block": ownBlock, "other header": otherHeader, "wrong height": wrongHeight,
	"other block": otherBlock, "unconfirmed": unconfirmed, "denied": denied, "stale tip": staleTip, "high tip": highTip,
	"false spender": falseSpender, "unsigned spender": unsignedSpender, "hidden spender": hiddenSpender,
	"bare spent": bareSpent, "altered witness": alteredWitness, "words": words,
}

// Whatever liars say who do not act together, as long as one honest source
// answers beside them: what is said is true, or unknown.
func TestLiarsAreNeverBelieved(t *testing.T) {
	w := newWorld(t)
	names := make([]string, 0, len(allLies))
	for name := range allLies {
		names = append(names, name)
	}
	slices.Sort(names)
	ids := []chainhash.Hash{w.deposit.TxHash(), w.late.TxHash(), w.recent.TxHash(), w.pending.TxHash(), w.nowhere}
	states := map[explorer.State]int{}
	seeds := uint64(3000)
	if testing.Short() {
		seeds = 200
	}
	for seed := range seeds {
		random := rand.New(rand.NewPCG(seed, 0))
		id := ids[random.IntN(len(ids))]
		told := fmt.Sprintf("seed %d:", seed)
		var fakes []*fake
		for n := range 1 + random.IntN(4) {
			f := w.honest(string(rune('a' + n)))
			mine := map[string]bool{}
			for range 1 + random.IntN(3) {
				name := names[random.IntN(len(names))]
				if mine[name] || name == "wrong height" && mine["own block"] {
					continue // a lie told twice is another one
				}
				mine[name] = true
				if w.txs[id] == nil && (name == "words" || name == "unsigned spender" || name == "unconfirmed") {
					continue // there is nothing to lie about in that way
				}
				if name == "high tip" && n > 0 {
					continue // two operators that claim more than there is say the same
				}
				told += " " + f.info.Name + ": " + name
				allLies[name](w, f, id, n)
			}
			fakes = append(fakes, f)
		}
		honest := w.honest("honest")
		if random.IntN(3) == 0 {
			words(w, honest, id, 0)
			told += ", an honest one without proofs"
		}
		fakes = append(fakes, honest)
		random.Shuffle(len(fakes), func(i, j int) { fakes[i], fakes[j] = fakes[j], fakes[i] })
		tx, _ := check(t, w.client(fakes...), explorer.Want{ID: id, Inputs: random.IntN(2) == 0})
		states[tx.State]++
		if text := fmt.Sprint(tx.Why, tx.Disagreements); strings.Contains(text, id.String()) || tx.Why == "" {
			t.Errorf("%s: it holds an ID or says nothing: %s", told, text)
		}
		if wrong := w.wrong(tx); wrong != "" {
			t.Errorf("%s: %s: %s: %+v", told, wrong, tx.Why, lies(tx.Disagreements))
		}
	}
	t.Log(states)
	for _, s := range []explorer.State{explorer.Confirmed, explorer.Unconfirmed, explorer.Absent, explorer.UnknownState} {
		if states[s] == 0 {
			t.Errorf("no run ends %s, so nothing is shown of it", s)
		}
	}
}

// wrong says what is not true of a transaction; empty if nothing is.
func (w *world) wrong(tx *explorer.Transaction) string {
	at, mined := w.places[tx.ID]
	known := w.txs[tx.ID] != nil
	switch {
	case tx.Tx != nil && tx.Tx.TxHash() != tx.ID:
		return "other bytes are taken"
	case tx.State == explorer.Confirmed && !mined:
		return "it is in no block"
	case tx.State == explorer.Confirmed && tx.Block.Hash != w.headers[at.height].BlockHash():
		return "it is in another block"
	case tx.State == explorer.Confirmed && tx.Confirmations > w.tip()-at.height+1:
		return fmt.Sprintf("%d confirmations are too many", tx.Confirmations)
	case tx.Final && w.tip()-at.height+1 < 6:
		return "it is not deep enough to be final"
	case tx.State == explorer.Unconfirmed && (mined || !known):
		return "it is not unconfirmed"
	case tx.State == explorer.Absent && known:
		return "it is not absent"
	}
	if !known {
		return ""
	}
	for v, said := range w.spenders(tx.ID) {
		if v >= len(tx.Outputs) {
			break
		}
		switch out := tx.Outputs[v]; {
		case out.State == explorer.Spent && (!said.Spent || *said.By != *out.By):
			return fmt.Sprintf("output %d is not spent, or by another", v)
		case out.State == explorer.NotSeenSpent && said.Spent:
			return fmt.Sprintf("output %d is spent", v)
		}
	}
	return ""
}

// A liar with nobody beside it is not believed either, unless it has a proof
// that costs real work.
func TestOneLiarAlone(t *testing.T) {
	w := newWorld(t)
	for name, l := range allLies {
		for _, id := range []chainhash.Hash{w.late.TxHash(), w.recent.TxHash(), w.pending.TxHash(), w.nowhere} {
			if w.txs[id] == nil && (name == "words" || name == "unsigned spender" || name == "unconfirmed") {
				continue
			}
			f := w.honest("a")
			l(w, f, id, 0)
			a, err := w.client(f).Check(context.Background(), explorer.Want{ID: id})
			if err != nil {
				t.Fatal(err)
			}
			tx := a.Transactions[id]
			if tx.State == explorer.Confirmed || tx.Final {
				t.Errorf("%s: %s, final %t: %s", name, tx.State, tx.Final, tx.Why)
			}
			if tx.State == explorer.Absent && name != "denied" && w.txs[id] != nil {
				t.Errorf("%s: absent: %s", name, tx.Why)
			}
		}
	}
}
