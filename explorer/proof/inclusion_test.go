package proof_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

// coinbaseTx makes the first transaction of a block.
func coinbaseTx() *wire.MsgTx {
	tx := wire.NewMsgTx(2)
	tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Index: 1<<32 - 1}, []byte{0x51, 0x01}, nil))
	tx.AddTxOut(wire.NewTxOut(50, []byte{0x51, 0x52, 0x53}))
	return tx
}

// plainTx makes a transaction that differs from those of other numbers. With
// its scripts left empty it has 60 bytes.
func plainTx(number int, scripts ...byte) *wire.MsgTx {
	tx := wire.NewMsgTx(2)
	tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: chainhash.Hash{byte(number), byte(number >> 8), 1}}, nil, nil))
	tx.AddTxOut(wire.NewTxOut(int64(number), scripts))
	return tx
}

// blockOf makes a block of n transactions, whose header has the right root.
func blockOf(n int) *wire.MsgBlock {
	b := &wire.MsgBlock{Header: wire.BlockHeader{Version: 4, Timestamp: time.Unix(1_700_000_000, 0), Bits: 0x207fffff}}
	b.Transactions = append(b.Transactions, coinbaseTx())
	for i := 1; i < n; i++ {
		b.Transactions = append(b.Transactions, plainTx(i, 0x51, 0x52, 0x53, 0x54, 0x55))
	}
	b.Header.MerkleRoot = treeOf(leaves(b.Transactions)).root()
	return b
}

func leaves(txs []*wire.MsgTx) []chainhash.Hash {
	list := make([]chainhash.Hash, len(txs))
	for i, tx := range txs {
		list[i] = tx.TxHash()
	}
	return list
}

// tree is a Merkle tree, its leaves first, made apart from the code under test.
type tree [][]chainhash.Hash

func treeOf(level []chainhash.Hash) tree {
	t := tree{level}
	for len(level) > 1 {
		var up []chainhash.Hash
		for i := 0; i < len(level); i += 2 {
			up = append(up, pair(level[i], level[min(i+1, len(level)-1)]))
		}
		t, level = append(t, up), up
	}
	return t
}

func pair(left, right chainhash.Hash) chainhash.Hash {
	return chainhash.DoubleHashH(slices.Concat(left[:], right[:]))
}

func (t tree) root() chainhash.Hash { return t[len(t)-1][0] }

func (t tree) branch(pos int) proof.Branch {
	b := proof.Branch{Pos: uint32(pos)}
	for _, level := range t[:len(t)-1] {
		b.Hashes = append(b.Hashes, level[min(pos^1, len(level)-1)])
		pos /= 2
	}
	return b
}

// merkleblock writes BIP 37's message, which shows some places of a block.
func merkleblock(b *wire.MsgBlock, shown ...int) []byte {
	t := treeOf(leaves(b.Transactions))
	var flags []bool
	var hashes []chainhash.Hash
	var walk func(height, at int)
	walk = func(height, at int) {
		has := slices.ContainsFunc(shown, func(pos int) bool { return pos>>height == at })
		flags = append(flags, has)
		if height == 0 || !has {
			hashes = append(hashes, t[height][at])
			return
		}
		walk(height-1, 2*at)
		if 2*at+1 < len(t[height-1]) {
			walk(height-1, 2*at+1)
		}
	}
	walk(len(t)-1, 0)
	packed := make([]byte, (len(flags)+7)/8)
	for i, f := range flags {
		if f {
			packed[i/8] |= 1 << (i % 8)
		}
	}
	return writeMerkleblock(b.Header, uint32(len(b.Transactions)), hashes, packed)
}

func writeMerkleblock(h wire.BlockHeader, n uint32, hashes []chainhash.Hash, flags []byte) []byte {
	var out bytes.Buffer
	_ = h.Serialize(&out)
	_ = binary.Write(&out, binary.LittleEndian, n)
	_ = wire.WriteVarInt(&out, 0, uint64(len(hashes)))
	for _, hash := range hashes {
		out.Write(hash[:])
	}
	_ = wire.WriteVarBytes(&out, 0, flags)
	return out.Bytes()
}

