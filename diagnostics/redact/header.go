package redact

// isHeader reports whether d begins with the head of a log entry: a stamp such
// as "Okt.-07 09:06:35.077 [", with quote marks or colour codes before it.
func isHeader(d []byte) bool {
	i := 0
	for i < len(d) && i < 32 {
		switch {
		case d[i] == '>' || d[i] == ' ' && i > 0 && d[i-1] == '>':
			i++
			continue
		case d[i] == 0x1B || d[i] == '[' || len(d)-i > 3 && string(d[i:i+3]) == "←":
			k := i
			for k < len(d) && k-i < 16 && d[k] != 'm' {
				k++
			}
			if k == len(d) || d[k] != 'm' {
				return false
			}
			i = k + 1
			continue
		}
		break
	}
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
