package model

import (
	"slices"
	"strings"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

// Track is the versions that one party ran, oldest first.
type Track struct {
	Party Phrase
	Note  Phrase // what must be known to read it; may be empty
	Steps []Step
	More  int // later steps that are not listed
}

// Step is a run of starts of one version.
type Step struct {
	Version string
	At      string // the first start's stamp as logged
	Starts  int
	Down    bool   // a downgrade led to it
	From    string // the version before, if Down
	Place   Place  // the first start
	Depth   int    // for drawing: further is newer
}

// maxSteps bounds the steps of one track.
const maxSteps = 60

// downgradeCode is the finding whose second place is the start after it.
const downgradeCode = "log.version-downgrade"

// Tracks are the version histories of a scan: the buyer's and the seller's
// whether they have logs or not, then those of nobody yet. Logs of one party
// that cannot be put in one order are tracks of their own.
func Tracks(r *logs.Result) []Track {
	histories := map[string]int{}
	for _, f := range r.Files {
		histories[f.Path] = f.History
	}
	down := map[Place]bool{}
	for _, f := range r.Findings {
		if f.Code == downgradeCode && len(f.Evidence) > 1 {
			down[Place{Path: f.Evidence[1].Path, Line: f.Evidence[1].Line}] = true
		}
	}
	var out []Track
	for _, party := range []diagnostics.Party{diagnostics.Buyer, diagnostics.Seller, diagnostics.Unknown} {
		out = append(out, partyTracks(r, party, histories, down)...)
	}
	return out
}

func partyTracks(r *logs.Result, party diagnostics.Party, histories map[string]int, down map[Place]bool) []Track {
	var out []Track
	history := -1
	for i := range r.Versions {
		v := &r.Versions[i]
		if v.Party != party {
			continue
		}
		if h := histories[v.Path]; len(out) == 0 || h != history {
			history = h
			out = append(out, Track{})
		}
		out[len(out)-1].add(v, down[Place{Path: v.Path, Line: v.Line}])
	}
	has := slices.ContainsFunc(r.Files, func(f logs.FileSummary) bool { return f.Party == party })
	switch {
	case len(out) == 0 && party == diagnostics.Unknown:
		return nil
	case len(out) == 0 && has:
		out = []Track{{Note: Say("versions.unknown", "These logs do not say which version ran. A downgrade can neither be seen nor ruled out.")}}
	case len(out) == 0:
		out = []Track{{Note: Say("versions.nologs", "No logs yet.")}}
	}
	for i := range out {
		out[i].Party = Target{Party: party}.Label()
		if len(out) > 1 {
			out[i].Note = Say("versions.unordered", "Which of these logs are older than the other ones is not known.")
		}
	}
	return out
}

// add takes in a start.
func (t *Track) add(v *logs.Version, down bool) {
	n := len(t.Steps)
	if n > 0 && t.More == 0 && t.Steps[n-1].Version == v.Version && !down {
		t.Steps[n-1].Starts++
		return
	}
	if n == maxSteps {
		t.More++
		return
	}
	s := Step{Version: v.Version, At: v.At, Starts: 1, Place: Place{Where: where(v.Path, v.Line), Path: v.Path, Line: v.Line}}
	if n > 0 {
		before := t.Steps[n-1]
		if s.Down = down; down {
			s.From = before.Version
		}
		s.Depth = t.depth(v.Version, before.Depth, down)
	}
	t.Steps = append(t.Steps, s)
}

// depth is where a version is drawn: where it was before, else a step ahead
// or back.
func (t *Track) depth(version string, before int, down bool) int {
	for _, s := range t.Steps {
		if s.Version == version {
			return s.Depth
		}
	}
	if down {
		return max(0, before-1)
	}
	return before + 1
}

// Says is what is said beside a step's version.
func (s Step) Says() Phrase {
	at := CleanLog([]byte(s.At))
	if i := strings.LastIndexByte(at, '.'); i > strings.LastIndexByte(at, ':') {
		at = at[:i] // thousandths tell nobody anything here
	}
	if s.Starts > 1 {
		return Count("versions.starts", "{{.Count}} starts from {{.At}}", s.Starts, "At", at)
	}
	return Say("versions.start", "started {{.At}}", "At", at)
}
