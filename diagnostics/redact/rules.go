package redact

import (
	"slices"
	"strings"

	"tradecase/diagnostics"
)

// newRules builds what scanners look for: labels and folders, and the given
// values in all spellings. values are entities in the order of their numbers;
// their index is what hits report.
func newRules(profile Profile, values []value) (*rules, error) {
	r := &rules{public: profile == Public, values: values}
	b := &builder{rules: r, seen: make(map[string]bool)}
	b.fixed()
	if err := b.values(values); err != nil {
		return nil, err
	}
	r.auto = newAutomaton(b.patterns)
	return r, nil
}

// builder gathers patterns. Where two values share a spelling, the first one
// keeps it.
type builder struct {
	rules    *rules
	patterns []pattern
	seen     map[string]bool
	size     int
}

// Names that are more than this get the rarest spellings last; recognisable
// values that are more get none of those.
const (
	manyNames    = 200
	manyDetected = 1000
)

// values adds all values that spread: first what each needs, then as many
// further spellings as there is room for, those of names first. Where there is
// no room at all, detectors find the values that they recognise.
func (b *builder) values(values []value) error {
	var names, detected []int
	total := 0
	for i, v := range values {
		switch {
		case !v.spread:
			continue
		case v.detected():
			detected = append(detected, i)
		default:
			names = append(names, i)
		}
		total += len(v.text)
	}
	lean := total > maxValueBytes/24
	for _, i := range names {
		if b.size > maxValueBytes {
			return diagnostics.WithCode(diagnostics.WithHint(errTooMany, "leave out files that are lists of people or addresses"), "too-many-values")
		}
		b.spellings(i, spellCore(values[i], lean))
	}
	for _, i := range detected {
		if b.size > maxValueBytes {
			break
		}
		b.spellings(i, spellCore(values[i], lean))
	}
	if len(names) > manyNames {
		b.enrich(values, names, maxPatternBytes*3/4, false)
	}
	b.enrich(values, names, maxPatternBytes, true)
	if len(detected) <= manyDetected {
		b.enrich(values, detected, maxPatternBytes, true)
	}
	return nil
}

// enrich adds the further spellings of values as long as there is room.
func (b *builder) enrich(values []value, which []int, room int, rare bool) {
	for _, i := range which {
		if b.size > room {
			return
		}
		b.spellings(i, spell(values[i], rare))
	}
}

func (b *builder) add(text string, kind uint8, arg int32) {
	if text == "" || len(text) > overlap {
		return
	}
	b.patterns = append(b.patterns, pattern{text: foldASCII(text), kind: kind, arg: arg})
	b.size += len(text)
}

// fixed adds the patterns that do not depend on values.
func (b *builder) fixed() {
	r := b.rules
	for _, name := range sortedKeys(homeFolders) {
		b.add(name, hitHome, int32(len(r.homes)))
		r.homes = append(r.homes, homeFolders[name])
	}
	for _, name := range sortedKeys(labels) {
		b.add(name, hitLabel, int32(len(r.labels)))
		r.labels = append(r.labels, labels[name])
	}
	for _, name := range []string{"AccountPayload", "PaymentAccountFilter"} {
		b.add(name, hitPayload, 0)
	}
	for _, c := range classes {
		b.add("["+string(c)+"-", hitPseudonym, 0)
	}
	for _, at := range []string{"%40", "&#64;", "&commat;", `\u0040`} {
		b.add(at, hitAt, 0)
	}
	for _, plus := range []string{"%2b", "&#43;", "&#x2b;", `\u002b`} {
		b.add(plus, hitPlus, 0)
	}
	b.add("/api/outputs?", hitProof, 0)
	for _, prefix := range []string{"::ffff:", "::ffff:0:", "0:0:0:0:0:ffff:", "64:ff9b::"} {
		b.add(prefix, hitMapped, 0)
	}
	for _, begin := range []string{"-----begin ", "== ed25519v1-secret"} {
		b.add(begin, hitBlock, 0)
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// spellings adds the spellings of a value.
func (b *builder) spellings(index int, list []spelling) {
	arg := int32(index)
	for _, sp := range list {
		key := sp.text
		if sp.kind == hitBase64 || sp.kind == hitExact {
			key = string(rune(sp.kind)) + key
		} else {
			key = foldASCII(key)
		}
		if b.seen[key] {
			continue
		}
		b.seen[key] = true
		if sp.kind == hitBase64 || sp.kind == hitExact {
			b.add(sp.text, sp.kind, int32(len(b.rules.exact)))
			b.rules.exact = append(b.rules.exact, sp.text)
			b.rules.owner = append(b.rules.owner, arg)
			continue
		}
		b.add(sp.text, sp.kind, arg)
	}
}

// shortTradeID is the part of a trade ID that people use.
func shortTradeID(id string) string {
	short, _, _ := strings.Cut(id, "-")
	return short
}
