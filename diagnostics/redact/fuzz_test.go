package redact_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"tradecase/diagnostics/redact"
)

// FuzzRewrite asserts what holds for every text: no panic, lines stay lines, a
// second pass changes nothing, and the check of the output is clean.
func FuzzRewrite(f *testing.F) {
	paths, err := filepath.Glob("testdata/bundle/before/*")
	if err != nil || len(paths) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text), "Porto", false)
		f.Add(string(text), "user", true)
	}
	f.Add("C:\\Users\\Ana Bel\xe9n is C:\\Users\\[user-1] x\\y +49 170 1234567@example.org\n", "payment-1", true)
	f.Add("IBAN:\nBIC: [iban-1]] holder name: [user-1] Ana, \x00\xff", "[word-1]", false)
	f.Fuzz(func(t *testing.T, text, word string, public bool) {
		if looksUTF16(text) {
			return // line ends are counted in UTF-8
		}
		rewritable(t, text, word, public)
	})
}

// mixtures is how many random texts are tried.
const mixtures = 250

// rewritable asserts what holds for every text.
func rewritable(t *testing.T, text, word string, public bool) {
	t.Helper()
	opt := redact.Options{Hide: []string{word}}
	if public {
		opt.Profile = redact.Public
	}
	it := item("a", text)
	plan, err := redact.Collect(t.Context(), []redact.Item{it}, opt)
	if err != nil {
		t.Fatal(err)
	}
	out := rewrite(t, plan, it)
	if leaks := check(t, plan, item("a", out)); len(leaks) > 0 {
		t.Fatalf("%q (%q) became %q, with leaks %v", text, word, out, leaks)
	}
	if again := rewrite(t, plan, item("a", out)); again != out {
		t.Fatalf("%q (%q) became %q, then %q", text, word, out, again)
	}
	if a, b := strings.Count(text, "\n"), strings.Count(out, "\n"); a != b {
		t.Fatalf("%q (%q): %d line ends became %d", text, word, a, b)
	}
	if got := plan.Text(strings.TrimPrefix(text, "\ufeff")); got != out {
		t.Fatalf("%q (%q): as a text %q, as an item %q", text, word, got, out)
	}
	fresh := collect(t, redact.Options{Profile: opt.Profile}, item("a", out))
	if n := fresh.Entities(); len(n) > 0 {
		t.Fatalf("%q (%q) became %q, in which %v is found", text, word, out, n)
	}
}

func looksUTF16(text string) bool {
	return strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") || strings.Contains(text[:min(len(text), 1024)], "\x00")
}

// FuzzPayload hides a holder's name in a payload object whatever stands around
// and inside it.
func FuzzPayload(f *testing.F) {
	f.Add(`{"makerPaymentAccountPayload": {"x": "`, `", "y": [1]}, "lockTime": 1}`)
	f.Add(`peersPaymentAccountPayload {SepaAccountPayload(super=X(id=1), n=`, `, a=:-))} end`)
	f.Add(`{\"takerPaymentAccountPayload\":{\"x\":\"`, `\\\"\"},\"n\":1}`)
	f.Add("paymentAccountPayload=Sepa(", ")\nOkt.-07 09:06:35.077 [main] INFO  x: y")
	f.Fuzz(func(t *testing.T, before, after string) {
		const secret = "Zqxwvut Kjhgfds"
		const start = `"makerPaymentAccountPayload": {"some": "thing", "holder": "`
		if !utf8.ValidString(before+after) || strings.Contains(before+after, "Zqx") || looksUTF16(before+after) {
			return
		}
		text := before + "\n" + start + secret + after
		it := item("a", text)
		plan, err := redact.Collect(t.Context(), []redact.Item{it}, redact.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := plan.Rewrite(t.Context(), it, &out); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "Zqxwvut") {
			t.Fatalf("%q became %q", text, out.String())
		}
	})
}

// fragments are pieces that meet each other badly.
var fragments = []string{
	"C:\\Users\\", "/home/", "/Users/", "/Volumes/", "file:///C:/Users/", "%5CUsers%5C", "%2Fhome%2F", `C:\\Users\\`, "Ana Belén", "Ana", "Bel\xe9n", "João Pedro",
	"Jo%C3%A3o%20Pedro", `Jo\u00e3o Pedro`, "alexis", "Porto", "user", "bisq", "\\", "/", `\\`, "%20", "+", " ", " ", " ", "\n", "\r\n", "\t", "\"", "'", `\"`,
	":", "=", ",", ";", ", x=", "(", ")", "[", "]", "{", "}", "<", ">", "&", "|", "*", "?", ".", "-", "_", "@", "ana@example.org", "%40", "example.org", "+49 170 1234567",
	"0049", "170 1234567", "203.0.113.57", "2001:db8::1", "127.0.0.1", ":8333", "DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "iban", "IBAN: ", "holderName=", `"holderName": "`,
	`\"iban\":\"`, "account holder: ", "account number ", "BIC: ", "user.name=", "USERNAME=", "USER=", "seed words: ", "viewkey=", "priv HEX=", "password: ",
	"8f1c2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7", "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
	`"makerPaymentAccountPayload": {`, "paymentAccountPayload=Sepa(", "PaymentAccountPayload{", "peersPaymentAccountPayload ", "null", "Okt.-07 09:06:35.077 [main] INFO  b.c.X: ",
	"[user-1]", "[email-2]", "[payload-1]", "[", "[word-", "1]", "é", "\u0301", "\xc3", "\xa3", "\u00a0", "&quot;", "&#39;", "&atilde;", "\x1b[34m", "QWZTRD", "-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917",
	"ahebw4dtpph4uop57rrvjzqp4njibutoqp5ipq2zr52k5dwzqo662pcd.onion", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "6081d6118500236c9954246551db1bf03e71be7f", "Sm/Do28gUGVkcm8", "QW5hIEJlbMOpbg==", "n", "a", "7",
	"/api/outputs?txhash=", "&address=", "extraInfo", "f2fCity", "Kontoinhaber:", "counterCurrencyTxId=", "Documents and Settings", "/media/", "/run/media/", "Shared", "Public", ".ecryptfs",
}

func TestMixtures(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 3))
	for i := range mixtures {
		var sb strings.Builder
		for range 2 + rng.IntN(14) {
			sb.WriteString(fragments[rng.IntN(len(fragments))])
		}
		word := fragments[rng.IntN(len(fragments))]
		if i%4 > 0 {
			word = ""
		}
		rewritable(t, sb.String(), word, i%2 == 0)
		if t.Failed() {
			return
		}
	}
}
