// Package report writes what was found in a trade's logs and transactions as
// Markdown and as one HTML file that loads nothing. It takes texts as they are: whoever hands
// a report on gives it redacted input.
package report

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	texttemplate "text/template"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/flow"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/text"
	"tradecase/diagnostics/trade"
)

// Data is the content of a report.
type Data struct {
	TradeID  diagnostics.TradeID
	Tool     string    // name and version of the program
	Missing  []Missing // what a developer will miss
	Logs     *logs.Result
	Sections []Section // further facts, in the order given
	Check    *Check    // what the transactions were found to be; nil: never checked
}

// Check is the last check of the trade's transactions.
type Check struct {
	*trade.Result
	Asked time.Time // when sources were last asked, UTC; zero: never
}

// Elsewhere is the Bitcoin network that was looked at, by its chain's name,
// where it is not that of real bitcoin; else it is empty.
func (c *Check) Elsewhere() string {
	if c.Trade.Network == chaincfg.MainNetParams.Name {
		return ""
	}
	return c.Trade.Network
}

// Picture is the flow of the trade's coins as SVG.
func (c *Check) Picture() template.HTML {
	return template.HTML(flow.New(c.Result, flow.Options{}).SVG(flow.Neutral())) //nolint:gosec // flow escapes every text in it
}

// Open lists the verdicts that are neither passed nor without meaning here, the
// worst first, with those that could not be judged for one reason together.
func (c *Check) Open() []trade.Group {
	return slices.DeleteFunc(trade.Grouped(c.Verdicts), func(g trade.Group) bool {
		return g.Result == trade.Pass || g.Result == trade.NotApplicable
	})
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
	"verdict":  verdictSign,
	"codes":    codes,
	"when":     when,
}

// Markdown writes the report as Markdown.
func Markdown(w io.Writer, d Data) error { return write(w, markdown, d) }

// HTML writes the report as one page without scripts or outside references.
func HTML(w io.Writer, d Data) error { return write(w, page, d) }

// write fills a template in. Whatever stands in the data, what is read of it in a
// terminal or an editor is what is there.
func write(w io.Writer, t interface{ Execute(io.Writer, any) error }, d Data) error {
	var b bytes.Buffer
	if err := t.Execute(&b, d); err != nil {
		return err
	}
	_, err := io.WriteString(w, text.Printable(b.String()))
	return err
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

// codes are the stable names of the rules of a group, each once.
func codes(g trade.Group) string {
	var names []string
	for _, v := range g.Verdicts {
		if !slices.Contains(names, v.Rule) {
			names = append(names, v.Rule)
		}
	}
	return strings.Join(names, ", ")
}

// verdictSign is a verdict's result with a sign.
func verdictSign(o trade.Outcome) string {
	switch o {
	case trade.Pass:
		return "✓ pass"
	case trade.Warn:
		return "! warn"
	case trade.Fail:
		return "✖ fail"
	case trade.Unknown:
		return "? unknown"
	case trade.NotApplicable:
	}
	return "– not applicable"
}

// when is a time for a reader; nobody may have been asked.
func when(t time.Time) string {
	if t.IsZero() {
		return "nobody was asked; judged by what is at hand"
	}
	return "explorers were last asked on " + t.UTC().Format("2 January 2006, 15:04 UTC")
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
