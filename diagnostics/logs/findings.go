package logs

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"tradecase/diagnostics"
)

// The variants of the codes that have more than one text.
const (
	variantMore   = "more"   // log.error: kinds of errors that are not listed
	variantUnread = "unread" // log.version-unknown: a name that cannot be compared
	variantQuoted = "quoted" // log.version-unknown: it may be a peer's words
	variantParty  = "party"  // log.order-unknown: it is not known whose logs they are
)

// Texts lists the texts of all findings of this package, as
// diagnostics.Finding.Text names them.
func Texts() []string {
	return []string{
		"log.unreadable", "log.not-bisq", "log.mentions-cut", "log.rotation-gap",
		"log.error", "log.error." + variantMore,
		"log.version-downgrade", "log.downgrade-refused",
		"log.version-unknown", "log.version-unknown." + variantUnread, "log.version-unknown." + variantQuoted,
		"log.order-unknown", "log.order-unknown." + variantParty,
	}
}

// maxEvidence bounds the places that one finding lists.
const maxEvidence = 20

// findings judges all histories: the worst first, else in their order.
func findings(all []*history) []diagnostics.Finding {
	var out []diagnostics.Finding
	for _, h := range all {
		for _, f := range h.files {
			out = append(out, f.trouble()...)
		}
		if h.entries() == 0 {
			continue
		}
		out = append(out, h.downgrades()...)
		out = append(out, h.doubted()...)
		out = append(out, h.refusals()...)
		out = append(out, h.gaps()...)
		out = append(out, h.errors()...)
	}
	out = append(out, orderUnknown(all)...)
	slices.SortStableFunc(out, func(a, b diagnostics.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	return out
}

func (h *history) entries() (n int64) {
	for _, f := range h.files {
		n += f.entries
	}
	return n
}

// trouble is what is wrong with the file itself.
func (f *fileScan) trouble() []diagnostics.Finding {
	var out []diagnostics.Finding
	here := []diagnostics.Evidence{{Path: f.file.Path}}
	if f.err != nil {
		advice := "What stands before the break was used. Ask the trader to send this file again."
		if hint := diagnostics.Hint(f.err); hint != "" {
			advice = hint
		}
		out = append(out, diagnostics.Finding{
			Code: "log.unreadable", Severity: diagnostics.Warning, Evidence: here, Advice: advice,
			Title: fmt.Sprintf("%s could not be read to its end: %s", f.file.Path, reason(f.err)),
			Args:  map[string]string{"Path": f.file.Path, "Reason": reason(f.err), "Advice": advice},
		})
	} else if f.entries == 0 {
		out = append(out, diagnostics.Finding{
			Code: "log.not-bisq", Severity: diagnostics.Warning, Evidence: here,
			Title:  fmt.Sprintf("%s has not a single line of a Bisq log", f.file.Path),
			Advice: "Check that the right file was sent. Bisq's logs are bisq.log, bisq_1.log and so on in its data folder.",
			Args:   map[string]string{"Path": f.file.Path},
		})
	}
	if f.mentions.full {
		out = append(out, diagnostics.Finding{
			Code: "log.mentions-cut", Severity: diagnostics.Info, Evidence: here,
			Title:  fmt.Sprintf("%s mentions more than %d transactions or trades; the rest was left out", f.file.Path, maxMentions),
			Advice: "Look for a transaction that is missing here in the file itself.",
			Args:   map[string]string{"Path": f.file.Path, "Most": fmt.Sprint(maxMentions)},
		})
	}
	return out
}

// reason is an error without the path that the operating system puts into it,
// which names folders on the reader's machine.
func reason(err error) string {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		err = path.Err
	}
	return clean([]byte(err.Error()), maxLine)
}

// gaps reports numbers that are missing between a history's files.
func (h *history) gaps() []diagnostics.Finding {
	var missing []string
	for i, f := range h.files[1:] {
		for n := h.files[i].file.Rotation - 1; n > f.file.Rotation && len(missing) < 100; n-- {
			missing = append(missing, rotationName(n))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	verb := "are"
	if len(missing) == 1 {
		verb = "is"
	}
	first, last := h.files[0].file.Path, h.files[len(h.files)-1].file.Path
	return []diagnostics.Finding{{
		Code: "log.rotation-gap", Severity: diagnostics.Info,
		Title:    fmt.Sprintf("%s %s missing between the logs%s", strings.Join(missing, ", "), verb, h.of()),
		Advice:   "What happened in that time is not known. Ask the trader for the missing files.",
		Evidence: []diagnostics.Evidence{{Path: first}, {Path: last}},
		Args:     h.args("Missing", strings.Join(missing, ", "), "Count", fmt.Sprint(len(missing))),
	}}
}

func rotationName(n int) string {
	if n == 0 {
		return "bisq.log"
	}
	return fmt.Sprintf("bisq_%d.log", n)
}

// of is " of the seller", or nothing where the party is not known.
func (h *history) of() string {
	if known(h.party) {
		return " of the " + string(h.party)
	}
	return ""
}

// args are names and values in turn, with the party where it is known.
func (h *history) args(pairs ...string) map[string]string {
	args := map[string]string{"Party": string(diagnostics.Unknown)}
	if known(h.party) {
		args["Party"] = string(h.party)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return args
}

// errors reports the kinds of errors of a history.
func (h *history) errors() []diagnostics.Finding {
	type total struct {
		kind  *errorKind
		path  string
		count int64
	}
	var kinds []*total
	byHash := map[uint64]*total{}
	more := map[uint64]struct{}{}
	for _, f := range h.files {
		for _, k := range f.errors.kinds {
			switch t := byHash[k.hash]; {
			case t != nil:
				t.count += k.count
			case len(kinds) < maxKinds:
				t = &total{k, f.file.Path, k.count}
				kinds, byHash[k.hash] = append(kinds, t), t
			default:
				more[k.hash] = struct{}{}
			}
		}
		for hash, n := range f.errors.more {
			if t := byHash[hash]; t != nil {
				t.count += n
			} else if len(more) < maxMoreKinds {
				more[hash] = struct{}{}
			}
		}
	}
	var out []diagnostics.Finding
	for _, t := range kinds {
		out = append(out, diagnostics.Finding{
			Code: "log.error", Severity: diagnostics.Info,
			Title:    fmt.Sprintf("Error logged %s: %s", times(t.count), t.kind.title),
			Advice:   "Many errors are harmless. Pass this one on to the developers and let them judge it.",
			Evidence: []diagnostics.Evidence{{Path: t.path, Line: t.kind.line, Excerpt: t.kind.text()}},
			Args:     h.args("What", t.kind.title, "Count", fmt.Sprint(t.count)),
		})
	}
	return append(out, h.moreErrors(len(more))...)
}

func (h *history) moreErrors(n int) []diagnostics.Finding {
	if n == 0 {
		return nil
	}
	count := fmt.Sprint(n)
	if n >= maxMoreKinds {
		count = "at least " + count
	}
	return []diagnostics.Finding{{
		Code: "log.error", Severity: diagnostics.Info,
		Title:    fmt.Sprintf("There are %s more kinds of errors in the logs%s", count, h.of()),
		Advice:   "Only the first kinds are listed. Look into the logs themselves for the rest.",
		Evidence: []diagnostics.Evidence{{Path: h.files[0].file.Path}},
		Variant:  variantMore, Args: h.args("More", count),
	}}
}

func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
