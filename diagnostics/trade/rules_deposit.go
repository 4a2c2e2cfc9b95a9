package trade

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

var depositRules = []Rule{
	{
		Name: "deposit.found", Title: "State of the deposit", Roles: depositRole, bare: true, Results: everyOutcome, check: (*judge).depositFound,
		Demands: always("The deposit exists. It is called absent only if every source says that it knows no such transaction; a deposit that nobody made yet is a warning."),
		Source:  "Bisq's docs/specifications/trade/deposit-transaction-liveness.md",
	},
	{
		Name: "deposit.inputs", Title: "Inputs of the deposit", Roles: depositRole, Results: everyOutcome, check: (*judge).depositInputs,
		Demands: always("It spends both fee transactions at their reserve, the buyer's first. More than two inputs are a warning: a maker may have had more coins on the reserve's address."),
		Source:  "Bisq's RefundManager.verifyTradeTxChain (at least two) and TradeDataValidation.validateDepositInputs (exactly two), which disagree",
	},
	{
		Name: "deposit.multisig-first", Title: "Place of the multisig", Roles: depositRole, Results: passOrFail, check: (*judge).depositMultisig,
		Demands: []Demand{
			{"protocol 1", "Output 0 is a 2-of-3 P2SH."},
			{"protocol 2", "Output 0 is a 2-of-2 P2SH."},
			{"protocols 3 and 4", "Output 0 is a 2-of-2 P2WSH."},
			{"protocol inferred from this form alone", "Unknown: form and protocol would vouch for each other."},
		},
		Source: "Bisq's TradeWalletService (get2of2MultiSigRedeemScript, get2of3MultiSigRedeemScript)",
	},
	{
		Name: "deposit.outputs", Title: "Outputs of the deposit", Roles: depositRole, Results: passOrFail, check: (*judge).depositOutputs,
		Demands: always("The multisig, perhaps change, and perhaps an OP_RETURN: never more."),
		Source:  fromWiki + "; " + fromDeposit,
	},
	{
		Name: "deposit.op-return", Title: "Output with the contract's hash", Roles: depositRole, Results: everyOutcome, check: (*judge).depositOpReturn,
		Demands: []Demand{
			{"protocols 1 and 2", "Output 1 is an OP_RETURN of 32 bytes and no value."},
			{"protocol 3", "The same; if there is none, a warning."},
			{"protocol 4", "There is none; one in the right place is a warning."},
			{"protocol inferred from this form alone", "Unknown, if the rest is right."},
		},
		Source: "Bisq's TradeWalletService up to July 2021; the wiki still wants one, Bisq's newer source has none",
	},
	{
		Name: "deposit.contract-hash", Title: "Hash of the contract", Roles: depositRole, Results: passOrFail, check: (*judge).depositHash,
		Demands: []Demand{{"protocols 1 to 3", "The OP_RETURN is the SHA-256 of the contract. A mismatch fails only if the text is unedited and still has the payloads it was hashed with; else it is unknown."}},
		Source:  "Bisq's TradeWalletService; Contract.java",
	},
	{
		Name: "deposit.amount", Title: "Amount in the multisig", Roles: depositRole, Results: passOrFail, check: (*judge).depositAmount,
		Demands: always("The multisig has the amount, both deposits and tradeTxFee, exactly."),
		Source:  fromDeposit,
	},
	{
		Name: "deposit.change", Title: "Change of the deposit", Roles: depositRole, Results: everyOutcome, check: (*judge).depositChange,
		Demands: always("Only a selling maker of whose offer less than the maximum was taken has change: the offer's amount less the amount traded. It must not pay an address that is known as the taker's alone: the payout's, and those that the taker's fee transaction spends from and gives back to. With further inputs it is a warning."),
		Source:  fromDeposit,
	},
	{
		Name: "deposit.miner-fee", Title: "Miner fee of the deposit", Roles: depositRole, Results: everyOutcome, check: (*judge).depositMiner,
		Demands: []Demand{
			{"", "It pays tradeTxFee exactly, which is between 250 and 360000 sat."},
			{"buying taker with a fee in BSQ, before 1.3.7", "It may lack the burned BSQ: a warning."},
		},
		Source: fromDeposit + "; MinerFeeValidation",
	},
	{
		Name: "deposit.canonical", Title: "Version and lock time of the deposit", Roles: depositRole, Results: passOrFail, check: (*judge).depositCanonical,
		Demands: always("Version 1, lock time 0, every sequence 0xffffffff or 0xfffffffe (no replace-by-fee)."),
		Source:  fromDeposit + ".checkCanonicalDepositTxFields",
	},
	{
		Name: "deposit.multisig-keys", Title: "Keys of the multisig", Roles: depositRole, Results: passOrFail, check: (*judge).depositKeys,
		Demands: []Demand{
			{"protocol 1", "The script behind output 0 is 2-of-3: arbitrator, seller, buyer."},
			{"since protocol 2", "It is 2-of-2 with the seller's key first. It is known from what spends it or from the keys that Bisq's windows copy; if only one of them is known, it is at its place."},
			{"", "No key stands twice."},
		},
		Source: "Bisq's TradeWalletService.get2of2MultiSigRedeemScript",
	},
	{
		Name: "deposit.spent-by", Title: "What spends the deposit", Roles: depositRole, Results: passOrFail, check: (*judge).depositSpent,
		Demands: always("The multisig is unspent, or spent by the trade's payout or delayed payout."),
		Source:  fromWiki,
	},
}

