package redact

import (
	"bytes"
	"cmp"
	"slices"
)

// pattern is a string to be found. Letters A to Z match in either case;
// exact patterns are folded too and compared again by whoever gets the hit.
type pattern struct {
	text string // folded
	kind uint8  // what to do with a hit
	arg  int32  // what the kind needs to know
}

// automaton finds all occurrences of a set of patterns in one pass
// (Aho-Corasick over bytes). States are numbered by breadth, so that a state's
// children stand together and the few states near the root, in which a scan
// spends its time, have complete rows. It is immutable.
type automaton struct {
	class  [256]uint8 // byte to column; letters folded, unused bytes share column 0
	shift  uint
	dense  []uint32 // rows of states below nDense, each the place of the next row; see link
	nDense uint32

	child []uint32 // first child; children end where the next state's begin
	label []uint8  // column that leads to the state
	fail  []uint32
	hits  []int32  // first pattern that ends in the state, -1 if none
	dict  []uint32 // next state on the fail chain with output, 0 if none

	next []int32 // patterns: next one with the same text, -1 if none
	size []int32 // patterns: length in bytes
	kind []uint8
	arg  []int32
}

// A row's cell holds the place of the next state's row, so that a step is one
// look-up. States with output, and states without a row, are marked and hold
// their number instead.
const (
	hitFlag      = 1 << 31
	farFlag      = 1 << 30
	maxDenseSize = 4 << 20 // cells
)

// newAutomaton builds the automaton. Empty patterns are not allowed.
func newAutomaton(patterns []pattern) *automaton {
	slices.SortStableFunc(patterns, func(a, b pattern) int { return cmp.Compare(a.text, b.text) })
	a := &automaton{}
	columns := a.columns(patterns)
	for 1<<a.shift < columns {
		a.shift++
	}
	n := len(patterns)
	a.next, a.size = make([]int32, n), make([]int32, n)
	a.kind, a.arg = make([]uint8, n), make([]int32, n)
	for i, p := range patterns {
		a.size[i], a.kind[i], a.arg[i] = int32(len(p.text)), p.kind, p.arg
	}
	a.states(patterns)
	a.links()
	a.nDense = stateNumber(min(len(a.hits), maxDenseSize>>a.shift))
	a.rows()
	return a
}

// columns numbers the bytes that occur, folded, and returns how many columns
// there are.
func (a *automaton) columns(patterns []pattern) int {
	var used [256]bool
	for _, p := range patterns {
		for i := range len(p.text) {
			used[p.text[i]] = true
		}
	}
	n := 1
	for b := range 256 {
		if used[b] {
			a.class[b] = uint8(n)
			n++
		}
	}
	for b := 'A'; b <= 'Z'; b++ {
		a.class[b] = a.class[b+'a'-'A']
	}
	return n
}

// span is a range of sorted patterns that share a prefix.
type span struct{ lo, hi int32 }

// states lays out the trie: each state is a span. The spans of one depth are
// kept at a time.
func (a *automaton) states(patterns []pattern) {
	level, below := []span{{0, int32(len(patterns))}}, []span(nil)
	a.label = append(a.label, 0)
	for depth := 0; len(level) > 0; depth++ {
		below = below[:0]
		for _, sp := range level {
			below = a.state(patterns, sp, depth, below)
		}
		level, below = below, level
	}
	a.child = append(a.child, stateNumber(len(a.label)))
}

// state adds a state and appends the spans of its children.
func (a *automaton) state(patterns []pattern, sp span, depth int, below []span) []span {
	lo, hit := sp.lo, int32(-1)
	for ; lo < sp.hi && len(patterns[lo].text) == depth; lo++ {
		a.next[lo], hit = hit, lo
	}
	a.hits = append(a.hits, hit)
	a.child = append(a.child, stateNumber(len(a.label)))
	for lo < sp.hi {
		b, end := patterns[lo].text[depth], lo+1
		for end < sp.hi && patterns[end].text[depth] == b {
			end++
		}
		below = append(below, span{lo, end})
		a.label = append(a.label, a.class[b])
		lo = end
	}
	return below
}

// stateNumber numbers a state. There are no more states than bytes in patterns.
func stateNumber(n int) uint32 {
	return uint32(n) //nolint:gosec // bounded by maxValueBytes, far below 2^30
}

// down is the child of s under a column, 0 if there is none.
func (a *automaton) down(s uint32, column uint8) uint32 {
	lo, hi := a.child[s], a.child[s+1]
	if i := bytes.IndexByte(a.label[lo:hi], column); i >= 0 {
		return lo + stateNumber(i)
	}
	return 0
}

// links finds, for each state, the longest proper suffix that is a state too.
func (a *automaton) links() {
	n := len(a.hits)
	a.fail, a.dict = make([]uint32, n), make([]uint32, n)
	for s := range stateNumber(n) {
		for c := a.child[s]; c < a.child[s+1]; c++ {
			if s == 0 {
				continue
			}
			f := a.fail[s]
			to := a.down(f, a.label[c])
			for to == 0 && f != 0 {
				f = a.fail[f]
				to = a.down(f, a.label[c])
			}
			a.fail[c] = to
			if a.hits[to] >= 0 {
				a.dict[c] = to
			} else {
				a.dict[c] = a.dict[to]
			}
		}
	}
}

// rows completes the rows of the first nDense states.
func (a *automaton) rows() {
	width := uint32(1) << a.shift
	a.dense = make([]uint32, a.nDense*width)
	for s := range a.nDense {
		row := a.dense[s*width : (s+1)*width]
		if s != 0 {
			copy(row, a.dense[a.fail[s]*width:][:width])
		}
		for c := a.child[s]; c < a.child[s+1]; c++ {
			row[a.label[c]] = a.link(c)
		}
	}
}

// link is what a row's cell holds for the state s.
func (a *automaton) link(s uint32) uint32 {
	switch {
	case a.hits[s] >= 0 || a.dict[s] != 0:
		return s | hitFlag
	case s >= a.nDense:
		return s | farFlag
	}
	return s << a.shift
}

// find goes on in state s at data[i] and stops behind the first byte at which
// patterns end, or at hi. hit says which.
func (a *automaton) find(data []byte, i, hi int, s uint32) (at int, state uint32, hit bool) {
	dense, class := a.dense, &a.class
	for i < hi {
		var link uint32
		if s < a.nDense {
			row := s << a.shift
			for _, b := range data[i:hi] {
				row = dense[row|uint32(class[b])]
				i++
				if row >= farFlag {
					break
				}
			}
			link = row
		} else {
			link = a.sparse(s, class[data[i]])
			i++
		}
		switch {
		case link&hitFlag != 0:
			return i, link &^ hitFlag, true
		case link&farFlag != 0:
			s = link &^ farFlag
		default:
			s = link >> a.shift
		}
	}
	return i, s, false
}

// sparse is the step from a state without a row.
func (a *automaton) sparse(s uint32, column uint8) uint32 {
	for s >= a.nDense {
		if to := a.down(s, column); to != 0 {
			return a.link(to)
		}
		s = a.fail[s]
	}
	return a.dense[s<<a.shift|uint32(column)]
}

// each calls f for all patterns that end in state s, longest first.
func (a *automaton) each(s uint32, f func(p int32)) {
	for {
		for p := a.hits[s]; p >= 0; p = a.next[p] {
			f(p)
		}
		if s = a.dict[s]; s == 0 {
			return
		}
	}
}

// foldASCII returns s with A to Z in lower case, everything else untouched.
func foldASCII(s string) string {
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if b[i] >= 'A' && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
