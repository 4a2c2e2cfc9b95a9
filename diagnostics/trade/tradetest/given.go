package tradetest

import (
	"encoding/json"
	"strings"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
)

// give chooses what the agent has at hand.
func (p *plan) give() {
	g := &p.t.Given
	g.IDs = map[diagnostics.TxRole]chainhash.Hash{}
	for role, tx := range p.t.Txs {
		if role == diagnostics.DelayedPayout && p.v.Ending != Arbitrated {
			continue // never published, so nobody knows its ID but Bisq
		}
		g.IDs[role] = tx.ID
	}
	g.TakerFeeBSQ = p.v.TakerFee.BSQ
	g.Dispute = p.dispute()
	g.Paper = p.paper()
	if p.v.Ending == OpenWithHex {
		g.Raw = []string{p.tx(diagnostics.DelayedPayout).Hex()}
	}
}

// dispute is what fits the ending.
func (p *plan) dispute() Dispute {
	if p.v.Dispute != "" {
		return p.v.Dispute
	}
	switch p.v.Ending {
	case Mediated, MediatedOne, Cancelled:
		return DisputeMediation
	case Manual:
		return DisputeManual
	case Arbitrated:
		return DisputeArbitration
	default:
		return DisputeNone
	}
}

// paper is the text with the contract.
func (p *plan) paper() string {
	t := p.t
	keys := "BuyerMultiSigPubKeyHex: " + t.Keys.BuyerPubKey + "\nSellerMultiSigPubKeyHex: " + t.Keys.SellerPubKey
	switch p.v.Paper {
	case Details:
		return "Contract as json:\n" + t.Contract + "\n\nOther detail data:\n\n" + keys +
			"\n\nBuyersAccountAge: 312 days\nSellersAccountAge: 45 days" +
			"\n\nRaw deposit transaction as hex:\n" + p.tx(diagnostics.Deposit).Hex()
	case Window:
		return t.Contract + "\n\n" + keys
	case Sanitised:
		return Sanitise(t.Contract)
	case NoPaper:
		return ""
	default:
		return t.Contract
	}
}

// Sanitise replaces both payment account payloads by null, as Bisq itself does.
func Sanitise(contract string) string {
	for _, key := range []string{"makerPaymentAccountPayload", "takerPaymentAccountPayload"} {
		start := strings.Index(contract, `"`+key+`": {`)
		if start < 0 {
			continue
		}
		start += len(key) + 4
		var payload json.RawMessage
		dec := json.NewDecoder(strings.NewReader(contract[start:]))
		if err := dec.Decode(&payload); err != nil {
			panic(err) // a contract of ours is JSON
		}
		contract = contract[:start] + "null" + contract[start+len(payload):]
	}
	return contract
}
