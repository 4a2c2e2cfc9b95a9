package explorer

import (
	"errors"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/explorer/proof"
)

// EncodeRecord writes what is known of a transaction as JSON, with the bytes
// that its proofs rest on.
func EncodeRecord(*Transaction) ([]byte, error) { return nil, errors.ErrUnsupported }

// DecodeRecord reads what EncodeRecord wrote and checks it anew.
func DecodeRecord(data []byte, params *chaincfg.Params, anchors proof.Anchors) (*Transaction, error) {
	return nil, errors.ErrUnsupported
}
