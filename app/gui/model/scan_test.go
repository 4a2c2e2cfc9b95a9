package model

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tradecase/app/job"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

// downgrade is what a scan says of a trader who went back.
func downgrade(party diagnostics.Party) diagnostics.Finding {
	return diagnostics.Finding{
		Code: downgradeCode, Severity: diagnostics.Problem, Title: "Seller went from 1.9.17 to 1.9.10", Advice: "Go forward.",
		Args: map[string]string{"Party": string(party), "From": "1.9.17", "To": "1.9.10"},
	}
}

func result() *logs.Result {
	return &logs.Result{
		Files: []logs.FileSummary{
			{Path: "buyer/bisq.log", Party: diagnostics.Buyer, History: 1},
			{Path: "seller/bisq.log", Party: diagnostics.Seller, History: 2},
		},
		Versions: []logs.Version{
			{Version: "1.9.15", Path: "buyer/bisq.log", Party: diagnostics.Buyer},
			{Version: "1.9.17", Path: "buyer/bisq.log", Party: diagnostics.Buyer},
			{Version: "1.9.17", Path: "seller/bisq.log", Party: diagnostics.Seller},
			{Version: "1.9.10", Path: "seller/bisq.log", Party: diagnostics.Seller},
		},
		Findings: []diagnostics.Finding{downgrade(diagnostics.Seller), {Code: "log.error"}},
	}
}

func TestPartyVersions(t *testing.T) {
	apart := result()
	apart.Files = append(apart.Files, logs.FileSummary{Path: "buyer/other.log", Party: diagnostics.Buyer, History: 3})
	apart.Versions = append(apart.Versions, logs.Version{Version: "1.9.2", Path: "buyer/other.log", Party: diagnostics.Buyer})
	silent := result()
	silent.Versions, silent.Files = silent.Versions[2:], silent.Files[:1]
	silent.Versions = nil
	for name, tt := range map[string]struct {
		scan          Scan
		buyer, seller string
		down          string
	}{
		"no logs":   {Scan{}, "Buyer: no logs yet", "Seller: no logs yet", ""},
		"not known": {Scan{Stage: Scanning}, "Buyer: logs are being read", "Seller: logs are being read", ""},
		"failed":    {Scan{Stage: Unscanned}, "Buyer: not known, logs not read", "Seller: not known, logs not read", ""},
		"read":      {Scan{Stage: Scanned, Result: result()}, "Buyer 1.9.17", "Seller 1.9.10", "went down from 1.9.17 to 1.9.10"},
		"two orders": {
			Scan{Stage: Scanned, Result: apart}, "Buyer: latest version not known", "Seller 1.9.10", "went down from 1.9.17 to 1.9.10",
		},
		"not named": {Scan{Stage: Scanned, Result: silent}, "Buyer: version not known", "Seller: no logs yet", "went down from 1.9.17 to 1.9.10"},
	} {
		got := tt.scan.PartyVersions()
		if fill(t, got[0].Text) != tt.buyer || fill(t, got[1].Text) != tt.seller || fill(t, got[1].Down) != tt.down {
			t.Errorf("%s: %q, %q %q", name, fill(t, got[0].Text), fill(t, got[1].Text), fill(t, got[1].Down))
		}
		if !got[0].Down.Empty() || (got[1].Sign == Warn) != (tt.down != "") {
			t.Errorf("%s: signs %v, %v", name, got[0].Sign, got[1].Sign)
		}
	}
}

func TestScanSays(t *testing.T) {
	empty := result()
	empty.Findings = nil
	for name, tt := range map[string]struct {
		scan  Scan
		title string
		sign  Sign
	}{
		"no logs": {Scan{}, "Found", Note},
		"reading": {Scan{Stage: Scanning}, "Found", Note},
		"failed":  {Scan{Stage: Unscanned, Trouble: Trouble(errors.New("no"))}, "Found", Bad},
		"nothing": {Scan{Stage: Scanned, Result: empty}, "Found (0)", Good},
		"some":    {Scan{Stage: Scanned, Result: result()}, "Found (2)", NoSign},
	} {
		if title, m := fill(t, tt.scan.Title()), tt.scan.Says(); title != tt.title || m.Sign != tt.sign {
			t.Errorf("%s: %q, %+v", name, title, m)
		}
	}
}

