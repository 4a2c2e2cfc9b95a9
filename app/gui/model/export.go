package model

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"tradecase/bundle"
	"tradecase/diagnostics/redact"
)

// HiddenIn says what is replaced in an export, by class.
func HiddenIn(x bundle.Export) Phrase {
	classes := ByClass(x.Entities)
	if len(classes) == 0 {
		return Say("handoff.nothidden", "No private values were found.")
	}
	return Say("handoff.hidden", "Private values replaced, each by the same stand-in everywhere: {{.List}}.", "List", classes)
}

// Unfound says which of the words that were typed are nowhere to be hidden.
func Unfound(x bundle.Export, typed []string) Message {
	var all []string
	for _, word := range typed {
		if slices.Contains(x.Unfound, word) {
			all = append(all, Clean(word))
		}
	}
	if len(all) == 0 {
		return Message{}
	}
	return Message{
		Sign: Warn, Text: Say("sender.unfound", "Not found as a whole word: {{.List}}.", "List", strings.Join(all, ", ")),
		Hint: Say("sender.unfound.hint", "Check the spelling. Inside a longer word it stays: type that word, too."),
	}
}

// ByClass says how many values of each class there are, the most first.
func ByClass(counts redact.Counts) []Phrase {
	classes := slices.SortedFunc(maps.Keys(counts), func(a, b redact.Class) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(string(a), string(b))
	})
	var all []Phrase
	for _, c := range classes {
		if counts[c] > 0 {
			all = append(all, class(c, counts[c]))
		}
	}
	return all
}

// class names a number of private values.
func class(c redact.Class, n int) Phrase {
	switch c {
	case redact.Email:
		return Count("class.email", "{{.Count}} e-mail addresses", n)
	case redact.IBAN:
		return Count("class.iban", "{{.Count}} IBANs", n)
	case redact.Phone:
		return Count("class.phone", "{{.Count}} phone numbers", n)
	case redact.IP:
		return Count("class.ip", "{{.Count}} IP addresses", n)
	case redact.User:
		return Count("class.user", "{{.Count}} user names", n)
	case redact.Payment:
		return Count("class.payment", "{{.Count}} payment details", n)
	case redact.Payload:
		return Count("class.payload", "{{.Count}} payment accounts", n)
	case redact.Key:
		return Count("class.key", "{{.Count}} private keys", n)
	case redact.Word:
		return Count("class.word", "{{.Count}} own words", n)
	}
	return publicClass(c, n)
}

// publicClass names a number of values that only the profile public hides.
func publicClass(c redact.Class, n int) Phrase {
	switch c {
	case redact.TradeID:
		return Count("class.tradeid", "{{.Count}} trade IDs", n)
	case redact.TxID:
		return Count("class.txid", "{{.Count}} transaction IDs", n)
	case redact.Hash:
		return Count("class.hash", "{{.Count}} digests", n)
	case redact.Onion:
		return Count("class.onion", "{{.Count}} onion addresses", n)
	case redact.Address:
		return Count("class.address", "{{.Count}} Bitcoin addresses", n)
	}
	return Count("class.other", "{{.Count}} × {{.Class}}", n, "Class", string(c))
}

// Preview says what a hand-off would be.
func Preview(x bundle.Export) Message {
	var bytes int64
	for _, f := range x.Files {
		bytes += f.OutBytes
	}
	m := Message{Sign: Note, Text: Count("preview.done", "{{.Count}} files would go out, {{.Size}} before compression.", len(x.Files), "Size", Size(bytes))}
	return withImages(m, x)
}

// PreviewFirst is Preview for somebody who wanted to save it unseen.
func PreviewFirst(x bundle.Export) Message {
	m := Preview(x)
	m.Hint = Say("preview.first", "What you changed is in it now. Have a look, then save it.")
	return m
}

// HandedOff says what came of a hand-off.
func HandedOff(x bundle.Export) Message {
	return withImages(Message{
		Sign: Good,
		Text: Count("handoff.done", "The hand-off is made and checked: {{.Count}} files, {{.Size}}.", len(x.Files), "Size", Size(x.Bytes)),
	}, x)
}

// Exported says what came of an export of logs.
func Exported(x bundle.Export) Message {
	return withImages(Message{
		Sign: Good,
		Text: Count("export.done", "The redacted copy is saved and checked: {{.Count}} files, {{.Size}}. Send this zip to support.", len(x.Files), "Size", Size(x.Bytes)),
	}, x)
}

// withImages adds what is to be known of the screenshots; that some stay behind
// is a warning.
func withImages(m Message, x bundle.Export) Message {
	m.Hint = imagesHint(x.Images)
	if x.Unread > 0 {
		m.Sign = Warn
		m.Hint = Count("handoff.unread", "{{.Count}} screenshots stay behind, damaged or too large: the end of the list says which and why. {{.Others}}", x.Unread, "Others", m.Hint)
	}
	return m
}

func imagesHint(images int) Phrase {
	if images == 0 {
		return Phrase{}
	}
	return Count("handoff.images", "{{.Count}} screenshots go out as new pixels without metadata. Only you can see whether their pixels show anything private.", images)
}

// Leak is a place that would have shown something private.
type Leak struct {
	Where string // "buyer/bisq.log:12"
	Class Phrase // of what is there, which itself is never shown
}

// Leaks are the places for which no hand-off was made; nil for other errors.
func Leaks(err error) []Leak {
	var leak *bundle.LeakError
	if !errors.As(err, &leak) {
		return nil
	}
	places := make([]Leak, 0, min(len(leak.Leaks), maxLeaks))
	for _, l := range leak.Leaks[:min(len(leak.Leaks), maxLeaks)] {
		places = append(places, Leak{where(l.Path, l.Line), class(l.Class, 1)})
	}
	return places
}

// maxLeaks bounds the leaks that are listed; one is enough to stop.
const maxLeaks = 200

// Past is a hand-off that was made before.
func Past(h bundle.Handoff) Phrase {
	return Say("handoff.past", "{{.When}}: {{.Size}}, SHA-256 {{.Hash}}",
		"When", h.Made.UTC().Format("2006-01-02 15:04 ")+time.UTC.String(), "Size", Size(h.Bytes), "Hash", ShortenHash(h.SHA256))
}
