package proof

import (
	"errors"
	"fmt"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// The rules of consensus, without those by which nodes merely choose what they
// relay: a transaction in a block need not keep the latter.
const (
	// alwaysRules are applied to every block that can be asked for, old ones
	// included (with one exception of 2012 and one of 2021).
	alwaysRules = txscript.ScriptBip16 | txscript.ScriptVerifyWitness | txscript.ScriptVerifyTaproot
	// todaysRules adds those that came into force between 2015 and 2017:
	// BIP 66, 65, 112 and 147.
	todaysRules = alwaysRules | txscript.ScriptVerifyDERSignatures | txscript.ScriptVerifyCheckLockTimeVerify |
		txscript.ScriptVerifyCheckSequenceVerify | txscript.ScriptStrictMultiSig
)

// Scripts proves that every input may spend what it spends: its signatures and
// scripts are executed by the rules of consensus. prev gives the output that an
// input spends, from a transaction whose bytes were checked (Transaction), or
// nil if it is not at hand: then the error's code is MissingInput. A coinbase
// spends nothing, so that is its code too. A signature or script that the
// network would refuse gives BadScript.
func Scripts(tx *wire.MsgTx, prev func(wire.OutPoint) *wire.TxOut) (Proof, error) {
	if coinbase(tx) {
		return Proof{}, &Error{Code: MissingInput, Cause: errors.New("a coinbase spends nothing")}
	}
	// Taproot's signatures cover what all inputs spend.
	all := make(map[wire.OutPoint]*wire.TxOut, len(tx.TxIn))
	for i, in := range tx.TxIn {
		out := prev(in.PreviousOutPoint)
		if out == nil {
			return Proof{}, &Error{Code: MissingInput, Cause: fmt.Errorf("what input %d spends is not known", i)}
		}
		all[in.PreviousOutPoint] = out
	}
	if len(all) < len(tx.TxIn) {
		return Proof{}, &Error{Code: BadScript, Cause: errors.New("two inputs spend the same output")}
	}
	rules := "the rules of consensus"
	fetcher := txscript.NewMultiPrevOutFetcher(all)
	hashes := txscript.NewTxSigHashes(tx, fetcher)
	for i := range tx.TxIn {
		err := execute(tx, i, todaysRules, hashes, fetcher)
		// Older rules are tried only where the ID covers all that there is:
		// nobody but the signer wrote it.
		if err != nil && !tx.HasWitness() && execute(tx, i, alwaysRules, hashes, fetcher) == nil {
			rules = "the rules of consensus as they were before BIP 66, 65, 112 and 147 (2015 to 2017); today the network would refuse it"
			err = nil
		}
		if err != nil {
			return Proof{}, &Error{Code: BadScript, Cause: fmt.Errorf("input %d may not spend what it spends", i)}
		}
	}
	return Proof{
		Claim:   ClaimScript,
		Shows:   "Each input's signatures and scripts are valid for the output that it spends.",
		RestsOn: "The outputs spent, from transactions that hash to their IDs, and " + rules + ".",
		DoesNot: "That a block holds the transaction, that what it spends is unspent, that its lock times have passed or that its amounts add up.",
	}, nil
}

// execute runs the scripts of one input.
func execute(tx *wire.MsgTx, i int, rules txscript.ScriptFlags, hashes *txscript.TxSigHashes, fetcher *txscript.MultiPrevOutFetcher) error {
	out := fetcher.FetchPrevOutput(tx.TxIn[i].PreviousOutPoint)
	vm, err := txscript.NewEngine(out.PkScript, tx, i, rules, nil, hashes, out.Value, fetcher)
	if err != nil {
		return err
	}
	return vm.Execute()
}
