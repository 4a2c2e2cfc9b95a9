package logs_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

// million is a set of a million entries: files of 10 MB that say the same.
var million = sync.OnceValues(func() ([]logs.IndexFile, int64) {
	var b bytes.Buffer
	if err := logstest.Ana().WriteFile(&b, 0, 10<<20); err != nil {
		panic(err)
	}
	text := b.Bytes()
	entries := 0
	for s := logs.NewScanner(bytes.NewReader(text)); s.Next(); {
		entries++
	}
	var files []logs.IndexFile
	for n := range 1_000_000/entries + 1 {
		path := fmt.Sprintf("seller/bisq_%d.log", n)
		files = append(files, indexable(logs.File{Path: path, Party: diagnostics.Seller, Rotation: n}, text))
	}
	return files, int64(len(text) * len(files))
})

func millionIndexed(b *testing.B) *logs.Index {
	b.Helper()
	files, _ := million()
	x, err := logs.BuildIndex(context.Background(), files, logs.Options{Workers: 1})
	if err != nil {
		b.Fatal(err)
	}
	if x.Len() < 1_000_000 {
		b.Fatalf("only %d rows", x.Len())
	}
	b.Cleanup(func() { _ = x.Close() })
	return x
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkBuildIndex indexes a million entries on one core; "MB" is what the
// index takes.
func BenchmarkBuildIndex(b *testing.B) {
	files, size := million()
	before := heap()
	b.SetBytes(size)
	var x *logs.Index
	for b.Loop() {
		var err error
		if x, err = logs.BuildIndex(context.Background(), files, logs.Options{Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(heap()-before)/1e6, "MB")
	b.ReportMetric(float64(x.Len()), "rows")
}

// BenchmarkRow takes rows one after the other, as a list does, and far apart,
// where each waits for memory.
func BenchmarkRow(b *testing.B) {
	for _, bb := range []struct {
		name string
		step int
	}{{"next", 1}, {"far apart", 7919}} {
		b.Run(bb.name, func(b *testing.B) {
			x := millionIndexed(b)
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if i += bb.step; i >= x.Len() {
					i -= x.Len()
				}
				if x.Row(i).Line == 0 {
					b.Fatal("no row")
				}
			}
		})
	}
}

// BenchmarkReadPage reads 50 rows: the same ones again, the next ones, and 50
// that lie far apart.
func BenchmarkReadPage(b *testing.B) {
	for _, bb := range []struct {
		name         string
		apart, moves int
	}{{"warm", 1, 0}, {"scrolling", 1, 50}, {"warm and far apart", 20_000, 0}, {"cold and far apart", 20_000, 317}} {
		b.Run(bb.name, func(b *testing.B) {
			x := millionIndexed(b)
			b.ReportAllocs()
			at := 0
			for b.Loop() {
				for n := range 50 {
					if _, err := x.Read((at+n*bb.apart)%x.Len(), 400); err != nil {
						b.Fatal(err)
					}
				}
				at += bb.moves
			}
		})
	}
}

// BenchmarkFilter filters a million entries on one core.
func BenchmarkFilter(b *testing.B) {
	for _, bb := range []struct {
		name string
		want logs.Filter
	}{
		{"level", logs.Filter{Levels: []logs.Level{logs.LevelError}}},
		{"absent", logs.Filter{Text: "Downgrade from version"}},
		{"trade ID", logs.Filter{Text: "qwztrd-14547c67"}},
		{"common letters", logs.Filter{Text: "no data to it"}},
		{"one letter", logs.Filter{Text: "e"}},
		{"Cyrillic", logs.Filter{Text: "Белград"}},
		{"blanks", logs.Filter{Text: "      x"}},
		{"errors with a text", logs.Filter{Levels: []logs.Level{logs.LevelError}, Text: "exception"}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			x := millionIndexed(b)
			b.SetBytes(x.Bytes())
			var rows []int32
			for b.Loop() {
				var err error
				if rows, err = x.Filter(context.Background(), bb.want, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(rows)), "rows")
		})
	}
}
