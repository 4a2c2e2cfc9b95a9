package redact

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
)

// errTooMany says that a bundle holds more values than can be searched for.
var errTooMany = errors.New("too many private values to search for")

// entity is a value that was found, with its first place.
type entity struct {
	value
	rank  int // of its class, the lower the better
	item  int // index in the order of paths
	at    int64
	named bool // a user's or holder's name
}

// before orders entities by their first place.
func (e *entity) before(o *entity) int {
	return cmp.Or(cmp.Compare(e.item, o.item), cmp.Compare(e.at, o.at), cmp.Compare(e.id, o.id))
}

// tail is what followed a home folder where no separator ended the name.
type tail struct {
	raw  string
	item int
	at   int64
}

// finds is what one item, or all of them, hold.
type finds struct {
	entities map[string]*entity
	tails    map[string]tail
	highest  map[Class]int
}

func newFinds() *finds {
	return &finds{entities: make(map[string]*entity), tails: make(map[string]tail), highest: make(map[Class]int)}
}

// Collect reads all items and plans how to redact them. It is the first pass;
// nothing is written. An item that cannot be read ends it. The plan is bound to
// the profile and words of opt.
func Collect(ctx context.Context, items []Item, opt Options) (*Plan, error) {
	own := ownWords(opt.Hide)
	base, err := newRules(opt.Profile, own)
	if err != nil {
		return nil, err
	}
	ordered := slices.Clone(items)
	slices.SortStableFunc(ordered, func(a, b Item) int { return strings.Compare(a.Path, b.Path) })
	parts := make([]*finds, len(ordered))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(workers(opt.Workers))
	for i, item := range ordered {
		group.Go(func() error {
			var err error
			parts[i], err = collectItem(ctx, base, item, i, opt.Progress)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, fmt.Errorf("look for private data: %w", err)
	}
	all := newFinds()
	for _, part := range parts {
		all.merge(part)
	}
	return newPlan(ordered, opt, own, all)
}

func workers(n int) int {
	if n < 1 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}

// ownWords makes values of the user's own words, sorted, each once.
func ownWords(hide []string) []value {
	var words []value
	for _, w := range hide {
		text := plainText([]byte(w))
		if utf8.RuneCountInString(text) < 2 || !strings.ContainsFunc(text, wordRune) {
			continue
		}
		v, ok := selfEvident(text)
		if !ok {
			v = value{id: foldText(text), text: text}
		}
		v.class, v.spread = Word, true
		words = append(words, v)
	}
	slices.SortFunc(words, func(a, b value) int { return cmp.Or(strings.Compare(a.id, b.id), strings.Compare(a.text, b.text)) })
	return slices.CompactFunc(words, func(a, b value) bool { return a.id == b.id })
}

func collectItem(ctx context.Context, base *rules, item Item, index int, progress func(int64)) (*finds, error) {
	f := newFinds()
	s := &scanner{rules: base}
	err := eachWindow(ctx, item, progress, func(w *window) (int, error) {
		found, next := s.window(w)
		for _, m := range found {
			at := w.base + int64(m.start)
			switch {
			case m.cont:
			case m.tail:
				f.addTail(tail{string(w.data[m.start:m.end]), index, at})
			default:
				f.add(m.val, index, at)
			}
		}
		return next, nil
	})
	for class, n := range s.highest {
		f.highest[class] = max(f.highest[class], n)
	}
	return f, err
}

// add notes a value. Found as several classes it is of the first one; it
// spreads if it does in one of them.
func (f *finds) add(v value, item int, at int64) {
	rank := slices.Index(classes[:], v.class)
	e, ok := f.entities[v.id]
	if !ok {
		v.id, v.text = strings.Clone(v.id), strings.Clone(v.text)
		f.entities[v.id] = &entity{value: v, rank: rank, item: item, at: at, named: namesPerson(v)}
		return
	}
	e.merge(&entity{value: v, rank: rank, item: item, at: at, named: namesPerson(v)})
}

// namesPerson reports whether a value may be the name of an OS user.
func namesPerson(v value) bool {
	return v.class == User || v.class == Payment && v.spread
}

func (e *entity) merge(o *entity) {
	first := *e
	if o.before(e) < 0 {
		first = *o
	}
	if o.rank < e.rank {
		e.class, e.rank = o.class, o.rank
	}
	// The spelling with the most to go by: accents beat their absence.
	if better(o.text, e.text) {
		e.text = o.text
	}
	e.spread = e.spread || o.spread
	e.named = e.named || o.named
	e.item, e.at = first.item, first.at
}

// better reports whether a is to be preferred to b as a value's plain text,
// whatever the order in which they are met.
func better(a, b string) bool {
	if na, nb := utf8.RuneCountInString(a), len(a); nb-na != len(b)-utf8.RuneCountInString(b) {
		return nb-na > len(b)-utf8.RuneCountInString(b)
	}
	return a < b
}

func (f *finds) addTail(t tail) {
	old, ok := f.tails[t.raw]
	if !ok || cmp.Or(cmp.Compare(t.item, old.item), cmp.Compare(t.at, old.at)) < 0 {
		f.tails[t.raw] = t
	}
}

func (f *finds) merge(o *finds) {
	for id, e := range o.entities {
		if mine, ok := f.entities[id]; ok {
			mine.merge(e)
		} else {
			f.entities[id] = e
		}
	}
	for _, t := range o.tails {
		f.addTail(t)
	}
	for class, n := range o.highest {
		f.highest[class] = max(f.highest[class], n)
	}
}

// settleTails decides which part of each tail is a name, by the names that are
// known from elsewhere, and adds it. It returns those names.
func (f *finds) settleTails() map[string]bool {
	names := make(map[string]bool)
	for id, e := range f.entities {
		if e.named {
			names[id] = true
		}
	}
	s := &scanner{known: func(id string) bool { return names[id] }}
	for _, raw := range sortedKeys(f.tails) {
		t := f.tails[raw]
		s.data, s.matches = []byte(raw), s.matches[:0]
		s.limit = len(raw) + 1
		s.addTail(0, len(raw))
		for _, m := range s.matches {
			f.add(m.val, t.item, t.at)
		}
	}
	return names
}

// lacks lists the own words that were not found.
func (f *finds) lacks(hide []string) []string {
	var all []string
	for _, w := range hide {
		for _, v := range ownWords([]string{w}) {
			if f.entities[v.id] == nil {
				all = append(all, w)
			}
		}
	}
	return all
}

// sorted lists the entities in the order of their numbers; own words that were
// not found come last.
func (f *finds) sorted(own []value) []*entity {
	for i, v := range own {
		f.add(v, 1<<30, int64(i))
	}
	list := make([]*entity, 0, len(f.entities))
	for _, e := range f.entities {
		list = append(list, e)
	}
	slices.SortFunc(list, (*entity).before)
	return list
}
