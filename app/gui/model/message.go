package model

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"

	"tradecase/app/config"
	"tradecase/app/job"
	"tradecase/diagnostics"
)

// Message is what a page says about the work on it, where the work is. The
// zero Message says nothing.
type Message struct {
	Sign Sign
	Text Phrase
	Hint Phrase // what the reader can do
}

// Empty reports whether there is nothing to show.
func (m Message) Empty() bool { return m.Text.Empty() }

// Trouble is the message for an error, with its hint; nil gives none. Work
// that was stopped on purpose is no error.
func Trouble(err error) Message {
	switch {
	case err == nil:
		return Message{}
	case errors.Is(err, context.Canceled), errors.Is(err, job.ErrClosed):
		return Message{Sign: Note, Text: Say("message.stopped", "Stopped before it was done. Nothing is half written.")}
	}
	if file := (*config.BrokenError)(nil); errors.As(err, &file) {
		return brokenSettings(err, file.Cause)
	}
	if line := (*config.LineError)(nil); errors.As(err, &line) {
		m := Trouble(line.Cause)
		m.Text = Say("message.line", "Line {{.Number}}: {{.What}}", "Number", line.Line, "What", m.Text)
		return m
	}
	if t, ok := torError(err); ok {
		return TorTrouble(t)
	}
	text, hint := Sentence(err.Error()), Sentence(diagnostics.Hint(err))
	code, args := diagnostics.Code(err)
	if code == "" {
		return Message{Sign: Bad, Text: Plain(text), Hint: Plain(hint)}
	}
	return Message{Sign: Bad, Text: told("error."+code, text, args), Hint: told("error."+code+".hint", hint, args)}
}

// brokenSettings is the message for a file of settings that cannot be used, and why.
func brokenSettings(err, cause error) Message {
	line := (*config.LineError)(nil)
	if errors.As(cause, &line) {
		cause = line.Cause
	}
	why := Trouble(cause).Text
	why.Clause = true
	if line != nil {
		why = Say("message.in", "{{.What}} ({{.Key}}, line {{.Number}})", "What", why, "Key", line.Key, "Number", line.Line)
	}
	code, args := diagnostics.Code(err)
	m := Message{Sign: Bad, Text: told("error."+code, Sentence(err.Error()), nil), Hint: told("error."+code+".hint", Sentence(diagnostics.Hint(err)), args)}
	m.Text.Data["Why"] = why
	return m
}

// Taken reports whether an error says that a file already has the name.
func Taken(err error) bool { return errors.Is(err, fs.ErrExist) }

// Held reports whether an error says that another program is changing the
// bundle: the same again may go well.
func Held(err error) bool {
	code, _ := diagnostics.Code(err)
	return code == "held" || code == "held-by"
}

// maxSentence bounds a text that comes from elsewhere, in bytes.
const maxSentence = 4000

// Sentence makes an error's text one that can stand alone: a capital at the
// beginning, one line, bounded.
func Sentence(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
	s = Bounded(strings.TrimSpace(s))
	first, size := utf8.DecodeRuneInString(s)
	if first == utf8.RuneError {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// Bounded cuts a text to what a label can show without making the window wait.
func Bounded(s string) string {
	if len(s) <= maxSentence {
		return s
	}
	cut := maxSentence
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + " …"
}