func (j *judge) depositFound() Verdict {
	if j.c.State == Unpublished {
		return j.warn("unpublished", "No deposit is published: %s.", clause(j.c.Why, noneKnows))
	}
	if j.c.State == Absent {
		return advise(j.fail("absent", "Every source says that it knows no such transaction."),
			"Look at the fee transactions: the deposit cannot confirm if one of them is absent.")
	}
	return j.feeFound()
}

func (j *judge) depositInputs() Verdict {
	msg := j.c.Msg()
	var at [2]int // where maker and taker stand
	for i, role := range feeRoles {
		fee := j.tx[role]
		at[i] = -1
		if fee.ID == nil {
			return j.unknown("fees", "The ID of the %s transaction is not known.", role)
		}
		index := uint32(j.reserveIndex(role)) //nolint:gosec // 0 or 1
		at[i] = slices.IndexFunc(msg.TxIn, func(in *wire.TxIn) bool {
			return in.PreviousOutPoint == wire.OutPoint{Hash: *fee.ID, Index: index}
		})
		if at[i] < 0 {
			return j.fail("parent", "It does not spend output %s of the %s transaction.", index, role)
		}
	}
	j.figure("inputs", len(msg.TxIn), 2)
	if j.buyerIsMaker == nil || j.rolesInferred {
		return j.unknown("order-unknown", "It spends both reserves; whether the buyer's comes first cannot be told, for who made the offer is not known.")
	}
	buyer := at[1]
	if *j.buyerIsMaker {
		buyer = at[0]
	}
	switch {
	case buyer != 0:
		return advise(j.fail("order", "The buyer's input is not the first."), "Make sure that the IDs of maker and taker fee transaction were not exchanged.")
	case len(msg.TxIn) > 2:
		return j.warn("more", "It has %s inputs; two are usual, but coins that lay on the reserve's address may have come along.", len(msg.TxIn))
	case j.parentsOnlyFromChain():
		return j.unknown("circular", "It has two inputs; that both are this trade's fee transactions is known from the deposit alone.")
	}
	return j.pass("ok", "It spends both reserves, the buyer's first.")
}

// parentsOnlyFromChain reports whether no one but the deposit, now or at an
// earlier check, names one of the fee transactions.
func (j *judge) parentsOnlyFromChain() bool {
	return slices.ContainsFunc(feeRoles, func(role diagnostics.TxRole) bool {
		return !slices.ContainsFunc(j.tx[role].Origins, func(o Origin) bool { return o.Kind != FromChain && o.Kind != FromCheck })
	})
}

