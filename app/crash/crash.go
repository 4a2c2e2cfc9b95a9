// Package crash keeps what a crash tells, with nothing private in it: a report
// in the data folder that is offered for copying at the next start. Nothing is
// ever sent.
package crash

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"

	"tradecase/bundle/store"
	"tradecase/diagnostics/redact"
)

const (
	rawName    = "crash.raw" // what the runtime wrote while it died; private
	reportName = "crash-report.txt"
	maxReport  = 256 << 10 // bytes
)

// Watch has the runtime write its last words into dir if it dies. stop ends
// that at a normal end.
func Watch(dir string) (stop func(), err error) {
	if err := store.MkdirPrivate(dir); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, rawName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("prepare a crash report: %w", errors.Unwrap(err))
	}
	defer f.Close() //nolint:errcheck // the runtime keeps a handle of its own
	if err := debug.SetCrashOutput(f, debug.CrashOptions{}); err != nil {
		return nil, fmt.Errorf("prepare a crash report: %w", err)
	}
	return func() {
		_ = debug.SetCrashOutput(nil, debug.CrashOptions{}) // nothing can be done any more
		_ = os.Remove(path)                                 // the next start would find it empty
	}, nil
}

// Save writes a report about a panic that was caught.
func Save(ctx context.Context, dir, tool string, cause any, stack []byte) error {
	return write(ctx, dir, tool, fmt.Sprintf("panic: %v\n\n%s", cause, stack))
}

// Pending gives the report that the last run left; ok is false if it ended
// well. Call it before Watch.
func Pending(ctx context.Context, dir, tool string) (report string, ok bool, err error) {
	raw, err := read(filepath.Join(dir, rawName))
	if err == nil && strings.TrimSpace(raw) != "" {
		err = write(ctx, dir, tool, raw)
	}
	if err == nil {
		err = os.Remove(filepath.Join(dir, rawName))
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", false, fmt.Errorf("read the last crash: %w", err)
	}
	report, err = read(filepath.Join(dir, reportName))
	if errors.Is(err, fs.ErrNotExist) {
		return "", false, nil
	}
	return report, err == nil, err
}

// Dismiss deletes the report.
func Dismiss(dir string) error {
	if err := os.Remove(filepath.Join(dir, reportName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete the crash report: %w", errors.Unwrap(err))
	}
	return nil
}

// write redacts a report as for the public and keeps it.
func write(ctx context.Context, dir, tool, text string) error {
	if err := store.MkdirPrivate(dir); err != nil {
		return err
	}
	head := fmt.Sprintf("%s on %s/%s, %s\n\n", tool, runtime.GOOS, runtime.GOARCH, runtime.Version())
	item := redact.Item{Path: reportName, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(head + text)), nil }}
	plan, err := redact.Collect(ctx, []redact.Item{item}, redact.Options{Profile: redact.Public})
	if err != nil {
		return fmt.Errorf("redact a crash report: %w", err)
	}
	return store.WriteFile(filepath.Join(dir, reportName), func(w io.Writer) error {
		_, err := plan.Rewrite(ctx, item, w)
		return err
	})
}

func read(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", errors.Unwrap(err)
	}
	defer f.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(f, maxReport))
	return strings.ToValidUTF8(string(data), "\uFFFD"), err
}
