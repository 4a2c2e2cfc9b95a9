package model

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/redact"
)

func TestCard(t *testing.T) {
	f := diagnostics.Finding{
		Severity: diagnostics.Problem, Title: "Went back", Advice: "Go forward",
		Evidence: []diagnostics.Evidence{
			{Path: "seller/bisq.log", Line: 12, Excerpt: "VERSION=1"}, {Path: "zip", Line: 0}, {},
		},
	}
	c := CardOf(f)
	if c.Sign != Bad || c.Severity.Key != "severity.problem" || c.More != 0 {
		t.Errorf("got %+v", c)
	}
	if want := []Place{{"seller/bisq.log:12", "VERSION=1", "seller/bisq.log", 12}, {"zip", "", "zip", 0}}; !slices.Equal(c.Evidence, want) {
		t.Errorf("evidence %v, want %v", c.Evidence, want)
	}
	if got, want := c.Text(func(p Phrase) string { return fill(t, p) }), "Went back\nGo forward\n\nseller/bisq.log:12\nVERSION=1\n\nzip\n"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	for s, want := range map[diagnostics.Severity]Sign{diagnostics.Info: Note, diagnostics.Warning: Warn, diagnostics.Severity(9): Question} {
		if got := CardOf(diagnostics.Finding{Severity: s}); got.Sign != want || got.Severity.Empty() {
			t.Errorf("severity %v: %+v", s, got)
		}
	}
}

func TestCardBoundsItsEvidence(t *testing.T) {
	f := diagnostics.Finding{Evidence: make([]diagnostics.Evidence, maxPlaces+5)}
	for i := range f.Evidence {
		f.Evidence[i] = diagnostics.Evidence{Path: "a", Line: int64(i + 1), Excerpt: strings.Repeat("x", 2*maxSentence)}
	}
	c := CardOf(f)
	if len(c.Evidence) != maxPlaces || c.More != 5 || len(c.Evidence[0].Excerpt) > maxSentence+8 {
		t.Errorf("%d places and %d more, the first of %d bytes", len(c.Evidence), c.More, len(c.Evidence[0].Excerpt))
	}
}

func TestSummary(t *testing.T) {
	one := []logs.FileSummary{{Bytes: 2000}}
	find := func(s ...diagnostics.Severity) (f []diagnostics.Finding) {
		for _, s := range s {
			f = append(f, diagnostics.Finding{Severity: s})
		}
		return f
	}
	for name, tt := range map[string]struct {
		result logs.Result
		sign   Sign
	}{
		"nothing to read": {logs.Result{}, Warn},
		"fine":            {logs.Result{Files: one, Findings: find(diagnostics.Info)}, Good},
		"warning":         {logs.Result{Files: one, Findings: find(diagnostics.Info, diagnostics.Warning)}, Warn},
		"problem":         {logs.Result{Files: one, Findings: find(diagnostics.Warning, diagnostics.Problem)}, Bad},
	} {
		if m := Summary(&tt.result); m.Sign != tt.sign || m.Empty() {
			t.Errorf("%s: got %+v", name, m)
		}
	}
}

func TestByClass(t *testing.T) {
	var keys []string
	for _, p := range ByClass(redact.Counts{redact.Email: 2, redact.User: 9, redact.IP: 2, redact.Key: 0, "new": 1}) {
		keys = append(keys, fmt.Sprint(p.Key, " ", p.Data["Count"]))
	}
	if want := []string{"class.user 9", "class.email 2", "class.ip 2", "class.other 1"}; !slices.Equal(keys, want) {
		t.Errorf("got %v, want %v", keys, want)
	}
	for _, c := range []redact.Class{
		redact.Email, redact.IBAN, redact.Phone, redact.IP, redact.User, redact.Payment, redact.Payload, redact.Key, redact.Word,
		redact.TradeID, redact.TxID, redact.Hash, redact.Onion, redact.Address,
	} {
		if p := class(c, 1); p.Key == "class.other" {
			t.Errorf("class %s has no words of its own", c)
		}
	}
}

