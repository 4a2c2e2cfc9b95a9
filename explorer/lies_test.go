package explorer_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// lie makes a source say something else. Only what it says of id changes, if the
// lie is about a transaction. n tells independent liars apart.
type lie func(w *world, f *fake, id chainhash.Hash, n int)

func otherBytes(w *world, f *fake, id chainhash.Hash, _ int) {
	truth := f.transaction
	f.transaction = func(ctx context.Context, asked chainhash.Hash) ([]byte, explorer.Reply) {
		if asked == id {
			return raw(w.tb, w.headersCoinbase()), found
		}
		return truth(ctx, asked)
	}
}

// headersCoinbase gives some transaction that nobody asks for.
func (w *world) headersCoinbase() *wire.MsgTx { return w.blocks[1][0] }

func noTransaction(_ *world, f *fake, id chainhash.Hash, _ int) {
	truth := f.transaction
	f.transaction = func(ctx context.Context, asked chainhash.Hash) ([]byte, explorer.Reply) {
		if asked == id {
			return []byte("<html>"), found
		}
		return truth(ctx, asked)
	}
}

// confirmations changes what a source says of a transaction's block.
func confirmations(f *fake, id chainhash.Hash, change func(c explorer.Confirmation) explorer.Confirmation) {
	truth := f.confirmation
	f.confirmation = func(ctx context.Context, asked chainhash.Hash) (explorer.Confirmation, explorer.Reply) {
		c, r := truth(ctx, asked)
		if asked == id {
			return change(c), found
		}
		return c, r
	}
}

func jsonDiffers(w *world, f *fake, id chainhash.Hash, _ int) {
	confirmations(f, id, func(c explorer.Confirmation) explorer.Confirmation {
		if c.Described == nil {
			c.Described = &explorer.Description{Tx: w.headersCoinbase().Copy()}
		}
		c.Described.Tx.TxOut[0].Value++
		return c
	})
}

func forgedBranch(w *world, f *fake, id chainhash.Hash, _ int) {
	confirmations(f, id, func(c explorer.Confirmation) explorer.Confirmation {
		c.Confirmed = true
		if c.Height == 0 {
			c.Height, c.Block = 10, w.headers[10].BlockHash()
		}
		c.Branch = &proof.Branch{Hashes: []chainhash.Hash{chainhash.DoubleHashH([]byte("forged")), {}}, Pos: 1}
		return c
	})
}

// lowWork invents a block whose header lacks the work.
func lowWork(w *world, f *fake, id chainhash.Hash, n int) {
	invented(w, f, id, n, func(h wire.BlockHeader) wire.BlockHeader {
		h.Bits = 0x1d00ffff
		return h
	})
}

// ownBlock invents a block with all the work that the network demands, at a
// height of which no bits are known.
func ownBlock(w *world, f *fake, id chainhash.Hash, n int) {
	invented(w, f, id, n, func(h wire.BlockHeader) wire.BlockHeader { return work(w.params, h) })
}

func invented(w *world, f *fake, id chainhash.Hash, n int, finish func(h wire.BlockHeader) wire.BlockHeader) {
	tx := w.txs[id]
	if tx == nil {
		return
	}
	txs := []*wire.MsgTx{w.headersCoinbase(), tx}
	height := int32(25 + n)
	h := w.headers[height]
	h.MerkleRoot, h.Nonce = root(txs), uint32(n)<<24
	h = finish(h)
	confirmations(f, id, func(c explorer.Confirmation) explorer.Confirmation {
		return explorer.Confirmation{
			Confirmed: true, Height: height, Block: h.BlockHash(), Header: &h, Branch: branch(txs, 1), Described: c.Described,
		}
	})
}

// otherHeader gives another block's header along.
func otherHeader(w *world, f *fake, id chainhash.Hash, n int) {
	confirmations(f, id, func(c explorer.Confirmation) explorer.Confirmation {
		c.Header = &w.headers[2+n]
		return c
	})
}

func wrongHeight(_ *world, f *fake, id chainhash.Hash, n int) {
	confirmations(f, id, func(c explorer.Confirmation) explorer.Confirmation {
		if c.Confirmed {
			c.Height -= int32(2 + n)
		}
		return c
	})
}

// otherBlock names a block of the chain that does not hold the transaction.
func otherBlock(w *world, f *fake, id chainhash.Hash, n int) {
	confirmations(f, id, func(c explorer.Confirmation) explorer.Confirmation {
		height := int32(21 + n)
		return explorer.Confirmation{Confirmed: true, Height: height, Block: w.headers[height].BlockHash(), Described: c.Described}
	})
}

