package model

import (
	"slices"
	"strings"

	"tradecase/bundle"
	"tradecase/diagnostics"
)

// Line is one bundle in the list.
type Line struct {
	ID    diagnostics.TradeID
	Title string
	State Phrase
	Sign  Sign
}

// List is the list of bundles with its search. The zero List is empty.
type List struct {
	all    []bundle.Summary
	shown  []int32 // indices into all
	search string
	shorts map[string]int // how many bundles have a short ID, in small letters
}

// Load takes a new list, which must be in the order in which it is shown.
func (l *List) Load(all []bundle.Summary) {
	l.all, l.shorts = all, map[string]int{}
	for _, s := range all {
		l.shorts[strings.ToLower(s.ID.Short())]++
	}
	l.Search(l.search)
}

// Search shows the bundles whose ID has the text in it, whatever the capitals.
func (l *List) Search(text string) {
	l.search = text
	want := strings.ToLower(strings.TrimSpace(text))
	l.shown = l.shown[:0]
	for i := range l.all {
		if strings.Contains(strings.ToLower(string(l.all[i].ID)), want) {
			l.shown = append(l.shown, int32(i))
		}
	}
}

// Total is the number of all bundles, shown or not.
func (l *List) Total() int { return len(l.all) }

// Len is the number of lines shown.
func (l *List) Len() int { return len(l.shown) }

// At is the line at a place among those shown.
func (l *List) At(i int) Line {
	if i < 0 || i >= len(l.shown) {
		return Line{}
	}
	s := l.all[l.shown[i]]
	out := line(s)
	out.Title = l.title(s.ID)
	return out
}

// title is what tells a bundle from the others: the short ID, and where another
// one has the same, as much more as it takes.
func (l *List) title(id diagnostics.TradeID) string {
	title := id.Short()
	if l.shorts[strings.ToLower(title)] == 1 {
		return title
	}
	for _, longer := range []func(diagnostics.TradeID) string{middleOf, ShortenID, diagnostics.TradeID.String} {
		if !l.doubled(id, title) {
			break
		}
		title = longer(id)
	}
	return title
}

// doubled reports whether a title would do for another bundle, too, in whatever
// capitals.
func (l *List) doubled(id diagnostics.TradeID, title string) bool {
	return slices.ContainsFunc(l.all, func(s bundle.Summary) bool {
		other := string(s.ID)
		return s.ID != id && len(other) >= len(title) && strings.EqualFold(s.ID.Short(), id.Short()) &&
			(strings.EqualFold(other[:len(title)], title) || strings.EqualFold(ShortenID(s.ID), title))
	})
}

// middleOf is a trade ID up to the first part of its UUID.
func middleOf(id diagnostics.TradeID) string {
	prefix, rest, full := strings.Cut(string(id), "-")
	if !full {
		return prefix
	}
	first, _, _ := strings.Cut(rest, "-")
	return prefix + "-" + first
}

// Find is the place of a bundle among those shown, or -1.
func (l *List) Find(id diagnostics.TradeID) int {
	for i, at := range l.shown {
		if l.all[at].ID == id {
			return i
		}
	}
	return -1
}

// Has reports whether there is such a bundle, shown or not.
func (l *List) Has(id diagnostics.TradeID) bool {
	for i := range l.all {
		if l.all[i].ID == id {
			return true
		}
	}
	return false
}

func line(s bundle.Summary) Line {
	out := Line{ID: s.ID}
	out.Sign, out.State = standing(s.State, s.Ready, s.Missing)
	return out
}

// standing says how a bundle is, in a sign and in words.
func standing(state bundle.State, ready bool, missing int) (Sign, Phrase) {
	switch {
	case state == bundle.Damaged:
		return Bad, Say("state.damaged", "damaged")
	case state == bundle.ReadOnly:
		return Warn, Say("state.readonly", "read-only")
	case ready:
		return Good, Say("state.ready", "ready to hand off")
	}
	return Absent, Count("state.missing", "{{.Count}} things missing", missing)
}
