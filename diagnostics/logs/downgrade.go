package logs

import (
	"fmt"
	"slices"
	"strconv"
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
					Args:     h.args("From", before.name, "To", now.name),
				})
			}
			before, beforePath = now, f.file.Path
		}
	}
	odd, unread := h.versionUnread()
	if unread {
		out = append(out, odd)
	}
	quoted, doubtful := h.versionQuoted()
	if doubtful {
		out = append(out, quoted)
	}
	if before == nil && !unread && !doubtful {
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
		Args:   h.args(),
	}
}

// versionUnread reports versions that cannot be compared.
func (h *history) versionUnread() (diagnostics.Finding, bool) {
	var where []diagnostics.Evidence
	var names []string
	for _, f := range h.files {
		for i := range f.unread {
			st := &f.unread[i]
			if name := strconv.Quote(st.name); !slices.Contains(names, name) && len(where) < maxEvidence {
				names, where = append(names, name), append(where, st.evidence(f.file.Path))
			}
		}
	}
	return diagnostics.Finding{
		Code: "log.version-unknown", Severity: diagnostics.Info, Evidence: where,
		Title:   fmt.Sprintf("The logs%s name a version that cannot be compared: %s", h.of(), strings.Join(names, ", ")),
		Advice:  "A downgrade to or from it can neither be seen nor ruled out. Ask the trader which version that was.",
		Variant: variantUnread, Args: h.args("Names", strings.Join(names, ", ")),
	}, len(where) > 0
}

// versionQuoted reports starts that may be a peer's words: they stand in a
// message without an end, or behind one where Bisq cannot have been started.
func (h *history) versionQuoted() (diagnostics.Finding, bool) {
	var where []diagnostics.Evidence
	var names []string
	severity := diagnostics.Info
	ran := h.anyStart()
	for _, f := range h.files {
		for i := range f.doubtful {
			st := &f.doubtful[i]
			if len(where) < maxEvidence {
				where = append(where, st.evidence(f.file.Path))
				if !slices.Contains(names, st.name) {
					names = append(names, st.name)
				}
			}
			if ran == nil || st.unread || st.release.compare(ran.release) != 0 {
				severity = diagnostics.Warning
			}
		}
	}
	return diagnostics.Finding{
		Code: "log.version-unknown", Severity: severity, Evidence: where,
		Title:   fmt.Sprintf("The logs%s seem to name a version, but a message of the other trader may only look like it: %s", h.of(), strings.Join(names, ", ")),
		Advice:  "It is not counted, and a downgrade to or from it can neither be seen nor ruled out. Look at the lines around it, and ask the trader which versions were used.",
		Variant: variantQuoted, Args: h.args("Names", strings.Join(names, ", ")),
	}, len(where) > 0
}

// anyStart gives a start that is sure, nil if there is none.
func (h *history) anyStart() *start {
	for _, f := range h.files {
		if len(f.starts) > 0 {
			return &f.starts[0]
		}
	}
	return nil
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
			Args:   h.args("From", s.from, "To", s.to, "Count", fmt.Sprint(counts[s])),
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
	var where []diagnostics.Evidence
	var ran ranVersions
	var why clash
	for _, h := range all {
		if !why.is() {
			why = h.clash
		}
		if first := ran.add(h.files); len(first) > 0 && len(where) < maxEvidence {
			where = append(where, first[0])
		}
	}
	if len(where) < 2 || len(ran.names) < 2 {
		return diagnostics.Finding{}, false
	}
	return unordered(all[0], why, ran.names, where), true
}

// doubted reports a history whose files may be in another order than their
// names say, where that would make a difference.
func (h *history) doubted() []diagnostics.Finding {
	why := h.doubt()
	if !why.is() {
		return nil
	}
	var ran ranVersions
	where := ran.add(h.files)
	if len(ran.names) < 2 {
		return nil
	}
	return []diagnostics.Finding{unordered(h, why, ran.names, where[:min(len(where), maxEvidence)])}
}

// ranVersions are the different versions that ran.
type ranVersions struct {
	releases []release
	names    []string
}

// add takes in files and returns the first start of each.
func (r *ranVersions) add(files []*fileScan) (first []diagnostics.Evidence) {
	for _, f := range files {
		for i := range f.starts {
			st := &f.starts[i]
			if i == 0 {
				first = append(first, st.evidence(f.file.Path))
			}
			if !slices.Contains(r.releases, st.release) && len(r.releases) < maxEvidence {
				r.releases, r.names = append(r.releases, st.release), append(r.names, st.name)
			}
		}
	}
	return first
}

func unordered(h *history, why clash, versions []string, where []diagnostics.Evidence) diagnostics.Finding {
	f := diagnostics.Finding{
		Code: "log.order-unknown", Severity: diagnostics.Warning, Evidence: where,
		Title: fmt.Sprintf("A downgrade cannot be ruled out: which of the logs%s are older is not known (%s), and different versions ran in them: %s",
			h.of(), why.text, strings.Join(versions, ", ")),
		Advice: "Ask the trader for all logs from the data folder in one go, with their names unchanged.",
		Args:   h.args("Why", why.text, "WhyCode", why.code, "A", why.a, "B", why.b, "Versions", strings.Join(versions, ", ")),
	}
	if !why.is() {
		f.Severity, f.Variant = diagnostics.Info, variantParty
		f.Title = "A downgrade cannot be ruled out if these logs of an unknown party are one trader's: they come from several places, and different versions ran in them: " + strings.Join(versions, ", ")
		f.Advice = "Say which party each log belongs to."
	}
	return f
}
