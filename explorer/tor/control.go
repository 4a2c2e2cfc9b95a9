package tor

import "strings"

// event is a status event of Tor, or its answer to GETINFO
// status/bootstrap-phase (control-spec.txt, 4.1.10).
type event struct {
	severity string // NOTICE, WARN, ERR
	action   string // BOOTSTRAP, CLOCK_SKEW, …
	args     map[string]string
}

// parseEvent reads "STATUS_CLIENT NOTICE BOOTSTRAP PROGRESS=5 …" and the same
// without its first word; ok is false for anything else. Values may be quoted
// and then hold blanks, which bine's own parser cuts.
func parseEvent(line string) (e event, ok bool) {
	kind, rest, _ := strings.Cut(line, " ")
	if strings.HasPrefix(kind, "STATUS_") {
		kind, rest, _ = strings.Cut(rest, " ")
	}
	switch kind {
	case "NOTICE", "WARN", "ERR":
	default:
		return event{}, false
	}
	e = event{severity: kind, args: map[string]string{}}
	e.action, rest, _ = strings.Cut(rest, " ")
	if e.action == "" || strings.ContainsAny(e.action, `="`) {
		return event{}, false
	}
	for rest = strings.TrimLeft(rest, " "); rest != ""; rest = strings.TrimLeft(rest, " ") {
		var key, value string
		if end := strings.IndexAny(rest, " ="); end < 0 || rest[end] == ' ' {
			_, rest, _ = strings.Cut(rest, " ") // a word without value says nothing to us
			continue
		}
		key, rest, _ = strings.Cut(rest, "=")
		value, rest = takeValue(rest)
		e.args[key] = value
	}
	return e, true
}

// takeValue takes a plain or a quoted value from the front.
func takeValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, `"`) {
		value, rest, _ = strings.Cut(s, " ")
		return value, rest
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '"':
			return b.String(), s[i+1:]
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), "" // the closing quote is missing
}

// parseListeners reads what GETINFO net/listeners/socks gives:
// "127.0.0.1:1" "127.0.0.1:2", in the order of the torrc.
func parseListeners(text string) []string {
	var list []string
	for text = strings.TrimSpace(text); strings.HasPrefix(text, `"`); text = strings.TrimSpace(text) {
		var address string
		address, text = takeValue(text)
		list = append(list, address)
	}
	return list
}
