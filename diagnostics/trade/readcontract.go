package trade

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"

	"tradecase/diagnostics"
)

// contractWord is a key that every contract has and little else.
var contractWord = []byte("offerPayload")

// readContract looks for a contract and takes it in; it gives the text without
// it. Of two contracts the first counts.
func (k *Known) readContract(text []byte, origin Origin, u *Understood) (rest []byte) {
	word := bytes.Index(text, contractWord)
	if word < 0 {
		return text
	}
	var fault Text
	if !bytes.HasSuffix(text[:word], []byte{'"'}) {
		text, fault = straight(text), say("contract.quotes", "typographic quotes were made plain")
		u.note("the contract: %s", fault)
		word = bytes.Index(text, contractWord)
	}
	begin := objectAround(text, word)
	if begin < 0 {
		u.note("the beginning of the contract is missing")
		return text
	}
	rest = text
	if end := objectEnd(text[begin:]); end > 0 {
		rest = append(bytes.Clone(text[:begin]), text[begin+end:]...)
	}
	c, more := mend(text[begin:], u)
	if fault = join(fault, more); c == nil {
		k.ContractFault = fault
		u.note("the contract could not be read: %s", fault)
		return rest
	}
	if len(c.Bad) > 0 {
		u.note("the contract: not understood and left out: %s", shorten(strings.Join(c.Bad, ", ")))
	}
	c.Edited = c.Edited || !fault.IsZero()
	u.Contract = true
	if k.Contract == nil {
		k.Contract, k.ContractFault, k.ContractOrigin = c, fault, origin
	} else if !bytes.Equal(k.Contract.Raw, c.Raw) {
		k.addOther(c, origin, u)
		k.state(c, origin)
		u.Other = true
		u.note("this is another contract than the one that was read before")
	}
	return rest
}

// mends are what can be put right in JSON that is none, in this order, each
// upon the one before.
var mends = []struct {
	name Text
	do   func([]byte) []byte
}{
	{say("contract.comments", "comments were taken out"), uncomment},
	{say("contract.commas", "commas too many were taken out"), uncomma},
	{say("contract.cut-off", "it is cut off, and what there is was read"), closeAll},
}

// mend reads the contract at the beginning of text. fault says why it is not
// as Bisq wrote it; c is nil if nothing could be read.
func mend(text []byte, u *Understood) (c *Contract, fault Text) {
	text = text[:min(len(text), maxContract)]
	c, err := firstObject(text)
	for i := 0; err != nil && i < len(mends); i++ {
		next := mends[i].do(text)
		if bytes.Equal(next, text) {
			continue
		}
		text = next
		if c, err = firstObject(text); err == nil || i < len(mends)-1 {
			fault = join(fault, mends[i].name)
			u.note("the contract: %s", mends[i].name)
		}
	}
	if err != nil {
		return nil, join(fault, reason(err))
	}
	return c, fault
}

// firstObject reads the object at the beginning of text.
func firstObject(text []byte) (*Contract, error) {
	if end := objectEnd(text); end > 0 {
		return ParseContract(text[:end])
	}
	return nil, io.ErrUnexpectedEOF
}

func join(a, b Text) Text {
	switch {
	case a.IsZero():
		return b
	case b.IsZero():
		return a
	}
	return say("list.semicolon", "%s; %s", a, b)
}

// reason is an error without what every one of them begins with.
func reason(err error) Text {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return say("contract.cut", "it ends too early")
	}
	if wrong := (saidError{}); errors.As(err, &wrong) {
		return wrong.Text
	}
	return Plain(strings.TrimPrefix(err.Error(), "read the contract: "))
}

// objectAround is where the object begins that a word stands in, -1 if that is not
// there: an object that ends before the word is a field beside it.
func objectAround(text []byte, word int) int {
	tries := maxTries
	for begin := word; tries > 0; tries-- {
		if begin = bytes.LastIndexByte(text[:begin], '{'); begin < 0 {
			return -1
		}
		if objectEnd(text[begin:min(word, begin+maxContract)]) == 0 {
			return begin
		}
	}
	return -1
}

// objectEnd is where the object at the beginning of text ends, 0 if it does not.
func objectEnd(text []byte) int {
	depth, in := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case in && c == '\\':
			i++
		case c == '"':
			in = !in
		case in:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

var doubles, singles = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`), strings.NewReplacer("‘", "'", "’", "'")

func straight(text []byte) []byte {
	out := doubles.Replace(singles.Replace(string(text)))
	return []byte(strings.ReplaceAll(out, "\u00a0", " "))
}

// uncomment takes out // and /* */ outside of strings.
func uncomment(text []byte) []byte {
	var out []byte
	in := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case in && c == '\\' && i+1 < len(text):
			out = append(out, c, text[i+1])
			i++
			continue
		case c == '"':
			in = !in
		case !in && bytes.HasPrefix(text[i:], []byte("//")):
			n := bytes.IndexByte(text[i:], '\n')
			if n < 0 {
				return out
			}
			i += n - 1
			continue
		case !in && bytes.HasPrefix(text[i:], []byte("/*")):
			n := bytes.Index(text[i:], []byte("*/"))
			if n < 0 {
				return out
			}
			i += n + 1
			continue
		}
		out = append(out, c)
	}
	return out
}

var extraComma = regexp.MustCompile(`,(\s*[}\]])`)

func uncomma(text []byte) []byte { return extraComma.ReplaceAll(text, []byte("$1")) }

// closeAll ends a text that was cut off: it drops the last member that is not
// whole and closes what is open.
func closeAll(text []byte) []byte {
	tries := maxTries
	for cut := len(text); cut > 0; cut-- {
		cut = bytes.LastIndexAny(text[:cut], ",}]") + 1
		if cut <= 0 {
			return text
		}
		head := bytes.TrimRight(text[:cut], ",")
		if closed := append(bytes.Clone(head), closers(head)...); json.Valid(closed) {
			return closed
		}
		if tries--; tries == 0 {
			return text
		}
	}
	return text
}

// maxTries bounds how often a shorter beginning is tried.
const maxTries = 200

// closers are the brackets that are open at the end of text, innermost first.
func closers(text []byte) []byte {
	var open []byte
	in := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case in && c == '\\':
			i++
		case c == '"':
			in = !in
		case in:
		case c == '{':
			open = append(open, '}')
		case c == '[':
			open = append(open, ']')
		case (c == '}' || c == ']') && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	for i, j := 0, len(open)-1; i < j; i, j = i+1, j-1 {
		open[i], open[j] = open[j], open[i]
	}
	return open
}

// state adds what another contract says, as statements of its own, so that
// contradictions show.
func (k *Known) state(c *Contract, origin Origin) {
	addID(k, diagnostics.MakerFee, c.Offer.FeeTxID, origin)
	addID(k, diagnostics.TakerFee, c.TakerFeeTxID, origin)
	if c.TradeAmount > 0 {
		k.TradeAmount = append(k.TradeAmount, Stated[int64]{c.TradeAmount, origin})
	}
	if c.Offer.Amount > 0 {
		k.OfferAmount = append(k.OfferAmount, Stated[int64]{c.Offer.Amount, origin})
	}
	if c.LockTime > 0 {
		k.LockTime = append(k.LockTime, Stated[uint32]{c.LockTime, origin})
	}
}