func TestNextOf(t *testing.T) {
	done := bundle.Row{Slot: "when", State: bundle.Done, Title: "When it happened", Ask: "When?"}
	missing := bundle.Row{Slot: "logs", Party: diagnostics.Buyer, State: bundle.Missing, Title: "Buyer's logs", Ask: "Send logs."}
	unsure := bundle.Row{Slot: "screenshots", State: bundle.Unsure, Title: "Other screenshots", Detail: "2 images"}
	gone := bundle.Row{Slot: "items", State: bundle.Missing, Title: "Content that is gone", Detail: "a.png: gone"}
	fine := Scan{Stage: Scanned, Result: &logs.Result{}}
	open := func(rows ...bundle.Row) bundle.Checklist { return bundle.Checklist{State: bundle.Open, Items: rows} }
	for name, tt := range map[string]struct {
		check      bundle.Checklist
		scan       Scan
		text, copy string
	}{
		"missing":        {open(done, unsure, missing), Scan{Stage: Scanned, Result: result()}, "Ask for what is missing first: Buyer's logs.", "Send logs."},
		"gone":           {open(gone), fine, "Content that is gone: a.png: gone.", "Content that is gone: a.png: gone."},
		"to be sorted":   {open(done, unsure), fine, "Other screenshots: 2 images.", "Other screenshots: 2 images."},
		"problem":        {open(done), Scan{Stage: Scanned, Result: result()}, "Seller went from 1.9.17 to 1.9.10: do what its advice says, then make the hand-off.", "Go forward."},
		"all there":      {open(done), fine, "Nothing is missing: make the hand-off.", "Nothing is missing: make the hand-off."},
		"not read yet":   {open(done), Scan{Stage: Scanning}, "Nothing is missing. Wait until the logs are read.", ""},
		"cannot be read": {open(done), Scan{Stage: Unscanned}, "Nothing is missing, but the logs were not read: try that again before the hand-off.", ""},
		"damaged":        {bundle.Checklist{State: bundle.Damaged, Items: []bundle.Row{missing}}, fine, "This bundle is damaged: see what is listed under Items, and make a new bundle from what the traders sent.", ""},
		"read-only":      {bundle.Checklist{State: bundle.ReadOnly, Items: []bundle.Row{missing}}, fine, "This bundle is read-only here: change it with the newer Tradecase.", ""},
	} {
		next := NextOf(tt.check, tt.scan, tt.check.State != bundle.Open) // such a bundle is checked by no click
		if got := fill(t, next.Text); got != tt.text {
			t.Errorf("%s: next %q, want %q", name, got, tt.text)
		}
		if got := fill(t, next.Copied()); tt.copy != "" && got != tt.copy {
			t.Errorf("%s: copies %q, want %q", name, got, tt.copy)
		}
	}
	if next := NextOf(open(missing), fine, true); !next.Check || next.Text.Key != "next.check" {
		t.Errorf("unchecked: %+v", next)
	}
}

func TestCheckable(t *testing.T) {
	contract := bundle.Item{Kind: bundle.Text, Slot: bundle.Contract}
	shot := bundle.Item{Kind: bundle.Image, Slot: bundle.TradeDetails}
	noted := bundle.Notes{Tx: map[diagnostics.TxRole]string{diagnostics.Deposit: "ab"}}
	if !Checkable([]bundle.Item{shot, contract}, bundle.Notes{}) || !Checkable(nil, noted) || Checkable([]bundle.Item{shot}, bundle.Notes{What: "x"}) {
		t.Error("a contract or an ID can be checked, a screenshot cannot")
	}
}

