package esploratest

import (
	"context"
	"errors"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// ErrNotFound says that there is no such transaction or block.
var ErrNotFound = errors.New("not found")

// Chain is what a Server tells of. Its methods may be called concurrently; what
// does not exist is ErrNotFound.
type Chain interface {
	// Transaction gives one, in a block or waiting for one.
	Transaction(ctx context.Context, id chainhash.Hash) (*wire.MsgTx, error)
	// BlockOf gives the block of a transaction, all zero if it waits for one.
	BlockOf(ctx context.Context, id chainhash.Hash) (chainhash.Hash, error)
	Block(ctx context.Context, hash chainhash.Hash) (Block, error)
	HashAt(ctx context.Context, height int32) (chainhash.Hash, error)
	// Spender gives the input that spends an output: its transaction and its
	// place there; nil if there is none.
	Spender(ctx context.Context, out wire.OutPoint) (*wire.OutPoint, error)
	// Tip gives the height of the newest block.
	Tip(ctx context.Context) (int32, error)
}

// Block is a block without its transactions' content.
type Block struct {
	Header wire.BlockHeader
	Height int32
	TxIDs  []chainhash.Hash // in their order
}
