package logs_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

func filtered(tb testing.TB, x *logs.Index, want logs.Filter) []int32 {
	tb.Helper()
	rows, err := x.Filter(context.Background(), want, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return rows
}

func TestFilter(t *testing.T) {
	x := index(t,
		indexable(logs.File{Path: "seller/bisq.log", Party: diagnostics.Seller}, []byte("Rest\n"+oneEntry+twoMore)),                           // rows 4 to 7
		indexable(logs.File{Path: "buyer/bisq.log", Party: diagnostics.Buyer}, wide(binary.LittleEndian, oneEntry+twoMore)),                   // 1 to 3
		indexable(logs.File{Path: "buyer/bisq_1.log", Party: diagnostics.Buyer, Rotation: 1}, []byte("Okt.-07 09:06:35.077 [m] DEBUG x: \n")), // 0
	)
	for _, tt := range []struct {
		name string
		want logs.Filter
		rows string
	}{
		{"all", logs.Filter{}, "0 1 2 3 4 5 6 7"},
		{"a level", logs.Filter{Levels: []logs.Level{logs.LevelError}}, "2 6"},
		{"levels", logs.Filter{Levels: []logs.Level{logs.LevelDebug, logs.LevelWarn}}, "0 3 7"},
		{"no level", logs.Filter{Levels: []logs.Level{logs.LevelNone}}, "4"},
		{"a party", logs.Filter{Parties: []diagnostics.Party{diagnostics.Seller}}, "4 5 6 7"},
		{"parties", logs.Filter{Parties: []diagnostics.Party{diagnostics.Seller, diagnostics.Buyer}}, "0 1 2 3 4 5 6 7"},
		{"nobody's", logs.Filter{Parties: []diagnostics.Party{diagnostics.Unknown}}, ""},
		{"a file", logs.Filter{Paths: []string{"buyer/bisq.log"}}, "1 2 3"},
		{"files", logs.Filter{Paths: []string{"buyer/bisq_1.log", "seller/bisq.log", "x"}}, "0 4 5 6 7"},
		{"text", logs.Filter{Text: "hi"}, "1 5"},
		{"in other case", logs.Filter{Text: "B.x: HI"}, "1 5"},
		{"in a later line", logs.Filter{Text: "AT Y"}, "2 6"},
		{"in the stamp", logs.Filter{Text: "09:06:3"}, "0 1 2 5 6"},
		{"in the level", logs.Filter{Text: "warn"}, "3 7"},
		{"accents", logs.Filter{Text: "FÉVR"}, "3 7"},
		{"accents the other way", logs.Filter{Text: ": É"}, "3 7"},
		{"before the first header", logs.Filter{Text: "rEST"}, "4"},
		{"nowhere", logs.Filter{Text: "Hix"}, ""},
		{"across entries", logs.Filter{Text: "\nOkt"}, ""},
		{"across entries and in the next", logs.Filter{Text: " \n"}, "0 1 2 3 5 6 7"},
		{"longer than everything", logs.Filter{Text: strings.Repeat("x", 10_000)}, ""},
		{"everything at once", logs.Filter{Text: "NO", Levels: []logs.Level{logs.LevelError}, Parties: []diagnostics.Party{diagnostics.Buyer}, Paths: []string{"buyer/bisq.log"}}, "2"},
		{"text at another level", logs.Filter{Text: "no", Levels: []logs.Level{logs.LevelInfo}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var done atomic.Int64
			rows, err := x.Filter(context.Background(), tt.want, func(n int64) { done.Add(n) })
			if got := strings.Trim(fmt.Sprint(rows), "[]"); err != nil || got != tt.rows {
				t.Errorf("rows %s, %v; want %s", got, err, tt.rows)
			}
			if done.Load() != x.Bytes() {
				t.Errorf("%d bytes are done of %d", done.Load(), x.Bytes())
			}
		})
	}
}

// The text lies across the places where blocks and windows of text end.
func TestFilterAcrossBlocks(t *testing.T) {
	const size = 700_000
	text := []byte("Okt.-07 09:06:35.077 [main] INFO  b.X: " + strings.Repeat("xy ", size/3) + "\n")
	word := "Here it stands"
	for block := 32 << 10; block < size; block += 32 << 10 {
		for _, before := range []int{1, 7, len(word) - 1, len(word)} {
			log := bytes.Clone(text)
			copy(log[block-before:], word)
			rows := filtered(t, indexOf(t, oneEntry+string(log)+oneEntry), logs.Filter{Text: "hERE IT STANDS"})
			if !slices.Equal(rows, []int32{1}) {
				t.Fatalf("%d bytes before %d: rows %v", before, block, rows)
			}
		}
	}
}

// inRows is the plain way to filter: lower-case all of each entry.
func inRows(tb testing.TB, x *logs.Index, want logs.Filter) []int32 {
	tb.Helper()
	var out []int32
	for i := range x.Len() {
		e, err := x.Read(i, 1<<20)
		if err != nil {
			tb.Fatal(err)
		}
		level := len(want.Levels) == 0 || slices.Contains(want.Levels, x.Row(i).Level)
		if level && bytes.Contains(asciiLower(e.Raw), asciiLower([]byte(want.Text))) {
			out = append(out, int32(i))
		}
	}
	return out
}

func asciiLower(b []byte) []byte {
	out := bytes.Clone(b)
	for i, c := range out {
		if c >= 'A' && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return out
}

func TestFilterFindsWhatStandsThere(t *testing.T) {
	text := string(generated(t, logstest.Ana(), 0, 1<<20))
	x := indexOf(t, text)
	r := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		i := r.IntN(len(text) - 40)
		part := strings.Map(func(c rune) rune {
			if c >= 0x80 {
				return -1
			}
			return c
		}, text[i:i+1+r.IntN(12)])
		want := logs.Filter{Text: strings.ToUpper(part)}
		if r.IntN(2) == 0 {
			want.Levels = []logs.Level{logs.LevelError, logs.LevelWarn}
		}
		if part == "" {
			continue
		}
		if got, want2 := filtered(t, x, want), inRows(t, x, want); !slices.Equal(got, want2) {
			t.Errorf("%q: %d rows, want %d", part, len(got), len(want2))
		}
	}
}

func FuzzFilter(f *testing.F) {
	f.Add([]byte(oneEntry+twoMore), "HI", uint16(0))
	f.Add([]byte(oneEntry+twoMore), "at y \n", uint16(1000))
	f.Add([]byte("\x00\x00"+oneEntry), "\x00", uint16(3000))
	f.Add([]byte("aAbaaAb"), "aab", uint16(40_000))
	f.Fuzz(func(t *testing.T, b []byte, needle string, times uint16) {
		needle = strings.Map(func(c rune) rune {
			if c >= 0x80 {
				return -1
			}
			return c
		}, needle)
		if needle == "" {
			return
		}
		b = bytes.Repeat(b, 1+min(int(times), 900_000/(len(b)+1)))
		x := index(t, indexable(logs.File{Path: "bisq.log"}, b))
		for _, levels := range [][]logs.Level{nil, {logs.LevelInfo}, {logs.LevelNone, logs.LevelError}} {
			want := logs.Filter{Text: needle, Levels: levels}
			if got, want := filtered(t, x, want), inRows(t, x, want); !slices.Equal(got, want) {
				t.Fatalf("levels %v: rows %v, want %v", levels, got, want)
			}
		}
	})
}

func TestFilterLeavesOutWhatCannotBeRead(t *testing.T) {
	whole := strings.Repeat(oneEntry+twoMore, 3000)
	disks := []*disk{{data: []byte(whole)}, {data: []byte(whole)}, {data: []byte(whole)}}
	x := index(t, disks[0].file("bisq.log"), disks[1].file("bisq_1.log"), disks[2].file("bisq_2.log"))
	disks[0].set(func(d *disk) { d.missing = fs.ErrNotExist })
	disks[1].set(func(d *disk) { d.data[len(d.data)/2] ^= 1 })
	var done atomic.Int64
	rows, err := x.Filter(context.Background(), logs.Filter{Text: "hi"}, func(n int64) { done.Add(n) })
	if !errors.Is(err, logs.ErrChanged) || !errors.Is(err, fs.ErrNotExist) ||
		err.Error() != "bisq_1.log: the file has changed since it was read\nbisq.log: file does not exist" || diagnostics.Hint(err) == "" {
		t.Errorf("got %v", err)
	}
	third := x.Len() / 3 // bisq_2.log is the oldest
	if len(rows) < third/3 || len(rows) >= 2*third/3 || !slices.IsSorted(rows) || int(rows[third/3-1]) != third-3 {
		t.Errorf("%d rows of %d", len(rows), x.Len())
	}
	if done.Load() != x.Bytes() {
		t.Errorf("%d bytes are done of %d", done.Load(), x.Bytes())
	}
	if rows := filtered(t, x, logs.Filter{Levels: []logs.Level{logs.LevelError}}); len(rows) != x.Len()/3 {
		t.Errorf("levels alone need no file, but there are %d rows", len(rows))
	}
	for i, d := range disks {
		if d.open.Load() != 0 {
			t.Errorf("file %d: %d are open", i, d.open.Load())
		}
	}
}

func TestFilterReadsOnlyWhereTheLevelIs(t *testing.T) {
	noise := strings.Repeat(oneEntry, 50_000)
	read := int64(0)
	file := (&disk{data: []byte(noise + twoMore + noise)}).file("bisq.log")
	at := file.At
	file.At = func() (logs.Content, error) {
		c, err := at()
		return counting{c, &read}, err
	}
	x := index(t, file)
	read = 0
	rows := filtered(t, x, logs.Filter{Text: "no", Levels: []logs.Level{logs.LevelError}})
	if !slices.Equal(rows, []int32{50_000}) || read > 100_000 {
		t.Errorf("rows %v, %d bytes were read", rows, read)
	}
}

type counting struct {
	logs.Content
	n *int64
}

func (c counting) ReadAt(p []byte, off int64) (int, error) {
	*c.n += int64(len(p))
	return c.Content.ReadAt(p, off)
}

func TestFilterCancelled(t *testing.T) {
	d := &disk{data: bytes.Repeat([]byte(oneEntry), 200_000)}
	var read int64
	file := d.file("bisq.log")
	at := file.At
	file.At = func() (logs.Content, error) {
		c, err := at()
		return counting{c, &read}, err
	}
	x := index(t, file)
	ctx, cancel := context.WithCancel(context.Background())
	read = 0
	rows, err := x.Filter(ctx, logs.Filter{Text: "absent"}, func(int64) { cancel() })
	if !errors.Is(err, context.Canceled) || err.Error() != "filter logs: context canceled" || rows != nil {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	if read == 0 || read > 1<<20 || d.open.Load() != 0 {
		t.Errorf("%d bytes of %d were read, %d files are open", read, len(d.data), d.open.Load())
	}
	if rows, err := x.Filter(ctx, logs.Filter{}, nil); !errors.Is(err, context.Canceled) || rows != nil {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestLevelNames(t *testing.T) {
	want := []string{"", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "", ""}
	for l, name := range want {
		if got := logs.Level(l).String(); got != name {
			t.Errorf("level %d is %q, want %q", l, got, name)
		}
	}
}
