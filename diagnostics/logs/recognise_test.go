package logs_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

func TestRecognise(t *testing.T) {
	line := "Okt.-07 09:06:35.077 [main] INFO  b.X: hi \n"
	var wide []byte
	for _, u := range utf16.Encode([]rune(line)) {
		wide = binary.LittleEndian.AppendUint16(wide, u)
	}
	logsOf := map[string]string{
		"plain": line, "coloured": "\x1b[34m" + line, "arrow": "←[34m" + line, "quoted": "Hello,\n> " + line,
		"behind something": strings.Repeat("rest of an entry\n", 1000) + line, "crlf": strings.ReplaceAll(line, "\n", "\r\n"),
		"UTF-16": string(wide), "zero bytes": "\x00\x00\x00" + line, "cut in the message": line[:30],
		"indented": "    " + line, "indented by a tab": "\t" + line, "indented and quoted": "  > " + line,
		"grep's number": "12:" + line, "grep's name": "bisq_1.log:" + line, "grep's name and number": "logs/bisq.log:12:" + line,
	}
	for name, head := range logsOf {
		if !logs.Recognise([]byte(head)) {
			t.Errorf("%s: not recognised", name)
		}
	}
	others := map[string]string{
		"empty": "", "text": "Hello, this is my log.\n", "another program": "2024-01-02 10:00:00.123 [main] INFO  b.X: hi\n",
		"zip": "PK\x03\x04\x00\x00", "system log": "Oct  7 09:06:35 host kernel: [    0.000000] Linux\n", "json": `{"a":"Okt.-07 09:06:35.077 [main]"}`,
		"bitcoind": "2024-10-07T09:06:35Z UpdateTip: new best\n", "after a colon": "mine:" + line, "after a colon and a number": "mine:12:" + line, "words before": "my log bisq.log:12:" + line, "zero bytes alone": strings.Repeat("\x00", 10_000),
	}
	for name, head := range others {
		if logs.Recognise([]byte(head)) {
			t.Errorf("%s: taken for a Bisq log", name)
		}
	}
}

func TestRecogniseGenerated(t *testing.T) {
	for _, locale := range []string{"en", "de", "fr", "es", "pt", "it", "nl", "sv", "pl", "cs", "ru"} {
		text := generated(t, logstest.Trader{Locale: locale}, 0, 50_000)
		if !logs.Recognise(text) {
			t.Errorf("%s: not recognised", locale)
		}
	}
}

func FuzzRecognise(f *testing.F) {
	f.Add([]byte("Okt.-07 09:06:35.077 [main] INFO  b.X: hi \n"))
	f.Add([]byte("\xff\xfe"))
	f.Add([]byte("> [34m"))
	f.Add([]byte("\x00←[;"))
	f.Fuzz(func(t *testing.T, head []byte) {
		got := logs.Recognise(head)
		headers := 0
		for _, e := range scanned(t, string(head)) {
			if e.at != "" {
				headers++
			}
		}
		if got != (headers > 0) {
			t.Errorf("recognised: %v, headers: %d", got, headers)
		}
	})
}

// Every line of a paste counts, and none that is indented or quoted in a plain log.
func TestPastedHeaders(t *testing.T) {
	const one, two = "Okt.-07 09:06:35.077 [main] INFO  b.X: one \n", "Okt.-07 09:06:36.077 [main] INFO  b.X: two \n"
	for _, tt := range []struct {
		first, second string
		entries       int
	}{
		{"", "", 2},
		{"  ", "  ", 2},
		{"\t", "    ", 2},
		{"12:", "13:", 2},
		{"bisq.log:12:", "bisq.log:13:", 2},
		{"bisq.log:", "bisq_1.log:", 2},
		{"", "  ", 1},
		{"", "12:", 1},
		{"", "bisq.log:12:", 1},
		{"", "> ", 1},
	} {
		got := scanned(t, tt.first+one+tt.second+two)
		if len(got) != tt.entries || got[0].at != "Okt.-07 09:06:35.077" || got[0].logger != "b.X" {
			t.Errorf("%q, %q: %+v", tt.first, tt.second, got)
		}
		if tt.entries == 2 && (got[1].at != "Okt.-07 09:06:36.077" || got[1].raw != tt.second+two) {
			t.Errorf("%q, %q: %+v", tt.first, tt.second, got[1])
		}
	}
}