// wantCode fails the test if an error has not the code.
func wantCode(t *testing.T, what string, err error, code proof.Code) {
	t.Helper()
	var e *proof.Error
	if !errors.As(err, &e) || e.Code != code {
		t.Errorf("%s: error %v, want code %q", what, err, code)
	}
}

// wantProof fails the test if a proof does not say all that it must.
func wantProof(t *testing.T, p proof.Proof, err error, claim proof.Claim) {
	t.Helper()
	if err != nil {
		t.Errorf("%s: %v", claim, err)
		return
	}
	if p.Claim != claim || p.Shows == "" || p.RestsOn == "" {
		t.Errorf("claim %q, want %q; shows %q, rests on %q", p.Claim, claim, p.Shows, p.RestsOn)
	}
}

func TestInclusion(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 20; n++ {
		b := blockOf(n)
		branches := treeOf(leaves(b.Transactions))
		for pos, tx := range b.Transactions {
			br := branches.branch(pos)
			p, err := proof.Inclusion(tx, br, b.Header)
			wantProof(t, p, err, proof.ClaimInclusion)
			mutate(t, tx, br, b.Header)
		}
	}
}

// mutate changes a branch that is right, and expects a refusal each time.
func mutate(t *testing.T, tx *wire.MsgTx, right proof.Branch, h wire.BlockHeader) {
	t.Helper()
	refuse := func(what string, b proof.Branch) {
		t.Helper()
		_, err := proof.Inclusion(tx, b, h)
		wantCode(t, what, err, proof.ForgedBranch)
	}
	for i := range right.Hashes {
		for _, bit := range []int{0, 7, 100, 255} {
			b := proof.Branch{Hashes: slices.Clone(right.Hashes), Pos: right.Pos}
			b.Hashes[i][bit/8] ^= 1 << (bit % 8)
			refuse("a changed bit", b)
		}
		b := proof.Branch{Hashes: slices.Delete(slices.Clone(right.Hashes), i, i+1), Pos: right.Pos}
		refuse("a level left out", b)
	}
	for bit := range 32 {
		refuse("another place", proof.Branch{Hashes: right.Hashes, Pos: right.Pos ^ 1<<bit})
	}
	refuse("a level more", proof.Branch{Hashes: append(slices.Clone(right.Hashes), chainhash.Hash{}), Pos: right.Pos})
	h.MerkleRoot[3] ^= 4
	refuse("another root", right)
}

func TestInclusionDepth(t *testing.T) {
	t.Parallel()
	deep := func(depth int) error {
		tx := plainTx(1, 0x51)
		b := proof.Branch{Pos: 1}
		node := pair(chainhash.Hash{1}, tx.TxHash())
		b.Hashes = append(b.Hashes, chainhash.Hash{1})
		for i := 1; i < depth; i++ {
			b.Hashes = append(b.Hashes, chainhash.Hash{byte(i), 2})
			node = pair(node, b.Hashes[i])
		}
		_, err := proof.Inclusion(tx, b, wire.BlockHeader{MerkleRoot: node})
		return err
	}
	if err := deep(15); err != nil {
		t.Errorf("15 levels: %v", err)
	}
	wantCode(t, "16 levels", deep(16), proof.ForgedBranch)
	wantCode(t, "40 levels", deep(40), proof.ForgedBranch)
}

