package diagnostics_test

import (
	"strings"
	"testing"

	"tradecase/diagnostics"
)

func TestParseTxID(t *testing.T) {
	id := strings.Repeat("0123456789abcdef", 4)
	for _, in := range []string{
		id, " " + id + "\n", strings.ToUpper(id), id[:30] + " \r\n" + id[30:], "“" + id + "”", id + id, id + "\n" + strings.ToUpper(id),
		"\u200b" + id, "http://x.onion/tx/" + id, "https://example.org/de/tx/" + id + "?x=1", "see/tx/" + id + "#vout=0",
	} {
		if got, err := diagnostics.ParseTxID(in); got != id || err != nil {
			t.Errorf("%.80q: %q, %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"": "0 characters", "  ": "0 characters", id[1:]: "63 characters", id + "0": "65 characters", "0.015 BTC": "amount", "12,5": "amount",
		uuid: "account ID", "UGLRYY-" + uuid + "-1917": "trade ID", id + strings.Repeat("1", 64): "two of them",
		strings.Repeat("g", 64): "64 characters", "alexis": "6 characters",
	} {
		_, err := diagnostics.ParseTxID(in)
		if err == nil || !strings.Contains(err.Error(), want) || diagnostics.Hint(err) == "" || strings.Contains(err.Error(), "alexis") {
			t.Errorf("%.80q: %v, want %q", in, err, want)
		}
	}
}

func FuzzParseTxID(f *testing.F) {
	f.Add(strings.Repeat("Aa 1", 16))
	f.Add("x/tx/" + strings.Repeat("a", 64))
	f.Fuzz(func(t *testing.T, in string) {
		id, err := diagnostics.ParseTxID(in)
		if err == nil && (len(id) != 64 || strings.Trim(id, "0123456789abcdef") != "") {
			t.Fatalf("%q becomes %q", in, id)
		}
	})
}