func TestExport(t *testing.T) {
	x := bundle.Export{
		Path: "/x/a.zip", Bytes: 1000, SHA256: "aa", Images: 2,
		Files: []bundle.ExportedFile{{Path: "UGLRYY/buyer/bisq.log", OutBytes: 1500, Redactions: redact.Counts{redact.Email: 1}}, {Path: "plain"}},
	}
	if p := Preview(x); p.Hint.Key != "handoff.images" || fill(t, p.Text.Data["Size"]) != "1.5 kB" {
		t.Errorf("preview %+v", p)
	}
	for _, m := range []Message{HandedOff(x), Exported(x)} {
		if m.Sign != Good || fill(t, m.Text.Data["Size"]) != "1.0 kB" || m.Text.Data["Count"] != 2 || m.Hint.Key != "handoff.images" {
			t.Errorf("%+v", m)
		}
	}
	x.Unread = 1
	for _, m := range []Message{Preview(x), HandedOff(x), Exported(x)} {
		if m.Sign != Warn || m.Hint.Key != "handoff.unread" || m.Hint.Data["Count"] != 1 || m.Hint.Data["Others"].(Phrase).Key != "handoff.images" { //nolint:errcheck // a panic fails as well
			t.Errorf("a screenshot stays behind: %+v", m)
		}
	}
	x.Unread = 0
	if p := HiddenIn(x); p.Key != "handoff.nothidden" {
		t.Errorf("without private values: %+v", p)
	}
	x.Entities = redact.Counts{redact.Email: 3}
	p := HiddenIn(x)
	if list, ok := p.Data["List"].([]Phrase); !ok || p.Key != "handoff.hidden" || len(list) != 1 {
		t.Errorf("with private values: %+v", p)
	}
	if got := MostHidden(x); got != "UGLRYY/buyer/bisq.log" {
		t.Errorf("the most is in %q", got)
	}
	if got := MostHidden(bundle.Export{}); got != "" {
		t.Errorf("without files the most is in %q", got)
	}
	x.Images = 0
	if p := Preview(x); !p.Hint.Empty() {
		t.Errorf("without screenshots: %+v", p.Hint)
	}
}

func TestPreviewTitle(t *testing.T) {
	for want, p := range map[string]Phrase{
		"sight.all":    PreviewTitle("a", false, false, nil),
		"sight.begin":  PreviewTitle("a", true, false, nil),
		"sight.image":  PreviewTitle("a", false, true, bundle.ErrNoText),
		"sight.failed": PreviewTitle("a", false, false, errors.New("gone")),
	} {
		if p.Key != want || p.Data["Name"] != "a" {
			t.Errorf("%s: %+v", want, p)
		}
	}
}

func TestLeaks(t *testing.T) {
	err := fmt.Errorf("x: %w", &bundle.LeakError{Leaks: []redact.Leak{{Path: "a/b.log", Line: 3, Class: redact.IBAN}}})
	if got := Leaks(err); len(got) != 1 || got[0].Where != "a/b.log:3" || got[0].Class.Key != "class.iban" {
		t.Errorf("got %v", got)
	}
	if Leaks(errors.New("x")) != nil || Leaks(nil) != nil {
		t.Error("leaks without a leak")
	}
	many := &bundle.LeakError{Leaks: make([]redact.Leak, maxLeaks+1)}
	if got := len(Leaks(many)); got != maxLeaks {
		t.Errorf("%d leaks listed", got)
	}
}

func TestPast(t *testing.T) {
	p := Past(bundle.Handoff{Made: time.Date(2024, 2, 3, 4, 5, 6, 0, time.UTC), Bytes: 1000, SHA256: "ab"})
	if p.Data["When"] != "2024-02-03 04:05 UTC" || fill(t, p.Data["Size"]) != "1.0 kB" {
		t.Errorf("got %v", p.Data)
	}
}

func TestJudge(t *testing.T) {
	yes, no := true, false
	problem := []diagnostics.Finding{{Severity: diagnostics.Problem}}
	for name, tt := range map[string]struct {
		verified bundle.Verified
		sign     Sign
		intact   Sign
	}{
		"fine":             {bundle.Verified{Kind: bundle.KindHandoff, Intact: &yes}, Good, Good},
		"not to be known":  {bundle.Verified{}, Question, Question},
		"warning":          {bundle.Verified{Intact: &yes, Findings: []diagnostics.Finding{{Severity: diagnostics.Warning}}}, Warn, Good},
		"altered":          {bundle.Verified{Intact: &no, Findings: problem}, Bad, Bad},
		"problem, unknown": {bundle.Verified{Findings: problem}, Bad, Question},
	} {
		j := Judge(tt.verified)
		if j.Sign != tt.sign || j.Facts[2].Sign != tt.intact || len(j.Cards) != len(tt.verified.Findings) {
			t.Errorf("%s: got %+v", name, j)
		}
	}
	j := Judge(bundle.Verified{Leaks: make([]redact.Leak, 2), TradeID: "UGLRYY"})
	if j.Facts[3].Sign != Bad || j.Facts[3].Value.Data["Count"] != 2 || j.Facts[0].Value.English != "UGLRYY" {
		t.Errorf("facts %+v", j.Facts)
	}
}
