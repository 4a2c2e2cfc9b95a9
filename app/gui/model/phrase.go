// Package model is the state of the window's pages and how it reads, in plain
// Go: pages bind it to widgets. It is not safe for concurrent use; all of it
// belongs to the window's goroutine, except where a function says otherwise.
package model

import (
	"fmt"
	"strconv"
	"strings"

	"tradecase/bundle"
	"tradecase/diagnostics/trade"
)

// Phrase is a text of the window. It is translated where it is shown: by Key
// if it has one; without a key English stays as it is, as the core's own texts
// do. Data fills the {{.Name}} places.
type Phrase struct {
	Key     string
	English string
	Data    map[string]any
	Plural  bool // Data["Count"] chooses the form
	// Clause says that it stands within a sentence: without its capital and its
	// full stop. What begins with a noun in German stays out of such places.
	Clause bool
	// Number is a number as no language writes it: a dot before its decimals, and
	// nothing between its thousands. It has no key; English is how English has it.
	Number string
}

// Empty reports whether there is nothing to show.
func (p Phrase) Empty() bool { return p.English == "" }

// Say makes a phrase with a translation key. data are names and values in
// turn.
func Say(key, english string, data ...any) Phrase {
	p := Phrase{Key: key, English: english}
	for i := 0; i+1 < len(data); i += 2 {
		if p.Data == nil {
			p.Data = map[string]any{}
		}
		p.Data[fmt.Sprint(data[i])] = data[i+1]
	}
	return p
}

// Count makes a phrase whose form depends on a number, which fills
// {{.Count}}. english is the form for other numbers than one.
func Count(key, english string, n int, data ...any) Phrase {
	p := Say(key, english, append([]any{"Count", n}, data...)...)
	p.Plural = true
	return p
}

// Plain is a text that is shown as it is.
func Plain(text string) Phrase { return Phrase{English: text} }

// Size is a number of bytes for people: "9.8 MB".
func Size(bytes int64) Phrase {
	if bytes < 1000 {
		return Count("size.bytes", "{{.Count}} bytes", int(bytes))
	}
	number, unit, _ := strings.Cut(bundle.Size(bytes), " ")
	return Say("size.decimal", "{{.Number}} {{.Unit}}", "Number", Phrase{English: number, Number: number}, "Unit", unit)
}

// Grouped is a number with space between its thousands, in which no line ends;
// another language may have something else there.
func Grouped(n int) Phrase {
	digits := strconv.Itoa(n)
	s := digits
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u00a0" + s[i:]
	}
	return Phrase{English: s, Number: digits}
}

// Decimal is a number with one decimal.
func Decimal(v float64) Phrase { return TradeText(trade.Decimal(v)) }
