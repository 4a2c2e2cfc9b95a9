package proof_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/btcec/v2/schnorr"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

func key(number byte) *btcec.PrivateKey {
	k, _ := btcec.PrivKeyFromBytes(bytes.Repeat([]byte{number}, 32))
	return k
}

// script builds a script of opcodes (int) and data.
func script(parts ...any) []byte {
	b := txscript.NewScriptBuilder()
	for _, part := range parts {
		switch p := part.(type) {
		case int:
			b.AddOp(byte(p))
		case []byte:
			b.AddData(p)
		}
	}
	s, err := b.Script()
	if err != nil {
		panic(err)
	}
	return s
}

func public(number byte) []byte { return key(number).PubKey().SerializeCompressed() }

func hash160(b []byte) []byte { return address.Hash160(b) }

var (
	twoOfTwo = script(txscript.OP_2, public(2), public(3), txscript.OP_2, txscript.OP_CHECKMULTISIG)
	// Old trades have an arbitrator's key as well.
	twoOfThree = script(txscript.OP_2, public(2), public(3), public(4), txscript.OP_3, txscript.OP_CHECKMULTISIG)
)

// signing is a way to pay to keys and to sign for it.
type signing struct {
	name string
	pays []byte // the output script
	sign func(tx *wire.MsgTx, vin int, f txscript.PrevOutputFetcher) error
}

func kinds() []signing {
	p2pkh := script(txscript.OP_DUP, txscript.OP_HASH160, hash160(public(2)), txscript.OP_EQUALVERIFY, txscript.OP_CHECKSIG)
	taproot := script(txscript.OP_1, schnorr.SerializePubKey(txscript.ComputeTaprootKeyNoScript(key(2).PubKey())))
	return []signing{
		{"P2PKH", p2pkh, func(tx *wire.MsgTx, vin int, _ txscript.PrevOutputFetcher) error {
			s, err := txscript.SignatureScript(tx, vin, p2pkh, txscript.SigHashAll, key(2), true)
			tx.TxIn[vin].SignatureScript = s
			return err
		}},
		{"P2SH 2-of-3", payToHash(twoOfThree), signP2SH(twoOfThree, 2, 4)},
		{"P2SH 2-of-2", payToHash(twoOfTwo), signP2SH(twoOfTwo, 2, 3)},
		{"P2WSH 2-of-2", script(txscript.OP_0, chainhash.HashB(twoOfTwo)), signP2WSH},
		{"P2WPKH", script(txscript.OP_0, hash160(public(2))), func(tx *wire.MsgTx, vin int, f txscript.PrevOutputFetcher) error {
			out := f.FetchPrevOutput(tx.TxIn[vin].PreviousOutPoint)
			w, err := txscript.WitnessSignature(tx, txscript.NewTxSigHashes(tx, f), vin, out.Value, out.PkScript, txscript.SigHashAll, key(2), true)
			tx.TxIn[vin].Witness = w
			return err
		}},
		{"P2TR", taproot, func(tx *wire.MsgTx, vin int, f txscript.PrevOutputFetcher) error {
			out := f.FetchPrevOutput(tx.TxIn[vin].PreviousOutPoint)
			w, err := txscript.TaprootWitnessSignature(tx, txscript.NewTxSigHashes(tx, f), vin, out.Value, out.PkScript, txscript.SigHashDefault, key(2))
			tx.TxIn[vin].Witness = w
			return err
		}},
	}
}

func payToHash(redeem []byte) []byte {
	return script(txscript.OP_HASH160, hash160(redeem), txscript.OP_EQUAL)
}

func signP2SH(redeem []byte, signers ...byte) func(*wire.MsgTx, int, txscript.PrevOutputFetcher) error {
	return func(tx *wire.MsgTx, vin int, _ txscript.PrevOutputFetcher) error {
		parts := []any{txscript.OP_0}
		for _, signer := range signers {
			sig, err := txscript.RawTxInSignature(tx, vin, redeem, txscript.SigHashAll, key(signer))
			if err != nil {
				return err
			}
			parts = append(parts, sig)
		}
		tx.TxIn[vin].SignatureScript = script(append(parts, redeem)...)
		return nil
	}
}

func signP2WSH(tx *wire.MsgTx, vin int, f txscript.PrevOutputFetcher) error {
	witness := wire.TxWitness{nil}
	out := f.FetchPrevOutput(tx.TxIn[vin].PreviousOutPoint)
	for _, signer := range []byte{2, 3} {
		sig, err := txscript.RawTxInWitnessSignature(tx, txscript.NewTxSigHashes(tx, f), vin, out.Value, twoOfTwo, txscript.SigHashAll, key(signer))
		if err != nil {
			return err
		}
		witness = append(witness, sig)
	}
	witness = append(witness, twoOfTwo)
	tx.TxIn[vin].Witness = witness
	return nil
}

