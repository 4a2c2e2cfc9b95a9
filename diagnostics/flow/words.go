package flow

import (
	"fmt"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// say makes a text; %s are its gaps.
func say(code, english string, args ...any) trade.Text {
	return trade.Say("flow."+code, english, args...)
}

// plain is a text that is the same in all languages.
func plain(s string) trade.Text { return trade.Plain(s) }

// BTC writes an amount with eight digits and without its unit.
func BTC(sat int64) string {
	sign := ""
	if sat < 0 {
		sign, sat = "-", -sat
	}
	return fmt.Sprintf("%s%d.%08d", sign, sat/1e8, sat%1e8)
}

// Short leaves the middle of an ID out.
func Short(id string) string {
	if len(id) < 20 {
		return id
	}
	return id[:8] + "…" + id[len(id)-8:]
}

func title(role diagnostics.TxRole) trade.Text {
	switch role {
	case diagnostics.MakerFee:
		return say("maker-fee", "Maker fee")
	case diagnostics.TakerFee:
		return say("taker-fee", "Taker fee")
	case diagnostics.Deposit:
		return say("deposit", "Deposit")
	case diagnostics.DelayedPayout:
		return say("delayed-payout", "Delayed payout")
	case diagnostics.Payout:
		return say("payout", "Payout")
	}
	return say("whole", "Whole trade")
}

// stateOf says in a few words what is known of a transaction.
func stateOf(c *trade.Checked, swap bool) trade.Text {
	switch {
	case swap:
		return say("state.swap", "none in a BSQ swap")
	case c.State == trade.Confirmed && c.Confirmations() == 1:
		return say("state.confirmation", "1 confirmation")
	case c.State == trade.Confirmed && c.Confirmations() > 1:
		return say("state.confirmations", "%s confirmations", trade.Whole(int(c.Confirmations())))
	case c.State == trade.Confirmed:
		return say("state.confirmed", "confirmed")
	case c.State == trade.Unconfirmed:
		return say("state.unconfirmed", "waits for a block")
	case c.State == trade.Absent:
		return say("state.absent", "absent everywhere")
	case c.State == trade.Unpublished && c.Msg() != nil:
		return say("state.held", "not published, at hand")
	case c.State == trade.Unpublished:
		return say("state.unpublished", "not published")
	case c.Msg() != nil:
		return say("state.local", "at hand, not asked for")
	}
	return say("state.unknown", "not known")
}

// state says a result in a word.
func stateWord(o trade.Outcome) trade.Text {
	switch o {
	case trade.Pass:
		return say("result.pass", "passed")
	case trade.Warn:
		return say("result.warn", "warning")
	case trade.Fail:
		return say("result.fail", "failed")
	case trade.Unknown:
		return say("result.unknown", "not known")
	case trade.NotApplicable:
	}
	return say("result.none", "does not apply")
}
