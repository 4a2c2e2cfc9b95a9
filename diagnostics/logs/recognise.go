package logs

import "bytes"

// Recognise reports whether head, the first up to 64 KiB of a file in any
// encoding, is a Bisq log: at least one line is an entry's header.
func Recognise(head []byte) bool {
	s := NewScanner(bytes.NewReader(head))
	for s.Next() {
		if len(s.Entry().At) > 0 {
			return true
		}
	}
	return false
}
