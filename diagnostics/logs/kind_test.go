package logs

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestNormalise(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "",
		"Service failure":             "Service failure",
		"took 12 ms, then 7":          "took … ms, then …",
		"X.java:745":                  "X.java:…",
		"Object@1f2e3d and 0xdeadbe0": "Object@… and …",
		"peer ahebw4dtpph4uop57rrvjzqp4njibutoqp5ipq2zr52k5dwzqo662pcd.onion:9999": "peer ….onion:…",
		"id=QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917.":                     "id=….",
		"uid 9c28659a-163e-408d-a7c3-be28c8f2d666":                                 "uid …",
		"(id=QWZTRD) offerId: 'ABCDEF'":                                            "(id=…) offerId: '…'",
		"tx " + strings.Repeat("ab", 32):                                           "tx …",
		"TradeStatistics3 of bc1q2f7db69a5e18da791c174":                            "TradeStatistics# of …",
		"Belén é 5": "Belén é …",
	} {
		if got := string(normalise(nil, []byte(text))); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add([]byte("a\r\nb\x00\xff\x1b[34m é "), 20)
	f.Add([]byte(strings.Repeat("é", 100)), 7)
	f.Add([]byte(strings.Repeat("\xff", 100)), 10)
	f.Fuzz(func(t *testing.T, b []byte, limit int) {
		limit = 4 + int(uint(limit)%10_000)
		got := clean(b, limit)
		if len(got) > limit || !utf8.ValidString(got) || strings.ContainsAny(got, "\r\x00\x1b\x7f") {
			t.Errorf("%q cut to %d: %q", b, limit, got)
		}
		if plain := strings.Repeat("x", len(b)); len(b) <= limit && clean([]byte(plain), limit) != plain {
			t.Errorf("%d plain letters were changed at limit %d", len(b), limit)
		}
	})
}
