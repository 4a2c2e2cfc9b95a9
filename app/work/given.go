package work

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"tradecase/bundle/store"
	"tradecase/diagnostics"
)

// maxGiven bounds what is read of a contract, a transaction or a list, in bytes.
const maxGiven = 32 << 20

// ReadGiven reads a text file that somebody named, of at most 32 MiB. What is no
// file, as a folder, a pipe or a device, is refused before it is opened: a pipe
// that nobody writes to would hold the program for ever. Errors name no path.
func ReadGiven(path string) ([]byte, error) {
	const doing = "read what was given: "
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, diagnostics.WithHint(fmt.Errorf(doing+"%w", store.WithoutPath(err)), "check the path")
	case info.IsDir():
		return nil, diagnostics.WithHint(errors.New(doing+"it is a folder"), "give the file in it; logs go with --log, or into a bundle")
	case !info.Mode().IsRegular():
		return nil, diagnostics.WithHint(errors.New(doing+"it is "+kindOf(info.Mode())+" and no file"), "save the text to a file and give that")
	case info.Size() > maxGiven:
		return nil, tooLong(info.Size())
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, diagnostics.WithHint(fmt.Errorf(doing+"%w", store.WithoutPath(err)), "check the path and who may read it")
	}
	defer f.Close() //nolint:errcheck // opened for reading
	text, err := io.ReadAll(io.LimitReader(f, maxGiven+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf(doing+"%w", store.WithoutPath(err))
	case len(text) > maxGiven: // it grew, or has no size of its own
		return nil, tooLong(int64(len(text)))
	}
	return text, nil
}

func tooLong(n int64) error {
	return diagnostics.WithHint(fmt.Errorf("read what was given: %d bytes are more than a contract or a list of transactions has", n),
		"check what was given; logs go with --log, or into a bundle")
}

// kindOf names what is no file.
func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}
