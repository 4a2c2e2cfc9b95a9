package trade

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer/proof"
)

const fromPayout = "Bisq's PayoutTxValidation, TradeWalletService.createPayoutTx"

var payoutRules = []Rule{
	{
		Name: "payout.input", Title: "Input of the payout", Roles: payoutRole, Results: everyOutcome, check: (*judge).payoutInput,
		Demands: always("It has one input, the multisig (output 0 of the deposit), and no lock time. A sequence other than 0xffffffff is a warning."),
		Source:  fromPayout,
	},
	{
		Name: "payout.outputs", Title: "Outputs of the payout", Roles: payoutRole, Results: everyOutcome, check: (*judge).payoutOutputs,
		Demands: []Demand{
			{"no dispute", "Exactly two outputs."},
			{"mediation", "One or two: an output of zero is left out."},
			{"not known whether disputed", "One is a warning."},
			{"paid out by hand", "Anything but one or two outputs is a warning."},
			{"", "No OP_RETURN."},
		},
		Source: fromPayout + "; the wiki's \"exactly 2 outputs\" does not hold for mediated payouts",
	},
	{
		Name: "payout.addresses", Title: "Addresses of the payout", Roles: payoutRole, Results: everyOutcome, check: (*judge).payoutAddresses,
		Demands: []Demand{
			{"", "The contract's payout addresses, the buyer's first."},
			{"paid out by hand", "Other addresses are a warning."},
			{"", "Both traders' being the same is a warning."},
		},
		Source: fromPayout + "; Contract.java",
	},
	{
		Name: "payout.amounts", Title: "Amounts of the payout", Roles: payoutRole, Results: everyOutcome, check: (*judge).payoutAmounts,
		Demands: []Demand{
			{"no dispute", "The buyer gets amount and deposit, the seller the deposit, exactly."},
			{"mediation", "Any split whose sum is amount and both deposits."},
			{"not known whether disputed", "The normal split; another with the right sum is a warning."},
			{"paid out by hand", "Anything else than the normal split is a warning."},
			{"", "No output has less than nothing or more than all coins that can be."},
		},
		Source: fromPayout,
	},
	{
		Name: "payout.miner-fee", Title: "Miner fee of the payout", Roles: payoutRole, Results: everyOutcome, check: (*judge).payoutMiner,
		Demands: []Demand{
			{"", "It pays tradeTxFee, exactly."},
			{"not known whether disputed", "Anything else is a warning."},
			{"paid out by hand", "Any fee."},
		},
		Source: "Bisq's docs/specifications/trade/taker-trade-tx-fee.md",
	},
	{
		Name: "payout.signatures", Title: "Signatures of the payout", Roles: payoutRole, Results: everyOutcome, check: (*judge).payoutSignatures,
		Demands: []Demand{
			{"", "The signatures are valid for the multisig and sign all (SIGHASH_ALL)."},
			{"since protocol 2", "Both traders' signatures, the seller's first."},
		},
		Source: "Bitcoin's script rules; Bisq's PayoutTxValidation",
	},
	{
		Name: "payout.exclusive", Title: "Payout or delayed payout", Roles: payoutRole, bare: true, Results: passOrFail, check: (*judge).payoutExclusive,
		Demands: always("Either the payout or the delayed payout is published, never both. Only what spends output 0 of the deposit is one of them."),
		Source:  fromWiki,
	},
}

func (j *judge) payoutInput() Verdict {
	if v, ok := j.singleInput(); !ok {
		return v
	}
	msg := j.c.Msg()
	switch {
	case msg.LockTime != 0:
		return j.fail("locktime", "Its lock time is %s, not 0.", msg.LockTime)
	case msg.TxIn[0].Sequence != wire.MaxTxInSequenceNum:
		return j.warn("sequence", "The input's sequence is %s; 0xffffffff is usual.", fmt.Sprintf("0x%08x", msg.TxIn[0].Sequence))
	}
	return j.pass("ok", "Its one input is the multisig, without lock time.")
}

func (j *judge) payoutOutputs() Verdict {
	msg := j.c.Msg()
	n := len(msg.TxOut)
	manual := j.k.Dispute == DisputeManual
	j.figure("outputs", n, "2")
	switch {
	case n > 2 && manual:
		return j.warn("manual", "It has %s outputs; it was paid out by hand.", n)
	case len(opReturns(msg)) > 0:
		return j.fail("op-return", "It has an OP_RETURN.")
	case n > 2:
		return j.fail("many", "It has %s outputs; two are the most.", n)
	case n == 2:
		return j.pass("ok", "It has two outputs.")
	case j.k.Dispute == DisputeMediation || manual:
		return j.pass("one-settled", "It has one output: the other trader gets nothing.")
	case j.k.Dispute == DisputeNone:
		return j.fail("one-undisputed", "It has one output; without a dispute there are two.")
	}
	return j.warn("one", "It has one output: one trader gets nothing, which only a dispute brings about.")
}

