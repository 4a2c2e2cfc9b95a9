package diagnostics

import (
	"fmt"
	"regexp"
	"strings"
)

// TradeID is a trade's ID as Bisq writes it: `<prefix>-<uuid>-<version digits>`
// in full, or the prefix alone. Prefix and version are kept as typed; the
// UUID is lower case. The version digits are the maker's when the offer was
// made and ambiguous (1103 is 1.10.3, 150 is 1.5.0), so nothing decodes them.
type TradeID string

var (
	fullID  = regexp.MustCompile(`^([A-Za-z0-9]{5,8})-([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})-([0-9]{2,6})$`)
	shortID = regexp.MustCompile(`^[A-Za-z0-9]{5,8}$`)

	// What Bisq calls an account's ID: that of a payment account is a UUID, that
	// of the user a number of up to ten digits.
	accountID = regexp.MustCompile(`^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}|[0-9]{9,10})$`)
	hyphens   = strings.NewReplacer("\u2010", "-", "\u2011", "-", "\u2012", "-", "\u2013", "-", "\u2014", "-", "\u2212", "-")
)

// ParseTradeID reads a full or short trade ID, in any capitals. White space
// around it and quotes that came with a copy are dropped, and the hyphens that
// word processors put in are made plain.
func ParseTradeID(s string) (TradeID, error) {
	s = hyphens.Replace(strings.Trim(strings.TrimSpace(s), "\"'`“”‘’"))
	if shortID.MatchString(s) {
		return TradeID(s), nil
	}
	if m := fullID.FindStringSubmatch(s); m != nil {
		return TradeID(m[1] + "-" + strings.ToLower(m[2]) + "-" + m[3]), nil
	}
	err := WithHint(fmt.Errorf("%s is not a Bisq trade ID", quoteShort(s)), tradeIDHint(s))
	switch {
	case looksLikeTxID(s):
		return "", WithCode(err, "trade-id-tx", "Typed", quoteShort(s))
	case accountID.MatchString(s):
		return "", WithCode(err, "trade-id-account", "Typed", quoteShort(s))
	}
	return "", WithCode(err, "trade-id", "Typed", quoteShort(s))
}

// Short is the part before the first hyphen.
func (id TradeID) Short() string {
	short, _, _ := strings.Cut(string(id), "-")
	return short
}

// Full reports whether the ID has all its parts.
func (id TradeID) Full() bool { return strings.Contains(string(id), "-") }

func (id TradeID) String() string { return string(id) }

// quoteShort quotes what somebody typed, without letting a pasted page through.
func quoteShort(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

func tradeIDHint(s string) string {
	const form = "a trade ID looks like UGLRYY-ebc606f3-70a4-4b44-89b7-1dd6b1d0a9f2-1917; its first part alone will do"
	switch {
	case looksLikeTxID(s):
		return "this is a transaction ID; " + form
	case accountID.MatchString(s):
		return "this looks like an account's ID, or like a trade ID without its first part; " + form
	}
	return form
}

func looksLikeTxID(s string) bool {
	return len(s) == 64 && strings.Trim(strings.ToLower(s), "0123456789abcdef") == ""
}
