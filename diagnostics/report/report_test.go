package report_test

import (
	"strings"
	"testing"

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