// TestTransactionAsNode shows an inner node of a tree as a transaction, and a
// transaction as an inner node (CVE-2017-12842).
func TestTransactionAsNode(t *testing.T) {
	t.Parallel()
	small := plainTx(1, 0x51, 0x52, 0x53, 0x54)
	if n := small.SerializeSizeStripped(); n != 64 {
		t.Fatalf("%d bytes", n)
	}
	left := chainhash.Hash{1}
	_, err := proof.Inclusion(small, proof.Branch{Hashes: []chainhash.Hash{left}, Pos: 1}, wire.BlockHeader{MerkleRoot: pair(left, small.TxHash())})
	wantCode(t, "an inner node as a transaction", err, proof.ForgedBranch)
	small.TxIn[0].Witness = wire.TxWitness{{1}}
	_, err = proof.Inclusion(small, proof.Branch{Hashes: []chainhash.Hash{left}, Pos: 1}, wire.BlockHeader{MerkleRoot: pair(left, small.TxHash())})
	wantCode(t, "the same with a witness", err, proof.ForgedBranch)

	// The other side: a real transaction of 64 bytes, whose second half could be
	// the ID of one that the block does not hold. An attacker has to search for
	// one; here the half is taken for an ID as it is.
	for script := range 5 {
		tx := wire.NewMsgTx(2)
		tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: chainhash.Hash{3}}, bytes.Repeat([]byte{0x51}, script), nil))
		tx.AddTxOut(wire.NewTxOut(5, bytes.Repeat([]byte{0x52}, 4-script)))
		var raw bytes.Buffer
		_ = tx.SerializeNoWitness(&raw)
		halves := [2]chainhash.Hash{chainhash.Hash(raw.Bytes()[:32]), chainhash.Hash(raw.Bytes()[32:])}
		if pair(halves[0], halves[1]) != tx.TxHash() {
			t.Fatal("the attack is not one")
		}
		if _, err := proof.Fold(halves[1], proof.Branch{Hashes: []chainhash.Hash{halves[0], left}, Pos: 3}); err == nil {
			t.Errorf("a transaction with %d bytes of script passed for a node", script)
		}
		if _, err := proof.Fold(halves[0], proof.Branch{Hashes: []chainhash.Hash{halves[1], left}, Pos: 2}); err == nil {
			t.Errorf("a transaction with %d bytes of script passed for a node, from its left", script)
		}
	}
}

// TestDuplicate shows one part of a tree as two (CVE-2012-2459).
func TestDuplicate(t *testing.T) {
	t.Parallel()
	for _, n := range []int{3, 5, 6, 7, 9, 11, 13} {
		b := blockOf(n)
		list := leaves(b.Transactions)
		last := b.Transactions[n-1]
		// The tree of the list with its odd end written twice has the same root.
		doubled := slices.Clone(list)
		step := 1
		for n/step%2 == 0 {
			step *= 2
		}
		doubled = append(doubled, doubled[n-step:]...)
		forged := treeOf(doubled)
		if forged.root() != b.Header.MerkleRoot {
			t.Fatalf("%d transactions: the roots differ", n)
		}
		_, err := proof.Inclusion(last, forged.branch(len(doubled)-1), b.Header)
		wantCode(t, "the last transaction, at a place after the last", err, proof.ForgedBranch)
	}
	// Equal siblings, with something after them.
	tx := plainTx(1, 0x51)
	id := tx.TxHash()
	first := pair(chainhash.Hash{1}, chainhash.Hash{2})
	for name, b := range map[string]proof.Branch{
		"at the start of the block":  {Hashes: []chainhash.Hash{id, {5}}, Pos: 0},
		"in a later pair":            {Hashes: []chainhash.Hash{id, first, {6}}, Pos: 2},
		"deeper than its last leaf":  {Hashes: []chainhash.Hash{id, first, pair(first, pair(id, id))}, Pos: 2},
		"as the right of equal ones": {Hashes: []chainhash.Hash{id, first}, Pos: 3},
	} {
		if _, err := proof.Fold(id, b); err == nil {
			t.Errorf("equal siblings %s were taken", name)
		}
	}
}

// TestCoinbasePlace has a coinbase elsewhere than first, and another
// transaction first.
func TestCoinbasePlace(t *testing.T) {
	t.Parallel()
	a, b := plainTx(1, 0x51), coinbaseTx()
	tr := treeOf([]chainhash.Hash{a.TxHash(), b.TxHash()})
	h := wire.BlockHeader{MerkleRoot: tr.root()}
	_, err := proof.Inclusion(a, tr.branch(0), h)
	wantCode(t, "no coinbase first", err, proof.ForgedBranch)
	_, err = proof.Inclusion(b, tr.branch(1), h)
	wantCode(t, "a coinbase second", err, proof.ForgedBranch)
}

