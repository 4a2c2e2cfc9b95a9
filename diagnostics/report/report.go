// Package report writes what was found in a trade's logs as Markdown and as
// one HTML file that loads nothing. It takes texts as they are: whoever hands
// a report on gives it redacted input.
package report

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	texttemplate "text/template"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

// Data is the content of a report.
type Data struct {
	TradeID  diagnostics.TradeID
	Tool     string    // name and version of the program
	Missing  []Missing // what a developer will miss
	Logs     *logs.Result
	Sections []Section // further facts, in the order given
}

// Missing is something that is not there.
type Missing struct{ Title, Detail string }

// Section is a titled list of facts.
type Section struct {
	Title string
	Lines []string
}

//go:embed report.md.tmpl report.html.tmpl
var templates embed.FS

var (
	markdown = texttemplate.Must(texttemplate.New("report.md.tmpl").
			Funcs(shared).
			Funcs(texttemplate.FuncMap{"md": escapeMarkdown, "indent": indent}).
			ParseFS(templates, "report.md.tmpl"))
	page = template.Must(template.New("report.html.tmpl").Funcs(shared).ParseFS(templates, "report.html.tmpl"))
)

var shared = template.FuncMap{
	"sign":     sign,
	"place":    place,
	"party":    partyName,
	"versions": versionsOf,
	"parties":  partiesOf,
	"size":     size,
}

// Markdown writes the report as Markdown.
func Markdown(w io.Writer, d Data) error {
	return markdown.Execute(w, d)
}

// HTML writes the report as one page without scripts or outside references.
func HTML(w io.Writer, d Data) error {
	return page.Execute(w, d)
}

// sign is the severity in a word, since colour alone tells too few people.
func sign(s diagnostics.Severity) string {
	switch s {
	case diagnostics.Problem:
		return "✖ problem"
	case diagnostics.Warning:
		return "! warning"
	default:
		return "· information"
	}
}

func place(e diagnostics.Evidence) string {
	if e.Line == 0 {
		return e.Path
	}
	return fmt.Sprintf("%s, line %d", e.Path, e.Line)
}

func partyName(p diagnostics.Party) string {
	if p == "" {
		return "not said whose"
	}
	return string(p)
}

// partiesOf lists the parties that have logs, in the usual order.
func partiesOf(r *logs.Result) []diagnostics.Party {
	var parties []diagnostics.Party
	for _, p := range append(diagnostics.Parties(), "") {
		for _, f := range r.Files {
			if f.Party == p {
				parties = append(parties, p)
				break
			}
		}
	}
	return parties
}

func versionsOf(r *logs.Result, p diagnostics.Party) []logs.Version {
	var own []logs.Version
	for _, v := range r.Versions {
		if v.Party == p {
			own = append(own, v)
		}
	}
	return own
}

func size(n int64) string {
	if n < 1000*1000 {
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1000/1000)
}

// escapeMarkdown keeps text from becoming mark-up and on one line.
func escapeMarkdown(s string) string {
	return strings.NewReplacer(
		"\\", `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "](", `]\(`, "<", "&lt;", ">", "&gt;",
		"#", `\#`, "|", `\|`, "!", `\!`, "\r", "", "\n", " ",
	).Replace(s)
}

// indent makes a block of code of an excerpt, whatever stands in it.
func indent(s string) string {
	s = strings.ReplaceAll(strings.TrimRight(s, "\r\n"), "\r", "")
	return "    " + strings.ReplaceAll(s, "\n", "\n    ")
}
