package logs

import (
	"fmt"
	"strconv"
	"time"
)

// Rotation numbers say which of a trader's files is older, but only among
// files that were taken from the data folder at once, and only while nobody
// renames them. What the stamps say where one file follows another is the
// check on that.

// step is how the stamps go on from one file to the next.
type step uint8

const (
	stepUnclear step = iota
	stepForward
	stepBackward
)

// What a step back may be and still be none: entries of several threads are
// written a little out of order, and within one Set summer time ends.
const (
	slackAcross = time.Minute
	slackWithin = 65 * time.Minute
)

const (
	leapYear = 366 * 24 * time.Hour
	halfYear = leapYear / 2
)

// stamped is the time of a stamp, counted from the beginning of its year.
// Where the month's name is another month in another language, other is the
// time in that one, else the same.
func stamped(at string) (t, other time.Duration, ok bool) {
	cut := len(at) - len("-02 15:04:05.000")
	if cut < 1 {
		return 0, 0, false
	}
	m, sure := month([]byte(at[:cut]))
	d, err := strconv.Atoi(at[cut+1 : cut+3])
	clock, err2 := time.Parse("15:04:05.000", at[cut+4:])
	if m == 0 || err != nil || err2 != nil || d < 1 || d > 31 {
		return 0, 0, false
	}
	of := func(m int) time.Duration {
		return time.Duration(day{m, d}.ofYear())*24*time.Hour + clock.Sub(clock.Truncate(24*time.Hour))
	}
	t, other = of(m), of(m)
	if !sure {
		other = of(m - 1)
	}
	return t, other, true
}

// stepBetween compares the last stamp of a file with the first of the next.
func stepBetween(last, first string, slack time.Duration) step {
	a, aOther, okA := stamped(last)
	b, bOther, okB := stamped(first)
	if !okA || !okB {
		return stepUnclear
	}
	s := stepOf(b-a, slack)
	if s != stepOf(bOther-aOther, slack) {
		return stepUnclear
	}
	return s
}

// stepOf judges the way from one stamp to another. A step back of more than
// half a year goes over New Year; one as long forward may be a step back over
// it.
func stepOf(d, slack time.Duration) step {
	switch {
	case d > halfYear && leapYear-d <= slack:
		return stepForward
	case d > halfYear:
		return stepUnclear
	case d >= -slack || d < -halfYear:
		return stepForward
	}
	return stepBackward
}

// stampsAgree says why files of several Sets, oldest first by their numbers,
// may be in another order; not at all if their stamps bear the numbers out.
func stampsAgree(files []*fileScan) clash {
	var a *fileScan
	for _, b := range files {
		if b.entries == 0 {
			continue
		}
		if a != nil && a.file.Set != b.file.Set {
			switch stepBetween(string(a.last), b.first, slackAcross) {
			case stepForward:
			case stepBackward:
				return backwards(a, b)
			default:
				return clash{"stamps", fmt.Sprintf("the stamps of %s and %s cannot be compared", a.file.Path, b.file.Path), a.file.Path, b.file.Path}
			}
		}
		a = b
	}
	return clash{}
}

func backwards(a, b *fileScan) clash {
	return clash{"backwards", fmt.Sprintf("by its number %s is older than %s, by its stamps it is not", a.file.Path, b.file.Path), a.file.Path, b.file.Path}
}

// doubt says why the files of one history may be in another order although
// their names are plain. Versions ran before
// and after the doubtful place.
func (h *history) doubt() clash {
	var a *fileScan
	for i, b := range h.files {
		if b.entries == 0 {
			continue
		}
		if a != nil && stepBetween(string(a.last), b.first, slackWithin) == stepBackward && anyStarts(h.files[:i]) && anyStarts(h.files[i:]) {
			return backwards(a, b)
		}
		a = b
	}
	return clash{}
}

func anyStarts(files []*fileScan) bool {
	for _, f := range files {
		if len(f.starts) > 0 {
			return true
		}
	}
	return false
}
