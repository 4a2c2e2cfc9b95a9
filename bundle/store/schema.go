package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tradecase/diagnostics"
)

// ErrDamaged marks a document that cannot be read.
var ErrDamaged = errors.New("damaged")

// maxDocument bounds what is read as a document, in bytes.
const maxDocument = 64 << 20

// Schema describes the versions of a JSON document. Upgrades[i] turns version
// i+1 into i+2, in place; the present version is len(Upgrades)+1.
type Schema struct {
	Upgrades []func(doc map[string]json.RawMessage) error
}

// Version is the version that this program writes.
func (s Schema) Version() int { return len(s.Upgrades) + 1 }

// Load reads the document at path into v and returns the version it has on
// disk. An older one is upgraded in memory; a newer one is read as far as it
// can be (the caller must not save it: see Newer). The error wraps ErrDamaged
// if it is no document, fs.ErrNotExist if there is none.
func (s Schema) Load(path string, v any) (version int, err error) {
	data, err := readBounded(path)
	if err != nil {
		return 0, err
	}
	doc := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &doc); err != nil {
		return 0, diagnostics.WithCode(damaged(path, err), "damaged-json", "Name", filepath.Base(path))
	}
	if err := json.Unmarshal(doc["schema"], &version); err != nil || version < 1 {
		return 0, diagnostics.WithCode(damaged(path, errors.New("no schema version")), "damaged-version", "Name", filepath.Base(path))
	}
	for n := version; n < s.Version(); n++ {
		if err := s.Upgrades[n-1](doc); err != nil {
			return version, diagnostics.WithCode(damaged(path, fmt.Errorf("upgrade from version %d: %w", n, err)), "damaged-upgrade", "Name", filepath.Base(path), "Version", n)
		}
	}
	upgraded, err := json.Marshal(doc)
	if err == nil {
		err = json.Unmarshal(upgraded, v)
	}
	if err != nil {
		return version, diagnostics.WithCode(damaged(path, err), "damaged-content", "Name", filepath.Base(path))
	}
	return version, nil
}

// Newer reports whether a document of that version comes from a later program
// and is read-only for this one.
func (s Schema) Newer(version int) bool { return version > s.Version() }

// Save writes v, which must marshal to an object, as a document of the present
// version. was is the version that Load returned, 0 for a new document: an
// older document is first copied to "<name>.schema-<was>.bak". What Save
// replaces stays as "<name>.bak" until the next Save.
func (s Schema) Save(path string, was int, v any) error {
	if s.Newer(was) {
		return fmt.Errorf("%s: %w", filepath.Base(path), errors.New("made by a newer Tradecase"))
	}
	doc, err := s.stamp(v)
	if err != nil {
		return err
	}
	if was > 0 && was < s.Version() {
		if err := backup(path, fmt.Sprintf("%s.schema-%d.bak", path, was), (*Pending).CommitNew); err != nil {
			return err
		}
	}
	if was > 0 {
		if err := backup(path, path+".bak", (*Pending).Commit); err != nil {
			return err
		}
	}
	return WriteFile(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(doc)
	})
}

// stamp adds the schema version to v's fields.
func (s Schema) stamp(v any) (map[string]json.RawMessage, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	doc := map[string]json.RawMessage{}
	if err := json.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	doc["schema"] = fmt.Appendf(nil, "%d", s.Version())
	return doc, nil
}

// backup copies a document; a copy that commit finds there already is enough.
func backup(from, to string, commit func(*Pending) error) error {
	data, err := readBounded(from)
	if err != nil {
		return err
	}
	p, err := Create(to)
	if err != nil {
		return err
	}
	defer p.Close() //nolint:errcheck // after the commit it does nothing; before, the first error is the one to report
	if _, err := p.Write(data); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(to), err)
	}
	if err := commit(p); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func readBounded(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unread(path, WithoutPath(err))
	}
	defer f.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(f, maxDocument+1))
	if err != nil {
		return nil, unread(path, WithoutPath(err))
	}
	if len(data) > maxDocument {
		return nil, diagnostics.WithCode(damaged(path, fmt.Errorf("larger than %d MB", maxDocument>>20)), "damaged-large", "Name", filepath.Base(path), "Megabytes", maxDocument>>20)
	}
	return data, nil
}

// unread says why a document was not read: it is not there, or the system says
// so in its own words.
func unread(path string, cause error) error {
	name := filepath.Base(path)
	err := fmt.Errorf("read %s: %w", name, cause)
	switch {
	case errors.Is(cause, fs.ErrNotExist):
		return diagnostics.WithCode(err, "document-gone", "Name", name)
	case errors.Is(cause, fs.ErrPermission):
		return diagnostics.WithCode(err, "document-forbidden", "Name", name)
	}
	return diagnostics.WithCode(err, "document-unread", "Name", name, "Why", cause)
}

func damaged(path string, cause error) error {
	return diagnostics.WithHint(fmt.Errorf("%s is %w: %w", filepath.Base(path), ErrDamaged, cause),
		"the items beside it are untouched; put back a copy of this file, or add the items to a new bundle")
}
