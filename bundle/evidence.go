package bundle

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/bundle/store"
	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// evidenceName is the folder of what was looked up, a file per transaction. It
// goes with the bundle.
const evidenceName = "evidence"

// Evidence keeps the transactions that were verified for one bundle. It is an
// explorer.Store, safe for concurrent use, also by several processes: each
// file is replaced whole.
type Evidence struct {
	bundle  string
	network *chaincfg.Params
	anchors proof.Anchors
}

// Evidence gives the place of what is looked up for the bundle on a network.
// The anchors are those that its proofs are checked with when they are read.
func (b *Bundle) Evidence(network *chaincfg.Params, anchors proof.Anchors) *Evidence {
	return &Evidence{bundle: b.dir, network: network, anchors: anchors}
}

// dir keeps networks apart: an ID of one means nothing on another.
func (e *Evidence) dir() string {
	return filepath.Join(e.bundle, evidenceName, e.network.Name)
}

func (e *Evidence) path(id chainhash.Hash) string {
	return filepath.Join(e.dir(), id.String()+".json")
}

// Load gives what is kept of a transaction, nil if there is nothing. A record
// that is damaged, or whose proofs no longer hold, is an error, and to be
// asked for again.
func (e *Evidence) Load(id chainhash.Hash) (*explorer.Transaction, error) {
	f, err := os.Open(e.path(id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read kept evidence: %w", store.WithoutPath(err))
	}
	defer f.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(f, explorer.MaxRecord+1))
	if err != nil {
		return nil, fmt.Errorf("read kept evidence: %w", store.WithoutPath(err))
	}
	if len(data) > explorer.MaxRecord {
		return nil, errors.New("kept evidence is too large to be ours")
	}
	tx, err := explorer.DecodeRecord(data, e.network, e.anchors)
	if err != nil {
		return nil, fmt.Errorf("kept evidence is damaged: %w", err)
	}
	if tx.ID != id {
		return nil, errors.New("kept evidence is of another transaction")
	}
	return tx, nil
}

// Asked is when a source last answered about any of the transactions, UTC; zero
// if none ever did. It goes by the answers that the records hold, not by the
// files' times, which a copy of the data folder changes, and not by what logs
// held. A record that cannot be read says nothing.
func (e *Evidence) Asked() (last time.Time) {
	entries, _ := os.ReadDir(e.dir()) // what is readable counts
	for _, entry := range entries {
		f, err := os.Open(filepath.Join(e.dir(), entry.Name()))
		if err != nil {
			continue
		}
		at := explorer.RecordAsked(io.LimitReader(f, explorer.MaxRecord))
		_ = f.Close() // opened for reading
		if at.After(last) {
			last = at
		}
	}
	return last
}

// Save keeps what is known of a transaction, whole or not at all. It fails if
// the bundle is gone, rather than bring its folder back.
func (e *Evidence) Save(tx *explorer.Transaction) error {
	data, err := explorer.EncodeRecord(tx)
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(e.bundle, documentName)); err != nil {
		return fmt.Errorf("keep evidence: the bundle: %w", store.WithoutPath(err))
	}
	if err := store.MkdirPrivate(e.dir()); err != nil {
		return diskHint(fmt.Errorf("keep evidence: %w", err))
	}
	err = store.WriteFile(e.path(tx.ID), func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
	if err != nil {
		// The file's name is the transaction's ID, so only the system's own word
		// is kept.
		var errno syscall.Errno
		if !errors.As(err, &errno) {
			return errors.New("keep evidence: it cannot be written")
		}
		return diskHint(fmt.Errorf("keep evidence: %w", errno))
	}
	return nil
}