func (j *judge) payoutAddresses() Verdict {
	if j.buyerPayout == "" || j.sellerPayout == "" {
		return j.unknown("no-addresses", "The contract's payout addresses, or whose is which, are not known.")
	}
	msg := j.c.Msg()
	var got []string
	for _, out := range msg.TxOut {
		got = append(got, j.address(out))
	}
	own := func(a string) bool { return a == j.buyerPayout || a == j.sellerPayout }
	switch {
	case j.buyerPayout == j.sellerPayout && len(got) < 3 && !slices.ContainsFunc(got, func(a string) bool { return !own(a) }):
		return advise(j.warn("same", "It pays the contract's addresses, but both traders have the same one there."), "Ask both traders which address is theirs.")
	case slices.Equal(got, []string{j.buyerPayout, j.sellerPayout}):
		return j.pass("ok", "It pays the contract's addresses, the buyer's first.")
	case len(got) == 1 && own(got[0]):
		return j.pass("one", "It pays one of the contract's addresses.")
	case j.k.Dispute == DisputeManual:
		return j.warn("manual", "It does not pay the contract's addresses in their order; it was paid out by hand.")
	case len(got) == 2 && got[0] == j.sellerPayout && got[1] == j.buyerPayout:
		return j.fail("order", "It pays the seller's address first.")
	}
	return advise(j.fail("other", "It pays an address that is not the contract's."), "Ask both traders which address is theirs.")
}

func (j *judge) payoutAmounts() Verdict {
	all, ok := j.locked()
	msg, sum, values := j.c.Msg(), int64(0), []int64{}
	for i, out := range msg.TxOut {
		if out.Value < 0 || out.Value > maxSat {
			return j.fail("impossible", "Output %s has %s, which no output can have.", i, sat(out.Value))
		}
		sum += out.Value
		values = append(values, out.Value)
	}
	if !ok {
		return j.unknown("no-amounts", "Amount or deposits are not known.")
	}
	buyer, seller := *j.amount+*j.buyerDeposit, *j.sellerDeposit
	j.figure("outputs", values, []int64{buyer, seller})
	j.figure("sum", sum, all)
	switch {
	case slices.Equal(values, []int64{buyer, seller}):
		return j.pass("ok", "The buyer gets %s, amount and deposit; the seller the deposit, %s.", sat(buyer), sat(seller))
	case j.k.Dispute == DisputeManual:
		return j.warn("manual", "It pays %s in all; amount and deposits are %s. It was paid out by hand.", sat(sum), sat(all))
	case sum != all:
		return j.fail("sum", "It pays %s in all; amount and deposits are %s.", sat(sum), sat(all))
	case slices.Contains(values, 0):
		return j.warn("zero", "It has an output of nothing, which is left out since 1.2.")
	case j.k.Dispute == DisputeMediation:
		return j.pass("mediated", "It pays amount and deposits, %s, in another split, as mediation may.", sat(all))
	case j.k.Dispute == DisputeNone:
		return j.fail("split-undisputed", "The split is not the normal one, though there is no dispute: the buyer should get %s, the seller %s.", sat(buyer), sat(seller))
	}
	return j.warn("split", "The sum is right, %s, but the split is not the normal one: there may have been a mediation.", sat(all))
}

func (j *judge) payoutMiner() Verdict {
	fee, ok := minerFee(j.c)
	if !ok {
		return j.unknown("inputs", "What it spends is not known, so neither is its fee.")
	}
	if j.k.Dispute == DisputeManual {
		return j.pass("manual", "It pays miners %s; it was paid out by hand.", sat(fee))
	}
	want, ok := j.tradeTxFee()
	if !ok {
		return j.unknown("no-fee", "It pays miners %s; tradeTxFee is not known.", sat(fee))
	}
	j.figure("miner fee", fee, want)
	switch {
	case fee == want:
		return j.pass("ok", "It pays miners %s, which is tradeTxFee.", sat(fee))
	case j.k.Dispute == DisputeUnknown:
		return j.warn("unusual", "It pays miners %s; tradeTxFee is %s. It may have been paid out by hand.", sat(fee), sat(want))
	}
	return j.fail("differs", "It pays miners %s; tradeTxFee is %s.", sat(fee), sat(want))
}

func (j *judge) payoutSignatures() Verdict { return j.signatures() }

