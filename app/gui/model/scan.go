package model

import (
	"slices"

	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

// ScanStage says how far the reading of a bundle's logs is.
type ScanStage int

// The stages.
const (
	NoLogs    ScanStage = iota // there is nothing to read
	Scanning                   // what they say is not known yet
	Scanned                    // Result has it
	Unscanned                  // they could not be read, or were not to be
)

// Scan is what is known of what a bundle's logs say. The zero Scan is that of
// a bundle without logs.
type Scan struct {
	Stage   ScanStage
	Result  *logs.Result // nil unless Scanned
	Trouble Message      // why they were not read, if Unscanned
}

// Findings are those of the logs, the worst first; none unless Scanned.
func (s Scan) Findings() []diagnostics.Finding {
	if s.Result == nil {
		return nil
	}
	return s.Result.Findings
}

// Title stands above what was found. Without a number it is not known.
func (s Scan) Title() Phrase {
	if s.Stage != Scanned {
		return Say("found.title", "Found")
	}
	return Count("found.count", "Found ({{.Count}})", len(s.Findings()))
}

// Says is what must be said besides the findings.
func (s Scan) Says() Message {
	switch s.Stage {
	case NoLogs:
		return Message{
			Sign: Note, Text: Say("found.nologs", "There are no logs to look into yet."),
			Hint: Say("found.nologs.hint", "Add them below, or ask the traders for them. Then versions, downgrades and errors in them stand here."),
		}
	case Scanning:
		return Message{Sign: Note, Text: Say("logs.reading", "The logs are being read.")}
	case Unscanned:
		return s.Trouble
	case Scanned:
	}
	if len(s.Findings()) > 0 {
		return Message{}
	}
	return Message{
		Sign: Good, Text: Say("found.nothing", "Nothing was found in the logs."),
		Hint: Say("found.nothing.hint", "No downgrade, no error, no gap. What Tradecase does not know, it does not find."),
	}
}

// PartyVersion is the latest version that a trader ran, as it stands above a
// bundle.
type PartyVersion struct {
	Sign Sign // Warn if it went down
	Text Phrase
	Down Phrase // that it went down; empty if it did not
}

// PartyVersions are the buyer's and the seller's.
func (s Scan) PartyVersions() []PartyVersion {
	var out []PartyVersion
	for _, party := range []diagnostics.Party{diagnostics.Buyer, diagnostics.Seller} {
		out = append(out, s.version(party))
	}
	return out
}

func (s Scan) version(party diagnostics.Party) PartyVersion {
	who := Target{Party: party}.Label()
	switch s.Stage {
	case NoLogs:
		return PartyVersion{Text: Say("head.nologs", "{{.Party}}: no logs yet", "Party", who)}
	case Scanning:
		return PartyVersion{Text: Say("head.reading", "{{.Party}}: logs are being read", "Party", who)}
	case Unscanned:
		return PartyVersion{Sign: Question, Text: Say("head.unread", "{{.Party}}: not known, logs not read", "Party", who)}
	case Scanned:
	}
	return s.latest(party, who)
}

// latest is the version of the last start, unless nobody can tell which that is.
func (s Scan) latest(party diagnostics.Party, who Phrase) PartyVersion {
	history, histories := map[string]int{}, map[int]bool{}
	for _, f := range s.Result.Files {
		if f.Party == party {
			history[f.Path] = f.History
		}
	}
	version := ""
	for _, v := range s.Result.Versions {
		if v.Party == party {
			histories[history[v.Path]] = true
			version = v.Version
		}
	}
	out := PartyVersion{Down: s.down(party)}
	if !out.Down.Empty() {
		out.Sign = Warn
	}
	switch {
	case len(history) == 0:
		out.Text = Say("head.nologs", "{{.Party}}: no logs yet", "Party", who)
	case version == "":
		out.Text = Say("head.unnamed", "{{.Party}}: version not known", "Party", who)
	case len(histories) > 1:
		out.Text = Say("head.unordered", "{{.Party}}: latest version not known", "Party", who)
	default:
		out.Text = Say("head.version", "{{.Party}} {{.Version}}", "Party", who, "Version", CleanLog([]byte(version)))
	}
	return out
}

// down says that a party's version went down, the last time that it did.
func (s Scan) down(party diagnostics.Party) Phrase {
	var down Phrase
	for _, f := range s.Findings() {
		if f.Code == downgradeCode && f.Args["Party"] == string(party) {
			down = Say("head.down", "went down from {{.From}} to {{.To}}",
				"From", CleanLog([]byte(f.Args["From"])), "To", CleanLog([]byte(f.Args["To"])))
		}
	}
	return down
}

// Next is what to do next in a bundle.
type Next struct {
	Text Phrase // one sentence
	Copy Phrase // what can be copied for it; empty: Text itself

	Check bool // it is done on the page Transactions
}

// Checkable reports whether a bundle has what a check of its transactions can go
// by: their IDs, or a text in the contract's place.
func Checkable(files []bundle.Item, n bundle.Notes) bool {
	return len(n.Tx) > 0 || slices.ContainsFunc(files, func(it bundle.Item) bool { return it.Slot == bundle.Contract && it.Kind == bundle.Text })
}

// NextOf is what to do next: check the transactions if that can be done and was
// never; else ask for the first thing that is missing; else sort what nobody
// knows where it belongs; else do what the worst problem asks for; else hand off.
func NextOf(c bundle.Checklist, s Scan, unchecked bool) Next {
	if c.State != bundle.Open {
		return notOpen(c)
	}
	if unchecked {
		return Next{Text: Say("next.check", "Check the transactions: what is known of them is here, and nobody was asked about them yet."), Check: true}
	}
	for _, g := range Groups(c) {
		for _, row := range g.Rows { // what is missing, then what is to be sorted
			if row.Sign == Absent || row.Sign == Part || row.Fill == Sort {
				return nextMissing(row)
			}
		}
	}
	if s.Stage == Scanning {
		return Next{Text: Say("next.scanning", "Nothing is missing. Wait until the logs are read.")}
	}
	if s.Stage == Unscanned {
		return Next{Text: Say("next.unscanned", "Nothing is missing, but the logs were not read: try that again before the hand-off.")}
	}
	at := slices.IndexFunc(s.Findings(), func(f diagnostics.Finding) bool { return f.Severity == diagnostics.Problem && f.Advice != "" })
	if at < 0 {
		return Next{Text: Say("next.handoff", "Nothing is missing: make the hand-off.")}
	}
	card := CardOf(s.Findings()[at])
	return Next{Text: Say("next.problem", "{{.Title}}: do what its advice says, then make the hand-off.", "Title", card.Title), Copy: card.Advice}
}

func nextMissing(row Row) Next {
	if row.Ask.Empty() {
		return Next{Text: Say("next.mend", "{{.Title}}: {{.Detail}}.", "Title", row.Title, "Detail", row.Detail)}
	}
	return Next{Text: Say("next.ask", "Ask for what is missing first: {{.Title}}.", "Title", row.Title), Copy: row.Ask}
}

func notOpen(c bundle.Checklist) Next {
	if c.State == bundle.Damaged {
		return Next{Text: Say("next.damaged", "This bundle is damaged: see what is listed under Items, and make a new bundle from what the traders sent.")}
	}
	return Next{Text: Say("next.readonly", "This bundle is read-only here: change it with the newer Tradecase.")}
}

// Copied is what is copied for it.
func (n Next) Copied() Phrase {
	if n.Copy.Empty() {
		return n.Text
	}
	return n.Copy
}
