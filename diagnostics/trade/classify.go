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

// looksDelayed reports whether a transaction waits for a height with its only
// input, as delayed payouts do.
func looksDelayed(tx *wire.MsgTx) bool {
	return len(tx.TxIn) == 1 && tx.LockTime > 0 && tx.LockTime < lockTimeIsHeight && tx.TxIn[0].Sequence == delayedSequence
}

// classify tells a delayed payout from a payout: by lock time and sequence, by
// whom it pays, in doubt by the most of these. Bisq's accounting tells them
// apart in much the same way (docs/burningman/Burningman-specification.md). What
// is neither passes for a payout, for both traders signed it.
func (f *facts) classify(tx *wire.MsgTx) diagnostics.TxRole {
	score := -1
	switch {
	case tx.LockTime == 0:
	case tx.LockTime < lockTimeIsHeight:
		score = 2
	default:
		score = 1
	}
	if len(tx.TxIn) > 0 && tx.TxIn[0].Sequence == delayedSequence {
		score++
	}
	known, paidOut := false, false
	for _, out := range tx.TxOut {
		addr := f.address(out)
		known = known || f.isDelayedReceiver(addr)
		paidOut = paidOut || addr != "" && (addr == f.buyerPayout || addr == f.sellerPayout)
	}
	if known {
		score += 2
	}
	if paidOut {
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