func (j *judge) depositMultisig() Verdict {
	class := txscript.GetScriptClass(j.c.Msg().TxOut[0].PkScript)
	want, wantForm := say("figure.either", "P2WSH or P2SH"), ""
	p := j.d.protocol(j.era.Protocol)
	if p != nil {
		want = Plain(p.Multisig)
		_, wantForm, _ = strings.Cut(p.Multisig, " ")
	}
	j.figure("output 0", class, want)
	m, known := j.multisigScript()
	form := map[txscript.ScriptClass]string{txscript.ScriptHashTy: "P2SH", txscript.WitnessV0ScriptHashTy: "P2WSH"}[class]
	switch {
	case form == "":
		return j.fail("class", "Output 0 is %s and no multisig; %s is right.", class, want)
	case known && p != nil && fmt.Sprintf("%d-of-%d %s", m.need, len(m.keys), form) != p.Multisig:
		return j.fail("form", "Output 0 is a %s-of-%s %s; protocol %s has %s.", m.need, len(m.keys), form, p.Version, p.Multisig)
	case p != nil && wantForm != form:
		return j.fail("era", "Output 0 is a %s; protocol %s has %s.", form, p.Version, p.Multisig)
	case p == nil || j.circular():
		return j.unknown("era-unknown", "Output 0 is a %s; which protocol the trade is of is not known.", form)
	}
	return j.pass("ok", "Output 0 is a %s, as protocol %s has it.", form, p.Version)
}

// multisigScript is the script behind the deposit's output 0: shown by what
// spends it, or made of the keys that Bisq's windows copy. It hashes to the
// output.
func (f *facts) multisigScript() (multisig, bool) {
	deposit := f.tx[diagnostics.Deposit]
	msg := deposit.Msg()
	if msg == nil || len(msg.TxOut) == 0 {
		return multisig{}, false
	}
	out := msg.TxOut[0].PkScript
	op := wire.OutPoint{Hash: *deposit.ID}
	for _, role := range []diagnostics.TxRole{diagnostics.Payout, diagnostics.DelayedPayout} {
		spender := f.tx[role].Msg()
		if spender == nil {
			continue
		}
		for _, in := range spender.TxIn {
			if in.PreviousOutPoint != op {
				continue
			}
			if script := scriptBehind(in); paysTo(out, script) {
				return parseMultisig(script)
			}
		}
	}
	if f.keys.Buyer != nil && f.keys.Seller != nil {
		for _, pair := range [][2][]byte{{f.keys.Seller, f.keys.Buyer}, {f.keys.Buyer, f.keys.Seller}} {
			if script := twoOfTwo(pair[0], pair[1]); paysTo(out, script) {
				return parseMultisig(script)
			}
		}
	}
	return multisig{}, false
}

// paysTo reports whether an output pays to the hash of a script.
func paysTo(pkScript, script []byte) bool {
	if len(script) == 0 {
		return false
	}
	switch txscript.GetScriptClass(pkScript) {
	case txscript.WitnessV0ScriptHashTy:
		return bytes.Equal(pkScript[2:], chainhash.HashB(script))
	case txscript.ScriptHashTy:
		return bytes.Equal(pkScript[2:22], address.Hash160(script))
	default:
		return false
	}
}

func (j *judge) depositOutputs() Verdict {
	msg := j.c.Msg()
	data := len(opReturns(msg))
	n := len(msg.TxOut) - data
	j.figure("outputs", n, say("figure.one-or-two", "1 or 2"))
	if n > 2 || n < 1 || data > 1 {
		return j.fail("count", "It has %s outputs and %s with OP_RETURN; multisig, change and one OP_RETURN are the most.", n, data)
	}
	return j.pass("ok", "It has %s beside OP_RETURN.", count(n, "output", "outputs"))
}

