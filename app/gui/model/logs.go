package model

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

// LogLevels is a choice of levels to be shown.
type LogLevels int

// The choices.
const (
	AllLevels LogLevels = iota
	InfoUp              // info, warnings and errors
	WarnUp              // warnings and errors
	ErrorsOnly
)

// Levels lists the choices in the order in which they are offered.
func Levels() []LogLevels { return []LogLevels{AllLevels, InfoUp, WarnUp, ErrorsOnly} }

// Label is how the choice is called.
func (l LogLevels) Label() Phrase {
	switch l {
	case InfoUp:
		return Say("level.info", "Info and graver")
	case WarnUp:
		return Say("level.warn", "Warnings and errors")
	case ErrorsOnly:
		return Say("level.error", "Errors only")
	default:
		return Say("level.all", "All levels")
	}
}

func (l LogLevels) levels() []logs.Level {
	switch l {
	case InfoUp:
		return []logs.Level{logs.LevelInfo, logs.LevelWarn, logs.LevelError}
	case WarnUp:
		return []logs.Level{logs.LevelWarn, logs.LevelError}
	case ErrorsOnly:
		return []logs.Level{logs.LevelError}
	default:
		return nil
	}
}

// LogQuery says which entries are wanted. The zero LogQuery wants all.
type LogQuery struct {
	Text   string
	Levels LogLevels
	Party  diagnostics.Party // "": all
	Path   string            // of a file; "": all
}

// Everything reports whether all entries are wanted.
func (q LogQuery) Everything() bool { return q == LogQuery{} }

// Filter is the query as an index takes it.
func (q LogQuery) Filter() logs.Filter {
	f := logs.Filter{Levels: q.Levels.levels(), Text: q.Text}
	if q.Party != "" {
		f.Parties = []diagnostics.Party{q.Party}
	}
	if q.Path != "" {
		f.Paths = []string{q.Path}
	}
	return f
}

// LogRows are the rows of an index that are shown: all of them, or those that
// a filter let pass. The zero LogRows has none.
type LogRows struct {
	total int
	some  []int32 // in rising order
	part  bool    // some says which
}

// AllRows shows all rows of an index.
func AllRows(total int) LogRows { return LogRows{total: total} }

// SomeRows shows rows of an index in their order.
func SomeRows(total int, rows []int32) LogRows { return LogRows{total: total, some: rows, part: true} }

// Len is the number of lines shown.
func (r LogRows) Len() int {
	if r.part {
		return len(r.some)
	}
	return r.total
}

// At is the row in a line; ok is false if there is no such line.
func (r LogRows) At(line int) (row int, ok bool) {
	if line < 0 || line >= r.Len() {
		return 0, false
	}
	if r.part {
		return int(r.some[line]), true
	}
	return line, true
}

// Find is the line that shows a row; ok is false if it is not shown.
func (r LogRows) Find(row int) (line int, ok bool) {
	if row < 0 || row >= r.total {
		return 0, false
	}
	if !r.part {
		return row, true
	}
	return slices.BinarySearchFunc(r.some, row, func(shown int32, row int) int { return int(shown) - row })
}

// Says is how many entries are shown, of how many.
func (r LogRows) Says() Phrase {
	if r.part {
		return Count("logs.count.some", "{{.Shown}} of {{.Total}} entries", r.total, "Shown", Grouped(r.Len()), "Total", Grouped(r.total))
	}
	return Count("logs.count.all", "{{.Total}} entries", r.total, "Total", Grouped(r.total))
}

// LogLine is an entry in one line.
type LogLine struct {
	Level string
	Grave bool // a warning
	Bad   bool // an error
	At    string
	Path  string
}

// LogLineOf is what is known of an entry without reading it.
func LogLineOf(r logs.Row) LogLine {
	return LogLine{
		Level: r.Level.String(), Grave: r.Level == logs.LevelWarn, Bad: r.Level == logs.LevelError,
		At: r.At, Path: CleanLog([]byte(r.Path)),
	}
}

// maxPreview bounds an entry's text in the list, in bytes.
const maxPreview = 600

// LogPreviewBytes is how much of an entry LogPreview needs.
const LogPreviewBytes = 1024

// LogPreview is the first line of what an entry says.
func LogPreview(e *logs.Entry) string {
	text := bytes.TrimLeft(e.Text, " \t\r\n")
	if len(text) == 0 {
		text = bytes.TrimLeft(e.Raw, " \t\r\n")
	}
	if i := bytes.IndexAny(text, "\r\n"); i >= 0 {
		text = text[:i]
	}
	if len(text) > maxPreview {
		text = text[:maxPreview]
	}
	return CleanLog(text)
}

// LogDetail is one entry, whole.
type LogDetail struct {
	Title string // where it stands, when, how grave
	Text  string // cleaned
	Cut   Phrase // says so if Text is only the beginning
}

// DetailBytes bounds an entry's text in the detail pane.
const DetailBytes = 256 << 10

// LogDetailOf is the whole entry that was read with a limit of DetailBytes.
func LogDetailOf(r logs.Row, e *logs.Entry) LogDetail {
	title := CleanLog(fmt.Appendf(nil, "%s:%d", r.Path, r.Line))
	for _, more := range []string{string(e.At), string(e.Level)} {
		if more != "" {
			title += "   " + CleanLog([]byte(more))
		}
	}
	d := LogDetail{Title: title, Text: strings.TrimRight(CleanLog(e.Raw), "\n ")}
	if e.Truncated {
		d.Cut = Say("logs.cut", "This is the beginning: {{.Shown}} of {{.Size}}.", "Shown", Size(int64(len(e.Raw))), "Size", Size(e.Size))
	}
	return d
}

// LogChoice is a choice of the filter that names a party or a file.
type LogChoice struct {
	Party diagnostics.Party
	Path  string
	Label Phrase
}

// LogParties are the parties that have logs in an index, after a choice of
// all.
func LogParties(files []logs.IndexedFile) []LogChoice {
	out := []LogChoice{{Label: Say("logs.parties", "Both traders")}}
	for _, f := range files {
		if !slices.ContainsFunc(out, func(c LogChoice) bool { return c.Party == f.Party }) {
			out = append(out, LogChoice{Party: f.Party, Label: Target{Party: f.Party}.Label()})
		}
	}
	return out
}

// LogFiles are the files of an index that belong to a party, "" for all,
// after a choice of all.
func LogFiles(files []logs.IndexedFile, party diagnostics.Party) []LogChoice {
	out := []LogChoice{{Label: Say("logs.files", "All files")}}
	for _, f := range files {
		if party == "" || f.Party == party {
			out = append(out, LogChoice{Path: f.Path, Label: Plain(CleanLog([]byte(f.Path)))})
		}
	}
	return out
}

// LogTrouble says which files of an index were not read to their end.
func LogTrouble(files []logs.IndexedFile) Message {
	var first error
	n := 0
	for _, f := range files {
		if f.Err != nil {
			if n++; first == nil {
				first = f.Err
			}
		}
	}
	if first == nil {
		return Message{}
	}
	m := Trouble(first)
	m.Sign = Warn
	if n > 1 {
		m.Hint = Count("logs.unread", "{{.Count}} files could not be read to their end; their entries are missing here.", n)
	}
	return m
}
