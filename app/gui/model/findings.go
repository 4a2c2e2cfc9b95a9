package model

import (
	"fmt"
	"strings"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

// Card is a finding as it is read: fact, advice, evidence on demand.
type Card struct {
	Sign     Sign
	Severity Phrase
	Title    Phrase
	Advice   Phrase
	Evidence []Place
	More     int    // places of evidence that are not listed
	Opens    Phrase // what shows the evidence, if it is called otherwise
	Hides    Phrase // what hides it then
}

// Place is one place of evidence.
type Place struct {
	Where   string // "seller/bisq_1.log:12"
	Excerpt string
	Path    string // of a log, "" if it is no place in one
	Line    int64  // from 1; 0 if it is the whole file
}

// maxPlaces bounds the evidence of one card.
const maxPlaces = 12

// CardOf is the card for a finding.
func CardOf(f diagnostics.Finding) Card {
	c := Card{
		Sign: severitySign(f.Severity), Severity: severity(f.Severity),
		Title: told("finding."+f.Text()+".title", f.Title, f.Args), Advice: told("finding."+f.Text()+".advice", f.Advice, f.Args),
	}
	for _, e := range f.Evidence {
		if e.Path == "" && e.Excerpt == "" {
			continue
		}
		if len(c.Evidence) == maxPlaces {
			c.More++
			continue
		}
		c.Evidence = append(c.Evidence, Place{where(e.Path, e.Line), Bounded(e.Excerpt), e.Path, e.Line})
	}
	return c
}

func where(path string, line int64) string {
	if line < 1 {
		return path
	}
	return fmt.Sprintf("%s:%d", path, line)
}

func severity(s diagnostics.Severity) Phrase {
	switch s {
	case diagnostics.Info:
		return Say("severity.info", "Note")
	case diagnostics.Warning:
		return Say("severity.warning", "Warning")
	case diagnostics.Problem:
		return Say("severity.problem", "Problem")
	}
	return Plain(s.String())
}

// Text is the card as text to be copied; say turns phrases into the reader's
// language.
func (c Card) Text(say func(Phrase) string) string {
	var s strings.Builder
	s.WriteString(say(c.Title))
	if !c.Advice.Empty() {
		s.WriteString("\n" + say(c.Advice))
	}
	for _, p := range c.Evidence {
		s.WriteString("\n\n" + p.Where)
		if p.Excerpt != "" {
			s.WriteString("\n" + p.Excerpt)
		}
	}
	return s.String() + "\n"
}

// Cards are the cards for findings, in their order.
func Cards(findings []diagnostics.Finding) []Card {
	cards := make([]Card, len(findings))
	for i, f := range findings {
		cards[i] = CardOf(f)
	}
	return cards
}

// Summary says what a scan found, in one line.
func Summary(r *logs.Result) Message {
	var bytes int64
	for _, f := range r.Files {
		bytes += f.Bytes
	}
	if len(r.Files) == 0 {
		return Message{
			Sign: Warn,
			Text: Say("scan.nologs", "There are no logs in this bundle yet."),
			Hint: Say("scan.nologs.hint", "Add them on the Overview page, then scan."),
		}
	}
	problems, warnings := 0, 0
	for _, f := range r.Findings {
		switch f.Severity {
		case diagnostics.Problem:
			problems++
		case diagnostics.Warning:
			warnings++
		}
	}
	m := Message{Sign: Good, Text: Count("scan.done", "{{.Count}} files read, {{.Size}}.", len(r.Files), "Size", Size(bytes))}
	switch {
	case problems > 0:
		m.Sign = Bad
	case warnings > 0:
		m.Sign = Warn
	}
	m.Hint = Say("scan.found", "Problems: {{.Problems}}. Warnings: {{.Warnings}}. Transactions mentioned: {{.Transactions}}.",
		"Problems", problems, "Warnings", warnings, "Transactions", len(r.Transactions))
	return m
}
