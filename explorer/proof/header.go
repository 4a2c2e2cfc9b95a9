package proof

import (
	"errors"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Header checks that a header is the one of the block with this hash; if not,
// the error's code is OtherHeader.
func Header(id chainhash.Hash, h wire.BlockHeader) error {
	if h.BlockHash() != id {
		return &Error{Code: OtherHeader, Cause: errors.New("the header is another block's")}
	}
	return nil
}
