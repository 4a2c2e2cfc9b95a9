package trade

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"tradecase/diagnostics"
)

// maxText is the most text that Read takes in, in bytes.
const maxText = 32 << 20

// Understood says what Read made of a text.
type Understood struct {
	Contract     bool // a contract was read, whole or in part
	Other        bool // it is another contract than one that was read before, which counts
	Keys         bool // the multisig's keys
	IDs          int  // labelled transaction IDs
	Transactions int  // raw transactions and PSBTs
	// Notes say, in English and without quoting, what was put right and what
	// could not be made out.
	Notes []string
}

// Nothing reports whether nothing at all was made of the text.
func (u Understood) Nothing() bool {
	return !u.Contract && !u.Keys && u.IDs == 0 && u.Transactions == 0
}

// Read takes in text that somebody copied: a contract as JSON, what Bisq's
// windows copy (the contract with other details, keys and the raw deposit
// behind it), lists of labelled transaction IDs, raw transactions, PSBTs. Quote
// marks of mails, smart quotes and comments are put right. What cannot be made
// out is left, and the notes say so; an error means that nothing was made out.
func (k *Known) Read(text []byte, origin Origin) (Understood, error) {
	var u Understood
	if len(text) > maxText {
		return u, diagnostics.WithHint(fmt.Errorf("%d bytes are more than a contract or a list of transactions has", len(text)),
			"give logs with --log or add them to the bundle")
	}
	if !utf8.Valid(text) {
		if raw, ok := parsePSBT(text); ok { // the binary form of a file
			raw.Origin = origin
			k.Raw = append(k.Raw, raw)
			u.Transactions++
			return u, nil
		}
		text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	}
	text = u.plain(text)
	rest := k.readContract(text, origin, &u)
	k.readKeys(rest, origin, &u)
	k.readRaw(rest, origin, &u)
	k.readIDs(rest, origin, &u)
	if u.Nothing() {
		return u, diagnostics.WithHint(fmt.Errorf("nothing could be made of this text%s", because(u.Notes)),
			"copy the contract whole from the dispute's details window, or give transaction IDs as: Deposit: <64 digits>")
	}
	return u, nil
}

func because(notes []string) string {
	if len(notes) == 0 {
		return ""
	}
	return ": " + strings.Join(notes, "; ")
}

func (u *Understood) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	const most = 32 // a text of rubbish has a fault on every line
	if len(u.Notes) >= most || slices.Contains(u.Notes, text) {
		return
	}
	u.Notes = append(u.Notes, text)
}

// plain takes off what mails, chats and word processors put on.
func (u *Understood) plain(text []byte) []byte {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if quoted(text) {
		lines := bytes.Split(text, []byte{'\n'})
		for i, line := range lines {
			lines[i] = bytes.TrimPrefix(bytes.TrimLeft(bytes.TrimLeft(line, " \t"), ">"), []byte(" "))
		}
		text = bytes.Join(lines, []byte{'\n'})
		u.note("the marks of a quoted mail were taken off")
	}
	return text
}

// quoted reports whether every line that has something begins with ">".
func quoted(text []byte) bool {
	n := 0
	for line := range bytes.SplitSeq(text, []byte{'\n'}) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if line[0] != '>' {
			return false
		}
		n++
	}
	return n > 0
}
