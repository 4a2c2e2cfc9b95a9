package model

import (
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// Judged is a verdict on a zip that somebody sent.
type Judged struct {
	Message
	Facts  []Fact
	SHA256 string
	Cards  []Card
}

// Fact is a line of a verdict: what, and how it is.
type Fact struct {
	Sign  Sign
	Name  Phrase
	Value Phrase
}

// Judge says how a zip is. What could not be known counts as neither.
func Judge(v bundle.Verified) Judged {
	j := Judged{SHA256: v.SHA256, Cards: Cards(v.Findings)}
	worst := diagnostics.Info
	for _, f := range v.Findings {
		worst = max(worst, f.Severity)
	}
	switch {
	case worst == diagnostics.Problem:
		j.Message = Message{Sign: Bad, Text: Say("verify.bad", "There are problems with this zip.")}
	case worst == diagnostics.Warning:
		j.Message = Message{Sign: Warn, Text: Say("verify.warn", "Something about this zip needs a look.")}
	case v.Intact == nil:
		j.Message = Message{Sign: Question, Text: Say("verify.unknown", "Nothing wrong was found, but it cannot be known whether it was altered.")}
	default:
		j.Message = Message{
			Sign: Good, Text: Say("verify.good", "Safe names, complete, unaltered, nothing private found."),
			Hint: Say("verify.good.hint", "The digests lie in the zip itself: compare its SHA-256 with what its maker says."),
		}
	}
	j.Facts = facts(v)
	return j
}

func facts(v bundle.Verified) []Fact {
	id := Fact{NoSign, Say("verify.trade", "Trade"), Plain(string(v.TradeID))}
	if v.TradeID == "" {
		id.Sign, id.Value = Question, Say("verify.trade.none", "none named")
	}
	kind := Fact{NoSign, Say("verify.kind", "Kind"), Phrase{}}
	switch v.Kind {
	case bundle.KindHandoff:
		kind.Value = Say("verify.kind.handoff", "hand-off made by Tradecase")
	case bundle.KindRedact:
		kind.Value = Say("verify.kind.redact", "redacted files made by Tradecase")
	default:
		kind.Sign, kind.Value = Question, Say("verify.kind.other", "no manifest: not made by Tradecase, or altered")
	}
	intact := Fact{Question, Say("verify.intact", "Unaltered"), Say("verify.intact.unknown", "cannot be known")}
	if v.Intact != nil {
		intact.Sign, intact.Value = Bad, Say("verify.intact.no", "no")
		if *v.Intact {
			intact.Sign, intact.Value = Good, Say("verify.intact.yes", "yes, all digests agree")
		}
	}
	leaks := Fact{Good, Say("verify.leaks", "Private values"), Say("verify.leaks.none", "none found")}
	if n := len(v.Leaks); n > 0 {
		leaks.Sign, leaks.Value = Bad, Count("verify.leaks.some", "{{.Count}} left in it", n)
	}
	size := Fact{NoSign, Say("verify.size", "Size"), Count("verify.size.files", "{{.Count}} files, {{.Size}}", v.Files, "Size", Size(v.Bytes))}
	if v.Kind != "" { // who made it counted without
		size.Value = Count("verify.size.manifest", "{{.Count}} files and the manifest, {{.Size}}", v.Files-1, "Size", Size(v.Bytes))
	}
	return []Fact{id, kind, intact, leaks, size}
}
