package trade

import "fmt"

// Text is something said to a reader, with what a translation needs: Code names
// the sentence for good, Args are what stands in its gaps, in their order.
type Text struct {
	Code    string
	Args    []string
	English string
}

// say makes a text from a sentence with a %s for every argument.
func say(code, english string, args ...any) Text {
	t := Text{Code: code, English: fmt.Sprintf(english, args...)}
	for _, a := range args {
		t.Args = append(t.Args, fmt.Sprint(a))
	}
	return t
}

func (t Text) String() string { return t.English }

// MarshalText writes the English sentence, for JSON.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.English), nil }
