package logs

import (
	"bytes"
	"strconv"
	"time"
)

// Stamps have no year. Some lines say it by the way: then the year is carried
// along the history in both directions, over New Year, and where two such
// lines disagree nothing is said about what lies between them.

// day is a day without a year; month 0 is unknown.
type day struct{ month, day int }

// ofYear counts days as in a leap year.
func (d day) ofYear() int {
	return time.Date(2000, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC).YearDay()
}

// newYears is by how many years the log moves on from one entry to the next.
// Logs go forward; up to two days backward are a corrected clock.
func newYears(from, to day) int {
	switch d := to.ofYear() - from.ofYear(); {
	case d < -2:
		return 1
	case d >= 364:
		return -1
	}
	return 0
}

// place is where something stands in a file's run of days.
type place struct {
	entry int64 // which entry of the file
	year  int   // New Years since the beginning of the file
	day   day
	sure  bool   // the month's name has one meaning
	clock string // "09:06:35.077"
}

// clue says that the file began in year first; it holds for the entries from
// from to to, at both of which a line said so.
type clue struct {
	first    int
	from, to int64
}

// maxClues bounds the clues of one file that contradict each other.
const maxClues = 1000

// calendar follows the days of one file.
type calendar struct {
	key      []byte // month and day as logged, to see a change fast
	now      place
	begin    day // the first day known
	clues    []clue
	useless  bool     // too many contradictions
	verified [13]bool // months with several meanings that a clue has confirmed
}

// see takes in an entry's stamp.
func (c *calendar) see(at []byte, entry int64) {
	c.now.entry = entry
	cut := len(at) - len(" 15:04:05.000")
	if bytes.Equal(at[:cut], c.key) {
		return
	}
	c.key = append(c.key[:0], at[:cut]...)
	m, sure := month(at[:cut-len("-02")])
	d := int(at[cut-2]-'0')*10 + int(at[cut-1]-'0')
	if m == 0 || d < 1 || d > 31 {
		c.now.day = day{}
		return
	}
	next := day{m, d}
	if c.begin.month == 0 {
		c.begin = next
	}
	if c.now.day.month != 0 {
		c.now.year += newYears(c.now.day, next)
	}
	c.now.day, c.now.sure = next, sure
}

// learn looks for a clue in the entry that was just seen.
func (c *calendar) learn(e *Entry) {
	if c.now.day.month == 0 {
		return
	}
	text := e.Text[:min(len(e.Text), 512)]
	if date, ok := peerClock(e.Logger, text); ok {
		c.clue(date)
	} else if date, ok := blockDate(text); ok {
		c.clue(date)
	}
}

// clue takes in a date that is today's or nearly.
func (c *calendar) clue(date time.Time) {
	for _, year := range []int{date.Year(), date.Year() - 1, date.Year() + 1} {
		own := time.Date(year, time.Month(c.now.day.month), c.now.day.day, 0, 0, 0, 0, time.UTC)
		if d := own.Sub(date); d < -24*time.Hour || d > 24*time.Hour {
			continue
		}
		if !c.now.sure {
			c.verified[c.now.day.month] = true
		}
		c.add(year - c.now.year)
		return
	}
}

func (c *calendar) add(first int) {
	n := len(c.clues)
	switch {
	case n > 0 && c.clues[n-1].first == first:
		c.clues[n-1].to = c.now.entry
	case n < maxClues:
		c.clues = append(c.clues, clue{first, c.now.entry, c.now.entry})
	default:
		c.useless = true
	}
}

// peerClock reads the day from a peer's greeting, which carries the peer's
// clock: "Got version=70015, …, time=2019-12-16 09:24:18, …".
func peerClock(logger, text []byte) (time.Time, bool) {
	if !bytes.HasSuffix(logger, []byte("Peer")) {
		return time.Time{}, false
	}
	i := bytes.Index(text, []byte("Got version="))
	if i < 0 {
		return time.Time{}, false
	}
	return dateAfter(text[i:], " time=")
}

// recentBlocks is how far behind the chain's end a block's date still tells
// today's: while a chain is downloaded block dates run through all years.
const recentBlocks = 144

// blockDate reads the day of the newest block: "Chain download 99% done with
// 2 blocks to go, block date 2022-01-19T15:58:18Z".
func blockDate(text []byte) (time.Time, bool) {
	i := bytes.Index(text, []byte("block date "))
	if i < 0 {
		return time.Time{}, false
	}
	before, _, download := bytes.Cut(text[:i], []byte(" blocks to go"))
	if download {
		left, err := strconv.Atoi(string(before[bytes.LastIndexByte(before, ' ')+1:]))
		if err != nil || left > recentBlocks {
			return time.Time{}, false
		}
	}
	return dateAfter(text[i:], "block date ")
}

// dateAfter reads the date that follows a word.
func dateAfter(text []byte, word string) (time.Time, bool) {
	_, rest, ok := bytes.Cut(text, []byte(word))
	if !ok || len(rest) < len(time.DateOnly) {
		return time.Time{}, false
	}
	date, err := time.Parse(time.DateOnly, string(rest[:len(time.DateOnly)]))
	return date, err == nil
}

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
