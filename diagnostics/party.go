package diagnostics

import (
	"fmt"
	"strings"
)

// Party is a side of the trade, named after what it does with BTC. Agents
// often do not know the sides yet, so Unknown is a place of its own.
type Party string

// The parties.
const (
	Buyer   Party = "buyer"
	Seller  Party = "seller"
	Unknown Party = "unknown"
)

// Parties lists the parties in the order in which they are shown.
func Parties() []Party { return []Party{Buyer, Seller, Unknown} }

// ParseParty reads a party's name.
func ParseParty(s string) (Party, error) {
	for _, p := range Parties() {
		if string(p) == s {
			return p, nil
		}
	}
	return "", WithHint(fmt.Errorf("%q is not a party", s), "use buyer, seller or unknown")
}

// TxRole is the part that one of a trade's five transactions plays.
type TxRole string

// The five roles, in the order in which coins flow.
const (
	MakerFee      TxRole = "maker-fee"
	TakerFee      TxRole = "taker-fee"
	Deposit       TxRole = "deposit"
	DelayedPayout TxRole = "delayed-payout"
	Payout        TxRole = "payout"
)

// TxRoles lists the five roles in the order in which coins flow.
func TxRoles() []TxRole {
	return []TxRole{MakerFee, TakerFee, Deposit, DelayedPayout, Payout}
}

// Title is the role's label in Bisq's reimbursement form ("Maker", "Delayed payout" …).
func (r TxRole) Title() string {
	switch r {
	case MakerFee:
		return "Maker"
	case TakerFee:
		return "Taker"
	case Deposit:
		return "Deposit"
	case DelayedPayout:
		return "Delayed payout"
	case Payout:
		return "Payout"
	}
	return string(r)
}

// Words is how the role is called within a sentence: "maker fee".
func (r TxRole) Words() string { return strings.ReplaceAll(string(r), "-", " ") }

// ParseTxRole reads a role's name.
func ParseTxRole(s string) (TxRole, error) {
	for _, r := range TxRoles() {
		if string(r) == s {
			return r, nil
		}
	}
	return "", WithHint(fmt.Errorf("%q is not a transaction role", s),
		"use maker-fee, taker-fee, deposit, delayed-payout or payout")
}
