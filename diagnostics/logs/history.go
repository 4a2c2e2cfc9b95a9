package logs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"tradecase/diagnostics"
)

// history is a run of files that are one trader's log, oldest first.
type history struct {
	party diagnostics.Party
	files []*fileScan
	clash clash // why it is not one with the party's other histories
}

// histories puts files into histories. Files of one Set with distinct numbers
// belong together; so do several Sets of one party whose numbers do not
// collide and whose stamps do not speak against their numbers. What collides,
// or has no number and is not alone, stands by itself: nothing says what came
// first.
//
// A file without an entry takes part only where it fits in: it can tell
// nothing, so it must not set others at odds.
func histories(scans []*fileScan) []*history {
	scans, idle := fitting(scans)
	slices.SortStableFunc(scans, func(a, b *fileScan) int {
		return cmp.Or(
			cmp.Compare(partyOrder(a.file.Party), partyOrder(b.file.Party)),
			strings.Compare(a.file.Set, b.file.Set),
			cmp.Compare(b.file.Rotation, a.file.Rotation),
			strings.Compare(a.file.Path, b.file.Path),
		)
	})
	var out []*history
	for len(scans) > 0 {
		n := 1
		for n < len(scans) && sameTrader(scans[0].file, scans[n].file) {
			n++
		}
		out = append(out, traderHistories(scans[:n])...)
		scans = scans[n:]
	}
	for _, s := range idle {
		out = append(out, &history{party: s.file.Party, files: []*fileScan{s}})
	}
	return out
}

// fitting takes out the files without an entry that have no number or one
// that another file of their Set has too.
func fitting(scans []*fileScan) (fit, idle []*fileScan) {
	type slot struct {
		party    diagnostics.Party
		set      string
		rotation int
	}
	taken := map[slot]int{}
	at := func(s *fileScan) slot { return slot{s.file.Party, s.file.Set, s.file.Rotation} }
	for _, s := range scans {
		taken[at(s)]++
	}
	for _, s := range scans {
		if s.entries == 0 && (s.file.Rotation < 0 || taken[at(s)] > 1) {
			idle = append(idle, s)
		} else {
			fit = append(fit, s)
		}
	}
	slices.SortStableFunc(idle, func(a, b *fileScan) int { return strings.Compare(a.file.Path, b.file.Path) })
	return fit, idle
}

// partyOrder sorts parties as they are shown; files without one come last.
func partyOrder(p diagnostics.Party) int {
	if i := slices.Index(diagnostics.Parties(), p); i >= 0 {
		return i
	}
	return len(diagnostics.Parties())
}

// known reports whether a party is one trader.
func known(p diagnostics.Party) bool { return p == diagnostics.Buyer || p == diagnostics.Seller }

// sameTrader reports whether two files are surely one trader's. Without a
// party only a common Set says so.
func sameTrader(a, b File) bool {
	return a.Party == b.Party && (known(a.Party) || a.Set == b.Set)
}

// traderHistories splits one trader's files, sorted by Set and age.
func traderHistories(scans []*fileScan) []*history {
	var sets []*history
	var alone []*history
	for len(scans) > 0 {
		n := 1
		for n < len(scans) && scans[n].file.Set == scans[0].file.Set {
			n++
		}
		whole, single := setHistories(scans[:n])
		if whole != nil {
			sets = append(sets, whole)
		}
		alone = append(alone, single...)
		scans = scans[n:]
	}
	out := append(mergeSets(sets), alone...)
	if len(out) == 1 {
		out[0].clash = clash{}
	}
	return out
}

// setHistories separates what collides within one Set from the rest.
func setHistories(scans []*fileScan) (whole *history, alone []*history) {
	if len(scans) == 1 {
		return &history{party: scans[0].file.Party, files: scans}, nil
	}
	for i, s := range scans {
		var why clash
		switch {
		case s.file.Rotation < 0:
			why = nameless(s)
		case i > 0 && scans[i-1].file.Rotation == s.file.Rotation:
			why = collision(scans[i-1], s)
		case i+1 < len(scans) && scans[i+1].file.Rotation == s.file.Rotation:
			why = collision(s, scans[i+1])
		}
		if why.is() {
			alone = append(alone, &history{party: s.file.Party, files: scans[i : i+1], clash: why})
			continue
		}
		if whole == nil {
			whole = &history{party: s.file.Party}
		}
		whole.files = append(whole.files, s)
	}
	return whole, alone
}

// clash says why the order of files is not known. The zero clash says that
// nothing speaks against it.
type clash struct {
	code string // stable: which of the reasons
	text string
	a, b string // the files' paths; b may be empty
}

func (c clash) is() bool { return c.code != "" }

func collision(a, b *fileScan) clash {
	return clash{"same-place", fmt.Sprintf("%s and %s have the same place", a.file.Path, b.file.Path), a.file.Path, b.file.Path}
}

func nameless(a *fileScan) clash {
	return clash{code: "nameless", text: fmt.Sprintf("the name of %s does not say where it belongs", a.file.Path), a: a.file.Path}
}

// mergeSets makes one history of the Sets that collide with no other and whose
// stamps bear out the order of their numbers: a batch sent later has numbers
// of its own, because files are renumbered whenever a new one begins.
func mergeSets(sets []*history) []*history {
	var out, fit []*history
	for i, a := range sets {
		for j, b := range sets {
			if !a.clash.is() && i != j {
				a.clash = setsCollide(a, b)
			}
		}
		if a.clash.is() {
			out = append(out, a)
		} else {
			fit = append(fit, a)
		}
	}
	if len(fit) == 0 {
		return out
	}
	merged := &history{party: fit[0].party}
	for _, a := range fit {
		merged.files = append(merged.files, a.files...)
	}
	slices.SortStableFunc(merged.files, func(a, b *fileScan) int { return cmp.Compare(b.file.Rotation, a.file.Rotation) })
	why := stampsAgree(merged.files)
	if !why.is() {
		return append(out, merged)
	}
	for _, a := range fit {
		a.clash = why
	}
	return append(out, fit...)
}

// setsCollide says why two Sets cannot be put in one order.
func setsCollide(a, b *history) clash {
	for _, x := range a.files {
		for _, y := range b.files {
			switch {
			case x.file.Rotation < 0:
				return nameless(x)
			case y.file.Rotation < 0:
				return nameless(y)
			case x.file.Rotation == y.file.Rotation:
				return collision(x, y)
			}
		}
	}
	return clash{}
}
