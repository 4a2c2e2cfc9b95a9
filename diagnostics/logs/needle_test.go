package logs

import (
	"context"
	"errors"
	"strings"
	"testing"

	"tradecase/diagnostics"
)

func TestNeedle(t *testing.T) {
	for _, tt := range []struct {
		needle, text string
		at           int
	}{
		{"a", "bca", 2},
		{"A", "bca", 2},
		{"a", "bcA", 2},
		{"a", "", -1},
		{"ab", "a", -1},
		{"ab", "aab", 1},
		{"qa", "aQA", 1},
		{"x.y", "x-y x.y", 4},
		{"[0", "{0[0", 2},
		{"@", "`@", 1},
		{"belén", "Ana BELÉN", 4},
		{"BELÉN", "Ana Belén", 4},
		{"É", "Ã\u0089é", 4},
		{"белград", "в БЕЛГРАДЕ", 3},
		{"ΣΑΣ", "σασ", 0},
		{"р", "\xd0\x80\xd1\xa0Р", 4},
		{"Р", "Ѐ\u0460р", 4},
		{"ǅ", "xǅ", 1},
		{"ı", "iIı", 2},
		{"ſ", "sSſ", 2},
		{"\xff", "\xfe\xffa", 1},
		{"\xe9a", "é\xe9A", 2},
		{"日本", "の日本", 3},
		{"k", "\u212ak", 3},
	} {
		n := newNeedle(tt.needle)
		f := newFinder(n, []byte(tt.text))
		if got := f.find(0, len(tt.text)); got != tt.at {
			t.Errorf("%q in %q is at %d, want %d", tt.needle, tt.text, got, tt.at)
		}
	}
}

// The finder goes on from any place behind the last one and keeps to the end.
func TestFinderGoesOn(t *testing.T) {
	text := strings.Repeat("Ab.aB-", 50)
	f := newFinder(newNeedle("aB"), []byte(text))
	for from := range len(text) {
		for _, to := range []int{from, from + 1, from + 3, from + 4, from + 40, len(text)} {
			if to > len(text) {
				continue
			}
			want := strings.Index(strings.ToLower(text[from:to]), "ab")
			if want >= 0 {
				want += from
			}
			if got := f.find(from, to); got != want {
				t.Fatalf("from %d to %d: at %d, want %d", from, to, got, want)
			}
		}
	}
}

func TestAnchorIsTheRarestByte(t *testing.T) {
	for needle, want := range map[string]byte{"a Q e": 'q', "e: e": ':', "seen@x": '@', "  x": 'x', "data{": '{', "é a": 0xC3} {
		n := newNeedle(needle)
		if got := n.small[n.anchor]; got != want {
			t.Errorf("%q: %q, want %q", needle, got, want)
		}
	}
}

func TestTooManyRows(t *testing.T) {
	text := strings.Repeat("Okt.-07 09:06:35.077 [main] INFO  b.X: hi\n", 6)
	file := func(path string) IndexFile {
		return IndexFile{File: File{Path: path}, At: func() (Content, error) { return &memoryContent{strings.NewReader(text)}, nil }}
	}
	files := []IndexFile{file("bisq.log"), file("bisq_1.log")}
	_, err := buildIndex(context.Background(), files, Options{}, 11)
	if !errors.Is(err, errManyRows) || diagnostics.Hint(err) == "" {
		t.Errorf("got %v", err)
	}
	if x, err := buildIndex(context.Background(), files, Options{}, 12); err != nil || x.Len() != 12 {
		t.Errorf("as many as may be: %v", err)
	}
}

type memoryContent struct{ *strings.Reader }

func (*memoryContent) Close() error { return nil }