func unconfirmed(_ *world, f *fake, id chainhash.Hash, _ int) {
	confirmations(f, id, func(c explorer.Confirmation) explorer.Confirmation {
		return explorer.Confirmation{Described: c.Described}
	})
}

func denied(_ *world, f *fake, id chainhash.Hash, _ int) {
	bytes, block, spenders := f.transaction, f.confirmation, f.spenders
	f.transaction = func(ctx context.Context, asked chainhash.Hash) ([]byte, explorer.Reply) {
		if asked == id {
			return nil, notFound
		}
		return bytes(ctx, asked)
	}
	f.confirmation = func(ctx context.Context, asked chainhash.Hash) (explorer.Confirmation, explorer.Reply) {
		if asked == id {
			return explorer.Confirmation{}, notFound
		}
		return block(ctx, asked)
	}
	f.spenders = func(ctx context.Context, asked chainhash.Hash) ([]explorer.Spender, explorer.Reply) {
		if asked == id {
			return nil, notFound
		}
		return spenders(ctx, asked)
	}
}

func staleTip(w *world, f *fake, _ chainhash.Hash, n int) {
	f.tip = func(context.Context) (int32, explorer.Reply) { return w.tip() - int32(10+n), found }
}

func highTip(w *world, f *fake, _ chainhash.Hash, n int) {
	f.tip = func(context.Context) (int32, explorer.Reply) { return w.tip() + int32(1000+n), found }
}

// says changes who a source says spends the first output.
func says(f *fake, id chainhash.Hash, s explorer.Spender) {
	truth := f.spenders
	f.spenders = func(ctx context.Context, asked chainhash.Hash) ([]explorer.Spender, explorer.Reply) {
		all, r := truth(ctx, asked)
		if asked == id && r.Outcome == explorer.Found {
			all[0] = s
		}
		return all, r
	}
}

// falseSpender names a transaction that spends something else.
func falseSpender(w *world, f *fake, id chainhash.Hash, n int) {
	says(f, id, explorer.Spender{Spent: true, By: &wire.OutPoint{Hash: w.headersCoinbase().TxHash(), Index: uint32(n)}})
}

// unsignedSpender names a transaction of its own that spends the output without
// its owner's signature.
func unsignedSpender(w *world, f *fake, id chainhash.Hash, n int) {
	fraud := wire.NewMsgTx(2)
	fraud.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: id}, nil, wire.TxWitness{{1, 2, 3}, key().PubKey().SerializeCompressed()}))
	fraud.AddTxOut(wire.NewTxOut(int64(1000+n), w.script()))
	by := fraud.TxHash()
	says(f, id, explorer.Spender{Spent: true, By: &wire.OutPoint{Hash: by}})
	truth := f.transaction
	f.transaction = func(ctx context.Context, asked chainhash.Hash) ([]byte, explorer.Reply) {
		if asked == by {
			return raw(w.tb, fraud), found
		}
		return truth(ctx, asked)
	}
}

func hiddenSpender(_ *world, f *fake, id chainhash.Hash, _ int) { says(f, id, explorer.Spender{}) }

// bareSpent says that an output is spent and not by whom.
func bareSpent(_ *world, f *fake, id chainhash.Hash, _ int) {
	says(f, id, explorer.Spender{Spent: true})
}

func alteredWitness(w *world, f *fake, id chainhash.Hash, n int) {
	tx := w.txs[id]
	if tx == nil || !tx.HasWitness() {
		return
	}
	tx = tx.Copy()
	tx.TxIn[0].Witness[0][10+n] ^= 1
	truth := f.transaction
	f.transaction = func(ctx context.Context, asked chainhash.Hash) ([]byte, explorer.Reply) {
		if asked == id {
			return raw(w.tb, tx), found
		}
		return truth(ctx, asked)
	}
	confirmations(f, id, func(c explorer.Confirmation) explorer.Confirmation {
		c.Described = nil
		return c
	})
}

// strippedWitness leaves the signatures out.
func strippedWitness(w *world, f *fake, id chainhash.Hash, _ int) {
	tx := w.txs[id].Copy()
	for _, in := range tx.TxIn {
		in.Witness = nil
	}
	truth := f.transaction
	f.transaction = func(ctx context.Context, asked chainhash.Hash) ([]byte, explorer.Reply) {
		if asked == id {
			return raw(w.tb, tx), found
		}
		return truth(ctx, asked)
	}
}

// words takes a source's proofs away, so that it has only its word.
func words(_ *world, f *fake, id chainhash.Hash, _ int) {
	confirmations(f, id, func(c explorer.Confirmation) explorer.Confirmation {
		c.Branch = nil
		return c
	})
}

