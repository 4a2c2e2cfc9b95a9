package logs

import (
	"strconv"
	"time"
)

// years carries the years along a history.
type years struct {
	shift    []int // New Years from the history's beginning to each file's
	clues    []historyClue
	verified [13]bool
	useless  bool
}

// historyClue is a clue whose year is that of the history's beginning.
type historyClue struct {
	first          int
	fromFile, file int
	from, to       int64
}

// carry puts the calendars of a history's files, oldest first, together.
func carry(files []*fileScan) years {
	var y years
	var last day
	shift := 0
	for i, f := range files {
		c := &f.calendar
		if last.month != 0 && c.begin.month != 0 {
			shift += newYears(last, c.begin)
		}
		y.shift = append(y.shift, shift)
		for _, k := range c.clues {
			y.add(historyClue{k.first - shift, i, i, k.from, k.to})
		}
		for m, v := range c.verified {
			y.verified[m] = y.verified[m] || v
		}
		y.useless = y.useless || c.useless
		shift += c.now.year
		if c.now.day.month != 0 {
			last = c.now.day
		}
	}
	return y
}

func (y *years) add(k historyClue) {
	if n := len(y.clues); n > 0 && y.clues[n-1].first == k.first {
		y.clues[n-1].file, y.clues[n-1].to = k.file, k.to
		return
	}
	y.clues = append(y.clues, k)
}

// time is the time of a place in file i of the history as RFC 3339, "" where
// the year is not known for sure.
func (y *years) time(i int, p place) string {
	if p.day.month == 0 || y.useless || !p.sure && !y.verified[p.day.month] {
		return ""
	}
	first, ok := y.at(i, p.entry)
	if !ok {
		return ""
	}
	year := first + y.shift[i] + p.year
	t, err := time.Parse("2006-1-2 15:04:05.000", strconv.Itoa(year)+"-"+strconv.Itoa(p.day.month)+"-"+strconv.Itoa(p.day.day)+" "+p.clock)
	if err != nil {
		return "" // no such day in that year: the clues were wrong
	}
	return t.Format("2006-01-02T15:04:05.000Z07:00")
}

// at is the year of the history's beginning as seen from an entry of file i:
// what the clues before and after it agree on.
func (y *years) at(i int, entry int64) (first int, ok bool) {
	for n, k := range y.clues {
		begins := k.fromFile < i || k.fromFile == i && k.from <= entry
		ends := k.file < i || k.file == i && k.to < entry
		switch {
		case begins && !ends:
			return k.first, true
		case !begins && n == 0:
			return k.first, true
		case !begins:
			return 0, false // between two clues that disagree
		}
		first, ok = k.first, true
	}
	return first, ok
}
