package redact

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

// blockHit deals with the begin of a private key in a file's form: PEM and PGP
// up to the END line, Tor's up to where text goes on for certain.
func (s *scanner) blockHit(start, end int) {
	d := s.data
	armour := d[start] == '-'
	if armour {
		line := d[end:lineEnd(d, end, min(len(d), end+64))]
		k := bytes.Index(bytes.ToUpper(line), []byte("PRIVATE KEY"))
		if k < 0 || bytes.Contains(line[:k], []byte("-----")) {
			return
		}
	}
	hi := min(len(d), start+maxPayload)
	to, done := blockEnd(d, end, hi, armour)
	h := sha256.Sum256(bytes.Join(bytes.Fields(d[start:to]), nil))
	s.add(start, to, value{class: Key, id: "block " + hex.EncodeToString(h[:])}, rankKey)
	if !done && (hi < len(d) || !s.eof) {
		kind := openBlock
		if armour {
			kind = openArmour
		}
		s.leaveOpen(openEnd{kind: kind}, hi)
	}
}

// blockEnd finds where a key's block ends: before the END line if it is armour,
// else, or without such a line, before the next log entry.
func blockEnd(d []byte, i, hi int, armour bool) (end int, done bool) {
	for p := i; p < hi; p++ {
		switch {
		case d[p] == '\n' && isHeader(d[p+1:]):
			return beforeLineEnd(d, i, p), true
		case armour && d[p] == '-' && hasFold(d, p, "-----end "):
			return beforeSpace(d, i, p), true
		}
	}
	return hi, false
}

// beforeSpace is p without the line ends before it.
func beforeSpace(d []byte, lo, p int) int {
	for p > lo && (d[p-1] == '\n' || d[p-1] == '\r') {
		p--
	}
	return p
}
