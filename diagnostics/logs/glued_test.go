package logs_test

import (
	"slices"
	"strings"
	"testing"

	"tradecase/diagnostics"
)

const gluedStart = "-02 10:00:00.000 [main] INFO  b.c.a.Version: Version{VERSION=1.9.9, P2P_NETWORK_VERSION=1} \n"

func TestStartGluedToACutLine(t *testing.T) {
	const cut = "Sep-01 10:00:00.000 [main] INFO  b.c.X: half"
	const chat = "Sep-01 10:00:00.000 [x] INFO  b.s.MediationManager: Received ChatMessage{\n     message='my log: half"
	const closing = "',\n     attachments=[],\n     uid='x'\n} \n"
	tests := []struct {
		name, text string
		at         string // the second start's stamp, "" if it does not count
	}{
		{"cut in a word", cut + "Sep" + gluedStart, "Sep-02 10:00:00.000"},
		{"cut behind a blank", cut + " Okt." + gluedStart, "Okt.-02 10:00:00.000"},
		{"cut behind an apostrophe", cut + " can't x" + "Sep" + gluedStart, "Sep-02 10:00:00.000"},
		{"behind a closed quotation", cut + " uid='x', y=\"z\", Sep" + gluedStart, "Sep-02 10:00:00.000"},
		{"cut in a stack trace", cut + "\n\tat bisq.X(X.java:" + "sept." + gluedStart, "sept.-02 10:00:00.000"},
		{"cut in a header", "Sep-01 10:00:00.000 [ma" + "Sep" + gluedStart, "Sep-01 10:00:00.000"},
		{"month by number", cut + "12" + gluedStart, "12-02 10:00:00.000"},
		{"other letters", cut + "сент." + gluedStart, "сент.-02 10:00:00.000"},
		{"month not known", cut + " Σεπ" + gluedStart, "Σεπ-02 10:00:00.000"},
		{"after a message that was closed", chat + closing + "half a line: Sep" + gluedStart, "Sep-02 10:00:00.000"},
		{"quoted", cut + " 'Sep" + gluedStart, ""},
		{"in a field", cut + "{text='my log: Sep" + gluedStart + "'}", ""},
		{"in a field with an apostrophe", cut + "{text='it can't be: Sep" + gluedStart + "'}", ""},
		{"in JSON", cut + `{"text":"Sep` + gluedStart, ""},
		{"in a message", chat + "Sep" + gluedStart + closing, ""},
		{"in a quoted line", cut + "\n> mine: Sep" + gluedStart, ""},
		{"in a quoted line by itself", cut + "\n> Sep" + gluedStart, ""},
		{"indented", cut + "\n  Sep" + gluedStart, ""},
		{"no stamp", cut + " INFO  b.c.a.Version: Version{VERSION=1.9.9, P2P} \n", ""},
		{"no level", cut + "Sep-02 10:00:00.000 [main] b.c.a.Version: Version{VERSION=1.9.9, P2P} \n", ""},
		{"other words between", cut + "Sep-02 10:00:00.000 [main] INFO  b.c.a.Version: he wrote Version{VERSION=1.9.9, P2P} \n", ""},
		{"another logger", cut + "Sep-02 10:00:00.000 [main] INFO  b.c.a.X: Version: Version{VERSION=1.9.9, P2P} \n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := startedAt("Sep-01", "1.9.17") + tt.text
			res := scan(t, of(diagnostics.Seller, "bisq.log", text))
			if tt.at == "" {
				if versions(res) != "1.9.17" || len(res.Findings) != 0 {
					t.Errorf("versions %s, findings %+v", versions(res), res.Findings)
				}
				return
			}
			line := strings.Count(text[:strings.LastIndex(text, "Version{")], "\n") + 1
			if v := res.Versions; len(v) != 2 || v[1].Version != "1.9.9" || v[1].At != tt.at || v[1].Line != int64(line) {
				t.Fatalf("versions %+v", v)
			}
			f := coded(res, "log.version-downgrade")
			if len(f) != 1 || !strings.HasPrefix(f[0].Evidence[1].Excerpt, tt.at) {
				t.Errorf("findings %+v", res.Findings)
			}
		})
	}
}

