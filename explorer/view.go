package explorer

import (
	"errors"
	"slices"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

// view is what is made of a dossier, step by step: first what can be proved or
// disproved without knowing whom to believe, then the rest.
type view struct {
	*dossier
	c      *Client
	tx     *wire.MsgTx
	proofs []proof.Proof
	notes  []Reason // for Transaction.Why
	claims []claim
	lies   []caught

	state  State
	why    []Reason
	block  *Block
	placed []proof.Proof // of the block
	depth  int32         // confirmations
	sure   bool          // final
	output []Output
	moved  []proof.Proof // of the outputs
}

// claim is a block that a source says holds the transaction.
type claim struct {
	source int
	block  chainhash.Hash
	height int32
	branch *proof.Branch
	// header is the block's, nil if nobody gave it.
	header *wire.BlockHeader
	// void: there can be no such block at this height.
	void bool
	// included: the branch leads from the transaction to the header.
	included, anchored bool
	proofs             []proof.Proof
}

// inspect does what needs no judgement between sources.
func (c *Client) inspect(d *dossier) *view {
	v := &view{dossier: d, c: c, lies: slices.Clone(d.lies)}
	for s, t := range d.txs {
		if t == nil {
			continue
		}
		if lie, ok := c.notTheBytes(s, t.value.err); ok {
			v.lies = append(v.lies, lie)
		}
	}
	v.chooseWitness()
	for s, t := range d.confirmations {
		if t == nil || t.reply.Outcome != Found {
			continue
		}
		if detail := v.misdescribed(s, t.value.Described); detail != "" {
			v.lies = append(v.lies, caught{s, LieJSONDiffers, detail, true})
		}
		if t.value.Confirmed {
			v.claims = append(v.claims, claim{
				source: s, block: t.value.Block, height: t.value.Height, branch: t.value.Branch,
				header: d.headers[t.value.Block],
			})
		}
	}
	v.examine()
	return v
}

// misdescribed compares a source's description with the bytes: its ID covers all
// but witness and what the inputs spend.
func (v *view) misdescribed(source int, said *Description) string {
	if said == nil || said.Tx == nil {
		return ""
	}
	if said.Tx.TxHash() != v.id {
		return "its description of the transaction differs from the bytes"
	}
	given := v.txs[source]
	if given != nil && given.value.tx != nil && said.Tx.HasWitness() && given.value.tx.HasWitness() &&
		said.Tx.WitnessHash() != given.value.tx.WitnessHash() {
		return "its description of the witness differs from the bytes that it gave"
	}
	for i, out := range said.PrevOuts {
		if out == nil || i >= len(said.Tx.TxIn) {
			continue
		}
		spent := v.spends(said.Tx.TxIn[i].PreviousOutPoint)
		if spent != nil && (spent.Value != out.Value || !slices.Equal(spent.PkScript, out.PkScript)) {
			return "its description of what an input spends differs from the bytes"
		}
	}
	return ""
}

// spends gives the output that an input spends, nil if it is not known.
func (v *view) spends(op wire.OutPoint) *wire.TxOut {
	parent := v.parents[op.Hash]
	if parent == nil || uint64(op.Index) >= uint64(len(parent.TxOut)) {
		return nil
	}
	return parent.TxOut[op.Index]
}

// examine checks branches and headers.
func (v *view) examine() {
	fits := map[chainhash.Hash]bool{} // the block is possible at a height that someone gives
	failed := map[int]error{}
	for i := range v.claims {
		c := &v.claims[i]
		if c.header == nil {
			continue
		}
		work, err := proof.Work(v.c.opt.Network, v.c.opt.Anchors, *c.header, c.height)
		if err != nil {
			c.void, failed[i] = true, err
			continue
		}
		fits[c.block] = true
		c.anchored = work.Anchored
		c.proofs = append(c.proofs, work)
	}
	for i, err := range failed {
		v.lies = append(v.lies, impossible(v.claims[i], err, fits[v.claims[i].block]))
	}
	for i := range v.claims {
		c := &v.claims[i]
		if c.header == nil || c.branch == nil || v.tx == nil {
			continue
		}
		shown, err := proof.Inclusion(v.tx, *c.branch, *c.header)
		if err != nil {
			v.lies = append(v.lies, caught{c.source, LieForgedBranch, "its Merkle branch does not prove what it says", true})
			continue
		}
		c.included = true
		c.proofs = append(c.proofs, shown)
	}
}

// impossible says what a claim is called whose block cannot be at its height;
// elsewhere says that it can be at another's.
func impossible(c claim, err error, elsewhere bool) caught {
	var wrong *proof.Error
	switch {
	case elsewhere:
		return caught{c.source, LieWrongHeight, "the block that it names cannot be at the height that it says", true}
	case errors.As(err, &wrong) && wrong.Code == proof.OtherHeader:
		return caught{c.source, LieOtherBlock, "the chain has another block at the height that it says", true}
	}
	return caught{c.source, LieLowWork, "the header of the block that it names lacks the work that the network demands", true}
}

// chooseWitness takes the transaction from those given. Their IDs are the same,
// so they differ in the witness at the most, and scripts tell which is valid.
func (v *view) chooseWitness() {
	if v.final != nil {
		v.tx, v.proofs = v.final.Tx, slices.Clone(v.final.Proofs)
		return
	}
	variants := v.variants()
	if len(variants) == 0 {
		return
	}
	v.tx = variants[0].tx
	v.proofs = append(v.proofs, variants[0].shown)
	var first error
	for i, w := range variants {
		shown, err := proof.Scripts(w.tx, v.spends)
		if i == 0 {
			first = err
		}
		if err == nil {
			v.tx = w.tx
			v.proofs = append(v.proofs, shown)
			v.accuseOthers(variants, w)
			return
		}
	}
	v.undecided(variants, first)
}

// variant is one witness, and who gave it.
type variant struct {
	tx      *wire.MsgTx
	shown   proof.Proof // what its ID shows
	sources []int
}

// variants gives the different witnesses: before all that of the user's own
// node, then those with a witness, then by how many operators gave it.
func (v *view) variants() []variant {
	byHash := map[chainhash.Hash]*variant{}
	for s, t := range v.txs {
		if t == nil || t.value.tx == nil {
			continue
		}
		h := t.value.tx.WitnessHash()
		if byHash[h] == nil {
			byHash[h] = &variant{tx: t.value.tx, shown: t.value.shown}
		}
		byHash[h].sources = append(byHash[h].sources, s)
	}
	all := make([]variant, 0, len(byHash))
	for _, w := range byHash {
		all = append(all, *w)
	}
	slices.SortFunc(all, func(a, b variant) int {
		va, vb := v.c.voices(a.sources), v.c.voices(b.sources)
		switch {
		case va.own != vb.own:
			return boolOrder(va.own, vb.own)
		case a.tx.HasWitness() != b.tx.HasWitness():
			return boolOrder(a.tx.HasWitness(), b.tx.HasWitness())
		case va.operators != vb.operators:
			return vb.operators - va.operators
		default:
			return a.sources[0] - b.sources[0]
		}
	})
	return all
}

// boolOrder puts what is true first.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	default:
		return 1
	}
}

