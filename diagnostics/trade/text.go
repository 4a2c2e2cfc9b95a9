package trade

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is something said to a reader, with what a translation needs: Code names
// the sentence for good, Args are what stands in its gaps, in their order.
type Text struct {
	Code    string
	Args    []string
	English string
}

// gap is where an argument goes in a sentence.
const gap = "%s"

// say makes a text from a sentence with a gap for every argument.
func say(code, english string, args ...any) Text {
	t := Text{Code: code}
	var b strings.Builder
	for _, a := range args {
		t.Args = append(t.Args, fmt.Sprint(a))
	}
	for i, part := range strings.Split(english, gap) {
		if i > 0 && i <= len(t.Args) {
			b.WriteString(t.Args[i-1])
		}
		b.WriteString(part)
	}
	t.English = b.String()
	return t
}

func (t Text) String() string { return t.English }

// MarshalText writes the English sentence, for JSON.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.English), nil }

// clause makes of a reason, which may be a sentence of its own, what can stand
// after a colon; otherwise if there is none.
func clause(why, otherwise string) string {
	why = strings.TrimRight(strings.TrimSpace(why), ".")
	if why == "" {
		return otherwise
	}
	first, n := utf8.DecodeRuneInString(why)
	if second, _ := utf8.DecodeRuneInString(why[n:]); unicode.IsUpper(second) {
		return why // an abbreviation
	}
	return string(unicode.ToLower(first)) + why[n:]
}