func (j *judge) payoutExclusive() Verdict {
	delayed := j.tx[diagnostics.DelayedPayout]
	there := func(c *Checked) bool {
		genuine, _ := j.spendsDeposit(c)
		return genuine && (c.State == Confirmed || c.State == Unconfirmed)
	}
	gone := func(c *Checked) bool { return c.State == Absent || c.State == Unpublished }
	switch {
	case there(j.c) && there(delayed):
		return advise(j.fail("both", "Payout and delayed payout are both published; only one can hold."), "Wait until one of them is confirmed, and pay nothing before.")
	case !j.buried() && !j.eitherNoted().IsZero() && (there(j.c) || there(delayed) || gone(j.c) && gone(delayed)):
		return j.unknown("noted", "Which of payout and delayed payout was published was noted at the last check, on %s; whether that still holds was not asked.", day(j.eitherNoted()))
	case there(j.c) || there(delayed):
		if !gone(j.c) && !gone(delayed) && !j.buried() {
			return j.unknown("other", "One of payout and delayed payout is published; whether the other is, is not known.")
		}
		return j.pass("one", "Only one of payout and delayed payout is published.")
	case gone(j.c) && gone(delayed):
		return j.pass("none", "Neither payout nor delayed payout is published.")
	}
	return j.unknown("unseen", "Whether payout or delayed payout is published is not known.")
}

// eitherNoted is when payout or delayed payout was noted as it is, if nothing proves
// it; zero otherwise.
func (j *judge) eitherNoted() time.Time {
	if at := j.c.Noted; !at.IsZero() {
		return at
	}
	return j.tx[diagnostics.DelayedPayout].Noted
}

// buried reports whether a block holds what spends the multisig: then nothing
// else can.
func (j *judge) buried() bool {
	by := j.provedSpender()
	for _, role := range []diagnostics.TxRole{diagnostics.Payout, diagnostics.DelayedPayout} {
		if c := j.tx[role]; by != nil && c.ID != nil && *c.ID == *by && c.State == Confirmed && c.Noted.IsZero() {
			return true
		}
	}
	return false
}

// signatures judges that a transaction may spend the multisig.
func (j *judge) signatures() Verdict {
	msg := j.c.Msg()
	if j.opt.NoSignatures {
		return j.unknown("signatures.off", "Signatures were not checked.")
	}
	if !signed(msg) {
		switch {
		case j.published():
			return j.unknown("signatures.no-witness", "The source gave it without signatures.")
		case j.partial[j.role]:
			return j.unknown("signatures.unsigned-yet", "It is not signed yet.")
		}
		return j.warn("signatures.unsigned", "It is at hand without signatures.")
	}
	_, err := proof.Scripts(msg, j.prevOut)
	var wrong *proof.Error
	switch {
	case err == nil:
	case errors.As(err, &wrong) && wrong.Code == proof.MissingInput:
		return j.unknown("signatures.no-deposit", "What it spends is not at hand, so that its signatures cannot be checked.")
	case j.partial[j.role]:
		return j.unknown("signatures.partial", "It is not signed by all yet.")
	default:
		return advise(j.fail("signatures.invalid", "Its signatures are not valid for what it spends: the network would refuse it."), "Do not publish it; tell a developer.")
	}
	n, all := sighashAll(msg)
	j.figure("signatures", n, nil)
	if !all {
		return j.fail("signatures.sighash", "A signature does not sign all of the transaction (SIGHASH_ALL).")
	}
	return j.pass("signatures.ok", "%s valid for all of the transaction.", count(n, "signature is", "signatures are"))
}

// prevOut gives what an input spends, as far as it is known.
func (j *judge) prevOut(op wire.OutPoint) *wire.TxOut {
	deposit := j.tx[diagnostics.Deposit]
	if msg := deposit.Msg(); msg != nil && op.Hash == *deposit.ID && uint64(op.Index) < uint64(len(msg.TxOut)) {
		return msg.TxOut[op.Index]
	}
	for i, in := range j.c.Msg().TxIn {
		if in.PreviousOutPoint == op && i < len(j.c.Tx.Inputs) {
			return j.c.Tx.Inputs[i]
		}
	}
	return nil
}

func signed(tx *wire.MsgTx) bool {
	for _, in := range tx.TxIn {
		if len(in.SignatureScript) == 0 && len(in.Witness) == 0 {
			return false
		}
	}
	return true
}

// sighashAll counts the signatures of the first input and reports whether all of
// them sign the whole transaction.
func sighashAll(tx *wire.MsgTx) (n int, all bool) {
	in := tx.TxIn[0]
	pushes := [][]byte(in.Witness)
	if len(pushes) == 0 {
		pushes, _ = txscript.PushedData(in.SignatureScript) // what cannot be read holds no signature
	}
	all = true
	for _, p := range pushes {
		// A DER signature and its type; the script starts with OP_2.
		if len(p) >= 9 && len(p) <= 73 && bytes.HasPrefix(p, []byte{0x30}) {
			n++
			all = all && p[len(p)-1] == byte(txscript.SigHashAll)
		}
	}
	return n, all
}