func (j *judge) depositOpReturn() Verdict {
	msg := j.c.Msg()
	at := opReturns(msg)
	protocol := j.era.Protocol
	if len(at) == 0 {
		switch {
		case protocol == 0 || j.circular():
			return j.unknown("era-without", "It has no OP_RETURN; which protocol the trade is of is not known.")
		case protocol == 3:
			return j.warn("missing-3", "It has no OP_RETURN, which protocol 3 has.")
		case protocol < 3:
			return j.fail("missing", "It has no OP_RETURN, which protocol %s has.", protocol)
		}
		return j.pass("none", "It has no OP_RETURN, as protocol %s demands.", protocol)
	}
	out := msg.TxOut[at[0]]
	data, err := txscript.PushedData(out.PkScript)
	switch {
	case len(at) > 1:
		return j.fail("twice", "It has %s outputs with OP_RETURN.", len(at))
	case at[0] != 1:
		return j.fail("place", "The OP_RETURN is output %s, not 1.", at[0])
	case err != nil || len(data) != 1 || len(data[0]) != 32 || len(out.PkScript) != 34:
		return j.fail("size", "The OP_RETURN does not hold 32 bytes.")
	case out.Value != 0:
		return j.fail("value", "The OP_RETURN has %s, not 0.", sat(out.Value))
	case protocol == 4:
		return j.warn("present", "It has an OP_RETURN, which protocol 4 has no more.")
	case protocol == 0 || j.circular():
		return j.unknown("era", "Output 1 is an OP_RETURN of 32 bytes; whether the trade's protocol has one is not known.")
	}
	return j.pass("ok", "Output 1 is an OP_RETURN of 32 bytes.")
}

func (j *judge) depositHash() Verdict {
	at := opReturns(j.c.Msg())
	if len(at) == 0 {
		return j.none("no-op-return", "It has no OP_RETURN, so nothing to compare the contract with.")
	}
	data, err := txscript.PushedData(j.c.Msg().TxOut[at[0]].PkScript)
	switch c := j.k.Contract; {
	case err != nil || len(data) != 1 || len(data[0]) != 32:
		return j.unknown("no-hash", "The OP_RETURN holds no hash.")
	case c == nil || len(c.Raw) == 0:
		return j.unknown("no-contract", "The text of the contract is not at hand.")
	default:
		hash := c.Hash()
		switch {
		case bytes.Equal(hash[:], data[0]):
			return j.pass("ok", "The OP_RETURN is the hash of this contract.")
		case c.Edited:
			return j.unknown("edited", "The hash differs, but the text of the contract was edited.")
		case !c.Payloads:
			return j.unknown("payloads", "The hash differs, but the payment accounts that were hashed with the contract are not in the text.")
		}
		return advise(j.fail("other", "The OP_RETURN is not the hash of this contract."), "Get the contract from both traders and compare them.")
	}
}

func (j *judge) depositAmount() Verdict {
	got := j.c.Msg().TxOut[0].Value
	all, ok := j.locked()
	if !ok {
		return j.unknown("no-amounts", "The multisig has %s; amount or deposits are not known.", sat(got))
	}
	fee, ok := j.feeBut(byMultisig)
	switch {
	case got < all:
		j.figure("multisig", got, all)
		return j.fail("low", "The multisig has %s, less than amount and deposits, %s.", sat(got), sat(all))
	case !ok:
		return j.unknown("no-fee", "The multisig has %s, %s above amount and deposits; tradeTxFee is not known.", sat(got), sat(got-all))
	}
	j.figure("multisig", got, all+fee)
	if got != all+fee {
		return j.fail("amount", "The multisig has %s; amount, deposits and tradeTxFee are %s.", sat(got), sat(all+fee))
	}
	return j.pass("ok", "The multisig has %s: amount, deposits and tradeTxFee.", sat(got))
}

// change gives what the deposit pays beside multisig and OP_RETURN.
func change(tx *wire.MsgTx) []*wire.TxOut {
	var out []*wire.TxOut
	data := opReturns(tx)
	for i, o := range tx.TxOut {
		if i > 0 && !slices.Contains(data, i) {
			out = append(out, o)
		}
	}
	return out
}

