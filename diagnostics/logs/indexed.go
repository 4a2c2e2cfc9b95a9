package logs

import (
	"bytes"
	"context"
	"errors"
	"hash/maphash"
	"io"
	"math"
	"slices"
	"sort"
	"sync/atomic"
)

// indexed is what an Index holds of one file. Nothing in it changes once it
// is built.
type indexed struct {
	file   File
	at     func() (Content, error)
	size   int64 // as stored
	coding coding
	seed   maphash.Seed
	blocks []block // and behind them where the last one ends
	rows   []row   // and behind them where the last one ends
	days   []string
	err    error  // why it was not read to its end
	headed int64  // rows with a header
	begin  string // the first header's stamp
	end    []byte // the last one's
}

// row is an entry in 24 bytes.
type row struct {
	offset int64  // in the decoded file
	line   uint32 // number of its first line
	clock  uint32 // the digits of HHmmssSSS
	day    uint16 // 0: no header; 1: more days than can be told apart; else days[day-2]
	level  Level
	inside bool // it begins within its line
}

// maxDays bounds the days of one file that are told apart.
const maxDays = math.MaxUint16 - 1

var errManyLines = errors.New("more lines than can be counted")

// len is the number of the file's rows.
func (f *indexed) len() int { return max(0, len(f.rows)-1) }

// textSize is the size of the decoded file in bytes.
func (f *indexed) textSize() int64 {
	if len(f.rows) == 0 {
		return 0
	}
	return f.rows[len(f.rows)-1].offset
}

// rowBuilder makes the rows of one file.
type rowBuilder struct {
	f     *indexed
	count *atomic.Int64 // rows of all files
	limit int64
	begun int64 // lines begun so far
	end   int64 // of the last row
	day   []byte
	days  map[string]uint16
	last  uint16 // day's number
}

// build reads the whole file; why it could not names the file.
func (b *rowBuilder) build(ctx context.Context, progress func(int64)) error {
	err := ctx.Err()
	if err != nil {
		return err
	}
	c, err := b.f.at()
	if err != nil {
		return b.f.trouble(err)
	}
	b.f.size = c.Size()
	err = b.content(ctx, c, progress)
	if err := errors.Join(err, c.Close()); err != nil {
		return b.f.trouble(err)
	}
	return nil
}

// content makes rows and blocks of c.
func (b *rowBuilder) content(ctx context.Context, c Content, progress func(int64)) error {
	f := b.f
	head := make([]byte, min(maxHead, f.size))
	n, _ := c.ReadAt(head, 0) // an error comes back below
	var err error
	if f.coding, err = codingOf(head[:n]); err != nil {
		return err
	}
	counted := &countedReader{ctx: ctx, r: io.NewSectionReader(c, 0, f.size), progress: progress}
	mark := int64(len(f.coding.mark))
	if _, err := io.CopyN(io.Discard, counted, mark); err != nil {
		return err
	}
	r := &blockReader{r: counted, coding: f.coding, seed: f.seed, end: block{raw: mark}, raw: make([]byte, maxBlock)}
	err = b.read(scanDecoded(r))
	b.finish(r)
	if err == nil && r.end.raw != f.size {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// finish closes the lists of rows and blocks.
func (b *rowBuilder) finish(r *blockReader) {
	f := b.f
	end := row{offset: b.end, line: uint32(b.begun), inside: true} //nolint:gosec // read has checked it
	f.rows = slices.Clone(append(f.rows, end))                     // no room to grow is kept
	f.blocks = slices.Clone(append(r.blocks, r.end))
}

// read takes in all entries of s. It ends early with an error where there are
// more of them than an index may have.
func (b *rowBuilder) read(s *Scanner) error {
	for s.Next() {
		e := s.Entry()
		if b.begun+e.Lines > math.MaxUint32 {
			return errManyLines
		}
		if b.count.Add(1) > b.limit {
			return errManyRows
		}
		b.add(e)
	}
	return s.Err()
}

func (b *rowBuilder) add(e *Entry) {
	b.begun += e.Lines
	b.end = e.Offset + e.Size
	r := row{offset: e.Offset, level: levelOf(e.Level), inside: e.Line == b.begun-e.Lines}
	r.line = uint32(e.Line) //nolint:gosec // read has checked it
	if len(e.At) > 0 {
		if b.f.headed++; b.f.headed == 1 {
			b.f.begin = string(e.At)
		}
		b.f.end = append(b.f.end[:0], e.At...)
		cut := len(e.At) - len(" 15:04:05.000")
		if r.day = b.last; r.day == 0 || !bytes.Equal(e.At[:cut], b.day) {
			r.day = b.number(e.At[:cut])
		}
		r.clock = digits(e.At[cut:])
	}
	b.f.rows = append(b.f.rows, r)
}

// number is the number of a day as logged.
func (b *rowBuilder) number(day []byte) uint16 {
	n, ok := b.days[string(day)]
	if !ok {
		n = 1
		if len(b.f.days) < maxDays {
			b.f.days = append(b.f.days, string(day))
			n = uint16(len(b.f.days) + 1) //nolint:gosec // maxDays says so
			b.days[string(day)] = n
		}
	}
	b.day, b.last = append(b.day[:0], day...), n
	return n
}

// digits reads a clock's digits as one number.
func digits(clock []byte) (n uint32) {
	for _, c := range clock {
		if digit(c) {
			n = n*10 + uint32(c-'0')
		}
	}
	return n
}

// stamp is row i's stamp as logged, "" if it has none or it must be read from
// the file.
func (f *indexed) stamp(i int) string {
	r := &f.rows[i]
	if r.day < 2 {
		return ""
	}
	var buf [maxMonth + stampTail]byte
	b := append(buf[:0], f.days[r.day-2]...)
	b = append(b, " 00:00:00.000"...)
	n := r.clock
	for at := len(b) - 1; n > 0; at-- {
		if b[at] == '0' {
			b[at] = '0' + byte(n%10)
			n /= 10
		}
	}
	return string(b)
}

// rowAt is the row with a place of the decoded file; it is not before row from.
func (f *indexed) rowAt(place int64, from int) int {
	step := 1
	for from+step < len(f.rows) && f.rows[from+step].offset <= place {
		from += step
		step *= 2
	}
	n := min(step, len(f.rows)-from)
	return from + sort.Search(n-1, func(i int) bool { return f.rows[from+1+i].offset > place })
}

// lines is how many lines row i has begun.
func (f *indexed) lines(i int) int64 {
	begun := func(i int) int64 {
		n := int64(f.rows[i].line)
		if !f.rows[i].inside {
			n--
		}
		return n
	}
	return begun(i+1) - begun(i)
}
