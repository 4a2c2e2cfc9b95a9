package tor

import (
	"regexp"
	"strings"
	"sync"
)

// maxTail is how much of tor's output is kept, in bytes.
const maxTail = 8 << 10

// tail keeps the end of what is written to it. It may be used concurrently.
type tail struct {
	mu   sync.Mutex
	data []byte
}

// Write takes everything and keeps the end.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.data = append(t.data, p[max(0, len(p)-maxTail):]...)
	if over := len(t.data) - maxTail; over > 0 {
		t.data = append(t.data[:0], t.data[over:]...)
	}
	return len(p), nil
}

// String gives what was kept.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.data)
}

// What tor's output may hold that is nobody's business: paths, addresses,
// fingerprints and certificates of bridges.
var private = regexp.MustCompile(`"[^"]*[/\\][^"]*"` + // a quoted path
	`|(?:[A-Za-z]:)?[\\/][^\s"',;:]+` +
	`|\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b` +
	`|\[?(?:[0-9A-Fa-f]{0,4}:){2,}[0-9A-Fa-f:.]*\]?(?::\d+)?` +
	`|[A-Za-z0-9+/=~$-]{32,}` +
	`|[a-z2-7]{16,}\.onion`)

var stamp = regexp.MustCompile(`^[A-Z][a-z]{2} \d{2} \d{2}:\d{2}:\d{2}\.\d{3} \[`)

// lastWords gives the last three lines that tor itself said, without what is
// private in them; empty if it said none.
func lastWords(output string) string {
	var said []string
	for line := range strings.Lines(output) {
		if line = strings.TrimSpace(line); stamp.MatchString(line) {
			said = append(said, private.ReplaceAllString(line[strings.IndexByte(line, '['):], "…"))
		}
	}
	return strings.Join(said[max(0, len(said)-3):], " ")
}

// deathCode reads from tor's output why it ended.
func deathCode(output string) Code {
	for _, sign := range []struct {
		words string
		code  Code
	}{
		{"Tor process is running with the same data directory", CodeLocked},
		{"will not work on the Tor network", CodeTooOld},
		{"Unrecognized SocksPort option", CodeTooOld},
		{"Bridge line", CodeBadBridge},
		{"Bridge address", CodeBadBridge},
		{"Transport line", CodeTransportMissing},
		{"data directory", CodeFolder},
		{"DataDirectory", CodeFolder},
	} {
		if strings.Contains(output, sign.words) {
			return sign.code
		}
	}
	return CodeDied
}