func (j *judge) depositChange() Verdict {
	outs := change(j.c.Msg())
	if j.buyerIsMaker == nil || !*j.buyerIsMaker && (j.amount == nil || j.offerAmount == nil) {
		return j.unknown("no-contract", "It has %s; who made the offer, or how much of it was taken, is not known.", count(len(outs), "change output", "change outputs"))
	}
	want := int64(0)
	if !*j.buyerIsMaker {
		want = *j.offerAmount - *j.amount
	}
	extra, known := j.extraInputs()
	got := int64(0)
	for _, o := range outs {
		got += o.Value
	}
	j.figure("change", got, want+extra)
	switch {
	case len(outs) > 1:
		return j.fail("count", "It has %s change outputs; one is the most.", len(outs))
	case slices.ContainsFunc(outs, j.isTakers):
		return advise(j.fail("taker", "It gives change of %s to an address of the taker's; only a selling maker gets change.", sat(got)), "Make no refund by these figures; ask a developer.")
	case got == want && extra > 0:
		return j.pass("kept", "It gives change of %s, as it should without its further inputs.", sat(got))
	case !known:
		return j.unknown("extra-unknown", "It has more than two inputs, and what they spend is not known.")
	case got == 0 && want+extra > 0:
		return j.fail("missing", "It gives no change; the selling maker gets %s back.", sat(want+extra))
	case got > 0 && *j.buyerIsMaker:
		return j.fail("buyer", "It gives change of %s, but a buying maker has none.", sat(got))
	case got != want+extra:
		return j.fail("amount", "It gives change of %s; %s is right.", sat(got), sat(want+extra))
	case extra > 0:
		return j.warn("extra", "It gives change of %s, of which %s come from inputs beside the reserves.", sat(got), sat(extra))
	case want == 0:
		return j.pass("none", "It gives no change, as it should.")
	}
	return j.pass("ok", "It gives the selling maker exactly what was not taken of the offer, %s.", sat(got))
}

// isTakers reports whether an output pays an address that is known as the taker's,
// and not as the maker's too.
func (f *facts) isTakers(out *wire.TxOut) bool {
	addr := f.address(out)
	return addr != "" && slices.Contains(f.addressesOf(diagnostics.TakerFee), addr) && !slices.Contains(f.addressesOf(diagnostics.MakerFee), addr)
}

// addressesOf are those that a trader is known by: for the payout, and what the own
// fee transaction spends and gives back.
func (f *facts) addressesOf(role diagnostics.TxRole) []string {
	var all []string
	switch f.party(role) {
	case diagnostics.Buyer:
		all = append(all, f.buyerPayout)
	case diagnostics.Seller:
		all = append(all, f.sellerPayout)
	default:
	}
	c := f.tx[role]
	if c.Msg() == nil {
		return all
	}
	for _, in := range c.Tx.Inputs {
		if in != nil {
			all = append(all, f.address(in))
		}
	}
	for i, out := range c.Msg().TxOut {
		if i > 0 || f.currency(role) == BSQ { // the first one pays the fee in BTC
			all = append(all, f.address(out))
		}
	}
	return all
}

// extraInputs is what the deposit spends beside the two reserves, in sat.
func (j *judge) extraInputs() (int64, bool) {
	msg := j.c.Msg()
	if len(msg.TxIn) <= 2 {
		return 0, true
	}
	sum := int64(0)
	for i, in := range msg.TxIn {
		if slices.ContainsFunc(feeRoles, func(r diagnostics.TxRole) bool {
			return j.tx[r].ID != nil && in.PreviousOutPoint.Hash == *j.tx[r].ID
		}) {
			continue
		}
		if i >= len(j.c.Tx.Inputs) || j.c.Tx.Inputs[i] == nil {
			return 0, false
		}
		sum += j.c.Tx.Inputs[i].Value
	}
	return sum, true
}

