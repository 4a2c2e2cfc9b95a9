package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"tradecase/diagnostics"
)

const (
	lockName   = "lock"
	holderName = "lock.holder"
	lockWait   = 2 * time.Second
	lockRetry  = 50 * time.Millisecond
)

// Holder says who holds a folder's lock.
type Holder struct {
	Who   string    `json:"who"` // "window", "command line"
	PID   int       `json:"pid"`
	Since time.Time `json:"since"` // UTC
}

// HeldError is returned when another process holds a lock.
type HeldError struct{ Holder Holder }

func (e *HeldError) Error() string {
	if e.Holder.PID == 0 {
		return "held by another Tradecase"
	}
	return fmt.Sprintf("held by another Tradecase (%s, process %d, since %s)",
		e.Holder.Who, e.Holder.PID, e.Holder.Since.Local().Format("15:04:05"))
}

// held says who has the lock, as far as that is known.
func held(h Holder) error {
	err := diagnostics.WithHint(&HeldError{h}, "wait for the other one to end, or close it, then try again")
	if h.PID == 0 {
		return diagnostics.WithCode(err, "held")
	}
	return diagnostics.WithCode(err, "held-by", "Who", h.Who, "Process", h.PID, "Since", h.Since.Local().Format("15:04:05"))
}

// Lock is held on a folder; Unlock it.
type Lock struct {
	file *flock.Flock
	dir  string
}

// Acquire locks dir for one process, waiting up to two seconds. Only processes
// that call Acquire take part; readers need no lock since files are replaced
// whole. The error is a *HeldError if somebody else has it.
func Acquire(ctx context.Context, dir, who string) (*Lock, error) {
	file := flock.New(filepath.Join(dir, lockName), flock.SetPermissions(0o600))
	wait, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	ok, err := file.TryLockContext(wait, lockRetry)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded), err == nil && !ok:
		return nil, held(readHolder(dir))
	case err != nil:
		return nil, fmt.Errorf("lock %s: %w", filepath.Base(dir), WithoutPath(err))
	}
	lock := &Lock{file, dir}
	err = WriteFile(filepath.Join(dir, holderName), func(w io.Writer) error {
		return json.NewEncoder(w).Encode(Holder{who, os.Getpid(), time.Now().UTC().Truncate(time.Second)})
	})
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	return lock, nil
}

// Unlock gives the lock back.
func (l *Lock) Unlock() error {
	_ = os.Remove(filepath.Join(l.dir, holderName)) // only tells others who we are
	return l.file.Unlock()
}

func readHolder(dir string) Holder {
	var h Holder
	data, err := os.ReadFile(filepath.Join(dir, holderName))
	if err == nil {
		_ = json.Unmarshal(data, &h) // an unknown holder is still a holder
	}
	return h
}
