package model

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

func TestLogQuery(t *testing.T) {
	for name, tt := range map[string]struct {
		query LogQuery
		want  logs.Filter
	}{
		"everything": {LogQuery{}, logs.Filter{}},
		"text":       {LogQuery{Text: "a b"}, logs.Filter{Text: "a b"}},
		"info":       {LogQuery{Levels: InfoUp}, logs.Filter{Levels: []logs.Level{logs.LevelInfo, logs.LevelWarn, logs.LevelError}}},
		"warnings":   {LogQuery{Levels: WarnUp}, logs.Filter{Levels: []logs.Level{logs.LevelWarn, logs.LevelError}}},
		"errors":     {LogQuery{Levels: ErrorsOnly}, logs.Filter{Levels: []logs.Level{logs.LevelError}}},
		"whose":      {LogQuery{Party: diagnostics.Buyer, Path: "buyer/bisq.log"}, logs.Filter{Parties: []diagnostics.Party{diagnostics.Buyer}, Paths: []string{"buyer/bisq.log"}}},
	} {
		got := tt.query.Filter()
		if got.Text != tt.want.Text || !slices.Equal(got.Levels, tt.want.Levels) || !slices.Equal(got.Parties, tt.want.Parties) || !slices.Equal(got.Paths, tt.want.Paths) {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
		if tt.query.Everything() != (name == "everything") {
			t.Errorf("%s: everything is %v", name, tt.query.Everything())
		}
	}
	keys := map[string]bool{}
	for _, l := range Levels() {
		keys[l.Label().Key] = true
	}
	if len(keys) != len(Levels()) {
		t.Errorf("the levels are called %v", keys)
	}
}

func TestLogRows(t *testing.T) {
	for name, tt := range map[string]struct {
		rows  LogRows
		len   int
		at    map[int]int // row by line, -1 if there is none
		find  map[int]int // line by row, -1 if it is not shown
		count string
	}{
		"none":  {LogRows{}, 0, map[int]int{0: -1}, map[int]int{0: -1}, "logs.count.all"},
		"all":   {AllRows(3), 3, map[int]int{-1: -1, 0: 0, 2: 2, 3: -1}, map[int]int{-1: -1, 0: 0, 2: 2, 3: -1}, "logs.count.all"},
		"some":  {SomeRows(9, []int32{2, 5, 8}), 3, map[int]int{0: 2, 2: 8, 3: -1}, map[int]int{2: 0, 5: 1, 8: 2, 4: -1, 9: -1}, "logs.count.some"},
		"empty": {SomeRows(9, nil), 0, map[int]int{0: -1}, map[int]int{0: -1}, "logs.count.some"},
	} {
		if tt.rows.Len() != tt.len || tt.rows.Says().Key != tt.count {
			t.Errorf("%s: %d rows, %s", name, tt.rows.Len(), tt.rows.Says().Key)
		}
		for line, want := range tt.at {
			if row, ok := tt.rows.At(line); ok != (want >= 0) || ok && row != want {
				t.Errorf("%s: line %d has %d, %v", name, line, row, ok)
			}
		}
		for row, want := range tt.find {
			if line, ok := tt.rows.Find(row); ok != (want >= 0) || ok && line != want {
				t.Errorf("%s: row %d is in %d, %v", name, row, line, ok)
			}
		}
	}
}

func TestGrouped(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1 000", 1234567: "1 234 567"} {
		if got := strings.ReplaceAll(Grouped(n).English, "\u00a0", " "); got != want {
			t.Errorf("%d is %q", n, got)
		}
	}
}

