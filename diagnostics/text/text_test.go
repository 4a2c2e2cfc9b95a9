package text_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"tradecase/diagnostics/text"

	"golang.org/x/text/encoding/unicode"
)

func TestNewReader(t *testing.T) {
	const want = "Okt.-07 09:06:35.077 [main] INFO  b.c.app.Version: Straße\r\nsecond\n"
	encode := func(e unicode.Endianness, p unicode.BOMPolicy) string {
		s, err := unicode.UTF16(e, p).NewEncoder().String(want)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, in := range map[string]string{
		"plain":                want,
		"UTF-8 mark":           "\xEF\xBB\xBF" + want,
		"UTF-16LE mark":        encode(unicode.LittleEndian, unicode.UseBOM),
		"UTF-16BE mark":        encode(unicode.BigEndian, unicode.UseBOM),
		"UTF-16LE without one": encode(unicode.LittleEndian, unicode.IgnoreBOM),
		"UTF-16BE without one": encode(unicode.BigEndian, unicode.IgnoreBOM),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := io.ReadAll(text.NewReader(iotest.OneByteReader(strings.NewReader(in))))
			if err != nil || string(got) != want {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

func TestNewReaderKeepsBytes(t *testing.T) {
	for _, in := range []string{"", "a", "\x00\x00\x00", "Jo\xe3o \xff\x00 b\n", strings.Repeat("a\x00b c", 500)} {
		got, err := io.ReadAll(text.NewReader(strings.NewReader(in)))
		if err != nil || string(got) != in {
			t.Errorf("%.20q: got %.20q, %v", in, got, err)
		}
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 40) + "," + strings.Repeat("y", 60)
	in := "one\r\n\n" + long + "\nlast"
	var got []string
	var begins []bool
	lines := text.NewLines(iotest.HalfReader(strings.NewReader(in)), 64)
	for lines.Next() {
		got = append(got, string(lines.Bytes()))
		begins = append(begins, lines.Begin())
	}
	if lines.Err() != nil || strings.Join(got, "") != in {
		t.Fatalf("got %q, %v", got, lines.Err())
	}
	if len(got) != 5 || got[0] != "one\r\n" || got[1] != "\n" || got[4] != "last" {
		t.Errorf("pieces %q", got)
	}
	if want := []bool{true, true, true, false, true}; len(begins) != len(want) || begins[3] {
		t.Errorf("begins %v", begins)
	}
}

func TestLinesReportsReadError(t *testing.T) {
	boom := errors.New("boom")
	lines := text.NewLines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(boom)), 64)
	n := 0
	for lines.Next() {
		n++
	}
	if n != 1 || !errors.Is(lines.Err(), boom) {
		t.Errorf("%d lines, %v", n, lines.Err())
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("a\n\nb"), 64)
	f.Add(bytes.Repeat([]byte("é"), 100), 65)
	f.Fuzz(func(t *testing.T, in []byte, limit int) {
		limit = 64 + (limit&0xff+256)%256
		var got []byte
		lines := text.NewLines(bytes.NewReader(in), limit)
		for lines.Next() {
			if n := len(lines.Bytes()); n == 0 || n > limit {
				t.Fatalf("piece of %d bytes, limit %d", n, limit)
			}
			if lines.Begin() != (len(got) == 0 || got[len(got)-1] == '\n') {
				t.Fatal("wrong line begin")
			}
			got = append(got, lines.Bytes()...)
		}
		if !bytes.Equal(got, in) {
			t.Fatal("bytes changed")
		}
	})
}
