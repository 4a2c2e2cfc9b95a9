package logs_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

func logShapes() map[string]string {
	noise := strings.Repeat(oneEntry+twoMore, 700) // several blocks
	zeros := strings.Repeat("\x00", 70_000)
	return map[string]string{
		"empty": "", "one byte": "x", "no header": "hello\nyou\n", "no line end": oneEntry + "Okt.-07 09:06:35.0", "plain": oneEntry + twoMore,
		"rest first": "\tat z\n" + oneEntry + twoMore, "crlf": strings.ReplaceAll(noise, "\n", "\r\n"), "long": noise,
		"colours":                 "\x1b[34m" + strings.ReplaceAll(noise, "\nOkt", "\n←[0;39m\x1b[34mOkt"),
		"quoted":                  "see:\n> " + strings.ReplaceAll(noise, "\n", "\n> "),
		"somebody's words":        oneEntry + "> " + oneEntry + twoMore,
		"broken headers":          "Mar-08 07:05:00.743 [main] INFO  b.c\nMar-08 07:05:00.743 [main] INF\nMar-08 07:05:00.743 [ma\nMar-08 07:05:00.743 [" + strings.Repeat("t", 700) + "] INFO  b: c\n",
		"long line":               oneEntry + "Okt.-07 09:06:35.077 [main] WARN  b.X: " + strings.Repeat("0123456789, ", 20_000) + "\n" + twoMore,
		"beyond a megabyte":       "Okt.-07 09:06:35.077 [main] WARN  b.X: " + strings.Repeat("0123456789\n", 120_000) + oneEntry,
		"crash":                   oneEntry + "Okt.-07 09:06:35.077 [main] INFO  b.X: cut o" + zeros + oneEntry + zeros + twoMore,
		"crash in the first line": zeros + oneEntry,
		"long lead":               strings.Repeat(">", 30_000) + oneEntry + strings.Repeat("> ", 30_000) + oneEntry,
		"invalid":                 "M\xe4rz-08 07:05:00.743 [main] INFO  b.X: \xff\xfe\n" + noise,
		"emoji":                   strings.Repeat("Okt.-07 09:06:35.077 [main] INFO  b.X: a"+strings.Repeat("😀", 999)+"\n", 40),
		"odd clocks":              "Okt.-99 99:99:99.999 [main] INFO  b.X: a\nOkt.-00 00:00:00.000 [main] INFO  b.X: a\nthg 10-07 01:02:03.004 [main] INFO  b.X: a\n",
	}
}

func TestIndexHasTheScannersEntries(t *testing.T) {
	for name, s := range logShapes() {
		for coding, stored := range map[string][]byte{
			"plain": []byte(s), "UTF-8 mark": []byte("\ufeff" + s), "two marks": []byte("\ufeff\ufeff" + s),
			"little endian": wide(binary.LittleEndian, s), "big endian": wide(binary.BigEndian, s),
			"little endian mark": wide(binary.LittleEndian, "\ufeff"+s), "big endian mark": wide(binary.BigEndian, "\ufeff"+s),
			"odd end": append(wide(binary.LittleEndian, "\ufeff"+s), 'x'),
		} {
			t.Run(name+", "+coding, func(t *testing.T) {
				sameAsScanner(t, index(t, indexable(logs.File{Path: "bisq.log"}, stored)), stored)
			})
		}
	}
}

// Halves of characters beyond 16 bits in any order, over many blocks.
func TestIndexLoneSurrogates(t *testing.T) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		stored := []byte("\xff\xfe")
		for range 60_000 {
			u := []uint16{0xD83D, 0xDE00, 'a', '\n'}[min(r.IntN(20), 3-r.IntN(2))]
			if r.IntN(10) > 0 {
				u = 0xD800 + uint16(r.IntN(2))*0x400
			}
			stored = binary.LittleEndian.AppendUint16(stored, u)
		}
		sameAsScanner(t, index(t, indexable(logs.File{Path: "bisq.log"}, stored)), stored)
	}
}

func TestIndexGenerated(t *testing.T) {
	stored := generated(t, logstest.Joao(), 0, 500_000)
	sameAsScanner(t, index(t, indexable(logs.File{Path: "bisq.log"}, stored)), stored)
}

// More days than the index tells apart: At is then only in the file.
func TestIndexManyDays(t *testing.T) {
	var b strings.Builder
	const n = 70_000
	for i := range n {
		fmt.Fprintf(&b, "x%d-07 09:06:35.077 [main] INFO  b.X: hi\n", i)
	}
	x := indexOf(t, b.String())
	for _, i := range []int{0, 65_533, 65_534, n - 1} {
		want := fmt.Sprintf("x%d-07 09:06:35.077", i)
		e, err := x.Read(i, 0)
		if err != nil || string(e.At) != want || string(e.Logger) != "b.X" {
			t.Errorf("row %d: %+v, %v", i, e, err)
		}
		if i >= 65_534 {
			want = ""
		}
		if got := x.Row(i).At; got != want {
			t.Errorf("row %d: stamp %q, want %q", i, got, want)
		}
	}
}