func (j *judge) depositMiner() Verdict {
	const least, most = 250, 360_000
	fee, ok := minerFee(j.c)
	if !ok {
		return j.unknown("inputs", "What its inputs spend is not known, so neither is its fee.")
	}
	want, ok := j.feeBut(byDeposit)
	if !ok {
		j.figure("miner fee", fee, say("figure.between", "%s to %s", least, most))
		if fee < least || fee > most {
			return j.warn("range-alone", "It pays %s; between %s and %s are usual.", sat(fee), least, most)
		}
		return j.unknown("no-fee", "It pays %s; what tradeTxFee is otherwise is not known.", sat(fee))
	}
	j.figure("miner fee", fee, want)
	switch {
	case fee == want && (fee < least || fee > most):
		return j.warn("range", "It pays %s, which is tradeTxFee; between %s and %s are usual.", sat(fee), least, most)
	case fee == want:
		return j.pass("ok", "It pays %s, which is tradeTxFee.", sat(fee))
	case j.mayBeShort() && fee < want:
		return j.unknown("may-be-short", "It pays %s, less than a tradeTxFee of %s; whether it lacks BSQ that the taker burned is not known.", sat(fee), sat(want))
	case j.shortTrade():
		return j.warn("short", "It pays %s; it lacks the BSQ that the taker burned, as before 1.3.7, from a tradeTxFee of %s.", sat(fee), sat(want))
	}
	return j.fail("differs", "It pays %s; tradeTxFee is %s.", sat(fee), sat(want))
}

func (j *judge) depositCanonical() Verdict {
	msg := j.c.Msg()
	switch {
	case msg.Version != 1:
		return j.fail("version", "Its version is %s, not 1.", msg.Version)
	case msg.LockTime != 0:
		return j.fail("locktime", "Its lock time is %s, not 0.", msg.LockTime)
	}
	for i, in := range msg.TxIn {
		if in.Sequence < delayedSequence {
			return j.fail("sequence", "Input %s has the sequence %s: it could be replaced by another fee.", i, fmt.Sprintf("0x%08x", in.Sequence))
		}
	}
	return j.pass("ok", "Version 1, no lock time, not replaceable.")
}

func (j *judge) depositKeys() Verdict {
	m, ok := j.multisigScript()
	both := j.keys.Buyer != nil && j.keys.Seller != nil
	switch {
	case ok && repeated(m.keys), both && bytes.Equal(j.keys.Buyer, j.keys.Seller):
		return advise(j.fail("twice", "One key stands twice where each trader should have an own one: whoever has it can spend alone."),
			"Stop: pay nothing, and tell a developer.")
	case !ok && both && j.era.Protocol != 1:
		return advise(j.fail("hash", "The keys that were copied do not make the script of output 0."),
			"Compare the keys in both traders' trade details; stop and tell a developer if they differ.")
	case !ok:
		return j.keysUnknown()
	case j.era.Protocol == 1:
		return j.threeKeys(m)
	case m.need != 2 || len(m.keys) != 2:
		return j.fail("form", "The script behind output 0 is %s-of-%s, not 2-of-2.", m.need, len(m.keys))
	case !both:
		return j.oneKey(m)
	case bytes.Equal(m.keys[0], j.keys.Seller) && bytes.Equal(m.keys[1], j.keys.Buyer):
		return j.pass("ok", "The script behind output 0 is 2-of-2, the seller's key first.")
	case bytes.Equal(m.keys[0], j.keys.Buyer) && bytes.Equal(m.keys[1], j.keys.Seller):
		return j.fail("order", "The script behind output 0 has the buyer's key first.")
	}
	return j.fail("keys", "The script behind output 0 has other keys than those that were copied.")
}

// repeated reports whether one of the keys stands twice.
func repeated(keys [][]byte) bool {
	for i, k := range keys {
		if slices.ContainsFunc(keys[:i], func(o []byte) bool { return bytes.Equal(o, k) }) {
			return true
		}
	}
	return false
}

