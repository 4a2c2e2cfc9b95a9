package diagnostics

import "fmt"

// Severity says how much a finding matters to the person who reads it.
type Severity int

// The severities, in rising order.
const (
	Info    Severity = iota // worth knowing, nothing to do
	Warning                 // may be the cause, or could not be judged
	Problem                 // wrong, and something must be done
)

var severityNames = [...]string{Info: "info", Warning: "warning", Problem: "problem"}

// String returns the severity's stable lower-case name.
func (s Severity) String() string {
	if s < 0 || int(s) >= len(severityNames) {
		return fmt.Sprintf("severity(%d)", int(s))
	}
	return severityNames[s]
}

// MarshalText writes the stable name, for JSON.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the stable name.
func (s *Severity) UnmarshalText(text []byte) error {
	for i, name := range severityNames {
		if name == string(text) {
			*s = Severity(i)
			return nil
		}
	}
	return fmt.Errorf("unknown severity %q", text)
}

// Finding is something noticed. Code is an API: replies, golden files and
// other programs hang on it, so it never changes its meaning.
type Finding struct {
	Code     string     `json:"code"` // stable, dotted, lower case: "log.version-downgrade"
	Severity Severity   `json:"severity"`
	Title    string     `json:"title"`  // the fact, in one sentence
	Advice   string     `json:"advice"` // what to do about it; may be empty
	Evidence []Evidence `json:"evidence"`

	// Variant and Args let a reader be told the same in another language or in
	// other words, without reading Title. Variant tells the texts of one code
	// apart, "" where there is one; Args are what stands in them, by name: text
	// as it stands in Title, "Count" a whole number, "Party" a Party's name.
	Variant string            `json:"-"`
	Args    map[string]string `json:"-"`
}

// Text names the finding's text: its code, with its variant if it has one. Who
// makes findings lists all of theirs, as logs.Texts does.
func (f Finding) Text() string {
	if f.Variant == "" {
		return f.Code
	}
	return f.Code + "." + f.Variant
}

// Evidence is a place that a finding rests on.
type Evidence struct {
	Path    string `json:"path"`              // the item, with slashes: "seller/bisq_1.log"
	Line    int64  `json:"line"`              // 1-based; 0 when the whole item is meant
	Excerpt string `json:"excerpt,omitempty"` // the text there, cut to a bounded length, UTF-8
}
