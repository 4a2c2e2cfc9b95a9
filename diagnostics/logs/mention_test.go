package logs

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// FuzzNextRun compares the jumping search with a plain one.
func FuzzNextRun(f *testing.F) {
	for _, s := range []string{"", strings.Repeat("a", 36), "x" + strings.Repeat("-", 35) + "x" + strings.Repeat("0", 64), strings.Repeat("a", 35) + "z" + strings.Repeat("B", 37) + "\n"} {
		f.Add([]byte(s))
	}
	plain := regexp.MustCompile(`[0-9a-fA-F-]{36,}`)
	f.Fuzz(func(t *testing.T, b []byte) {
		var got [][]int
		for at := 0; ; {
			start, end := nextRun(b, at)
			if start < 0 {
				break
			}
			got = append(got, []int{start, end})
			at = end + 1
		}
		want := plain.FindAllIndex(b, -1)
		if !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%q: %v, want %v", b, got, want)
		}
	})
}

// FuzzTradeIDs compares the hand-written search with an expression.
func FuzzTradeIDs(f *testing.F) {
	f.Add("tradeId=QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917, x")
	f.Add("abcdef-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917 94739-14547c67-571c-4cdd-b3fe-a6cdaf528981-15")
	f.Add("-QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1234567 ÄQWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-12_")
	plain := regexp.MustCompile(`(?:^|[^A-Za-z0-9])([A-Za-z0-9]{5,8}-[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}-[0-9]{2,6})(?:[^A-Za-z0-9]|$)`)
	f.Fuzz(func(t *testing.T, s string) {
		m := newMentions()
		m.find("", 1, nil, []byte(s))
		for at := 0; ; {
			loc := plain.FindStringSubmatchIndex(s[at:])
			if loc == nil {
				break
			}
			id := s[at:][loc[2]:loc[3]]
			if m.trades[id] == nil {
				t.Errorf("%q: %s was missed", s, id)
			}
			at += loc[3]
		}
		for id := range m.trades {
			if !plain.MatchString(id) || !strings.Contains(s, id) {
				t.Errorf("%q: %s is none", s, id)
			}
		}
	})
}

func TestMentionsAreBounded(t *testing.T) {
	m := newMentions()
	const hex = "0123456789abcdef"
	line := []byte("depositTxId=" + strings.Repeat("a", txidLen))
	for i := range maxMentions + 10 {
		for j, n := 0, i; j < 8; j, n = j+1, n/16 {
			line[len(line)-1-j] = hex[n%16]
		}
		m.find("bisq.log", 1, nil, line)
	}
	if len(m.txs) != maxMentions || !m.full {
		t.Errorf("%d kept, full %v", len(m.txs), m.full)
	}
	scan := newFileScan(File{Path: "bisq.log"})
	scan.entries, scan.mentions = 1, m
	if f := scan.trouble(); len(f) != 1 || f[0].Code != "log.mentions-cut" {
		t.Errorf("findings %+v", f)
	}
}
