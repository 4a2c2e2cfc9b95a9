package model

import (
	"regexp"
	"strings"
)

// remarks are what the core notes of texts that it was given. They have no
// codes: the window knows them by their sentences, in which {{.A}} and {{.B}} are
// gaps. The first that fits counts.
var remarks = []Phrase{
	Say("remark.mail", "the marks of a quoted mail were taken off"),
	Say("remark.left-out", "the contract: not understood and left out: {{.A}}"),
	Say("remark.mended", "the contract: {{.A}}"),
	Say("remark.unread", "the contract could not be read: {{.A}}"),
	Say("remark.no-beginning", "the beginning of the contract is missing"),
	Say("remark.another", "this is another contract than the one that was read before"),
	Say("remark.psbt", "something that begins like a PSBT could not be read"),
	Say("remark.psbt-unsigned", "a PSBT lacks signatures: what it pays can be judged, its signatures cannot"),
	Say("remark.hex-long", "hex of {{.A}} digits is no transaction: it was cut off, or is too long"),
	Say("remark.hex-else", "hex of {{.A}} digits is no transaction: it was cut off, or is something else"),
	Say("remark.most-raw", "only the first {{.A}} transactions were read: a trade has five"),
	Say("remark.not-asked", "the explorer {{.A}} of the settings is not asked: {{.B}}"),
	Say("remark.most-ids", "only the first {{.A}} transaction IDs were read: a trade has five"),
}

// mended are what was put right in a contract, with the names of their
// sentences.
var mended = map[string]string{
	"typographic quotes were made plain":        "quotes",
	"comments were taken out":                   "comments",
	"commas too many were taken out":            "commas",
	"it is cut off, and what there is was read": "cut-off",
}

// RemarkTexts are the sentences that the window knows, with {{.A}} for a gap.
func RemarkTexts() []string {
	all := make([]string, len(remarks))
	for i, r := range remarks {
		all[i] = r.English
	}
	return all
}

var remarkPatterns = patterns()

// patterns are those of the remarks: an item's name may stand before each.
func patterns() []*regexp.Regexp {
	all := make([]*regexp.Regexp, len(remarks))
	for i, r := range remarks {
		sentence := strings.ReplaceAll(regexp.QuoteMeta(r.English), regexp.QuoteMeta("{{.A}}"), "(?P<a>.+)")
		sentence = strings.ReplaceAll(sentence, regexp.QuoteMeta("{{.B}}"), "(?P<b>.+)")
		all[i] = regexp.MustCompile(`(?s)^(?:(?P<name>[^ ]+): )?` + sentence + `$`)
	}
	return all
}

// RemarkOf is a remark in the window's words; one that it does not know stays
// as it is.
func RemarkOf(note string) Phrase {
	for i, pattern := range remarkPatterns {
		found := pattern.FindStringSubmatch(note)
		if found == nil {
			continue
		}
		p := Phrase{Key: remarks[i].Key, English: remarks[i].English}
		if at := pattern.SubexpIndex("a"); at >= 0 {
			p.Data = map[string]any{"A": inRemark(found[at])}
		}
		if at := pattern.SubexpIndex("b"); at >= 0 {
			p.Data["B"] = inRemark(found[at])
		}
		if name := found[pattern.SubexpIndex("name")]; name != "" {
			return Say("remark.of", "{{.Name}}: {{.Remark}}", "Name", Bounded(name), "Remark", p)
		}
		return p
	}
	return Plain(Bounded(note))
}

// inRemark is what stands in a remark's gap.
func inRemark(text string) Phrase {
	if code, ok := mended[text]; ok {
		return Phrase{Key: "said.contract." + code, English: text}
	}
	return detailOf(text)
}
