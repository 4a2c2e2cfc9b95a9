package redact

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"tradecase/diagnostics"
)

// hitsOf runs an automaton over text and lists its hits as "start pattern".
func hitsOf(a *automaton, text string) (hits []string) {
	data := []byte(text)
	state := uint32(0)
	for i := 0; i < len(data); {
		var hit bool
		if i, state, hit = a.find(data, i, len(data), state); hit {
			a.each(state, func(p int32) {
				hits = append(hits, fmt.Sprint(i-int(a.size[p]), " ", a.arg[p]))
			})
		}
	}
	slices.Sort(hits)
	return hits
}

// expectedHits finds the same the slow way.
func expectedHits(patterns []pattern, text string) (hits []string) {
	folded := foldASCII(text)
	for _, p := range patterns {
		for i := range len(folded) - len(p.text) + 1 {
			if strings.HasPrefix(folded[i:], p.text) {
				hits = append(hits, fmt.Sprint(i, " ", p.arg))
			}
		}
	}
	slices.Sort(hits)
	return hits
}

func TestAutomaton(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	word := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = "abABé\xff%"[rng.IntN(8)]
		}
		return string(b)
	}
	for range 300 {
		var patterns []pattern
		for i := range 1 + rng.IntN(8) {
			patterns = append(patterns, pattern{text: foldASCII(word(1 + rng.IntN(5))), arg: int32(i)})
		}
		text := word(60)
		want := expectedHits(patterns, text)
		a := newAutomaton(slices.Clone(patterns))
		for _, dense := range []uint32{a.nDense, 1, 3} {
			cut := *a
			cut.nDense = min(dense, a.nDense)
			cut.rows()
			if got := hitsOf(&cut, text); !slices.Equal(got, want) {
				t.Fatalf("%d rows, patterns %q in %q: got %v, want %v", cut.nDense, patterns, text, got, want)
			}
		}
	}
}

// TestManyValues asserts that values beyond the limit of spellings are still
// looked for as they are, and that there is an end to it.
func TestManyValues(t *testing.T) {
	values := make([]value, 0, 30000)
	for i := range 6000 {
		text := fmt.Sprintf("%d ", i) + strings.Repeat("é", maxSpelled/2-8)
		values = append(values, value{class: Payment, id: text, text: text, spread: true})
	}
	r, err := newRules(Support, values)
	if err != nil {
		t.Fatal(err)
	}
	s := &scanner{rules: r}
	last := []byte(values[len(values)-1].text)
	if found, _ := s.window(&window{data: last, limit: len(last), eof: true}); len(found) != 1 {
		t.Errorf("the last value was found %d times", len(found))
	}
	for i := range 20000 {
		text := fmt.Sprintf("%d ", 6000+i) + strings.Repeat("é", maxSpelled/2-8)
		values = append(values, value{class: Payment, id: text, text: text, spread: true})
	}
	if _, err := newRules(Support, values); !errors.Is(err, errTooMany) || diagnostics.Hint(err) == "" {
		t.Errorf("got %v", err)
	}
}
