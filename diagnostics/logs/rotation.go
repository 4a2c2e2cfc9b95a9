package logs

import (
	"regexp"
	"strconv"
	"strings"
)

// rotated is a log's name with all that browsers, mail programs and file
// managers add to it: "bisq_3 (1).log.txt", "bisq - Copy.log", "bisq_3 2.log".
// "bisq 2.log" is not among them: it may be a second bisq.log or bisq_2.log.
var rotated = regexp.MustCompile(`^bisq(?:[_-]?(\d{1,3})(?: \d)?)?(?: ?\(\d{1,3}\))?(?: - \pL+)?(?: ?\(\d{1,3}\))?\.log(?:\.txt)?(?: ?\(\d{1,3}\))?(?:\.txt)?$`)

// Rotation reads the rotation number from a file's name or path: bisq.log is
// 0 and the newest, bisq_7.log is 7; numbers that a download added do not
// count ("bisq (2).log" is 0). For a name that tells nothing ok is false and
// n is -1.
func Rotation(name string) (n int, ok bool) {
	name = strings.ToLower(name[strings.LastIndexAny(name, `/\`)+1:])
	m := rotated.FindStringSubmatch(name)
	if m == nil {
		return -1, false
	}
	if m[1] == "" {
		return 0, true
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return -1, false
	}
	return n, true
}