func TestMerkleblock(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 20; n++ {
		b := blockOf(n)
		tr := treeOf(leaves(b.Transactions))
		for pos, tx := range b.Transactions {
			id := tx.TxHash()
			for _, shown := range [][]int{{pos}, {0, pos}, {pos, n - 1}} {
				h, br, p, err := proof.Merkleblock(id, merkleblock(b, shown...))
				wantProof(t, p, err, proof.ClaimInclusion)
				if h != b.Header || br.Pos != uint32(pos) || !slices.Equal(br.Hashes, tr.branch(pos).Hashes) {
					t.Errorf("place %d of %d: header or branch differ", pos, n)
				}
				p, err = proof.Inclusion(tx, br, h)
				wantProof(t, p, err, proof.ClaimInclusion)
			}
			if n > 1 {
				_, _, _, err := proof.Merkleblock(id, merkleblock(b, (pos+1)%n))
				wantCode(t, "another transaction shown", err, proof.ForgedBranch)
			}
			forgeMerkleblock(t, id, merkleblock(b, pos))
		}
	}
}

// forgeMerkleblock changes what a merkleblock's tree covers, cuts it and adds to it.
func forgeMerkleblock(t *testing.T, id chainhash.Hash, right []byte) {
	t.Helper()
	// The flags come last: other ones may show another transaction as well.
	for i := 36; i < 85+32*int(right[84]); i += 3 {
		if i >= 68 && i < 80 {
			continue // time, bits and nonce, which the tree does not cover
		}
		raw := slices.Clone(right)
		raw[i] ^= 0x40
		if i >= 80 && i < 84 {
			raw[i] ^= 0x7f // the number of transactions, far off
		}
		if _, _, _, err := proof.Merkleblock(id, raw); err == nil {
			t.Errorf("byte %d changed, and no error", i)
		}
	}
	for _, raw := range [][]byte{nil, right[:79], right[:len(right)-1], append(slices.Clone(right), 0)} {
		_, _, _, err := proof.Merkleblock(id, raw)
		wantCode(t, "a cut or longer merkleblock", err, proof.ForgedBranch)
	}
}

func TestMerkleblockForged(t *testing.T) {
	t.Parallel()
	b := blockOf(3)
	ids := leaves(b.Transactions)
	h := b.Header
	for name, raw := range map[string][]byte{
		"no transactions":       writeMerkleblock(h, 0, ids[:1], []byte{1}),
		"too many transactions": writeMerkleblock(h, 16_667, ids[:1], []byte{1}),
		"more hashes than any":  writeMerkleblock(h, 1, ids, []byte{0xff}),
		"too few flags":         writeMerkleblock(h, 3, ids, nil),
		"too few hashes":        writeMerkleblock(h, 3, ids[:1], []byte{0xff}),
		"flags left over":       writeMerkleblock(h, 3, ids, []byte{0xff, 0x00}),
		"a flag after the last": writeMerkleblock(h, 3, ids, []byte{0xff}),
		// Four leaves, the last two alike, have the root of three.
		"shown twice": writeMerkleblock(h, 4, append(slices.Clone(ids), ids[2]), []byte{0x7f}),
	} {
		_, _, _, err := proof.Merkleblock(ids[2], raw)
		wantCode(t, name, err, proof.ForgedBranch)
	}
	// Another part is shown as two, which leaves the branch asked for as it is.
	_, _, _, err := proof.Merkleblock(ids[0], writeMerkleblock(h, 4, []chainhash.Hash{ids[0], ids[1], ids[2], ids[2]}, []byte{0x37}))
	wantCode(t, "another part twice", err, proof.ForgedBranch)
	// A hash that nothing needs.
	four := blockOf(4)
	tr := treeOf(leaves(four.Transactions))
	hashes := []chainhash.Hash{tr[0][0], tr[0][1], tr[1][1]}
	_, _, p, err := proof.Merkleblock(tr[0][0], writeMerkleblock(four.Header, 4, hashes, []byte{0x07}))
	wantProof(t, p, err, proof.ClaimInclusion)
	_, _, _, err = proof.Merkleblock(tr[0][0], writeMerkleblock(four.Header, 4, append(hashes, chainhash.Hash{}), []byte{0x07}))
	wantCode(t, "a hash left over", err, proof.ForgedBranch)
	// All three shown, flags as they must be: 1 1 1 1 1 1.
	_, _, p, err = proof.Merkleblock(ids[2], writeMerkleblock(h, 3, ids, []byte{0x3f}))
	wantProof(t, p, err, proof.ClaimInclusion)
}

