package model

import (
	"strings"

	"tradecase/diagnostics"
)

// ShortenID is a trade ID with its middle left out, so that it fits a line and
// can still be compared at both ends.
func ShortenID(id diagnostics.TradeID) string {
	s := string(id)
	prefix, rest, full := strings.Cut(s, "-")
	last := strings.LastIndexByte(rest, '-')
	if !full || last < 8 {
		return s
	}
	return prefix + "-" + rest[:8] + "…" + rest[last:]
}

// ShortenHash is a digest with its middle left out.
func ShortenHash(hash string) string {
	if len(hash) < 32 {
		return hash
	}
	return hash[:12] + "…" + hash[len(hash)-12:]
}