func TestToldIsNoTemplate(t *testing.T) {
	p := told("finding.none.title", "it says {{.Evil}}", map[string]string{"What": "{{.Worse}}", "Count": "7", "Bytes": "2000", "Party": "seller", "Roles": "deposit,payout"})
	if got := fill(t, p); got != "it says {{.Evil}}" {
		t.Errorf("says %q", got)
	}
	if p.Data["What"] != "{{.Worse}}" || p.Data["Count"] != 7 || !p.Plural || fill(t, p.Data["Size"]) != "2.0 kB" ||
		fill(t, p.Data["Who"]) != "Seller" || fill(t, p.Data["Of"]) != " of the seller" {
		t.Errorf("fills in %v", p.Data)
	}
	if roles, ok := p.Data["Roles"].([]Phrase); !ok || len(roles) != 2 || fill(t, roles[0]) != "Deposit" {
		t.Errorf("the roles are %v", p.Data["Roles"])
	}
	if !told("x", "", nil).Empty() {
		t.Error("nothing became something")
	}
	if long := told("x", strings.Repeat("x", 2*maxSentence), nil); len(fill(t, long)) > maxSentence+8 {
		t.Error("a long text is not bounded")
	}
}

func TestToldSaysWhy(t *testing.T) {
	for code, want := range map[string]string{
		"same-place": "a.log and b.log have the same place", "nameless": "the name of a.log does not say where it belongs",
		"backwards": "by its number a.log is older than b.log, by its stamps it is not", "stamps": "the stamps of a.log and b.log cannot be compared",
		"unheard-of": "in English",
	} {
		p := told("x", "y", map[string]string{"Why": "in English", "WhyCode": code, "A": "a.log", "B": "b.log"})
		if got := fill(t, p.Data["Why"]); got != want {
			t.Errorf("%s: says %q", code, got)
		}
	}
}

func TestShots(t *testing.T) {
	image := func(n int, party diagnostics.Party, slot bundle.Slot, name string) bundle.Item {
		return bundle.Item{Number: n, Party: party, Slot: slot, Name: name, Kind: bundle.Image, Size: 2000}
	}
	shots := Shots([]bundle.Item{
		image(1, diagnostics.Unknown, bundle.TradeDetails, "details.png"),
		image(2, diagnostics.Seller, "", "b.png"),
		{Number: 3, Kind: bundle.Log, Party: diagnostics.Buyer},
		image(4, diagnostics.Seller, bundle.ChatSeller, "z.png"),
		image(5, diagnostics.Buyer, "", "c.png"),
		image(6, diagnostics.Seller, "", "a.png"),
	})
	var order []int
	for _, s := range shots {
		order = append(order, s.Number)
	}
	if want := []int{5, 4, 6, 2, 1}; !slices.Equal(order, want) {
		t.Fatalf("in the order %v, want %v", order, want)
	}
	if got := fill(t, shots[1].Title) + "; " + fill(t, shots[1].Below); got != "Seller's first chat message; Seller, z.png, 2.0 kB" {
		t.Errorf("a slot of the seller says %q", got)
	}
	if got := fill(t, shots[4].Below); got != "details.png, 2.0 kB" {
		t.Errorf("a slot of nobody says %q", got)
	}
}

func TestNotesReady(t *testing.T) {
	n := NewNotes(bundle.Notes{})
	n.Type(What, "It broke")
	n.Type(TxField(diagnostics.Deposit), "0a0b") // not finished
	if got := n.Ready(); !slices.Equal(got, []Field{What}) || len(n.Unsaved()) != 2 {
		t.Errorf("ready %v of %v", got, n.Unsaved())
	}
	if !n.Trouble(TxField(diagnostics.Deposit)).Empty() {
		t.Error("what is not finished is called wrong")
	}
}

func TestActivityLook(t *testing.T) {
	var a Activity
	a.Tell(Plain("before"))
	look := a.BeginLook(Plain("reading"))
	if !a.Busy() || a.Loses() {
		t.Error("looking is not busy, or loses something")
	}
	work := a.Begin(Plain("adding"))
	if !a.Loses() {
		t.Error("work loses nothing")
	}
	a.Update(look, job.Status{Finished: true})
	if got := fill(t, a.Last()); got != "before" {
		t.Errorf("looking says %q at its end", got)
	}
	a.Update(work, job.Status{Finished: true})
	if a.Loses() || a.Last().Key != "activity.done" {
		t.Errorf("says %+v", a.Last())
	}
	a.Update(a.BeginLook(Plain("reading")), job.Status{Finished: true, Err: errors.New("no")})
	if a.Last().Key != "activity.failed" {
		t.Errorf("failed looking says %+v", a.Last())
	}
}
