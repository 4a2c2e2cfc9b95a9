package logs

import (
	"bytes"
	"strings"
)

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
