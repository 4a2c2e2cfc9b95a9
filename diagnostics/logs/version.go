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

// versionAnchor is how the message begins in which Bisq names its version.
const versionAnchor = "Version{VERSION="

// isVersionLogger reports whether a logger is Bisq's Version class, under any
// abbreviation.
func isVersionLogger(logger []byte) bool {
	return string(logger[bytes.LastIndexByte(logger, '.')+1:]) == "Version"
}

// startsBisq reports whether Bisq starts with the entry. The same words from
// another logger are somebody's chat or a peer's.
func startsBisq(e *Entry) bool {
	return bytes.HasPrefix(e.Text, []byte(versionAnchor)) && isVersionLogger(e.Logger)
}

// nothingBehind reports whether a start's message ends with its version, as
// Bisq's does: what quotes it goes on.
func nothingBehind(message []byte) bool {
	line, rest, _ := bytes.Cut(message, []byte{'\n'})
	i := bytes.IndexByte(line, '}')
	return len(bytes.Trim(rest, "\x00 \t\r\n")) == 0 && (i < 0 || len(bytes.Trim(line[i+1:], "\x00 \t\r")) == 0)
}

// startedVersion reads the version from the message with which Bisq starts. ok
// is false for one that cannot be compared; a name that breaks off is one of
// them: 1.9.1 may have been 1.9.17.
func startedVersion(message []byte) (name string, r release, ok bool) {
	value := message[len(versionAnchor):]
	value = value[:min(len(value), 64)]
	end := bytes.IndexAny(value, ",}\r\n")
	if end < 0 || value[end] != ',' && value[end] != '}' {
		if end >= 0 {
			value = value[:end]
		}
		return clean(value, maxName-len("…")) + "…", release{}, false
	}
	r, ok = parseRelease(string(value[:end]))
	if !ok {
		return clean(value[:end], maxName), release{}, false
	}
	return string(value[:end]), r, true
}

// maxName bounds the name of a version that cannot be compared, in bytes.
const maxName = 40
