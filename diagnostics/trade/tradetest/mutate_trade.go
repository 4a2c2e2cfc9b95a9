package tradetest

import (
	"strings"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// tradeMutations has what can be wrong with the trade as a whole.
func tradeMutations() []Mutation {
	return append(idMutations(), paperMutations()...)
}

// onGiven changes what the agent has at hand.
func onGiven(name, rule string, applies when, do func(*plan, *Given)) Mutation {
	return mutate("trade/"+name, rule, "", applies, atGiven, func(p *plan) { do(p, &p.t.Given) })
}

// otherID is the ID of a transaction of some other trade.
func (p *plan) otherID() chainhash.Hash { return chainhash.HashH([]byte(p.t.ID)) }

func idMutations() []Mutation {
	other := func(role diagnostics.TxRole, applies when) Mutation {
		return onGiven("other-id-for-"+string(role), "trade.ids", applies, func(p *plan, g *Given) { g.IDs[role] = p.otherID() }).
			alsoAll(diagnostics.TxRoles()...)
	}
	swapIDs := func(a, b diagnostics.TxRole, applies when) Mutation {
		return onGiven("ids-swapped-"+string(a)+"-"+string(b), "trade.ids", applies, func(_ *plan, g *Given) {
			g.IDs[a], g.IDs[b] = g.IDs[b], g.IDs[a]
		}).alsoAll(diagnostics.TxRoles()...)
	}
	replay := func(role diagnostics.TxRole, applies when) Mutation {
		return onGiven("replay-of-"+string(role), "trade.replay", applies, func(p *plan, g *Given) {
			g.Others = append(g.Others, Other{
				ID:  "OTHER1-11111111-2222-4333-8444-555555555555-1917",
				Txs: map[diagnostics.TxRole]chainhash.Hash{role: p.tx(role).ID},
			})
		})
	}
	maker, taker, deposit := diagnostics.MakerFee, diagnostics.TakerFee, diagnostics.Deposit
	return []Mutation{
		other(maker, always),
		other(taker, always),
		other(deposit, isOpen),
		other(diagnostics.DelayedPayout, arbitrated),
		other(diagnostics.Payout, paidOut),
		swapIDs(maker, taker, always),
		swapIDs(maker, deposit, always),
		mutate("trade/ids-of-the-fees-exchanged-without-contract", "trade.ids", "", withoutContract, atGiven, func(p *plan) {
			g := &p.t.Given
			g.IDs[maker], g.IDs[taker] = g.IDs[taker], g.IDs[maker]
		}).but(Warn).only(withoutContract).alsoAll(diagnostics.TxRoles()...),
		swapIDs(deposit, diagnostics.Payout, paidOut),
		swapIDs(deposit, diagnostics.DelayedPayout, arbitrated),
		onGiven("same-id-twice", "trade.ids", always, func(_ *plan, g *Given) { g.IDs[taker] = g.IDs[maker] }).
			alsoAll(diagnostics.TxRoles()...),
		onGiven("deposit-is-a-fee", "trade.ids", isOpen, func(_ *plan, g *Given) { g.IDs[deposit] = g.IDs[taker] }).
			alsoAll(diagnostics.TxRoles()...),
		onGiven("contract-of-other-maker-fee", "trade.ids", not(withOpReturn), func(p *plan, g *Given) {
			g.Paper = strings.ReplaceAll(g.Paper, p.tx(maker).ID.String(), p.otherID().String())
		}).alsoAll(diagnostics.TxRoles()...),
		onGiven("contract-of-other-taker-fee", "trade.ids", not(withOpReturn), func(p *plan, g *Given) {
			g.Paper = strings.ReplaceAll(g.Paper, p.tx(taker).ID.String(), p.otherID().String())
		}).alsoAll(diagnostics.TxRoles()...),
		onGiven("contract-with-fees-swapped", "trade.ids", not(withOpReturn), func(p *plan, g *Given) {
			g.Paper = swap(g.Paper, p.tx(maker).ID.String(), p.tx(taker).ID.String())
		}).alsoAll(diagnostics.TxRoles()...),
		replay(deposit, always),
		replay(diagnostics.DelayedPayout, arbitrated),
		mutate("trade/deposit-waits", "trade.confirmations", "", isOpen, atChain, func(p *plan) {
			unconfirm(p.tx(deposit), explorer.Unconfirmed)
			p.t.TipHeight = p.t.TakeHeight + 3
			p.t.Money = NotLocked
		}).but(Warn),
	}
}

// withoutContract holds where only IDs are at hand, and everything is in the chain.
func withoutContract(v Variant) bool {
	return v.Paper == NoPaper && v.Pending == AllConfirmed && v.Dispute == ""
}

// testnetAddress is a script's address on the network for tests.
func testnetAddress(script []byte) string {
	_, addrs, _, err := txscript.ExtractPkScriptAddrs(script, &chaincfg.TestNet3Params)
	if err != nil || len(addrs) != 1 {
		panic("a wallet's script has one address")
	}
	return addrs[0].EncodeAddress()
}

func paperMutations() []Mutation {
	text := func(name, rule string, edit func(string) string) Mutation {
		return onGiven(name, rule, and(plain, protocols(4), not(withOpReturn)), func(_ *plan, g *Given) { g.Paper = edit(g.Paper) })
	}
	return []Mutation{
		text("contract-cut", "trade.contract-json", func(s string) string { return s[:len(s)*2/3] }).but(Warn).
			alsoAll(diagnostics.TxRoles()...),
		text("contract-without-end", "trade.contract-json", func(s string) string { return s[:len(s)-2] }).but(Warn),
		text("contract-with-a-comma-too-many", "trade.contract-json", func(s string) string { return s[:len(s)-2] + ",\n}" }).but(Warn),
		text("contract-with-an-amount-in-words", "trade.contract-json", replace(`"tradeAmount": `, `"tradeAmount": "all of it", "was": `)).but(Warn),
		text("contract-with-a-list-for-an-id", "trade.contract-json", replace(`"takerFeeTxID": `, `"takerFeeTxID": [], "was": `)).but(Warn),
		text("contract-is-no-json", "trade.contract-json", func(string) string { return "the trader has not sent it" }).
			alsoAll(diagnostics.TxRoles()...),
		onGiven("contract-of-another-trade", "trade.ids", not(withOpReturn), func(p *plan, g *Given) {
			other := "OTHER1-11111111-2222-4333-8444-555555555555-1917"
			g.Paper = strings.ReplaceAll(g.Paper, string(p.t.ID), other)
		}),
		onGiven("payout-address-of-testnet", "trade.contract-json", not(withOpReturn), func(p *plan, g *Given) {
			test := p.wallet(p.key("stranger")).script
			g.Paper = strings.ReplaceAll(g.Paper, p.t.Keys.BuyerPayout, testnetAddress(test))
		}).also("payout.addresses", diagnostics.Payout),
		mutate("trade/bsq-swap", "trade.kind", "", and(plain, burning), atContract, func(p *plan) {
			p.contract.sub("offerPayload").set("proofOfWork", newObject())
		}).but(Warn),
		text("bsq-swap-as-method", "trade.kind", replace(`"SEPA"`, `"BSQ_SWAP"`)).but(Warn),
		text("trade-above-the-offer", "trade.contract-json", replace(`"tradeAmount": `, `"tradeAmount": 9`)).but(Warn),
		text("trade-below-the-least", "trade.contract-json", replace(`"minAmount": `, `"minAmount": 9`)).but(Warn),
		text("offer-of-nothing", "trade.contract-json", replace(`"amount": `, `"amount": 0, "was": `)).but(Warn),
		text("height-of-long-ago", "trade.contract-json", replace(`"blockHeightAtOfferCreation": `, `"blockHeightAtOfferCreation": 1, "was": `)).but(Warn),
		text("height-after-the-deposit", "trade.contract-json", replace(`"blockHeightAtOfferCreation": `, `"blockHeightAtOfferCreation": 9`)).but(Warn),
		text("date-after-the-deposit", "trade.contract-json", replace(`"date": `, `"date": 1900000000000, "was": `)).but(Warn),
		text("protocol-of-long-ago", "trade.contract-json", replace(`"protocolVersion": `, `"protocolVersion": 1, "was": `)).but(Warn),
		text("version-of-long-ago", "trade.contract-json", replace(`"versionNr": `, `"versionNr": "1.1.5", "was": `)).but(Warn),
		onGiven("list-of-later", "trade.contract-json", and(plain, burning, func(v Variant) bool { return v.Moment != Burning2026 }), func(_ *plan, g *Given) {
			g.Paper = replace(`"tradeAmount": `, `"burningManAddressListVersion": 1, "tradeAmount": `)(g.Paper)
		}).but(Warn),
		text("negative-deposit", "trade.contract-json", replace(`"sellerSecurityDeposit": `, `"sellerSecurityDeposit": -`)).but(Warn),
		text("more-than-all-coins", "trade.contract-json", replace(`"buyerSecurityDeposit": `, `"buyerSecurityDeposit": 999999999`)).but(Warn),
	}
}
