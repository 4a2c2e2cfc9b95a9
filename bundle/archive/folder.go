package archive

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"tradecase/bundle/store"
)

// folder walks a folder without ever leaving it.
func (s *run) folder(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fail(s.report.Source.Name, ErrUnreadable, store.WithoutPath(err))
	}
	defer func() { _ = root.Close() }() // only read from
	return s.walk(root, ".", "")
}

// walk reads the folder raw of root; clean is its path as it is shown.
func (s *run) walk(root *os.Root, raw, clean string) error {
	list, err := s.list(root, raw)
	if err != nil && clean == "" {
		return fail(s.report.Source.Name, ErrUnreadable, store.WithoutPath(err))
	}
	if err != nil {
		s.skip(clean+"/", ErrUnreadable.Error()+": "+store.WithoutPath(err).Error())
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	for _, d := range list {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		if err := s.inFolder(root, d, filepath.Join(raw, d.Name()), clean); err != nil {
			return err
		}
	}
	return nil
}

// list reads a folder, at most one entry more than the limit leaves.
func (s *run) list(root *os.Root, raw string) ([]fs.DirEntry, error) {
	f, err := root.Open(raw)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	list, err := f.ReadDir(s.budget.lim.Entries - s.budget.entries + 1)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return list, err
}

// inFolder decides on one entry of a folder by its name and type.
func (s *run) inFolder(root *os.Root, d fs.DirEntry, raw, parent string) error {
	name, why := safeName(d.Name(), s.budget.lim.PathBytes-len(parent)-1)
	clean := path.Join(parent, name)
	if err := s.budget.entry(clean); err != nil {
		return err
	}
	switch {
	case isSystemFile(clean):
		return nil
	case why == "" && d.IsDir():
		return s.walk(root, raw, clean)
	case why == "":
		if why = unfitMode(d.Type()); why == "" {
			why = privateName(clean)
		}
	}
	if why != "" {
		s.skip(clean, why)
		return nil
	}
	err := s.onDisk(root, raw, clean)
	if err != nil && itemFault(err) {
		s.skip(clean, reason(err))
		return nil
	}
	return err
}

func (s *run) onDisk(root *os.Root, raw, clean string) error {
	f, err := root.Open(raw)
	if err != nil {
		return fail(clean, ErrUnreadable, store.WithoutPath(err))
	}
	defer func() { _ = f.Close() }() // only read from
	info, err := f.Stat()
	if err != nil {
		return fail(clean, ErrUnreadable, store.WithoutPath(err))
	}
	if !info.Mode().IsRegular() {
		return fail(clean, ErrUnreadable, errors.New("not a regular file"))
	}
	return s.handle(entry{
		path: clean, name: path.Base(clean), size: info.Size(),
		at: io.NewSectionReader(f, 0, info.Size()),
	})
}

// tempDir is where nested archives are unpacked to.
func (s *run) tempDir() string {
	if s.opt.TempDir == "" {
		return os.TempDir()
	}
	return s.opt.TempDir
}
