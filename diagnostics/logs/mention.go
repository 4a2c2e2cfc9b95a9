package logs

import (
	"bytes"
	"strings"
)

// Transaction IDs and trade IDs both hold a long run of hex digits and
// hyphens. nextRun jumps through a text from one such run to the next and
// looks at few bytes between them.

const (
	uuidLen = 36
	txidLen = 64
)

// hexOrHyphen marks the bytes of a run.
var hexOrHyphen = func() (t [256]bool) {
	for _, c := range []byte("0123456789abcdefABCDEF-") {
		t[c] = true
	}
	return t
}()

// nextRun finds the first run of at least uuidLen bytes that begins at from or
// later. start is -1 if there is none.
func nextRun(b []byte, from int) (start, end int) {
	for i := from + uuidLen - 1; i < len(b); {
		if !hexOrHyphen[b[i]] {
			from = i + 1
			i += uuidLen
			continue
		}
		start, end = i, i+1
		for start > from && hexOrHyphen[b[start-1]] {
			start--
		}
		for end < len(b) && hexOrHyphen[b[end]] {
			end++
		}
		if end-start >= uuidLen {
			return start, end
		}
		from = end + 1
		i = end + uuidLen
	}
	return -1, -1
}

func alnum(c byte) bool { return digit(c) || c|0x20-'a' < 26 }

// uuidAt reports whether a UUID begins at i.
func uuidAt(b []byte, i int) bool {
	if i < 0 || i+uuidLen > len(b) {
		return false
	}
	for j, c := range b[i : i+uuidLen] {
		hyphen := j == 8 || j == 13 || j == 18 || j == 23
		if hyphen != (c == '-') || !hexOrHyphen[c] {
			return false
		}
	}
	return true
}

// tradeIDAround finds the full trade ID whose UUID begins at i: a prefix of
// five to eight letters and digits before it, two to six digits behind it.
func tradeIDAround(b []byte, i int) (start, end int, ok bool) {
	if i < 1 || b[i-1] != '-' || !uuidAt(b, i) {
		return 0, 0, false
	}
	start = i - 1
	for start > 0 && i-1-start < 9 && alnum(b[start-1]) {
		start--
	}
	end = i + uuidLen
	if n := i - 1 - start; n < 5 || n > 8 || end >= len(b) || b[end] != '-' {
		return 0, 0, false
	}
	digits := 0
	for end++; end < len(b) && digit(b[end]); end++ {
		digits++
	}
	joined := end < len(b) && alnum(b[end])
	return start, end, digits >= 2 && digits <= 6 && !joined
}

// wholeNumber reports whether b[start:end], part of a run, is a number of 64 hex
// digits that stands for itself.
func wholeNumber(b []byte, start, end int) bool {
	return end-start == txidLen && (start == 0 || !alnum(b[start-1])) && (end == len(b) || !alnum(b[end]))
}

// maxLookBack is how far before a number its label is looked for.
const maxLookBack = 256

// txLabel reads what Bisq said before a 64-digit number. ok is false where
// nothing says that the number is a transaction ID: it may as well be a
// block's hash, a script or a private key.
func txLabel(before []byte) (label string, ok bool) {
	before = before[max(0, len(before)-maxLookBack):]
	if dump, found := bytes.CutSuffix(before, []byte("Transaction{")); found {
		return lineLabel(dump), true
	}
	trimmed := bytes.TrimRight(before, " \t")
	if len(trimmed) == 0 || trimmed[len(trimmed)-1] == '\n' {
		label = lineLabel(trimmed) // the old form of a dump
		return label, strings.Contains(strings.ToLower(label), "tx")
	}
	if bytes.HasSuffix(before, []byte(`mempoolData of [{"txid":"`)) {
		return "mempool", true
	}
	return wordLabel(before)
}

// lineLabel is the line before a dump without its colon ("makerCreatesDepositTx:").
// Anything but plain words is not Bisq's label.
func lineLabel(before []byte) string {
	line := bytes.TrimRight(before, " \t\r\n>")
	line, found := bytes.CutSuffix(line, []byte(":"))
	line = bytes.TrimLeft(line[bytes.LastIndexByte(line, '\n')+1:], " >")
	if !found || len(line) > 80 {
		return ""
	}
	for _, c := range line {
		if !alnum(c) && c != ' ' && c != '_' && c != '-' {
			return ""
		}
	}
	return string(line)
}

// fillers may stand between the word that says "transaction" and its ID.
var fillers = map[string]bool{"id": true, "of": true, "with": true, "is": true, "the": true, "hash": true}

// notOurs are words that look like a transaction's but belong to another chain
// or are no transaction ID.
var notOurs = map[string]bool{"wtxid": true, "countercurrencytxid": true}

// wordLabel reads the word before a number: "depositTxId=", "outpoint:",
// "tx with id ". General words give "broadcast" in a text on broadcasting and
// else no label.
func wordLabel(before []byte) (label string, ok bool) {
	for range 4 {
		before = bytes.TrimRight(before, " \"'=:[(`\\")
		i := len(before)
		for i > 0 && alnum(before[i-1]) {
			i--
		}
		word := string(before[i:])
		before = before[:i]
		lower := strings.ToLower(word)
		switch {
		case fillers[lower]:
			continue
		case notOurs[lower] || len(word) > 40:
			return "", false
		case lower == "tx", lower == "txid", lower == "transaction":
			return generalLabel(before), true
		case lower == "outpoint":
			return "outpoint", true
		}
		return word, strings.HasSuffix(lower, "txid") || strings.HasSuffix(lower, "tx")
	}
	return "", false
}

func generalLabel(before []byte) string {
	if bytes.Contains(before, []byte("roadcast")) {
		return "broadcast"
	}
	return ""
}

// unhex decodes a transaction ID.
func unhex(dst *[txidLen / 2]byte, src []byte) {
	for i := range dst {
		dst[i] = nibble(src[2*i])<<4 | nibble(src[2*i+1])
	}
}

func nibble(c byte) byte {
	if digit(c) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
