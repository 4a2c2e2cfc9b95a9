package logs

import (
	"bytes"
	"cmp"
	"strconv"
	"strings"
)

// release is a Bisq version in its three parts.
type release [3]int

// parseRelease reads "1.9.17" and "1.9.17-SNAPSHOT"; what follows the third
// number is ignored, but it must not be another number.
func parseRelease(s string) (release, bool) {
	var r release
	for i := range r {
		n := len(s) - len(strings.TrimLeft(s, "0123456789"))
		v, err := strconv.Atoi(s[:n])
		if err != nil || n > 9 {
			return release{}, false
		}
		r[i], s = v, s[n:]
		if i < 2 {
			rest, ok := strings.CutPrefix(s, ".")
			if !ok {
				return release{}, false
			}
			s = rest
		}
	}
	return r, !strings.HasPrefix(s, ".")
}

func (r release) compare(o release) int {
	for i := range r {
		if c := cmp.Compare(r[i], o[i]); c != 0 {
			return c
		}
	}
	return 0
}

// startedVersion reads the version from the entry with which Bisq starts. The
// logger must be Bisq's Version class, under any abbreviation: the same words
// elsewhere are somebody's chat or a peer's.
func startedVersion(e *Entry) (name string, r release, ok bool) {
	const anchor = "Version{VERSION="
	if !bytes.HasPrefix(e.Text, []byte(anchor)) {
		return "", release{}, false
	}
	if string(e.Logger[bytes.LastIndexByte(e.Logger, '.')+1:]) != "Version" {
		return "", release{}, false
	}
	value := e.Text[len(anchor):]
	end := bytes.IndexAny(value[:min(len(value), 64)], ",}\r\n")
	if end < 0 || value[end] != ',' && value[end] != '}' {
		return "", release{}, false // cut off: 1.9.1 may have been 1.9.17
	}
	name = string(value[:end])
	r, ok = parseRelease(name)
	return name, r, ok
}
