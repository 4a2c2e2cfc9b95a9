package bundle

import (
	"errors"
	"io/fs"

	"tradecase/diagnostics"
)

// diskHint tells what can be done about a disk's refusal.
func diskHint(err error) error {
	switch {
	case isDiskFull(err):
		return diagnostics.WithCode(diagnostics.WithHint(err, "the disk is full or a size limit was reached: make room and try again; what was there before is unchanged"), "disk-full")
	case errors.Is(err, fs.ErrPermission), isReadOnly(err):
		return diagnostics.WithCode(diagnostics.WithHint(err, "this folder cannot be written to: change its permissions or choose another"), "not-writable")
	}
	return err
}

// outHint tells what can be done about a file that is to be made.
func outHint(err error) error {
	switch {
	case errors.Is(err, fs.ErrExist):
		return diagnostics.WithCode(diagnostics.WithHint(err, "choose another name, or say --force to replace it"), "file-exists")
	case errors.Is(err, fs.ErrNotExist):
		return diagnostics.WithCode(diagnostics.WithHint(err, "make the folder first, or choose another"), "no-folder")
	}
	return diskHint(err)
}
