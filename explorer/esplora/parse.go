package esplora

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math"
	"strconv"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/explorer/exact"
)

// errShape says that an answer does not have the form of what was asked for.
// Which part of it is wrong does not matter, and must not be told: it is the
// server's text.
var errShape = errors.New("not in the form of such an answer")

// Bounds of what a block can hold (BIP 141: 4,000,000 units of weight), so that
// a small answer does not unfold into much memory.
const (
	maxSat     = 21_000_000 * 100_000_000
	maxInputs  = 4_000_000 / (4 * 41)
	maxOutputs = 4_000_000 / (4 * 9)
	maxScript  = 4_000_000 // bytes
	maxObjects = 2*maxInputs + 2*maxOutputs
	maxCommas  = 1_000_000 // ten for each of the most inputs or outputs
	maxHeight  = math.MaxInt32
)

// decode reads JSON that is one value with one meaning, and no more objects and elements than an
// answer can have.
func decode(body []byte, into any) error {
	if bytes.Count(body, []byte("{")) > maxObjects || bytes.Count(body, []byte(",")) > maxCommas {
		return errShape
	}
	if exact.Unmarshal(body, into) != nil {
		return errShape
	}
	return nil
}

// parseHash reads an ID as it is shown: 64 hex digits.
func parseHash(s string) (chainhash.Hash, error) {
	if len(s) != 2*chainhash.HashSize {
		return chainhash.Hash{}, errShape
	}
	h, err := chainhash.NewHashFromStr(s)
	if err != nil {
		return chainhash.Hash{}, errShape
	}
	return *h, nil
}

// parseHashText reads an answer that is an ID and nothing else.
func parseHashText(body []byte) (chainhash.Hash, error) {
	return parseHash(string(bytes.TrimSpace(body)))
}

// parseBytes reads an answer that is hex and nothing else.
func parseBytes(body []byte) ([]byte, error) {
	body = bytes.TrimSpace(body)
	out := make([]byte, hex.DecodedLen(len(body)))
	if n, err := hex.Decode(out, body); err != nil || n == 0 {
		return nil, errShape
	}
	return out, nil
}

// parseScript reads a script, which may be empty.
func parseScript(s string) ([]byte, error) {
	if len(s) > 2*maxScript {
		return nil, errShape
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		return nil, errShape
	}
	return b, nil
}

// parseHeight reads an answer that is a number of blocks and nothing else.
func parseHeight(body []byte) (int32, error) {
	n, err := strconv.ParseUint(string(bytes.TrimSpace(body)), 10, 31)
	if err != nil {
		return 0, errShape
	}
	return int32(n), nil
}

// height checks a number of blocks.
func height(n int64) (int32, error) {
	if n < 0 || n > maxHeight {
		return 0, errShape
	}
	return int32(n), nil
}

// sat checks an amount.
func sat(n int64) error {
	if n < 0 || n > maxSat {
		return errShape
	}
	return nil
}