// Whether a message in which the line stands was cut off shows only later.
func TestStartGluedToACutMessage(t *testing.T) {
	const open = "Sep-01 10:00:00.000 [x] INFO  b.s.MediationManager: Received ChatMessage{\n     message=hi"
	text := startedAt("Sep-01", "1.9.17") + open + "Sep" + gluedStart
	res := scan(t, memory("bisq.log", []byte(text)))
	if f := coded(res, "log.version-unknown"); versions(res) != "1.9.17" || len(f) != 1 || !strings.HasSuffix(f[0].Title, ": 1.9.9") {
		t.Errorf("cut off: %s, %+v", versions(res), f)
	}
	text += "Sep-01 10:00:01.000 [x] INFO  b.X: also pasted\n     attachments=[]\n"
	if got := versions(scan(t, memory("bisq.log", []byte(text)))); got != "1.9.17" {
		t.Errorf("closed later: %s", got)
	}
}

func TestVersionsThatCannotBeCompared(t *testing.T) {
	tests := []struct {
		name   string
		starts []string
		title  string // what it ends in, "" if there is no such finding
	}{
		{"two parts", []string{"1.9.17", "1.9"}, `cannot be compared: "1.9"`},
		{"letter before", []string{"1.9.17", "v1.9.9"}, `cannot be compared: "v1.9.9"`},
		{"letter for a number", []string{"1.9.17", "1.9.x"}, `cannot be compared: "1.9.x"`},
		{"nothing", []string{"1.9.17", ""}, `cannot be compared: ""`},
		{"several, each once", []string{"1.9", "1.9", "v2"}, `cannot be compared: "1.9", "v2"`},
		{"alone", []string{"1.9"}, `cannot be compared: "1.9"`},
		{"long", []string{strings.Repeat("9", 60)}, `…"`},
		{"plain", []string{"1.9.17", "1.9.17-SNAPSHOT"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var text string
			for _, v := range tt.starts {
				text += started(v)
			}
			f := coded(scan(t, of(diagnostics.Seller, "bisq.log", text)), "log.version-unknown")
			if tt.title == "" {
				if len(f) != 0 {
					t.Errorf("got %+v", f)
				}
				return
			}
			if len(f) != 1 || f[0].Severity != diagnostics.Info || !strings.HasSuffix(f[0].Title, tt.title) || f[0].Evidence[0].Line < 1 ||
				!strings.Contains(f[0].Evidence[0].Excerpt, "Version{VERSION=") {
				t.Errorf("got %+v", f)
			}
		})
	}
	cut := strings.Replace(started("1.9.1"), ", P2P", "\nP2P", 1)
	res := scan(t, of(diagnostics.Seller, "bisq.log", started("1.9.17")+cut))
	if f := coded(res, "log.version-unknown"); len(f) != 1 || !strings.HasSuffix(f[0].Title, `"1.9.1…"`) || f[0].Evidence[0].Line != 2 || !slices.Equal(codes(res), []string{"log.version-unknown"}) {
		t.Errorf("cut off: %+v", res.Findings)
	}
}

// A message that quotes Bisq's refusal tells nothing of this trader's Bisq.
func TestRefusalInAMessage(t *testing.T) {
	const refused = "Downgrade from version 1.9.17 to version 1.4.2 is not supported. \n"
	const open = "Sep-01 10:00:00.000 [x] INFO  b.s.MediationManager: Received ChatMessage{\n     message='mine says: "
	const closing = "',\n     attachments=[],\n     uid='x'\n} \n"
	for name, c := range map[string]struct {
		text string
		n    int
	}{
		"Bisq's":            {"Sep-01 10:00:00.000 [main] ERROR b.c.a.BisqSetup: " + refused, 1},
		"quoted":            {open + refused + closing, 0},
		"quoted with lines": {open + "\nSep-01 10:00:00.000 [main] ERROR b.c.a.BisqSetup: " + refused + closing, 0},
	} {
		if f := coded(scan(t, of(diagnostics.Seller, "bisq.log", startedAt("Sep-01", "1.9.17")+c.text)), "log.downgrade-refused"); len(f) != c.n {
			t.Errorf("%s: %+v", name, f)
		}
	}
}
