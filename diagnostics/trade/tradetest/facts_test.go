package tradetest_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

// trades has one trade of every variant.
func trades() []*tradetest.Trade {
	var list []*tradetest.Trade
	for _, v := range tradetest.Variants() {
		list = append(list, tradetest.Build(v, 11))
	}
	return list
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s is %v, not %v", what, got, want)
	}
}

// TestAmounts holds the trades against Bisq's formulas.
func TestAmounts(t *testing.T) {
	for _, trade := range trades() {
		t.Run(trade.Variant.Name, func(t *testing.T) {
			v, a := trade.Variant, trade.Amounts
			maker, taker, deposit := trade.Txs[diagnostics.MakerFee], trade.Txs[diagnostics.TakerFee], trade.Txs[diagnostics.Deposit]
			equal(t, "the maker fee transaction's fee", fee(maker), a.MakerTxFee)
			equal(t, "the taker fee transaction's fee", fee(taker), a.TradeTxFee)
			short := int64(0)
			if v.ShortReserve {
				short = a.TakerFee
			}
			equal(t, "the deposit's fee", fee(deposit), a.TradeTxFee-short)
			all := a.Trade + a.BuyerDeposit + a.SellerDeposit
			equal(t, "the multisig", deposit.Msg.TxOut[0].Value, all+a.TradeTxFee)

			makerWant, takerWant := a.SellerDeposit+a.Offer, a.BuyerDeposit+2*a.TradeTxFee-short
			if v.MakerIsBuyer {
				makerWant, takerWant = a.BuyerDeposit, a.SellerDeposit+a.Trade+2*a.TradeTxFee
			}
			equal(t, "the maker's reserve", reserve(maker, v.MakerFee), makerWant)
			equal(t, "the taker's reserve", reserve(taker, v.TakerFee), takerWant)
			equal(t, "the maker's fee", paidFee(maker, v.MakerFee), a.MakerFee)
			equal(t, "the taker's fee", paidFee(taker, v.TakerFee), a.TakerFee)

			if payout := trade.Txs[diagnostics.Payout]; payout != nil && v.Ending != tradetest.Manual {
				equal(t, "the payout's fee", fee(payout), a.TradeTxFee)
				if v.Ending == tradetest.Paid {
					equal(t, "the buyer's payout", payout.Msg.TxOut[0].Value, a.Trade+a.BuyerDeposit)
					equal(t, "the seller's payout", payout.Msg.TxOut[1].Value, a.SellerDeposit)
				}
			}
		})
	}
}

func reserve(tx *tradetest.Tx, f tradetest.Fee) int64 {
	if f.Bug {
		return tx.Msg.TxOut[0].Value
	}
	return tx.Msg.TxOut[1].Value
}

// paidFee is output 0, or what the BSQ inputs have above it.
func paidFee(tx *tradetest.Tx, f tradetest.Fee) int64 {
	if !f.BSQ {
		return tx.Msg.TxOut[0].Value
	}
	burnt := int64(0)
	for i := range max(f.BSQInputs, 1) {
		burnt += tx.Spent[i].Value
	}
	if f.NoBSQChange {
		return burnt
	}
	return burnt - tx.Msg.TxOut[0].Value
}

// TestDeposit holds the deposit against its protocol.
func TestDeposit(t *testing.T) {
	for _, trade := range trades() {
		t.Run(trade.Variant.Name, func(t *testing.T) {
			v, tx := trade.Variant, trade.Txs[diagnostics.Deposit].Msg
			class, keys := txscript.WitnessV0ScriptHashTy, 2
			if v.Protocol < 3 {
				class = txscript.ScriptHashTy
			}
			if v.Protocol == 1 {
				keys = 3
			}
			equal(t, "output 0", txscript.GetScriptClass(tx.TxOut[0].PkScript), class)
			n, need, err := txscript.CalcMultiSigStats(trade.Keys.Script)
			equal(t, "the script", fmt.Sprintf("%d-of-%d %v", need, n, err), fmt.Sprintf("2-of-%d <nil>", keys))
			equal(t, "version", tx.Version, 1)
			equal(t, "lock time", tx.LockTime, 0)
			buyer := trade.Txs[diagnostics.TakerFee]
			if v.MakerIsBuyer {
				buyer = trade.Txs[diagnostics.MakerFee]
			}
			equal(t, "the first input", tx.TxIn[0].PreviousOutPoint.Hash, buyer.ID)

			hash := sha256.Sum256([]byte(trade.Contract))
			has := len(tx.TxOut) > 1 && bytes.Equal(tx.TxOut[1].PkScript, append([]byte{0x6a, 0x20}, hash[:]...))
			equal(t, "the contract's hash in output 1", has, (v.Protocol < 4) != v.OpReturnSwapped)
		})
	}
}

