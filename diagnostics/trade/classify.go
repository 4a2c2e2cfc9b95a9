package trade

import (
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
)

const (
	// delayedSequence is what a delayed payout's input has: final but for the
	// lock time.
	delayedSequence = wire.MaxTxInSequenceNum - 1
	// lockTimeIsHeight: a lock time below it is a height.
	lockTimeIsHeight = 500_000_000
)

// classify tells a delayed payout from a payout: by lock time and sequence, by
// whom it pays, in doubt by the most of these. Bisq's accounting tells them
// apart in much the same way (docs/burningman/Burningman-specification.md).
func (f *facts) classify(tx *wire.MsgTx) diagnostics.TxRole {
	score := 0
	if tx.LockTime > 0 && tx.LockTime < lockTimeIsHeight {
		score++
	} else {
		score--
	}
	if len(tx.TxIn) > 0 && tx.TxIn[0].Sequence == delayedSequence {
		score++
	}
	known, paidOut := 0, 0
	for _, out := range tx.TxOut {
		addr := f.address(out)
		if addr == "" {
			continue
		}
		if f.isDelayedReceiver(addr) {
			known++
		}
		if addr == f.buyerPayout || addr == f.sellerPayout {
			paidOut++
		}
	}
	if known > 0 {
		score += 2
	}
	if paidOut > 0 {
		score -= 2
	}
	if score > 0 {
		return diagnostics.DelayedPayout
	}
	return diagnostics.Payout
}

// multisig is the script behind the deposit's first output.
type multisig struct {
	need int
	keys [][]byte
}

// parseMultisig reads a bare multisig script; ok is false for anything else.
func parseMultisig(script []byte) (m multisig, ok bool) {
	t := txscript.MakeScriptTokenizer(0, script)
	var keys [][]byte
	need, total := -1, -1
	for t.Next() {
		op := t.Opcode()
		switch {
		case total >= 0:
			if op != txscript.OP_CHECKMULTISIG || t.Next() || t.Err() != nil {
				return m, false
			}
			return multisig{need, keys}, total == len(keys) && need <= total && need > 0
		case op >= txscript.OP_1 && op <= txscript.OP_16:
			n := int(op-txscript.OP_1) + 1
			if need < 0 {
				need = n
			} else {
				total = n
			}
		case need >= 0 && (len(t.Data()) == 33 || len(t.Data()) == 65):
			keys = append(keys, t.Data())
		default:
			return m, false
		}
	}
	return m, false
}

// scriptBehind gives the script that an input shows for a P2SH or P2WSH output;
// nil if it shows none.
func scriptBehind(in *wire.TxIn) []byte {
	if n := len(in.Witness); n > 0 {
		return in.Witness[n-1]
	}
	var last []byte
	t := txscript.MakeScriptTokenizer(0, in.SignatureScript)
	for t.Next() {
		last = t.Data()
	}
	if t.Err() != nil {
		return nil
	}
	return last
}

// twoOfTwo writes the script of protocol 2 and later: the seller's key first.
func twoOfTwo(seller, buyer []byte) []byte {
	script, err := txscript.NewScriptBuilder().AddOp(txscript.OP_2).AddData(seller).AddData(buyer).
		AddOp(txscript.OP_2).AddOp(txscript.OP_CHECKMULTISIG).Script()
	if err != nil {
		return nil
	}
	return script
}
