package diagnostics

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

var (
	txID     = regexp.MustCompile(`^[0-9a-f]{64}$`)
	uuid     = regexp.MustCompile(`^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$`)
	number   = regexp.MustCompile(`^[0-9][0-9.,' ]*( ?(btc|bsq|sats?|eur|usd))?$`)
	explorer = regexp.MustCompile(`/tx/([0-9a-f]{64})([/?#:].*)?$`)
)

// ParseTxID reads a transaction ID as people hand it on: 64 hex digits, whatever
// the capitals, with white space or quotes around or within, given twice by a
// double paste, or as the address of an explorer's page.
func ParseTxID(s string) (string, error) {
	id := strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune("\"'`“”‘’«»„", r) {
			return -1
		}
		return r
	}, s))
	if m := explorer.FindStringSubmatch(id); m != nil {
		return m[1], nil
	}
	if n := len(id); n == 128 && id[:n/2] == id[n/2:] {
		id = id[:n/2]
	}
	if txID.MatchString(id) {
		return id, nil
	}
	return "", notATxID(id)
}

// notATxID says what it seems to be instead, without repeating it.
func notATxID(id string) error {
	const hint = "a transaction ID has 64 digits 0-9 a-f; traders often send an account ID or an amount instead"
	hexOnly := strings.Trim(id, "0123456789abcdef") == ""
	switch {
	case uuid.MatchString(id):
		return WithCode(WithHint(errors.New("this is not a transaction ID but an account ID or another identifier of Bisq's"), hint), "txid-account")
	case fullID.MatchString(id):
		return WithCode(WithHint(errors.New("this is not a transaction ID but a trade ID"), hint), "txid-trade")
	case len(id) == 128 && hexOnly:
		return WithCode(WithHint(errors.New("this is not a transaction ID but two of them"), hint), "txid-two")
	case id != "" && len(id) <= 16 && number.MatchString(id):
		return WithCode(WithHint(errors.New("this is not a transaction ID but a number, perhaps an amount"), hint), "txid-amount")
	}
	n := len([]rune(id))
	return WithCode(WithHint(fmt.Errorf("this is not a transaction ID (%d characters)", n), hint), "txid", "Count", n)
}
