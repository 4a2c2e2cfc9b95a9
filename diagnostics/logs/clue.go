package logs

import (
	"bytes"
	"strconv"
	"time"
)

// peerClock reads the day from a peer's greeting, which carries the peer's
// clock: "Got version=70015, …, time=2019-12-16 09:24:18, …".
func peerClock(logger, text []byte) (time.Time, bool) {
	if !bytes.HasSuffix(logger, []byte("Peer")) {
		return time.Time{}, false
	}
	i := bytes.Index(text, []byte("Got version="))
	if i < 0 {
		return time.Time{}, false
	}
	return dateAfter(text[i:], " time=")
}

// recentBlocks is how far behind the chain's end a block's date still tells
// today's: while a chain is downloaded block dates run through all years.
const recentBlocks = 144

// blockDate reads the day of the newest block: "Chain download 99% done with
// 2 blocks to go, block date 2022-01-19T15:58:18Z".
func blockDate(text []byte) (time.Time, bool) {
	i := bytes.Index(text, []byte("block date "))
	if i < 0 {
		return time.Time{}, false
	}
	before, _, download := bytes.Cut(text[:i], []byte(" blocks to go"))
	if download {
		left, err := strconv.Atoi(string(before[bytes.LastIndexByte(before, ' ')+1:]))
		if err != nil || left > recentBlocks {
			return time.Time{}, false
		}
	}
	return dateAfter(text[i:], "block date ")
}

// dateAfter reads the date that follows a word.
func dateAfter(text []byte, word string) (time.Time, bool) {
	_, rest, ok := bytes.Cut(text, []byte(word))
	if !ok || len(rest) < len(time.DateOnly) {
		return time.Time{}, false
	}
	date, err := time.Parse(time.DateOnly, string(rest[:len(time.DateOnly)]))
	return date, err == nil
}
