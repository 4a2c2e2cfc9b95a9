package esplora

import (
	"bytes"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// parseHeader reads a header: 160 hex digits.
func parseHeader(body []byte) (wire.BlockHeader, error) {
	const size = 80
	var h wire.BlockHeader
	raw, err := parseBytes(body)
	if err != nil || len(raw) != size {
		return h, errShape
	}
	if h.Deserialize(bytes.NewReader(raw)) != nil {
		return wire.BlockHeader{}, errShape
	}
	return h, nil
}

// parseBlock reads a block's height from what /block/:hash answers.
func parseBlock(block chainhash.Hash, body []byte) (int32, error) {
	var j struct {
		ID     string `json:"id"`
		Height *int64 `json:"height"`
	}
	if err := decode(body, &j); err != nil {
		return 0, err
	}
	if got, err := parseHash(j.ID); err != nil || got != block || j.Height == nil {
		return 0, errShape
	}
	return height(*j.Height)
}
