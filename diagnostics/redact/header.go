package redact

import "bytes"

// isHeader reports whether d begins with the head of a log entry: a stamp such
// as "Okt.-07 09:06:35.077 [", with quote marks or colour codes before it.
func isHeader(d []byte) bool {
	i := headerLead(d)
	from := i
	for i < len(d) && i-from < 24 && d[i] > ' ' {
		i++
	}
	if i-from < 5 || d[i-3] != '-' || !digit(d[i-2]) || !digit(d[i-1]) {
		return false
	}
	const rest = " 00:00:00.000 ["
	if len(d)-i < len(rest) {
		return false
	}
	for k := range len(rest) {
		if rest[k] == '0' && !digit(d[i+k]) || rest[k] != '0' && d[i+k] != rest[k] {
			return false
		}
	}
	return true
}

// headerLead is the length of what a paste puts before a stamp.
func headerLead(d []byte) (i int) {
	for i < len(d) && i < 32 {
		switch {
		case d[i] == '>' || d[i] == ' ' && i > 0 && d[i-1] == '>':
			i++
		case d[i] == 0x1B || d[i] == '[' || len(d)-i > 3 && string(d[i:i+3]) == "←":
			k := bytes.IndexByte(d[i:min(len(d), i+16)], 'm')
			if k < 0 {
				return i
			}
			i += k + 1
		default:
			return i
		}
	}
	return i
}