// accuseOthers names those whose witness is not valid beside one that is. A
// witness left out is no lie, and what stands in a record may not have been
// signed yet.
func (v *view) accuseOthers(all []variant, valid variant) {
	for _, w := range all {
		if w.tx == valid.tx || !w.tx.HasWitness() {
			continue
		}
		if _, err := proof.Scripts(w.tx, v.spends); err != nil {
			v.accuseWitness(w.sources, "the witness that it gave is not valid, and another source's is")
		}
	}
}

func (v *view) accuseWitness(sources []int, detail string) {
	for _, s := range sources {
		if v.c.infos[s].Kind != Record {
			v.lies = append(v.lies, caught{s, LieAlteredWitness, detail, true})
		}
	}
}

// undecided handles witnesses of which none could be shown to be valid.
func (v *view) undecided(all []variant, err error) {
	var wrong *proof.Error
	if !errors.As(err, &wrong) || wrong.Code != proof.BadScript {
		signed := slices.DeleteFunc(slices.Clone(all), func(w variant) bool { return !w.tx.HasWitness() })
		if len(signed) > 1 {
			v.notes = append(v.notes, because("witnesses-differ")...)
		}
		return
	}
	for _, w := range all {
		if !w.tx.HasWitness() {
			continue
		}
		if v.c.voices(w.sources).enough() {
			v.tx = w.tx
			v.notes = append(v.notes, because("witness-unproved")...)
			return
		}
		v.accuseWitness(w.sources, "the witness that it gave is not valid")
	}
	if v.tx.HasWitness() {
		v.tx = stripped(v.tx)
		v.notes = append(v.notes, because("witness-none")...)
	}
}

// stripped gives a transaction without its witness.
func stripped(tx *wire.MsgTx) *wire.MsgTx {
	tx = tx.Copy()
	for _, in := range tx.TxIn {
		in.Witness = nil
	}
	return tx
}
