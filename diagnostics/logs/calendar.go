package logs

import (
	"bytes"
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