func FuzzIndex(f *testing.F) {
	for _, s := range []string{
		"", "\n", "\x00", "\xff\xfeO\x00", "\xfe\xff\xd8\x3d\xd8\x3d", oneEntry + "more\r\n\x00\x00" + twoMore,
		"\x1b[34maug-28 16:06:18.976 [a] b] INFO  x: y\n←[0;39m←[34maug-28 16:06:18.976 [main] INFO  x: y\n",
		"> " + oneEntry + "> a\n>Okt.-07 09:06:35.077 [", "\xef\xbb\xbf\xef\xbb\xbfa\nb", "1-01 00:00:00.000 [", string(wide(binary.BigEndian, oneEntry+"😀")),
	} {
		f.Add([]byte(s), uint32(0))
		f.Add([]byte(s), uint32(100_001))
	}
	f.Fuzz(func(t *testing.T, b []byte, stretch uint32) {
		n := int(stretch % 200_000)
		b = append(b[:len(b):len(b)], bytes.Repeat(b, min(n/(len(b)+1), 500))...)
		b = append(b, bytes.Repeat([]byte("x"), n)...)
		b = append(b, b[:min(len(b), 1000)]...)
		sameAsScanner(t, index(t, indexable(logs.File{Path: "bisq.log"}, b)), b)
	})
}

func TestIndexOrderIsScans(t *testing.T) {
	var files []logs.File
	for i, party := range []diagnostics.Party{diagnostics.Buyer, diagnostics.Seller, diagnostics.Unknown, ""} {
		for _, name := range []string{"bisq.log", "bisq_1.log", "bisq_10.log", "bisq_2.log", "notes.txt", "a/bisq_1.log", "empty/bisq_3.log"} {
			path := string(party) + "/" + name
			text := strings.Repeat(oneEntry, i+len(name))
			if strings.HasPrefix(name, "empty") {
				text = "nothing\n"
			}
			files = append(files, of(party, path, text))
		}
	}
	var want []string
	for _, f := range scan(t, files...).Files {
		want = append(want, f.Path)
	}
	for seed := range uint64(5) {
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
		var indexed []logs.IndexFile
		for _, f := range files {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			indexed = append(indexed, indexable(f, text))
		}
		x := index(t, indexed...)
		row := 0
		for i, f := range x.Files() {
			if f.Path != want[i] || f.First != row || f.Err != nil {
				t.Fatalf("file %d is %+v, want %s from row %d", i, f, want[i], row)
			}
			for range f.Rows {
				if r := x.Row(row); r.Path != f.Path || r.Party != f.Party {
					t.Fatalf("row %d is %+v, want it in %s", row, r, f.Path)
				}
				row++
			}
		}
		if row != x.Len() {
			t.Errorf("%d rows in files, %d in all", row, x.Len())
		}
	}
}

func TestRowsOutOfRange(t *testing.T) {
	for _, x := range []*logs.Index{index(t), indexOf(t, ""), indexOf(t, oneEntry)} {
		for _, i := range []int{-1, x.Len(), x.Len() + 100} {
			if x.Row(i) != (logs.Row{}) {
				t.Errorf("there is a row %d of %d", i, x.Len())
			}
			if _, err := x.Read(i, 0); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("there is no row %d of %d", i, x.Len())) {
				t.Errorf("row %d of %d: %v", i, x.Len(), err)
			}
		}
	}
}

func TestLocate(t *testing.T) {
	x := index(t,
		indexable(logs.File{Path: "seller/bisq_1.log", Party: diagnostics.Seller, Rotation: 1}, []byte("a\n"+oneEntry+twoMore)),
		indexable(logs.File{Path: "seller/bisq.log", Party: diagnostics.Seller}, []byte(oneEntry+"Okt.-07 09:06:35.077 [m] INFO  b: cut\x00\x00"+oneEntry+oneEntry)),
		indexable(logs.File{Path: "buyer/bisq.log", Party: diagnostics.Buyer}, nil),
	)
	for _, tt := range []struct {
		path string
		line int64
		row  int
		ok   bool
	}{
		{"seller/bisq_1.log", 1, 0, true},
		{"seller/bisq_1.log", 2, 1, true},
		{"seller/bisq_1.log", 3, 2, true},
		{"seller/bisq_1.log", 5, 2, true},
		{"seller/bisq_1.log", 6, 3, true},
		{"seller/bisq_1.log", 7, 0, false},
		{"seller/bisq_1.log", 0, 0, false},
		{"seller/bisq_1.log", -1, 0, false},
		{"seller/bisq.log", 1, 4, true},
		{"seller/bisq.log", 2, 5, true},
		{"seller/bisq.log", 3, 7, true},
		{"seller/bisq.log", 1 << 40, 0, false},
		{"buyer/bisq.log", 1, 0, false},
		{"bisq.log", 1, 0, false},
	} {
		if row, ok := x.Locate(tt.path, tt.line); row != tt.row || ok != tt.ok {
			t.Errorf("%s:%d: row %d %v, want %d %v", tt.path, tt.line, row, ok, tt.row, tt.ok)
		}
	}
	if x.Len() != 8 {
		t.Errorf("%d rows", x.Len())
	}
}
