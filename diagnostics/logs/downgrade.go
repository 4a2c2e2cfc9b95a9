package logs

import (
	"fmt"
	"slices"
	"strings"

	"tradecase/diagnostics"
)

// downgrades reports every step from a version to a lower one, and a history
// that says nothing about versions.
func (h *history) downgrades() []diagnostics.Finding {
	var out []diagnostics.Finding
	var before *start
	var beforePath string
	for _, f := range h.files {
		for i := range f.starts {
			now := &f.starts[i]
			if before != nil && now.release.compare(before.release) < 0 {
				out = append(out, diagnostics.Finding{
					Code: "log.version-downgrade", Severity: diagnostics.Problem,
					Title: fmt.Sprintf("%s went from %s to %s", h.subject(), before.name, now.name),
					Advice: fmt.Sprintf("Bisq does not support going back to an older version; wallet and trade data can be damaged. "+
						"Ask the trader to close Bisq, to copy the whole data folder, and to install %s or newer before anything else is done in this trade. "+
						"Tell the developers about the downgrade.", before.name),
					Evidence: []diagnostics.Evidence{before.evidence(beforePath), now.evidence(f.file.Path)},
				})
			}
			before, beforePath = now, f.file.Path
		}
	}
	if before == nil {
		out = append(out, h.versionUnknown())
	}
	return out
}

// subject is who a title speaks of: "Seller", or "The version".
func (h *history) subject() string {
	switch h.party {
	case diagnostics.Buyer:
		return "Buyer"
	case diagnostics.Seller:
		return "Seller"
	}
	return "The version"
}

func (s *start) evidence(path string) diagnostics.Evidence {
	return diagnostics.Evidence{Path: path, Line: s.line, Excerpt: s.excerpt}
}

func (h *history) versionUnknown() diagnostics.Finding {
	var files []diagnostics.Evidence
	for _, f := range h.files[:min(len(h.files), maxEvidence)] {
		files = append(files, diagnostics.Evidence{Path: f.file.Path})
	}
	return diagnostics.Finding{
		Code: "log.version-unknown", Severity: diagnostics.Info, Evidence: files,
		Title:  fmt.Sprintf("The logs%s do not say which version ran", h.of()),
		Advice: "A downgrade can neither be seen nor ruled out. Ask the trader for the older logs too, and which versions were used.",
	}
}

// refusals reports where Bisq itself refused to run after a newer version.
func (h *history) refusals() []diagnostics.Finding {
	type step struct{ from, to string }
	places := map[step][]diagnostics.Evidence{}
	counts := map[step]int64{}
	var order []step
	for _, f := range h.files {
		for _, r := range f.refusals {
			s := step{r.from, r.to}
			if counts[s]++; counts[s] == 1 {
				order = append(order, s)
			}
			if len(places[s]) < maxEvidence {
				places[s] = append(places[s], diagnostics.Evidence{Path: f.file.Path, Line: r.line, Excerpt: r.excerpt})
			}
		}
	}
	var out []diagnostics.Finding
	for _, s := range order {
		out = append(out, diagnostics.Finding{
			Code: "log.downgrade-refused", Severity: diagnostics.Warning, Evidence: places[s],
			Title:  fmt.Sprintf("Bisq refused to start %s after %s, %s", s.to, s.from, times(counts[s])),
			Advice: fmt.Sprintf("The data was not touched. Ask the trader to install %s or newer and to use only that.", s.from),
		})
	}
	return out
}

// orderUnknown reports histories of one trader that cannot be put in order
// and in which different versions ran.
func orderUnknown(all []*history) []diagnostics.Finding {
	var out []diagnostics.Finding
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].party == all[0].party {
			n++
		}
		if f, ok := oneOrder(all[:n]); ok {
			out = append(out, f)
		}
		all = all[n:]
	}
	return out
}

// oneOrder judges the histories of one party. Without a party different Sets
// may well be different traders: then it is only worth knowing.
func oneOrder(all []*history) (diagnostics.Finding, bool) {
	var with []diagnostics.Evidence
	var versions []release
	var names []string
	clash := ""
	for _, h := range all {
		if clash == "" {
			clash = h.clash
		}
		first := true
		for _, f := range h.files {
			for i := range f.starts {
				st := &f.starts[i]
				if first && len(with) < maxEvidence {
					with = append(with, st.evidence(f.file.Path))
				}
				first = false
				if !slices.Contains(versions, st.release) && len(versions) < maxEvidence {
					versions, names = append(versions, st.release), append(names, st.name)
				}
			}
		}
	}
	if len(with) < 2 || len(versions) < 2 {
		return diagnostics.Finding{}, false
	}
	return unordered(all[0], clash, names, with), true
}

func unordered(h *history, clash string, versions []string, where []diagnostics.Evidence) diagnostics.Finding {
	f := diagnostics.Finding{
		Code: "log.order-unknown", Severity: diagnostics.Warning, Evidence: where,
		Title: fmt.Sprintf("Which of the logs%s are older is not known (%s), and different versions ran in them: %s",
			h.of(), clash, strings.Join(versions, ", ")),
		Advice: "A downgrade between them cannot be ruled out. Ask the trader for all logs from the data folder in one go, with their names unchanged.",
	}
	if clash == "" {
		f.Severity = diagnostics.Info
		f.Title = "Logs of an unknown party come from several places, and different versions ran in them: " + strings.Join(versions, ", ")
		f.Advice = "If they are one trader's, a downgrade cannot be ruled out. Say which party each log belongs to."
	}
	return f
}
