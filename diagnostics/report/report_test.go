package report_test

import (
	"errors"
	"strings"
	"testing"
	"unicode"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/report"
)

const evil = "</pre><script>alert(1)</script> `*x*` [a](http://b) # | ![i](http://c)"

// data is a report in which every text tries to become mark-up.
func data() report.Data {
	return report.Data{
		TradeID: "UGLRYY",
		Tool:    "Tradecase " + evil,
		Missing: []report.Missing{{Title: "Seller's logs", Detail: evil}},
		Sections: []report.Section{
			{Title: "More " + evil, Lines: []string{evil}},
		},
		Logs: &logs.Result{
			Files:    []logs.FileSummary{{Path: "seller/" + evil, Party: diagnostics.Seller, Bytes: 12_345_678, Lines: 3, First: "Okt.-07 09:06:35.077", Last: "Okt.-09 09:06:35.077"}},
			Versions: []logs.Version{{Version: "1.9.17", Path: "seller/bisq.log", Line: 1, At: evil, Party: diagnostics.Seller}},
			Findings: []diagnostics.Finding{{
				Code: "log.error", Severity: diagnostics.Problem, Title: evil, Advice: "Do this.",
				Evidence: []diagnostics.Evidence{{Path: "seller/bisq.log", Line: 7, Excerpt: "first\n" + evil + "\n```\n# head\n"}},
			}},
		},
	}
}

func TestHTMLStaysText(t *testing.T) {
	var s strings.Builder
	if err := report.HTML(&s, data()); err != nil {
		t.Fatal(err)
	}
	page := s.String()
	for _, bad := range []string{"<script", "</pre><script", "src=", "href=", "@import", "url("} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	for _, want := range []string{"Trade UGLRYY", "✖ problem", "log.error", "seller/bisq.log, line 7", "&lt;script&gt;", "1.9.17", "12.3 MB", "default-src 'none'"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestMarkdownStaysText(t *testing.T) {
	var s strings.Builder
	if err := report.Markdown(&s, data()); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(s.String()) {
		if strings.HasPrefix(line, "    ") {
			continue // a block of code
		}
		if strings.Contains(line, "<script") || strings.Contains(line, "[a](") || strings.Contains(line, " *x*") {
			t.Errorf("mark-up: %q", line)
		}
	}
	for _, want := range []string{"# Trade UGLRYY\n", "### ✖ problem: ", "\n    first\n    </pre>", "\n    # head\n", "- 1.9.17 at "} {
		if !strings.Contains(s.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, s.String())
		}
	}
}

func TestNoLogsIsNotAllFine(t *testing.T) {
	var md, page strings.Builder
	d := report.Data{TradeID: "UGLRYY", Logs: &logs.Result{}}
	if err := report.Markdown(&md, d); err != nil {
		t.Fatal(err)
	}
	if err := report.HTML(&page, d); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{md.String(), page.String()} {
		if strings.Contains(s, "Nothing was found") || !strings.Contains(s, "There are no logs: nothing could be looked for.") {
			t.Errorf("without logs it says:\n%s", s)
		}
	}
}

// TestReportsSteerNoTerminal writes what turns a line around, or a terminal red.
func TestReportsSteerNoTerminal(t *testing.T) {
	d := data()
	const steering = "\x1b[31mred \u202eevil\u2066 \u200b\u009b31m\rover\x00\u2028"
	d.Missing[0].Detail, d.Sections[0].Lines[0], d.Logs.Files[0].Path = steering, steering, steering
	f := &d.Logs.Findings[0]
	f.Title, f.Evidence[0].Excerpt, f.Evidence[0].Path = steering, steering, steering
	var md, page strings.Builder
	if err := errors.Join(report.Markdown(&md, d), report.HTML(&page, d)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"Markdown": md.String(), "HTML": page.String()} {
		if i := strings.IndexFunc(text, func(r rune) bool {
			return r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u200b')
		}); i >= 0 {
			t.Errorf("%s has %q", name, text[i:i+8])
		}
		if !strings.Contains(text, "\ufffd[31mred \ufffdevil") {
			t.Errorf("%s does not show that something stood there", name)
		}
	}
}
