package trade

import (
	"fmt"
	"strings"
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