// TestDelayedPayout holds the delayed payout against Bisq's algorithm.
func TestDelayedPayout(t *testing.T) {
	for _, trade := range trades() {
		t.Run(trade.Variant.Name, func(t *testing.T) {
			v, a, made := trade.Variant, trade.Amounts, trade.Txs[diagnostics.DelayedPayout]
			equal(t, "that there is one", made != nil, v.Protocol > 1)
			if made == nil {
				return
			}
			delay := int32(2880)
			if v.Altcoin {
				delay = 1440
			}
			tx := made.Msg
			equal(t, "lock time", int32(tx.LockTime), trade.TakeHeight+delay)
			equal(t, "sequence", tx.TxIn[0].Sequence, 0xfffffffe)
			equal(t, "what it spends", tx.TxIn[0].PreviousOutPoint, wire.OutPoint{Hash: trade.Txs[diagnostics.Deposit].ID})
			if len(tx.TxOut) == 1 {
				equal(t, "its amount", tx.TxOut[0].Value, a.Trade+a.BuyerDeposit+a.SellerDeposit)
				equal(t, "its era", strings.HasPrefix(string(v.Moment), "burning-202"), false)
				return
			}
			equal(t, "its era", strings.HasPrefix(string(v.Moment), "burning-202"), true)
			outs := tx.TxOut
			if v.Remainder {
				outs = outs[:len(outs)-1]
			}
			least := max(1000, 64*max(10, (a.TradeTxFee+139)/278))
			for i, o := range outs {
				if i > 0 && o.Value < outs[i-1].Value {
					t.Errorf("output %d has less than the one before", i)
				}
				if o.Value < least || float64(o.Value) > float64(a.DelayedSpendable)*0.132+1 {
					t.Errorf("output %d has %d", i, o.Value)
				}
			}
			if got := fee(made); got < 1000 || got > trade.Txs[diagnostics.Deposit].Msg.TxOut[0].Value-a.DelayedSpendable+25_000 {
				t.Errorf("it pays miners %d", got)
			}
		})
	}
}

// TestContract reads the contract as JSON and compares it with the trade.
func TestContract(t *testing.T) {
	for _, trade := range trades() {
		t.Run(trade.Variant.Name, func(t *testing.T) {
			var c struct {
				OfferPayload struct {
					ID                         string
					Amount, MakerFee, TxFee    int64
					OfferFeePaymentTxID        string `json:"offerFeePaymentTxId"`
					BlockHeightAtOfferCreation int32
					IsCurrencyForMakerFeeBtc   bool
				}
				TradeAmount                int64
				TakerFeeTxID               string `json:"takerFeeTxID"`
				IsBuyerMakerAndSellerTaker bool
				MakerPayoutAddressString   string
				LockTime                   int32
			}
			if err := json.Unmarshal([]byte(trade.Contract), &c); err != nil {
				t.Fatal(err)
			}
			v, o := trade.Variant, c.OfferPayload
			equal(t, "the ID", o.ID, string(trade.ID))
			equal(t, "the offer's amount", o.Amount, trade.Amounts.Offer)
			equal(t, "the amount", c.TradeAmount, trade.Amounts.Trade)
			equal(t, "the maker's fee", o.MakerFee, trade.Amounts.MakerFee)
			equal(t, "the maker's fee currency", o.IsCurrencyForMakerFeeBtc, !v.MakerFee.BSQ)
			equal(t, "the maker fee transaction", o.OfferFeePaymentTxID, trade.Txs[diagnostics.MakerFee].ID.String())
			equal(t, "the taker fee transaction", c.TakerFeeTxID, trade.Txs[diagnostics.TakerFee].ID.String())
			equal(t, "the roles", c.IsBuyerMakerAndSellerTaker, v.MakerIsBuyer)
			equal(t, "the lock time", c.LockTime, trade.LockTime)
			payout := trade.Keys.SellerPayout
			if v.MakerIsBuyer {
				payout = trade.Keys.BuyerPayout
			}
			equal(t, "the maker's payout address", c.MakerPayoutAddressString, payout)
			if _, err := diagnostics.ParseTradeID(string(trade.ID)); err != nil {
				t.Error(err)
			}
			bare := tradetest.Sanitise(trade.Contract)
			equal(t, "a name left after the payloads were removed", strings.Contains(bare, "holderName"), false)
			equal(t, "JSON without the payloads", json.Valid([]byte(bare)), true)
		})
	}
}

// TestLedger asks the chain of each trade and compares its answers.
func TestLedger(t *testing.T) {
	for _, trade := range trades() {
		t.Run(trade.Variant.Name, func(t *testing.T) {
			chain := tradetest.Ledger(trade)
			var wants []explorer.Want
			for _, tx := range trade.Txs {
				wants = append(wants, explorer.Want{ID: tx.ID, Follow: []uint32{0, 1, 99}, Inputs: true})
			}
			answer, err := chain.Check(context.Background(), wants...)
			if err != nil {
				t.Fatal(err)
			}
			for role, tx := range trade.Txs {
				got := answer.Transactions[tx.ID]
				equal(t, string(role)+"'s state", got.State, tx.State)
				if tx.State != explorer.Confirmed {
					equal(t, string(role)+" has no block", got.Block == nil, true)
					continue
				}
				equal(t, string(role)+"'s confirmations", got.Confirmations, trade.TipHeight-tx.Height+1)
				equal(t, string(role)+"'s inputs", len(got.Inputs), len(tx.Msg.TxIn))
			}
			deposit := answer.Transactions[trade.Txs[diagnostics.Deposit].ID]
			spent := len(deposit.Outputs) > 0 && deposit.Outputs[0].State == explorer.Spent
			equal(t, "that the multisig is spent", spent, spentEnding(trade.Variant))
		})
	}
}

func spentEnding(v tradetest.Variant) bool {
	return v.Pending != tradetest.Unreached && v.Ending != tradetest.Open && v.Ending != tradetest.OpenWithHex
}