func TestLies(t *testing.T) {
	w := newWorld(t)
	deep, late := w.deposit.TxHash(), w.late.TxHash()
	tests := []struct {
		name string
		id   chainhash.Hash
		// How the sources a, b and c differ from honest ones; as many as there
		// are stand here.
		sources [][]lie
		own     bool // the first is the user's own node
		state   explorer.State
		final   bool
		lies    string // "source: code", comma separated, of the transaction
		general string // those of no transaction
		output  explorer.SpendState
	}{
		{
			"nobody lies", deep,
			[][]lie{{}, {}, {}},
			false, explorer.Confirmed, true, "", "", explorer.Spent,
		},
		{
			"other bytes", deep,
			[][]lie{{otherBytes}, {}, {}},
			false, explorer.Confirmed, true, "a: other-bytes", "", explorer.Spent,
		},
		{
			"no transaction", deep,
			[][]lie{{noTransaction}, {}, {}},
			false, explorer.Confirmed, true, "a: not-a-tx", "", explorer.Spent,
		},
		{
			"other bytes for what nobody knows", w.nowhere,
			[][]lie{{otherBytes}, {}},
			false, explorer.UnknownState, false, "a: other-bytes", "", "",
		},
		{
			"JSON differs", deep,
			[][]lie{{jsonDiffers}, {}, {}},
			false, explorer.Confirmed, true, "a: json-differs", "", explorer.Spent,
		},
		{
			"forged branch", deep,
			[][]lie{{forgedBranch}, {}, {}},
			false, explorer.Confirmed, true, "a: forged-branch", "", explorer.Spent,
		},
		{
			"forged branch alone", deep,
			[][]lie{{forgedBranch}},
			false, explorer.UnknownState, false, "a: forged-branch", "", explorer.Spent,
		},
		{
			"low work", deep,
			[][]lie{{lowWork}, {}, {}},
			false, explorer.Confirmed, true, "a: low-work", "", explorer.Spent,
		},
		{
			"low work alone", deep,
			[][]lie{{lowWork}},
			false, explorer.UnknownState, false, "a: low-work", "", explorer.Spent,
		},
		{
			"another block's header", deep,
			[][]lie{{otherHeader}, {}, {}},
			false, explorer.Confirmed, true, "a: other-header", "", explorer.Spent,
		},
		{
			"wrong height, outnumbered", deep,
			[][]lie{{wrongHeight}, {}, {}},
			false, explorer.Confirmed, true, "a: wrong-height", "", explorer.Spent,
		},
		{
			"wrong height, word against word", deep,
			[][]lie{{wrongHeight}, {}},
			false, explorer.Confirmed, false, "a: wrong-height,b: wrong-height", "", explorer.Spent,
		},
		{
			"wrong height against the own node", deep,
			[][]lie{{}, {wrongHeight}},
			true, explorer.Confirmed, true, "b: wrong-height", "", explorer.Spent,
		},
		{
			"an own block against a proof", deep,
			[][]lie{{ownBlock}, {}, {}},
			false, explorer.Confirmed, true, "a: other-block", "", explorer.Spent,
		},
		{
			"an own block against two operators", late,
			[][]lie{{ownBlock}, {}, {}},
			false, explorer.Confirmed, false, "a: other-block", "", explorer.NotSeenSpent,
		},
		{
			"an own block, word against word", late,
			[][]lie{{ownBlock}, {}},
			false, explorer.UnknownState, false, "a: other-block,b: other-block", "", explorer.NotSeenSpent,
		},
		{
			"an own block alone", late,
			[][]lie{{ownBlock}},
			false, explorer.UnknownState, false, "", "", explorer.NotSeenSpent,
		},
		{
			"an own block against the own node", late,
			[][]lie{{}, {ownBlock}},
			true, explorer.Confirmed, true, "b: other-block", "", explorer.NotSeenSpent,
		},
		{
			"another block, words only", late,
			[][]lie{{otherBlock}, {words}, {words}},
			false, explorer.Confirmed, false, "a: other-block", "", explorer.NotSeenSpent,
		},
		{
			"denied against a proof", deep,
			[][]lie{{denied}, {}},
			false, explorer.Confirmed, false, "a: denied", "", explorer.Spent,
		},
		{
			"denied against two operators", late,
			[][]lie{{denied}, {}, {}},
			false, explorer.Confirmed, false, "a: denied", "", explorer.NotSeenSpent,
		},
		{
			"denied, word against word", late,
			[][]lie{{denied}, {}},
			false, explorer.UnknownState, false, "a: denied,b: other-block", "", explorer.NotSeenSpent,
		},
		{
			"block denied", deep,
			[][]lie{{unconfirmed}, {}, {}},
			false, explorer.Confirmed, true, "a: denied", "", explorer.Spent,
		},
		{
			"stale tip", deep,
			[][]lie{{staleTip}, {}, {}},
			false, explorer.Confirmed, true, "", "a: stale-tip", explorer.Spent,
		},
		{
			"stale tip and nothing there", w.nowhere,
			[][]lie{{staleTip}, {}, {}},
			false, explorer.UnknownState, false, "", "a: stale-tip", "",
		},
		{
			"a tip too high makes nobody stale", w.nowhere,
			[][]lie{{highTip}, {}, {}},
			false, explorer.Absent, false, "", "", "",
		},
		{
			"false spender", deep,
			[][]lie{{falseSpender}, {}, {}},
			false, explorer.Confirmed, true, "a: false-spender", "", explorer.Spent,
		},
		{
			"false spender of what is unspent", late,
			[][]lie{{falseSpender}, {}, {}},
			false, explorer.Confirmed, false, "a: false-spender", "", explorer.NotSeenSpent,
		},
		{
			"unsigned spender of what is unspent", late,
			[][]lie{{unsignedSpender}, {}, {}},
			false, explorer.Confirmed, false, "a: false-spender", "", explorer.NotSeenSpent,
		},
		{
			"unsigned spender alone", late,
			[][]lie{{unsignedSpender}},
			false, explorer.UnknownState, false, "a: false-spender", "", explorer.UnknownSpend,
		},
		{
			"hidden spender", deep,
			[][]lie{{hiddenSpender}, {}, {}},
			false, explorer.Confirmed, true, "a: hidden-spender", "", explorer.Spent,
		},
		{
			"hidden spender against one", deep,
			[][]lie{{hiddenSpender}, {}},
			false, explorer.Confirmed, true, "a: hidden-spender", "", explorer.Spent,
		},
		{
			"spent, it is not said by whom", deep,
			[][]lie{{bareSpent}, {bareSpent}},
			false, explorer.Confirmed, true, "", "", explorer.UnknownSpend,
		},
		{
			"spent, one knows by whom", deep,
			[][]lie{{bareSpent}, {}},
			false, explorer.Confirmed, true, "", "", explorer.Spent,
		},
		{
			"altered witness", deep,
			[][]lie{{alteredWitness}, {}, {}},
			false, explorer.Confirmed, true, "a: altered-witness", "", explorer.Spent,
		},
		{
			"altered witness from two", deep,
			[][]lie{{alteredWitness}, {}, {alteredWitness}},
			false, explorer.Confirmed, false, "a: altered-witness,c: altered-witness", "", explorer.Spent,
		},
		{
			"altered witness alone", deep,
			[][]lie{{alteredWitness}},
			false, explorer.Confirmed, false, "a: altered-witness", "", explorer.Spent,
		},
		{
			"witness left out", deep,
			[][]lie{{strippedWitness}, {}, {}},
			false, explorer.Confirmed, true, "", "", explorer.Spent,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var sources []*fake
			for n, told := range tt.sources {
				f := w.honest(string(rune('a' + n)))
				if tt.own && n == 0 {
					f.info.Kind = explorer.OwnNode
				}
				for _, l := range told {
					l(w, f, tt.id, n)
				}
				sources = append(sources, f)
			}
			tx, a := check(t, w.client(sources...), explorer.Want{ID: tt.id, Inputs: true})
			if tx.State != tt.state || tx.Final != tt.final {
				t.Errorf("state %s, final %t, want %s, %t: %s", tx.State, tx.Final, tt.state, tt.final, tx.Why)
			}
			if got := strings.Join(lies(tx.Disagreements), ","); got != tt.lies {
				t.Errorf("lies %q, want %q", got, tt.lies)
			}
			if got := strings.Join(lies(a.Disagreements), ","); got != tt.general {
				t.Errorf("general lies %q, want %q", got, tt.general)
			}
			if tt.output != "" && (len(tx.Outputs) == 0 || tx.Outputs[0].State != tt.output) {
				t.Errorf("outputs %+v, want the first %s", tx.Outputs, tt.output)
			}
			if tx.State == explorer.Confirmed && (tx.Block.Height != w.places[tt.id].height || tx.Confirmations > w.tip()-w.places[tt.id].height+1) {
				t.Errorf("height %d, %d confirmations", tx.Block.Height, tx.Confirmations)
			}
			signed := slices.ContainsFunc(tx.Proofs, func(p proof.Proof) bool { return p.Claim == proof.ClaimScript })
			if honest := tx.Tx != nil && tx.Tx.WitnessHash() == w.txs[tt.id].WitnessHash(); signed != honest {
				t.Errorf("signed %t, though the transaction taken is the honest one: %t", signed, honest)
			}
		})
	}
}
