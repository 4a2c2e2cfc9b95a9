package bundle

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"tradecase/bundle/store"
	"tradecase/diagnostics"
)

// checkPlace refuses to write where it would destroy something: into a folder
// that is to be kept as it is, or over a file that is to be read.
func checkPlace(out string, keep, inputs []string) error {
	place, err := whole(out)
	if err != nil {
		return err
	}
	for _, dir := range keep {
		dir, err := whole(dir)
		if err != nil {
			return err
		}
		if within(place, dir) {
			return diagnostics.WithCode(diagnostics.WithHint(errors.New("a zip cannot be written among the bundles"), "choose a place outside the data folder"), "zip-in-bundles")
		}
	}
	if _, err := os.Lstat(place); err != nil {
		return nil //nolint:nilerr // nothing is there that could be destroyed
	}
	for _, input := range inputs {
		from, err := whole(input)
		if err != nil {
			return err
		}
		if within(place, from) {
			return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%s is among the files that are to be read", filepath.Base(place)),
				"choose another place for the zip; the originals stay as they are"), "zip-is-input", "Name", filepath.Base(place))
		}
	}
	return nil
}

// CheckOut reports why a zip cannot be made at out: its folder is not there, or
// its name is taken and replace is false. It is for those who would otherwise
// read for minutes first; Outgoing.Write looks itself.
func CheckOut(out string, replace bool) error {
	_, err := os.Stat(filepath.Dir(out))
	if err == nil && !replace {
		if _, taken := os.Lstat(out); taken == nil {
			err = fs.ErrExist
		}
	}
	if err != nil {
		return outHint(fmt.Errorf("write %s: %w", filepath.Base(out), store.WithoutPath(err)))
	}
	return nil
}

// whole is a path from the root on, links resolved as far as it exists.
func whole(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", errors.New("this folder has no path")
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(abs)); err == nil {
		abs = filepath.Join(dir, filepath.Base(abs))
	}
	return abs, nil
}

// within reports whether path is dir or lies below it.
func within(path, dir string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