// spend makes a signed transaction that spends outputs of these kinds, and says
// what it spends.
func spend(t testing.TB, kinds ...signing) (*wire.MsgTx, map[wire.OutPoint]*wire.TxOut) {
	t.Helper()
	tx := wire.NewMsgTx(2)
	prevs := make(map[wire.OutPoint]*wire.TxOut)
	for i, k := range kinds {
		op := wire.OutPoint{Hash: chainhash.Hash{byte(i), 9}, Index: uint32(i)}
		prevs[op] = wire.NewTxOut(100_000+int64(i), k.pays)
		tx.AddTxIn(wire.NewTxIn(&op, nil, nil))
	}
	tx.AddTxOut(wire.NewTxOut(90_000, kinds[0].pays))
	f := txscript.NewMultiPrevOutFetcher(prevs)
	for i, k := range kinds {
		if err := k.sign(tx, i, f); err != nil {
			t.Fatalf("sign %s: %v", k.name, err)
		}
	}
	return tx, prevs
}

func from(prevs map[wire.OutPoint]*wire.TxOut) func(wire.OutPoint) *wire.TxOut {
	return func(op wire.OutPoint) *wire.TxOut { return prevs[op] }
}

func TestScripts(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		tx, prevs := spend(t, k)
		p, err := proof.Scripts(tx, from(prevs))
		wantProof(t, p, err, proof.ClaimScript)

		other := tx.Copy()
		other.TxOut[0].Value--
		_, err = proof.Scripts(other, from(prevs))
		wantCode(t, k.name+", another amount", err, proof.BadScript)

		_, err = proof.Scripts(tx, from(nil))
		wantCode(t, k.name+", nothing at hand", err, proof.MissingInput)

		for op, out := range prevs {
			changed := map[wire.OutPoint]*wire.TxOut{op: wire.NewTxOut(out.Value, script(txscript.OP_0, hash160(public(9))))}
			_, err = proof.Scripts(tx, from(changed))
			wantCode(t, k.name+", another output", err, proof.BadScript)
		}
		alterWitness(t, k.name, tx, prevs)
	}
}

// alterWitness changes each item of a witness, which the ID does not cover.
func alterWitness(t *testing.T, name string, tx *wire.MsgTx, prevs map[wire.OutPoint]*wire.TxOut) {
	t.Helper()
	for i, item := range tx.TxIn[0].Witness {
		changed := tx.Copy()
		if len(item) == 0 {
			changed.TxIn[0].Witness[i] = []byte{1} // BIP 147
		} else {
			changed.TxIn[0].Witness[i] = slices.Clone(item)
			changed.TxIn[0].Witness[i][len(item)/2] ^= 1
		}
		if changed.TxHash() != tx.TxHash() {
			t.Fatal("the ID covers the witness")
		}
		_, err := proof.Scripts(changed, from(prevs))
		wantCode(t, name+", altered witness", err, proof.BadScript)
	}
	if tx.HasWitness() {
		stripped := tx.Copy()
		stripped.TxIn[0].Witness = nil
		_, err := proof.Scripts(stripped, from(prevs))
		wantCode(t, name+", witness taken away", err, proof.BadScript)
	}
}

// TestScriptsTogether spends one of each kind at once: Taproot's signature
// covers what all inputs spend.
func TestScriptsTogether(t *testing.T) {
	t.Parallel()
	tx, prevs := spend(t, kinds()...)
	p, err := proof.Scripts(tx, from(prevs))
	wantProof(t, p, err, proof.ClaimScript)
	op := tx.TxIn[0].PreviousOutPoint
	prevs[op] = wire.NewTxOut(prevs[op].Value+1, prevs[op].PkScript)
	_, err = proof.Scripts(tx, from(prevs))
	wantCode(t, "another amount spent", err, proof.BadScript)
	delete(prevs, tx.TxIn[3].PreviousOutPoint)
	_, err = proof.Scripts(tx, from(prevs))
	wantCode(t, "one missing", err, proof.MissingInput)

	twice := plainTx(1, 0x51)
	twice.AddTxIn(twice.TxIn[0])
	anyone := func(wire.OutPoint) *wire.TxOut { return wire.NewTxOut(1, script(txscript.OP_1)) }
	_, err = proof.Scripts(plainTx(1, 0x51), anyone)
	wantProof(t, p, err, proof.ClaimScript)
	_, err = proof.Scripts(twice, anyone)
	wantCode(t, "one output twice", err, proof.BadScript)
	_, err = proof.Scripts(coinbaseTx(), from(nil))
	wantCode(t, "a coinbase", err, proof.MissingInput)
}

