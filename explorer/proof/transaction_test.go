package proof_test

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

func serialise(tx *wire.MsgTx) []byte {
	var b bytes.Buffer
	_ = tx.Serialize(&b)
	return b.Bytes()
}

func TestTransaction(t *testing.T) {
	t.Parallel()
	all, _ := spend(t, kinds()...)
	legacy, _ := spend(t, kinds()[0])
	segwit, _ := spend(t, kinds()[3])
	for _, tx := range []*wire.MsgTx{all, legacy, segwit, coinbaseTx(), plainTx(1)} {
		id, raw := tx.TxHash(), serialise(tx)
		got, p, err := proof.Transaction(id, raw)
		wantProof(t, p, err, proof.ClaimID)
		if err == nil && got.WitnessHash() != tx.WitnessHash() {
			t.Error("another transaction came back")
		}
		var stripped bytes.Buffer
		_ = tx.SerializeNoWitness(&stripped)
		_, p, err = proof.Transaction(id, stripped.Bytes())
		wantProof(t, p, err, proof.ClaimID)

		for _, longer := range [][]byte{append(slices.Clone(raw), 0), append(slices.Clone(raw), raw...)} {
			_, _, err = proof.Transaction(id, longer)
			wantCode(t, "bytes after it", err, proof.NotATx)
		}
		for cut := range raw {
			_, _, err = proof.Transaction(id, raw[:cut])
			wantCode(t, "cut off", err, proof.NotATx)
		}
		for i := range stripped.Len() {
			changed := slices.Clone(stripped.Bytes())
			changed[i] ^= 1
			if _, _, err := proof.Transaction(id, changed); err == nil {
				t.Errorf("byte %d changed, and no error", i)
			}
		}
		_, _, err = proof.Transaction(chainhash.Hash{1}, raw)
		wantCode(t, "another ID", err, proof.OtherBytes)
	}
}

func TestNotATransaction(t *testing.T) {
	t.Parallel()
	tx := plainTx(1, 0x51)
	id, raw := tx.TxHash(), serialise(tx)
	// The long spelling: marker, flag and a witness in which nothing stands.
	long := slices.Concat(raw[:4], []byte{0, 1}, raw[4:len(raw)-4], []byte{0}, raw[len(raw)-4:])
	claims := func(count uint32) []byte {
		b := append(slices.Clone(raw[:4]), 0xfe)
		return append(binary.LittleEndian.AppendUint32(b, count), raw[5:]...)
	}
	for name, b := range map[string][]byte{
		"nothing":                  nil,
		"a page":                   []byte("<html><body>Too many requests</body></html>"),
		"hex":                      []byte("0200000001"),
		"an empty witness":         long,
		"one input, written long":  claims(1),
		"4 billion inputs":         claims(1<<32 - 1),
		"inputs beyond the bytes":  claims(700_000),
		"no inputs and no outputs": make([]byte, 10),
		"more than a block holds":  make([]byte, proof.MaxTransaction+1),
		"an input of no length":    slices.Concat(raw[:41], bytes.Repeat([]byte{0xff}, 9), raw[42:]),
	} {
		_, _, err := proof.Transaction(id, b)
		wantCode(t, name, err, proof.NotATx)
	}
}

// TestLargest has transactions of the most bytes that there can be, and of one
// more.
func TestLargest(t *testing.T) {
	t.Parallel()
	tx := plainTx(1)
	tx.TxOut[0].PkScript = make([]byte, proof.MaxTransaction-tx.SerializeSize()-4) // its length takes four bytes more
	_, p, err := proof.Transaction(tx.TxHash(), serialise(tx))
	wantProof(t, p, err, proof.ClaimID)
	tx.TxOut[0].PkScript = append(tx.TxOut[0].PkScript, 0)
	_, _, err = proof.Transaction(tx.TxHash(), serialise(tx))
	wantCode(t, "a byte more", err, proof.NotATx)
}

func TestHeader(t *testing.T) {
	t.Parallel()
	h := blockOf(3).Header
	if err := proof.Header(h.BlockHash(), h); err != nil {
		t.Error(err)
	}
	id := h.BlockHash()
	h.Nonce++
	wantCode(t, "another nonce", proof.Header(id, h), proof.OtherHeader)
}

func FuzzTransaction(f *testing.F) {
	tx, _ := spend(f, kinds()...)
	f.Add(serialise(tx))
	f.Add(serialise(coinbaseTx()))
	f.Add([]byte{1, 0, 0, 0, 0, 1, 0xfd})
	f.Fuzz(func(t *testing.T, raw []byte) {
		plain := new(wire.MsgTx)
		r := bytes.NewReader(raw)
		readable := len(raw) < 1<<16 && plain.Deserialize(r) == nil && r.Len() == 0
		if !readable {
			if _, _, err := proof.Transaction(chainhash.Hash{}, raw); err == nil {
				t.Error("what cannot be read was taken")
			}
			return
		}
		got, _, err := proof.Transaction(plain.TxHash(), raw)
		if err != nil {
			return // stricter than the reader
		}
		if !bytes.Equal(serialise(got), raw) {
			t.Error("a transaction was taken that is written otherwise")
		}
	})
}

// BenchmarkVerify is what one transaction with its branch and header costs.
func BenchmarkVerify(b *testing.B) {
	tx, _ := spend(b, kinds()...)
	block := blockOf(2500)
	block.Transactions[1234] = tx
	tr := treeOf(leaves(block.Transactions))
	block.Header.MerkleRoot = tr.root()
	for !mined(block.Header) {
		block.Header.Nonce++
	}
	id, hash, raw, branch := tx.TxHash(), block.Header.BlockHash(), serialise(tx), tr.branch(1234)
	anchors, err := proof.NewAnchors(regtest)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		got, _, err := proof.Transaction(id, raw)
		if err != nil {
			b.Fatal(err)
		}
		if err := proof.Header(hash, block.Header); err != nil {
			b.Fatal(err)
		}
		if _, err := proof.Inclusion(got, branch, block.Header); err != nil {
			b.Fatal(err)
		}
		if _, err := proof.Work(regtest, anchors, block.Header, 100); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScripts is what the signatures of one transaction cost: a 2-of-2
// deposit's spend.
func BenchmarkScripts(b *testing.B) {
	tx, prevs := spend(b, kinds()[3])
	b.ReportAllocs()
	for b.Loop() {
		if _, err := proof.Scripts(tx, from(prevs)); err != nil {
			b.Fatal(err)
		}
	}
}
