package proof

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// MaxTransaction is the most that a serialised transaction can have, in bytes:
// a block's weight limit, were all of it witness (BIP 141).
const MaxTransaction = 4_000_000

// Transaction parses serialised bytes, with or without witness, and proves that
// they are the transaction with this ID. Bytes that are no transaction, that
// hold anything else beside it or that could be written otherwise give NotATx,
// those of another transaction OtherBytes.
func Transaction(id chainhash.Hash, raw []byte) (*wire.MsgTx, Proof, error) {
	tx, err := parse(raw)
	if err != nil {
		return nil, Proof{}, &Error{Code: NotATx, Cause: err}
	}
	if tx.TxHash() != id {
		return nil, Proof{}, &Error{Code: OtherBytes, Cause: errors.New("the bytes are another transaction")}
	}
	return tx, Proof{
		Claim:   ClaimID,
		Shows:   "The bytes are the transaction with this ID: its inputs, outputs, amounts and lock time are what they say.",
		RestsOn: "Double SHA-256 of the bytes without witness.",
		DoesNot: "That the network ever saw the transaction, that it is valid, or that its witness (signatures outside the ID) is unaltered.",
	}, nil
}

// parse reads one transaction that takes all of the bytes.
func parse(raw []byte) (*wire.MsgTx, error) {
	if len(raw) > MaxTransaction {
		return nil, fmt.Errorf("%d bytes are more than a transaction can have", len(raw))
	}
	// wire makes room for as many inputs as the bytes claim before it reads
	// them, so the claims are compared with the bytes first.
	if err := walk(raw); err != nil {
		return nil, err
	}
	tx := new(wire.MsgTx)
	if err := tx.Deserialize(bytes.NewReader(raw)); err != nil {
		return nil, errors.New("the bytes are no transaction")
	}
	if len(tx.TxIn) == 0 || len(tx.TxOut) == 0 {
		return nil, errors.New("a transaction has inputs and outputs")
	}
	// A witness in which nothing stands can be left out: two spellings of one
	// transaction, of which the network knows the short one.
	again := bytes.NewBuffer(make([]byte, 0, len(raw)))
	if err := tx.Serialize(again); err != nil {
		return nil, fmt.Errorf("write the transaction again: %w", err)
	}
	if !bytes.Equal(again.Bytes(), raw) {
		return nil, errors.New("the bytes are not how a transaction is written")
	}
	return tx, nil
}

// walk follows the counts and lengths of a serialised transaction to its end.
func walk(raw []byte) error {
	c := cursor{rest: raw}
	c.skip(4) // version
	inputs := c.count()
	witness := inputs == 0
	if witness {
		if len(c.rest) == 0 || c.rest[0] != 1 {
			return errors.New("a transaction has inputs")
		}
		c.skip(1)
		inputs = c.count()
	}
	for i := uint64(0); i < inputs && !c.short; i++ {
		c.skip(36) // what it spends
		c.skip(c.count())
		c.skip(4) // sequence
	}
	outputs := c.count()
	for i := uint64(0); i < outputs && !c.short; i++ {
		c.skip(8) // amount
		c.skip(c.count())
	}
	for i := uint64(0); witness && i < inputs && !c.short; i++ {
		items := c.count()
		for j := uint64(0); j < items && !c.short; j++ {
			c.skip(c.count())
		}
	}
	c.skip(4) // lock time
	switch {
	case c.short:
		return errors.New("the transaction ends too early")
	case len(c.rest) > 0:
		return fmt.Errorf("%d bytes follow the transaction", len(c.rest))
	}
	return nil
}

// cursor reads Bitcoin's serialisation; short says that there was less than
// asked for.
type cursor struct {
	rest  []byte
	short bool
}

// skip leaves out n bytes.
func (c *cursor) skip(n uint64) { c.take(n) }

// take gives the next n bytes, nil if there are fewer.
func (c *cursor) take(n uint64) []byte {
	if c.short || n > uint64(len(c.rest)) {
		c.short = true
		return nil
	}
	b := c.rest[:n]
	c.rest = c.rest[n:]
	return b
}

// count reads a variable-length number. Each thing counted takes a byte at
// least, so more of them than bytes are left cannot be.
func (c *cursor) count() uint64 {
	first := c.take(1)
	if first == nil {
		return 0
	}
	n := uint64(first[0])
	switch first[0] {
	case 0xfd, 0xfe, 0xff:
		b := c.take(1 << (first[0] - 0xfc))
		if b == nil {
			return 0
		}
		var wide [8]byte
		copy(wide[:], b)
		n = binary.LittleEndian.Uint64(wide[:])
	}
	if n > uint64(len(c.rest)) {
		c.short = true
		return 0
	}
	return n
}