// TestOldAndOdd has transactions that a block may hold though nodes relay none
// of their kind today.
func TestOldAndOdd(t *testing.T) {
	t.Parallel()
	unused := wire.OutPoint{Hash: chainhash.Hash{1}}
	for name, c := range map[string]struct {
		pays []byte
		sign func(tx *wire.MsgTx, f txscript.PrevOutputFetcher)
		old  bool
	}{
		// BIP 147 was not there before 2017.
		"a dummy that is not empty": {payToHash(twoOfTwo), func(tx *wire.MsgTx, f txscript.PrevOutputFetcher) {
			_ = signP2SH(twoOfTwo, 2, 3)(tx, 0, f)
			tx.TxIn[0].SignatureScript[0] = txscript.OP_1
		}, true},
		// BIP 65 gave OP_NOP2 a meaning at the end of 2015.
		"a lock time that was none": {script(txscript.OP_NOP2, txscript.OP_1), func(*wire.MsgTx, txscript.PrevOutputFetcher) {}, true},
		// Standardness alone refuses these.
		"more on the stack than needed": {script(txscript.OP_1, txscript.OP_1), func(*wire.MsgTx, txscript.PrevOutputFetcher) {}, false},
		"a number not written shortest": {[]byte{txscript.OP_PUSHDATA1, 1, 1}, func(*wire.MsgTx, txscript.PrevOutputFetcher) {}, false},
		"an opcode for later":           {script(txscript.OP_NOP10, txscript.OP_1), func(*wire.MsgTx, txscript.PrevOutputFetcher) {}, false},
		"a witness version for later":   {script(txscript.OP_16, bytes.Repeat([]byte{1}, 32)), func(*wire.MsgTx, txscript.PrevOutputFetcher) {}, false},
	} {
		tx := wire.NewMsgTx(1)
		tx.AddTxIn(wire.NewTxIn(&unused, nil, nil))
		tx.AddTxOut(wire.NewTxOut(1, c.pays))
		out := wire.NewTxOut(2, c.pays)
		c.sign(tx, txscript.NewCannedPrevOutputFetcher(out.PkScript, out.Value))
		p, err := proof.Scripts(tx, from(map[wire.OutPoint]*wire.TxOut{unused: out}))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantProof(t, p, err, proof.ClaimScript)
		if old := strings.Contains(p.RestsOn, "before BIP 66"); old != c.old {
			t.Errorf("%s: rests on %q", name, p.RestsOn)
		}
	}
}

func TestSpend(t *testing.T) {
	t.Parallel()
	tx, _ := spend(t, kinds()[:2]...)
	for i, in := range tx.TxIn {
		p, err := proof.Spend(tx, uint32(i), in.PreviousOutPoint)
		wantProof(t, p, err, proof.ClaimSpend)
		_, err = proof.Spend(tx, uint32(1-i), in.PreviousOutPoint)
		wantCode(t, "the other input", err, proof.FalseSpender)
		op := in.PreviousOutPoint
		op.Index++
		_, err = proof.Spend(tx, uint32(i), op)
		wantCode(t, "another output of the same", err, proof.FalseSpender)
	}
	for _, vin := range []uint32{2, 1<<32 - 1} {
		_, err := proof.Spend(tx, vin, tx.TxIn[0].PreviousOutPoint)
		wantCode(t, "an input that is not there", err, proof.FalseSpender)
	}
}

func FuzzScripts(f *testing.F) {
	for _, k := range kinds() {
		tx, prevs := spend(f, k)
		var raw bytes.Buffer
		_ = tx.Serialize(&raw)
		f.Add(raw.Bytes(), prevs[tx.TxIn[0].PreviousOutPoint].PkScript, int64(100_000))
	}
	f.Fuzz(func(_ *testing.T, raw, pays []byte, sat int64) {
		tx := new(wire.MsgTx)
		if len(raw) > 20_000 || len(pays) > 20_000 || tx.Deserialize(bytes.NewReader(raw)) != nil {
			return
		}
		// It must end, and not by a panic.
		_, _ = proof.Scripts(tx, func(wire.OutPoint) *wire.TxOut { return wire.NewTxOut(sat, pays) })
	})
}
