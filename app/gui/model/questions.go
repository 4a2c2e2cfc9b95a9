package model

import (
	"slices"
	"strings"
	"sync"

	"tradecase/explorer"
)

// Questions counts what each source was asked and has answered. It may be used by
// several goroutines, unlike the rest of the package.
type Questions struct {
	mu      sync.Mutex
	sources map[string]explorer.Event
	faults  map[string]explorer.Fault
}

// Take counts a question or an answer.
func (a *Questions) Take(e explorer.Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.sources == nil {
		a.sources, a.faults = map[string]explorer.Event{}, map[string]explorer.Fault{}
	}
	before := a.sources[e.Source]
	e.Asked, e.Answered = max(e.Asked, before.Asked), max(e.Answered, before.Answered)
	a.sources[e.Source] = e
	if e.Outcome == explorer.Unknown && e.Fault != explorer.FaultUnsupported {
		a.faults[e.Source] = e.Fault
	}
}

// Lines say how far each source is, by name.
func (a *Questions) Lines() []Phrase {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []Phrase
	names := make([]string, 0, len(a.sources))
	for name := range a.sources {
		names = append(names, name)
	}
	slices.SortFunc(names, strings.Compare)
	for _, name := range names {
		e := a.sources[name]
		if fault := a.faults[name]; fault != explorer.FaultNone {
			out = append(out, Say("asked.fault", "{{.Source}}: {{.Done}} of {{.All}}, {{.Fault}}", "Source", Bounded(name), "Done", e.Answered, "All", e.Asked, "Fault", Fault(fault)))
			continue
		}
		out = append(out, Say("asked.line", "{{.Source}}: {{.Done}} of {{.All}} answered", "Source", Bounded(name), "Done", e.Answered, "All", e.Asked))
	}
	return out
}