// TestMerkleblockSize has as many transactions as a block can have, and one
// more.
func TestMerkleblockSize(t *testing.T) {
	t.Parallel()
	const depth = 15
	id := chainhash.Hash{1}
	hashes, node := []chainhash.Hash{id}, id
	for i := range depth {
		hashes = append(hashes, chainhash.Hash{byte(i), 7})
		node = pair(node, hashes[i+1])
	}
	// The way down to the first leaf, then its siblings from below.
	raw := func(n uint32) []byte {
		return writeMerkleblock(wire.BlockHeader{MerkleRoot: node}, n, hashes, []byte{0xff, 0xff, 0, 0})
	}
	_, _, p, err := proof.Merkleblock(id, raw(16_666))
	wantProof(t, p, err, proof.ClaimInclusion)
	_, _, _, err = proof.Merkleblock(id, raw(16_667))
	wantCode(t, "one more", err, proof.ForgedBranch)
}

func FuzzInclusion(f *testing.F) {
	b := blockOf(5)
	var tx bytes.Buffer
	_ = b.Transactions[2].Serialize(&tx)
	br := treeOf(leaves(b.Transactions)).branch(2)
	var hashes []byte
	for _, hash := range br.Hashes {
		hashes = append(hashes, hash[:]...)
	}
	f.Add(tx.Bytes(), hashes, br.Pos, b.Header.MerkleRoot[:])
	f.Add([]byte{}, []byte{1}, uint32(9), []byte{2})
	f.Fuzz(func(t *testing.T, raw, hashes []byte, pos uint32, root []byte) {
		tx := new(wire.MsgTx)
		if len(raw) > 10_000 || tx.Deserialize(bytes.NewReader(raw)) != nil {
			return
		}
		br := proof.Branch{Pos: pos}
		for ; len(hashes) >= 32; hashes = hashes[32:] {
			br.Hashes = append(br.Hashes, chainhash.Hash(hashes[:32]))
		}
		var h wire.BlockHeader
		copy(h.MerkleRoot[:], root)
		if _, err := proof.Inclusion(tx, br, h); err != nil {
			return
		}
		// What is taken leads to the root, by another way of counting.
		node := tx.TxHash()
		for i, sibling := range br.Hashes {
			if pos>>i&1 == 1 {
				node = pair(sibling, node)
			} else {
				node = pair(node, sibling)
			}
		}
		if node != h.MerkleRoot {
			t.Error("a branch that leads elsewhere was taken")
		}
	})
}

func FuzzMerkleblock(f *testing.F) {
	for n := 1; n <= 7; n += 3 {
		b := blockOf(n)
		id := b.Transactions[n/2].TxHash()
		f.Add(id[:], merkleblock(b, n/2))
	}
	f.Fuzz(func(t *testing.T, id, raw []byte) {
		var hash chainhash.Hash
		copy(hash[:], id)
		h, br, _, err := proof.Merkleblock(hash, raw)
		if err != nil {
			return
		}
		if root, err := proof.Fold(hash, br); err != nil || root != h.MerkleRoot {
			t.Errorf("a branch was taken from a merkleblock that does not lead to its root: %v", err)
		}
	})
}