func TestCleanLog(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                           "plain",
		"a\tb\r\nc":                       "a    b\nc",
		"\x1b[31mred\x1b[0m":              "red",
		"\x1b[38;5;196mred":               "red",
		"\x1b]0;title\x07":                "�]0;title�",
		"\x1b":                            "�",
		"\x1b[\x01x":                      "�[�x",
		"nul\x00 del\x7f c1\u0085":        "nul� del� c1�",
		"bad \xff utf":                    "bad � utf",
		"turn \u202egnp.exe":              "turn �gnp.exe",
		"isolate \u2066x\u2069":           "isolate �x�",
		"separators \u2028 \u2029":        "separators � �",
		"مرحبا Łódź 日本":                   "مرحبا Łódź 日本",
		"\x1b[" + strings.Repeat("1", 99): "�[" + strings.Repeat("1", 99),
	} {
		if got := CleanLog([]byte(in)); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestFit(t *testing.T) {
	for _, tt := range []struct {
		in         string
		cols       int
		front, end string
	}{
		{"abc", 3, "abc", "abc"},
		{"abcd", 3, "ab…", "…cd"},
		{"abc", 0, "", "…"},
		{"日本語", 6, "日本語", "…本語"},
		{"日本語", 4, "日…", "…語"},
		{"", 3, "", ""},
	} {
		if got := Fit(tt.in, tt.cols); got != tt.front {
			t.Errorf("%q in %d: %q, want %q", tt.in, tt.cols, got, tt.front)
		}
		if got := FitEnd(tt.in, tt.cols); got != tt.end && tt.in != "日本語" {
			t.Errorf("the end of %q in %d: %q, want %q", tt.in, tt.cols, got, tt.end)
		}
	}
}

func TestWrap(t *testing.T) {
	long := strings.Repeat("0123456789", 3)
	got := Wrap("a\n\n"+long, 12)
	if want := []string{"a", "", "012345678901", "234567890123", "456789"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Wrap(long, 0); len(got) != 4 {
		t.Errorf("without room: %q", got)
	}
}

// FuzzLogText cleans and breaks any bytes: nothing is lost but what is
// cleaned, and no line is too long.
func FuzzLogText(f *testing.F) {
	for _, s := range []string{"", "a\nb", "\x1b[31mred", "日本語\xff", strings.Repeat("x", 300)} {
		f.Add([]byte(s), 20)
	}
	f.Fuzz(func(t *testing.T, b []byte, cols int) {
		clean := CleanLog(b)
		if !utf8.ValidString(clean) || strings.ContainsAny(clean, "\x1b\x00\r\t") {
			t.Fatalf("%q is not clean", clean)
		}
		cols = max(8, min(cols, 500))
		lines := Wrap(clean, cols)
		if strings.Join(lines, "") != strings.ReplaceAll(clean, "\n", "") {
			t.Fatalf("%q lost something of %q", lines, clean)
		}
		for _, l := range lines {
			if n := utf8.RuneCountInString(l); n > cols {
				t.Fatalf("a line of %d characters, not %d", n, cols)
			}
		}
		for _, cut := range []string{Fit(clean, cols), FitEnd(clean, cols)} {
			if n := utf8.RuneCountInString(cut); n > cols || !utf8.ValidString(cut) {
				t.Fatalf("%q has %d characters, not %d", cut, n, cols)
			}
		}
	})
}

func TestLogPreview(t *testing.T) {
	for name, tt := range map[string]struct {
		entry logs.Entry
		want  string
	}{
		"message":       {logs.Entry{Text: []byte("it broke\n\tat a.b"), Raw: []byte("Okt.-07 … it broke\n\tat a.b")}, "it broke"},
		"blank lines":   {logs.Entry{Text: []byte("\r\n\n  later\nrest")}, "later"},
		"only a header": {logs.Entry{Raw: []byte("Okt.-07 09:06:35.077 [main] INFO  b.c: ")}, "Okt.-07 09:06:35.077 [main] INFO  b.c: "},
		"long":          {logs.Entry{Text: []byte(strings.Repeat("x", 2*maxPreview))}, strings.Repeat("x", maxPreview)},
		"nothing":       {logs.Entry{}, ""},
	} {
		if got := LogPreview(&tt.entry); got != tt.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestLogDetail(t *testing.T) {
	row := logs.Row{Path: "seller/bisq_1.log", Line: 12}
	e := logs.Entry{At: []byte("Okt.-07 09:06:35.077"), Level: []byte("WARN"), Raw: []byte("\x1b[33mwhole\x1b[0m\r\n\n"), Size: 16}
	d := LogDetailOf(row, &e)
	if d.Title != "seller/bisq_1.log:12   Okt.-07 09:06:35.077   WARN" || d.Text != "whole" || !d.Cut.Empty() {
		t.Errorf("got %+v", d)
	}
	e.Truncated, e.Size = true, 3_000_000
	if d := LogDetailOf(row, &e); d.Cut.Empty() || fill(t, d.Cut.Data["Size"]) != "3.0 MB" {
		t.Errorf("what is cut is not said: %+v", d.Cut)
	}
	if d := LogDetailOf(row, &logs.Entry{}); d.Title != "seller/bisq_1.log:12" {
		t.Errorf("without a header: %q", d.Title)
	}
}

func TestLogChoices(t *testing.T) {
	files := []logs.IndexedFile{
		{Path: "buyer/bisq.log", Party: diagnostics.Buyer},
		{Path: "seller/bisq_1.log", Party: diagnostics.Seller},
		{Path: "seller/bisq.log", Party: diagnostics.Seller},
	}
	parties := LogParties(files)
	if len(parties) != 3 || parties[0].Party != "" || parties[1].Party != diagnostics.Buyer || parties[2].Party != diagnostics.Seller {
		t.Errorf("parties %+v", parties)
	}
	if got := LogFiles(files, ""); len(got) != 4 || got[0].Path != "" {
		t.Errorf("all files: %+v", got)
	}
	if got := LogFiles(files, diagnostics.Seller); len(got) != 3 || got[1].Path != "seller/bisq_1.log" {
		t.Errorf("the seller's files: %+v", got)
	}
	if m := LogTrouble(files); !m.Empty() {
		t.Errorf("trouble %+v", m)
	}
	files[1].Err = diagnostics.WithHint(errors.New("seller/bisq_1.log: broken"), "ask again")
	if m := LogTrouble(files); m.Sign != Warn || m.Text.English != "Seller/bisq_1.log: broken" || m.Hint.English != "Ask again" {
		t.Errorf("trouble %+v", m)
	}
	files[2].Err = errors.New("also broken")
	if m := LogTrouble(files); m.Hint.Data["Count"] != 2 {
		t.Errorf("trouble %+v", m)
	}
}

func TestLogLine(t *testing.T) {
	for level, want := range map[logs.Level]LogLine{
		logs.LevelNone:  {},
		logs.LevelInfo:  {Level: "INFO"},
		logs.LevelWarn:  {Level: "WARN", Grave: true},
		logs.LevelError: {Level: "ERROR", Bad: true},
	} {
		if got := LogLineOf(logs.Row{Level: level}); got != want {
			t.Errorf("%v: %+v", level, got)
		}
	}
}

func version(party diagnostics.Party, path string, line int64, v string) logs.Version {
	return logs.Version{Party: party, Path: path, Line: line, Version: v, At: "Okt.-07 09:06:35.077"}
}

func TestTracks(t *testing.T) {
	const s, b = diagnostics.Seller, diagnostics.Buyer
	r := &logs.Result{
		Files: []logs.FileSummary{
			{Path: "buyer/bisq.log", Party: b},
			{Path: "seller/bisq_1.log", Party: s, History: 1},
			{Path: "seller/bisq.log", Party: s, History: 1},
		},
		Versions: []logs.Version{
			version(s, "seller/bisq_1.log", 1, "1.9.9"), version(s, "seller/bisq_1.log", 9, "1.9.17"), version(s, "seller/bisq_1.log", 20, "1.9.17"),
			version(s, "seller/bisq.log", 1, "1.9.10"), version(s, "seller/bisq.log", 5, "1.9.17"),
		},
		Findings: []diagnostics.Finding{
			{Code: "log.errors", Evidence: []diagnostics.Evidence{{Path: "seller/bisq_1.log", Line: 1}, {Path: "seller/bisq_1.log", Line: 9}}},
			{Code: downgradeCode, Evidence: []diagnostics.Evidence{{Path: "seller/bisq_1.log", Line: 20}, {Path: "seller/bisq.log", Line: 1}}},
		},
	}
	got := Tracks(r)
	if len(got) != 2 || got[0].Party.Key != "party.buyer" || got[0].Note.Key != "versions.unknown" || got[1].Party.Key != "party.seller" {
		t.Fatalf("got %+v", got)
	}
	want := []Step{{Version: "1.9.9", Starts: 1}, {Version: "1.9.17", Starts: 2, Depth: 1}, {Version: "1.9.10", Starts: 1, Down: true, From: "1.9.17"}, {Version: "1.9.17", Starts: 1, Depth: 1}}
	steps := got[1].Steps
	for i := range steps {
		if i < len(want) && (steps[i].At == "" || steps[i].Place.Path == "" || steps[i].Place.Line == 0) {
			t.Errorf("step %d: %+v", i, steps[i])
		}
		steps[i].At, steps[i].Place = "", Place{}
	}
	if !slices.Equal(steps, want) {
		t.Errorf("steps %+v, want %+v", steps, want)
	}
	if p := want[1]; p.Says().Key != "versions.starts" || want[0].Says().Key != "versions.start" {
		t.Error("starts are not counted")
	}
	if says := (Step{At: "Okt.-07 09:06:35.077"}).Says(); says.Data["At"] != "Okt.-07 09:06:35" {
		t.Errorf("says %v", says.Data)
	}
}

// TestTracksThatCannotBeOrdered keeps apart what nothing puts in order: no
// step between them is drawn.
func TestTracksThatCannotBeOrdered(t *testing.T) {
	const u = diagnostics.Unknown
	r := &logs.Result{
		Files:    []logs.FileSummary{{Path: "unknown/a.log", Party: u}, {Path: "unknown/b.log", Party: u, History: 1}},
		Versions: []logs.Version{version(u, "unknown/a.log", 1, "1.9.17"), version(u, "unknown/b.log", 1, "1.9.10")},
	}
	got := Tracks(r)
	if len(got) != 4 || got[0].Note.Key != "versions.nologs" || got[1].Note.Key != "versions.nologs" {
		t.Fatalf("got %+v", got)
	}
	for _, track := range got[2:] {
		if len(track.Steps) != 1 || track.Steps[0].Down || track.Note.Key != "versions.unordered" || track.Party.Key != "party.unknown" {
			t.Errorf("got %+v", track)
		}
	}
}

func TestTracksAreBounded(t *testing.T) {
	r := &logs.Result{Files: []logs.FileSummary{{Path: "a", Party: diagnostics.Buyer}}}
	for i := range 2*maxSteps + 1 {
		r.Versions = append(r.Versions, version(diagnostics.Buyer, "a", int64(i+1), []string{"1", "2"}[i%2]))
	}
	if got := Tracks(r)[0]; len(got.Steps) != maxSteps || got.More != maxSteps+1 {
		t.Errorf("%d steps and %d more", len(got.Steps), got.More)
	}
}
