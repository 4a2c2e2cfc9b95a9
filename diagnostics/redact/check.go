package redact

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
)

// Check searches finished output. It reports every value of the plan in every
// spelling, and whatever the detectors find that is no pseudonym, in the order
// of paths and lines. A second search, which shares nothing with the first but
// the values, looks for them word by word.
func (p *Plan) Check(ctx context.Context, items []Item) ([]Leak, error) {
	naive := newWordSearch(p.rules.values)
	parts := make([][]Leak, len(items))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(p.workers)
	for i, item := range items {
		group.Go(func() error {
			var err error
			parts[i], err = p.checkItem(ctx, item, naive)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("search for private data: %w", err)
	}
	leaks := slices.Concat(parts...)
	slices.SortFunc(leaks, func(a, b Leak) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), strings.Compare(string(a.Class), string(b.Class)))
	})
	return slices.Compact(leaks), nil
}

func (p *Plan) checkItem(ctx context.Context, item Item, naive *wordSearch) (leaks []Leak, err error) {
	s := p.scanner()
	err = eachWindow(ctx, item, p.progress, func(w *window) (int, error) {
		found, next := s.window(w)
		line, at := w.line, w.from
		note := func(start int, class Class) {
			if start > at {
				line += int64(bytes.Count(w.data[at:start], []byte{'\n'}))
				at = start
			}
			leaks = append(leaks, Leak{item.Path, line, class})
		}
		err := unite(found, func(m match) error {
			class := m.val.class
			if m.cont {
				class = Payload
			} else if _, c, known := p.token(m.val); known {
				class = c
			}
			note(m.start, class)
			return nil
		})
		line, at = w.line, w.from
		naive.find(w.data, w.from, next, note)
		return next, err
	})
	return leaks, err
}

// wordSearch looks for values word by word, in a way as plain as can be: words
// are cut from the text, put in lower case and looked up.
type wordSearch struct {
	first map[string][]phrase // by first word
}

// phrase is what follows a value's first word, each word with the characters
// before it.
type phrase struct {
	lead, trail string // punctuation at the ends of own words
	gaps, words []string
	class       Class
}

func newWordSearch(values []value) *wordSearch {
	ws := &wordSearch{first: make(map[string][]phrase)}
	for _, v := range values {
		if !v.spread || v.class == TradeID || v.class == Phone && len(v.text) < 10 {
			continue
		}
		d := []byte(strings.ToLower(v.text))
		start, end := nextWord(d, 0, len(d))
		ph, first := phrase{class: v.class, lead: string(d[:start])}, string(d[start:end])
		for end < len(d) {
			from, to := nextWord(d, end, len(d))
			if from == to {
				ph.trail = string(d[end:])
				break
			}
			ph.gaps, ph.words = append(ph.gaps, string(d[end:from])), append(ph.words, string(d[from:to]))
			end = to
		}
		if first != "" {
			ws.first[first] = append(ws.first[first], ph)
		}
	}
	return ws
}

// find reports the phrases that begin in d[lo:hi] and are not pseudonyms.
func (ws *wordSearch) find(d []byte, lo, hi int, report func(start int, class Class)) {
	if len(ws.first) == 0 {
		return
	}
	var buf [256]byte
	for i := lo; i < hi; {
		start, end := nextWord(d, i, hi)
		if start >= hi {
			return
		}
		i = end
		if start == lo && lo > 0 && alnum(d[lo-1]) {
			continue
		}
		for _, ph := range ws.first[string(lowered(buf[:0], d[start:end]))] {
			if bytes.HasSuffix(d[:start], []byte(ph.lead)) && ph.follows(d, end) && !inPseudonym(d, start) {
				report(start, ph.class)
			}
		}
	}
}

// nextWord finds the next run of letters, digits and marks.
func nextWord(d []byte, i, hi int) (start, end int) {
	for i < hi {
		if d[i] < utf8.RuneSelf {
			if alnum(d[i]) {
				break
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(d[i:])
		if wordRune(r) && size > 1 {
			break
		}
		i += size
	}
	start = i
	for i < len(d) && i-start < 1024 {
		if d[i] < utf8.RuneSelf {
			if !alnum(d[i]) {
				break
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(d[i:])
		if !wordRune(r) || size < 2 {
			break
		}
		i += size
	}
	return start, max(i, start)
}

// lowered appends word in lower case.
func lowered(buf, word []byte) []byte {
	for i, b := range word {
		if b >= utf8.RuneSelf {
			return append(buf, string(bytes.ToLower(word[i:]))...)
		}
		buf = append(buf, lower(b))
	}
	return buf
}

// follows reports whether the phrase goes on at i: a separator may be another
// one there.
func (ph phrase) follows(d []byte, i int) bool {
	var buf [256]byte
	for k, want := range ph.words {
		start, end := nextWord(d, i, len(d))
		gap := string(d[i:start])
		if gap != ph.gaps[k] && !(isSeparator(gap) && isSeparator(ph.gaps[k])) {
			return false
		}
		if string(lowered(buf[:0], d[start:end])) != want {
			return false
		}
		i = end
	}
	return bytes.HasPrefix(d[i:], []byte(ph.trail))
}

func isSeparator(s string) bool {
	switch s {
	case " ", "_", "-", ".", "\u00a0":
		return true
	}
	return false
}

// inPseudonym reports whether the word at i is a pseudonym's class or number.
func inPseudonym(d []byte, i int) bool {
	from := max(0, i-16)
	k := bytes.LastIndexByte(d[from:i], '[')
	if k < 0 {
		return false
	}
	_, _, size := pseudonymAt(d, from+k)
	return from+k+size > i
}
