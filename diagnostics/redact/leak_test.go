package redact_test

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"tradecase/diagnostics/redact"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// plantings are ways in which a value may come back. They are written without
// the package's own speller.
var plantings = map[string]func(string) string{
	"plain":         func(s string) string { return s },
	"upper":         strings.ToUpper,
	"lower":         strings.ToLower,
	"query":         url.QueryEscape,
	"path":          url.PathEscape,
	"lower hex":     func(s string) string { return strings.ToLower(url.PathEscape(s)) },
	"json":          quoted,
	"json twice":    func(s string) string { return quoted(quoted(s)) },
	"html":          html.EscapeString,
	"html number":   func(s string) string { return entities(s, 10, "&#") },
	"html hex":      func(s string) string { return entities(s, 16, "&#x") },
	"NFD":           norm.NFD.String,
	"Latin-1":       latin1,
	"mojibake":      mojibake,
	"underscore":    func(s string) string { return strings.ReplaceAll(s, " ", "_") },
	"hyphen":        func(s string) string { return strings.ReplaceAll(s, " ", "-") },
	"dot":           func(s string) string { return strings.ReplaceAll(s, " ", ".") },
	"no-break":      func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
	"joined":        func(s string) string { return strings.ReplaceAll(s, " ", "") },
	"base64 0":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
	"base64 1":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte("x" + s + "y")) },
	"base64 2":      func(s string) string { return base64.URLEncoding.EncodeToString([]byte("xy" + s + "z")) },
	"hex":           func(s string) string { return hex.EncodeToString([]byte(s)) },
	"hex upper":     func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
	"escaped break": func(s string) string { return `\n` + s + `\n` },
	"colour":        func(s string) string { return "\x1b[34m" + s + "\x1b[0m" },
}

func quoted(s string) string {
	q := strconv.QuoteToASCII(s)
	return q[1 : len(q)-1]
}

func entities(s string, base int, lead string) string {
	var sb strings.Builder
	for _, r := range s {
		if r < 0x80 {
			sb.WriteRune(r)
			continue
		}
		sb.WriteString(lead + strconv.FormatInt(int64(r), base) + ";")
	}
	return sb.String()
}

func latin1(s string) string {
	b, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		return s
	}
	return b
}

func mojibake(s string) string {
	b, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil {
		return s
	}
	return b
}

// TestPlantedLeaks puts each value back into redacted text in each spelling:
// Check must see it in its line, Rewrite must replace it, and its pseudonym
// must be the same.
func TestPlantedLeaks(t *testing.T) {
	source := item("src.log", strings.Join([]string{
		`C:\Users\João Pedro\AppData`,
		`holderName=Ana Belén O'Neil "Q", iban=DE89370400440532013000, x=1`,
		"mail gómez.ana@example.org",
		"phone +49 170 1234567",
		`C:\Users\straßenfuß\x`,
	}, "\n"))
	plan := collect(t, redact.Options{Hide: []string{"Café Sol"}}, source)
	values := map[string]string{
		"João Pedro":             "[user-1]",
		`Ana Belén O'Neil "Q"`:   "[payment-1]",
		"DE89370400440532013000": "[iban-1]",
		"gómez.ana@example.org":  "[email-1]",
		"+491701234567":          "[phone-1]",
		"straßenfuß":             "[user-2]",
		"Café Sol":               "[word-1]",
	}
	for value, token := range values {
		for name, plant := range plantings {
			text := "line\nnothing\nsee " + plant(value) + " there\n"
			leaks := check(t, plan, item("out.log", text))
			if len(leaks) != 1 || leaks[0].Path != "out.log" || leaks[0].Line != 3 {
				t.Errorf("%s %q: leaks %v", name, plant(value), leaks)
			}
			got := rewrite(t, plan, item("out.log", text))
			if !strings.Contains(got, token) || len(check(t, plan, item("out.log", got))) > 0 {
				t.Errorf("%s %q: rewritten as %q, want %s", name, plant(value), got, token)
			}
		}
	}
}

// TestPlantedContext puts values back that are only looked for in context.
func TestPlantedContext(t *testing.T) {
	plan := collect(t, redact.Options{}, item("a", "/home/bisq/x accountNr=1234, bic=DEUTDEFF, x=1 to 203.0.113.9"))
	for text, class := range map[string]redact.Class{
		"/home/bisq/y":          redact.User,
		`C:\Users\bisq`:         redact.User,
		"accountNr=1234, x=2":   redact.Payment,
		`"bic":"DEUTDEFF"`:      redact.Payment,
		"peer 203.0.113.9:8333": redact.IP,
		"unknown@example.org":   redact.Email,
		"paymentAccountPayload=SepaAccountPayload(x=1)": redact.Payload,
	} {
		leaks := check(t, plan, item("b", "\n"+text))
		if len(leaks) != 1 || leaks[0] != (redact.Leak{Path: "b", Line: 2, Class: class}) {
			t.Errorf("%q: %v", text, leaks)
		}
	}
	if leaks := check(t, plan, item("b", "bisq.core 1234 DEUTDEFF")); len(leaks) > 0 {
		t.Errorf("found outside their context: %v", leaks)
	}
}

func TestAudit(t *testing.T) {
	items := []redact.Item{
		item("b/chat.txt", "hello\nAlexis here\n"),
		item("a/bisq.log", "x\n\nlog at /home/alexis/y b89344814f2acb2a84d45416ec60101a9e5c9a9e537feadae6f5b60b4fc1c5e8 [user-1]\n"),
	}
	got, err := redact.Audit(t.Context(), items, redact.Public, redact.Options{})
	want := []redact.Leak{{"a/bisq.log", 3, redact.TxID}, {"a/bisq.log", 3, redact.User}, {"b/chat.txt", 2, redact.User}}
	if err != nil || len(got) != len(want) {
		t.Fatalf("got %v, %v", got, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got[i], want[i])
		}
	}
	if got, err := redact.Audit(t.Context(), []redact.Item{item("a", "[user-1] [email-2] 127.0.0.1\n")}, redact.Support, redact.Options{}); err != nil || len(got) > 0 {
		t.Errorf("clean text: %v, %v", got, err)
	}
}
