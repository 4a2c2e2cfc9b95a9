package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf16"

	"tradecase/app/job"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/redact"
	"tradecase/diagnostics/text"
)

// print shows a result: as JSON if asked, else by the given function.
func (c *command) print(v any, plain func(w io.Writer)) error {
	if c.json {
		return writeJSON(c.Stdout, v, "  ")
	}
	w := tabwriter.NewWriter(c.Stdout, 0, 0, 2, ' ', 0)
	plain(w)
	return w.Flush()
}

// writeJSON writes a value and a line break. What a terminal must not get stands
// escaped in its strings, so that the value stays the same.
func writeJSON(w io.Writer, v any, indent string) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", indent)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	var out strings.Builder
	for _, r := range b.String() {
		if text.Visible(r) == r {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&out, "\\u%04x", unit)
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// say prints to a writer whose errors show when it is flushed.
func say(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

// printable keeps text that came from outside from steering the terminal. Line
// breaks and tabs stay.
func printable(s string) string { return text.Printable(s) }

// cell is text for one cell of a table.
func cell(s string) string {
	return strings.NewReplacer("\n", " ", "\t", " ").Replace(printable(s))
}

// run does long work with progress on a terminal.
func (c *command) run(ctx context.Context, name string, do func(ctx context.Context, p *job.Progress) error) error {
	return job.Run(ctx, name, do, c.show())
}

// carryOut does long work, prints what came of it, and ends with the exit code
// that this has.
func carryOut[T any](
	ctx context.Context, c *command, name string, do func(context.Context, *job.Progress) (T, error),
	plain func(io.Writer, T), code func(T) error,
) error {
	var result T
	err := c.run(ctx, name, func(ctx context.Context, p *job.Progress) (err error) {
		result, err = do(ctx, p)
		return err
	})
	if err != nil {
		return err
	}
	if err := c.print(result, func(w io.Writer) { plain(w, result) }); err != nil {
		return err
	}
	return code(result)
}

// show prints progress on one line of a terminal.
func (c *command) show() func(job.Status) {
	if !c.Terminal || c.json {
		return func(job.Status) {}
	}
	const wipe = "\r\x1b[K"
	return func(s job.Status) {
		if s.Finished {
			_, _ = fmt.Fprint(c.Stderr, wipe)
			return
		}
		line := cell(s.Stage)
		if part, ok := s.Fraction(); ok {
			line += fmt.Sprintf(" %3.0f %%", part*100)
		} else if s.Done > 0 {
			line += " " + bundle.Size(s.Done)
		}
		_, _ = fmt.Fprint(c.Stderr, wipe+line)
	}
}

func printSkipped(w io.Writer, skipped []bundle.Skipped) {
	if len(skipped) == 0 {
		return
	}
	say(w, "\nskipped:\n")
	for _, s := range skipped {
		say(w, "  %s: %s\n", cell(s.Path), cell(s.Reason))
	}
}

func printFindings(w io.Writer, findings []diagnostics.Finding) {
	for _, f := range findings {
		say(w, "\n%s %s: %s\n", severitySign(f.Severity), f.Severity, cell(f.Title))
		if f.Advice != "" {
			say(w, "  %s\n", cell(f.Advice))
		}
		say(w, "  code: %s\n", f.Code)
		for _, e := range f.Evidence {
			switch {
			case e.Path != "" && e.Line > 0:
				say(w, "  %s:%d\n", cell(e.Path), e.Line)
			case e.Path != "":
				say(w, "  %s\n", cell(e.Path))
			}
			if e.Excerpt != "" {
				say(w, "    %s\n", strings.ReplaceAll(strings.ReplaceAll(strings.TrimRight(printable(e.Excerpt), "\n"), "\t", "    "), "\n", "\n    "))
			}
		}
	}
}

func severitySign(s diagnostics.Severity) string {
	switch s {
	case diagnostics.Problem:
		return "✖"
	case diagnostics.Warning:
		return "!"
	default:
		return "·"
	}
}

// found is the exit code for findings.
func found(findings []diagnostics.Finding, unknown bool) error {
	for _, f := range findings {
		if f.Severity >= diagnostics.Warning {
			return exitCode(exitFound)
		}
	}
	if unknown {
		return exitCode(exitUnknown)
	}
	return nil
}

// printExport shows what went out, or would; hide are the words that were asked
// to be hidden.
func printExport(w io.Writer, x bundle.Export, hide []string) {
	say(w, "file\tin\tout\treplaced\n")
	for _, f := range x.Files {
		say(w, "%s\t%s\t%s\t%s\n", cell(f.Path), bundle.Size(f.InBytes), bundle.Size(f.OutBytes), counts(f.Redactions))
	}
	say(w, "\nprivate values found: %s\n", counts(x.Entities))
	for _, word := range hide {
		if slices.Contains(x.Unfound, word) {
			say(w, "not found as a whole word: %s; inside a longer word it stays\n", cell(word))
		}
	}
	if x.Images > 0 {
		say(w, "images: %d; look at them yourself, their pixels are not searched\n", x.Images)
	}
	for _, f := range x.Findings {
		if f.Severity > diagnostics.Info {
			say(w, "%s %s: %s\n", severitySign(f.Severity), f.Severity, cell(f.Title))
		}
	}
	printSkipped(w, x.Skipped)
	if x.Path != "" {
		say(w, "\n%s\n%s, SHA-256 %s\n", cell(x.Path), bundle.Size(x.Bytes), x.SHA256)
	}
}

// counts prints numbers by class in a fixed order.
func counts(c redact.Counts) string {
	var parts []string
	for _, class := range slices.Sorted(maps.Keys(c)) {
		parts = append(parts, fmt.Sprintf("%s %d", class, c[class]))
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// printLeaks says where private values are left.
func (c *command) printLeaks(leaks []redact.Leak) {
	for _, l := range leaks {
		_, _ = fmt.Fprintf(c.Stderr, "leak: %s line %d: %s\n", cell(l.Path), l.Line, l.Class)
	}
}