// keysUnknown says why nobody sees the script behind output 0.
func (j *judge) keysUnknown() Verdict {
	tx := j.tx[diagnostics.Deposit].Tx
	switch {
	case j.spender != nil:
		return j.unknown("unshown", "The script behind output 0 is not known: what spends it was given without its script, and the keys are not at hand.")
	case tx != nil && len(tx.Outputs) > 0 && notSeenSpent(tx.Outputs[0]):
		return j.unknown("unseen", "The script behind output 0 is not known: nothing spends it yet, and the keys are not at hand.")
	}
	return j.unknown("unheard", "The script behind output 0 is not known: whether anything spends it could not be found out, and the keys are not at hand.")
}

// oneKey judges a 2-of-2 of which at most one key is known.
func (j *judge) oneKey(m multisig) Verdict {
	for i, key := range [][]byte{j.keys.Seller, j.keys.Buyer} {
		switch {
		case key == nil || bytes.Equal(m.keys[i], key):
		case bytes.Equal(m.keys[1-i], key):
			return j.fail("place", "The one key that was copied stands at the other trader's place in the script behind output 0.")
		default:
			return j.fail("one-other", "The one key that was copied is not in the script behind output 0.")
		}
	}
	if j.keys.Buyer != nil || j.keys.Seller != nil {
		return j.pass("one", "The script behind output 0 is 2-of-2, and the one key that was copied is at its place.")
	}
	return j.pass("script", "The script behind output 0 is 2-of-2 and hashes to it; whose key is first cannot be told.")
}

func (j *judge) threeKeys(m multisig) Verdict {
	switch {
	case m.need != 2 || len(m.keys) != 3:
		return j.fail("form-3", "The script behind output 0 is %s-of-%s, not 2-of-3.", m.need, len(m.keys))
	case j.keys.Seller != nil && !bytes.Equal(m.keys[1], j.keys.Seller), j.keys.Buyer != nil && !bytes.Equal(m.keys[2], j.keys.Buyer):
		return j.fail("keys-3", "The script behind output 0 has not arbitrator, seller and buyer in this order.")
	}
	return j.pass("script-3", "The script behind output 0 is 2-of-3 and hashes to it.")
}

func (j *judge) depositSpent() Verdict {
	by := j.spender
	if by == nil {
		by = j.provedSpender()
	}
	if by == nil {
		out := explorer.Output{State: explorer.UnknownSpend}
		if len(j.c.Tx.Outputs) > 0 {
			out = j.c.Tx.Outputs[0]
		}
		if at := outNotedAt(j.c.Tx, 0); !at.IsZero() && notSeenSpent(out) {
			return j.unknown("noted", "At the last check, on %s, no source saw a spender of the multisig; whether one came since was not asked.", day(at))
		}
		if notSeenSpent(out) {
			return j.pass("unspent", "Of %s sources that can tell, %s saw no spender of the multisig at height %s.", out.Asked, out.Saw, out.Height)
		}
		return j.unknown("unseen", "Who spends the multisig could not be found out.")
	}
	switch {
	case j.named(diagnostics.Payout, *by):
		return j.pass("payout", "The payout spends the multisig.")
	case j.named(diagnostics.DelayedPayout, *by):
		return j.pass("delayed", "The delayed payout spends the multisig.")
	case j.tx[diagnostics.Payout].ID == nil:
		return j.unknown("unfetched", "The multisig is spent by a transaction that could not be fetched.")
	}
	return advise(j.fail("other", "The multisig is spent by another transaction than those that are named."),
		"Look at the transaction that spends it before anything is paid out.")
}

// provedSpender gives the published payout or delayed payout that spends the
// deposit by its own bytes.
func (f *facts) provedSpender() *chainhash.Hash {
	deposit := f.tx[diagnostics.Deposit]
	if deposit.ID == nil {
		return nil
	}
	for _, role := range []diagnostics.TxRole{diagnostics.Payout, diagnostics.DelayedPayout} {
		c := f.tx[role]
		if (c.State == Confirmed || c.State == Unconfirmed) && c.Msg() != nil && spends(c.Msg(), wire.OutPoint{Hash: *deposit.ID}) {
			return c.ID
		}
	}
	return nil
}
