package archive

import (
	"errors"
	"fmt"

	"tradecase/diagnostics"
)

// What can go wrong with a thing that was sent. Every error of Read and
// OpenZip that is neither the context's, the caller's own nor one of the
// temporary folder matches exactly one of these with errors.Is.
var (
	ErrNotFound    = errors.New("does not exist")
	ErrUnreadable  = errors.New("cannot be read")
	ErrEmpty       = errors.New("nothing usable inside")
	ErrPassword    = errors.New("protected by a password")
	ErrDamaged     = errors.New("damaged or cut short")
	ErrParts       = errors.New("one part of an archive that was split")
	ErrUnsupported = errors.New("packed in a way that is not supported")
	ErrPrivate     = errors.New("never accepted")
	ErrForeign     = errors.New("neither an archive nor a Bisq log nor an image")
	ErrLimit       = errors.New("limit exceeded")
)

// ErrName is what Write returns for a name that is unsafe or there twice.
var ErrName = errors.New("not a name for an archive")

var hints = map[error]string{
	ErrNotFound:    "check the path",
	ErrUnreadable:  "check that you may read it, and that no other program holds it",
	ErrEmpty:       "ask the trader for bisq.log and bisq_1.log to bisq_20.log from the Bisq data folder, or for the zip of Bisq's own \"Send log files\"",
	ErrPassword:    "unpack it with the password and add the folder, or ask the trader to pack it again without one",
	ErrDamaged:     "ask the trader to send it again: an upload or a download was probably cut short",
	ErrParts:       "put the parts together and unpack them with the program that made them, then add the folder; or ask the trader for one whole archive",
	ErrUnsupported: "unpack it and add the folder, or ask the trader to pack it again as zip",
	ErrPrivate:     "delete it; no support case needs wallets, keys or databases, and nobody should send them",
	ErrForeign:     "give a folder, a log, a screenshot (PNG, JPEG, WebP, BMP, GIF) or an archive with them (zip, 7z, rar, tar, gz, bz2, xz, zst)",
}

// Error says which item failed and why. It matches its Kind and its cause
// with errors.Is and errors.As.
type Error struct {
	Path string // the item: the base name of what was given, or its path inside
	Kind error  // one of the Err… values
	Err  error  // the cause; may be nil
}

func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%s: %v", e.Path, e.Kind)
	}
	return fmt.Sprintf("%s: %v: %v", e.Path, e.Kind, e.Err)
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

// fail makes the error for an item, with the hint of its kind.
func fail(path string, kind, cause error) error {
	err := diagnostics.WithHint(&Error{path, kind, cause}, hints[kind])
	switch kind { // what has no code is seldom met
	case ErrNotFound: //nolint:errorlint // kind is one of ours, as it is
		return diagnostics.WithCode(err, "archive-not-found", "Path", path)
	case ErrUnreadable:
		return diagnostics.WithCode(err, "archive-unreadable", "Path", path)
	case ErrEmpty:
		return diagnostics.WithCode(err, "archive-empty", "Path", path)
	case ErrPassword:
		return diagnostics.WithCode(err, "archive-password", "Path", path)
	case ErrDamaged:
		return diagnostics.WithCode(err, "archive-damaged", "Path", path)
	case ErrParts:
		return diagnostics.WithCode(err, "archive-parts", "Path", path)
	case ErrUnsupported:
		return diagnostics.WithCode(err, "archive-unsupported", "Path", path)
	case ErrPrivate:
		return diagnostics.WithCode(err, "archive-private", "Path", path)
	case ErrForeign:
		return diagnostics.WithCode(err, "archive-foreign", "Path", path)
	}
	return err
}

// LimitError says which limit was hit. It matches ErrLimit.
type LimitError struct {
	Path    string // the item at which it was hit
	Setting string // the setting's name: "limits.entries"
	Value   int64  // the limit: entries, bytes, or times the packed size
	text    string
}

func (e *LimitError) Error() string { return fmt.Sprintf("%s: %s", e.Path, e.text) }

// Unwrap returns ErrLimit.
func (e *LimitError) Unwrap() error { return ErrLimit }

// Hint says where the limit can be raised.
func (e *LimitError) Hint() string {
	return fmt.Sprintf("nothing honest is usually that large: look at it first; if you trust it, raise %s in the settings (tradecase config)", e.Setting)
}

// itemFault reports whether the error concerns one item only, so that a folder
// or an archive around it can list it and go on.
func itemFault(err error) bool {
	var e *Error
	return errors.As(err, &e)
}

// reason is an item fault as the reason of a skipped item.
func reason(err error) string {
	var e *Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	if e.Err == nil {
		return e.Kind.Error()
	}
	return fmt.Sprintf("%v: %v", e.Kind, e.Err)
}

// Code names the error for a window.
func (*LimitError) Code() string { return "limit" }

// Args are what stands in the error's text.
func (e *LimitError) Args() map[string]string {
	return map[string]string{"Path": e.Path, "Setting": e.Setting}
}
