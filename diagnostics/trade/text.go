package trade

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tradecase/diagnostics"
	"tradecase/explorer"
)

// Text is something said to a reader, with what a translation needs: Code names
// the sentence for good, Args are what stands in its gaps, in their order. A
// text without a code is the same in all languages: an amount, an ID, a name.
type Text struct {
	Code    string
	Args    []Text
	English string
	// Clause says that it stands within a sentence and not as one of its own; see
	// Clause. English is so already, a translation is to be made so.
	Clause bool
	// Number is a number as no language writes it: a dot before its decimals, and
	// nothing between its thousands. English has it as English does.
	Number string
}

// gap is where an argument goes in a sentence.
const gap = "%s"

// Say makes a text from a sentence with a gap for every argument. Arguments are
// texts, roles and origins, which a translation says anew, or anything else, which
// stays as it is.
func Say(code, english string, args ...any) Text {
	t := Text{Code: code}
	var b strings.Builder
	for _, a := range args {
		t.Args = append(t.Args, textOf(a))
	}
	for i, part := range strings.Split(english, gap) {
		if i > 0 && i <= len(t.Args) {
			b.WriteString(t.Args[i-1].English)
		}
		b.WriteString(part)
	}
	t.English = b.String()
	return t
}

func say(code, english string, args ...any) Text { return Say(code, english, args...) }

// Plain is a text that is the same in all languages.
func Plain(s string) Text { return Text{English: s} }

// Whole is a whole number, not below zero, of which a reader is to see the thousands.
func Whole(n int) Text {
	digits := strconv.Itoa(n)
	s := digits
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return Text{English: s, Number: digits}
}

// Decimal is a number with one decimal.
func Decimal(v float64) Text {
	s := strconv.FormatFloat(v, 'f', 1, 64)
	return Text{English: s, Number: s}
}

// textOf is what stands in a gap.
func textOf(a any) Text {
	switch a := a.(type) {
	case Text:
		return a
	case diagnostics.TxRole:
		return roleText(a)
	case Origin:
		return a.text()
	}
	return Plain(fmt.Sprint(a))
}

// saidError is an error whose words can be said in other languages.
type saidError struct{ Text }

func (e saidError) Error() string { return e.English }

func sayError(code, english string, args ...any) error { return saidError{say(code, english, args...)} }

// IsZero reports whether nothing is said.
func (t Text) IsZero() bool { return t.Code == "" && t.English == "" }

func (t Text) String() string { return t.English }

// MarshalText writes the English sentence, for JSON.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.English), nil }

// Clause makes of a sentence what can stand after a colon: without its capital
// and its full stop.
func Clause(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), ".")
	first, n := utf8.DecodeRuneInString(s)
	if second, _ := utf8.DecodeRuneInString(s[n:]); s == "" || unicode.IsUpper(second) {
		return s // an abbreviation
	}
	return string(unicode.ToLower(first)) + s[n:]
}

// Within is a text, which may be a sentence of its own, as it stands in another.
func (t Text) Within() Text {
	t.English, t.Clause = Clause(t.English), true
	return t
}

// clause makes of a reason what can stand after a colon; otherwise if there is
// none.
func clause(why, otherwise Text) Text {
	if why = why.Within(); why.English == "" {
		return otherwise
	}
	return why
}

// What stands for a reason where there is none.
var (
	noneKnows    = say("why.none-knows", "no source knows it")
	noneHas      = say("why.none-has", "none has it")
	noneGave     = say("why.none-gave", "no source gave it")
	noneAnswered = say("why.none-answered", "no source answered")
)

// reasons are why a transaction is in its state, as the explorers' client says it.
func reasons(tx *explorer.Transaction) Text {
	var all []Text
	for _, r := range tx.Reasons {
		t := Text{Code: "why." + r.Code, English: r.String()}
		for _, a := range r.Args {
			t.Args = append(t.Args, Plain(a))
		}
		all = append(all, t)
	}
	if t := sentences(all); t.English == tx.Why {
		return t
	}
	return Plain(tx.Why) // of an older record
}

// list puts texts in a row, with commas.
func list(texts []Text) Text {
	return inRow(texts, func(a, b Text) Text { return say("list.comma", "%s, %s", a, b) })
}

// sentences puts sentences in a row.
func sentences(texts []Text) Text {
	return inRow(texts, func(a, b Text) Text { return say("list.sentences", "%s %s", a, b) })
}

func inRow(texts []Text, join func(a, b Text) Text) Text {
	if len(texts) == 0 {
		return Text{}
	}
	t := texts[0]
	for _, next := range texts[1:] {
		t = join(t, next)
	}
	return t
}

// roleText is how a role is called within a sentence.
func roleText(role diagnostics.TxRole) Text {
	switch role {
	case diagnostics.MakerFee:
		return say("role.maker-fee", "maker fee")
	case diagnostics.TakerFee:
		return say("role.taker-fee", "taker fee")
	case diagnostics.Deposit:
		return say("role.deposit", "deposit")
	case diagnostics.DelayedPayout:
		return say("role.delayed-payout", "delayed payout")
	case diagnostics.Payout:
		return say("role.payout", "payout")
	}
	return Plain(string(role))
}

// count counts things: "1 rule", "2 rules".
func count(n int, one, many string) Text {
	if n == 1 {
		return say("count."+dashed(one), "1 "+one)
	}
	return say("count."+dashed(many), "%s "+many, n)
}

// blocks counts blocks.
func blocks(n int32) Text { return count(int(n), "block", "blocks") }

// dashed makes a code of a few words.
func dashed(words string) string { return strings.ReplaceAll(words, " ", "-") }
