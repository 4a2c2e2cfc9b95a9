package bundle

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tradecase/bundle/archive"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
)

// Library is the folder with all bundles of one user, a folder per trade ID.
// It is safe for concurrent use, also by several processes.
type Library struct {
	dir    string
	temp   string
	who    string
	limits archive.Limits
}

// NewLibrary returns the library in dataDir, which need not exist yet. who
// names this program to others that wait for a lock ("command line").
func NewLibrary(dataDir, who string, limits archive.Limits) *Library {
	return &Library{
		dir:    filepath.Join(dataDir, "bundles"),
		temp:   filepath.Join(dataDir, "tmp"),
		who:    who,
		limits: limits,
	}
}

// Dir is the folder of all bundles.
func (l *Library) Dir() string { return l.dir }

// TempDir is the private folder for temporary files.
func (l *Library) TempDir() string { return l.temp }

// ErrNotFound marks a trade ID that no bundle has, ErrExists one that is taken.
var (
	ErrNotFound = errors.New("there is no bundle")
	ErrExists   = errors.New("there is a bundle already")
)

// New makes an empty bundle. If there is one under the short form of a full
// ID, that one takes the full ID; any other match is ErrExists.
func (l *Library) New(ctx context.Context, id diagnostics.TradeID) (*Bundle, error) {
	if err := store.MkdirPrivate(l.dir); err != nil {
		return nil, diskHint(err)
	}
	names, err := l.names()
	if err != nil {
		return nil, err
	}
	matches := match(names, id)
	switch {
	case len(matches) == 0:
		return l.create(id)
	case len(matches) == 1 && id.Full() && string(matches[0]) == id.Short():
		return l.complete(ctx, matches[0], id)
	}
	return nil, diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%w for %s: %s", ErrExists, id, join(matches)),
		"use it as it is, or give the full trade ID if this is another trade"), "bundle-exists", "ID", id)
}

// create fills a hidden folder and then gives it its name, so that a bundle is
// never seen half made.
func (l *Library) create(id diagnostics.TradeID) (*Bundle, error) {
	temp, err := os.MkdirTemp(l.dir, ".new-*")
	if err != nil {
		return nil, diskHint(fmt.Errorf("make bundle: %w", store.WithoutPath(err)))
	}
	defer os.RemoveAll(temp) //nolint:errcheck // gone after the rename; before, the first error is the one to report
	if err := os.Mkdir(filepath.Join(temp, itemsName), 0o700); err != nil {
		return nil, diskHint(fmt.Errorf("make bundle: %w", store.WithoutPath(err)))
	}
	doc := document{ID: id, Created: now()}
	if err := schema.Save(filepath.Join(temp, documentName), 0, &doc); err != nil {
		return nil, diskHint(fmt.Errorf("make bundle: %w", err))
	}
	dir := filepath.Join(l.dir, string(id))
	if err := os.Rename(temp, dir); err != nil {
		if _, serr := os.Lstat(dir); serr == nil {
			return nil, diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%w for %s", ErrExists, id), "use it as it is"), "bundle-exists", "ID", id)
		}
		return nil, diskHint(fmt.Errorf("make bundle: %w", store.WithoutPath(err)))
	}
	if err := store.SyncDir(l.dir); err != nil {
		return nil, diskHint(fmt.Errorf("make bundle: %w", store.WithoutPath(err)))
	}
	return l.open(id)
}

// complete gives a bundle that is known by its short ID its full one.
func (l *Library) complete(ctx context.Context, short, full diagnostics.TradeID) (*Bundle, error) {
	b, err := l.open(short)
	if err != nil {
		return nil, err
	}
	if err := b.change(ctx, "", "", func(doc *document) error { doc.ID = full; return nil }); err != nil {
		return nil, err
	}
	if err := os.Rename(b.dir, filepath.Join(l.dir, string(full))); err != nil {
		return nil, fmt.Errorf("rename bundle %s: %w", short, store.WithoutPath(err))
	}
	return l.open(full)
}

// Open finds the bundle with that ID: exactly, by its short form, or in other
// capitals, as long as there is only one. The error wraps ErrNotFound if there
// is none.
func (l *Library) Open(id diagnostics.TradeID) (*Bundle, error) {
	names, err := l.names()
	if err != nil {
		return nil, err
	}
	matches := match(names, id)
	switch len(matches) {
	case 1:
		return l.open(matches[0])
	case 0:
		return nil, diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%w for %s", ErrNotFound, id),
			fmt.Sprintf("make one with: tradecase new %s", id)), "no-bundle", "ID", id)
	}
	return nil, diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%s could be any of %s", id, join(matches)), "give the full trade ID"), "ambiguous-id", "ID", id, "Matches", join(matches))
}

// match finds the bundles that an ID may mean, best kind of match only: the
// same, the same in other capitals, then short for full and full for short.
func match(names []diagnostics.TradeID, id diagnostics.TradeID) []diagnostics.TradeID {
	kinds := []func(name diagnostics.TradeID) bool{
		func(n diagnostics.TradeID) bool { return n == id },
		func(n diagnostics.TradeID) bool { return strings.EqualFold(string(n), string(id)) },
		func(n diagnostics.TradeID) bool { return (!id.Full() || !n.Full()) && n.Short() == id.Short() },
		func(n diagnostics.TradeID) bool {
			return (!id.Full() || !n.Full()) && strings.EqualFold(n.Short(), id.Short())
		},
	}
	for _, fits := range kinds {
		if found := slices.DeleteFunc(slices.Clone(names), func(n diagnostics.TradeID) bool { return !fits(n) }); len(found) > 0 {
			return found
		}
	}
	return nil
}

// names lists the bundles' folders in order.
func (l *Library) names() ([]diagnostics.TradeID, error) {
	entries, err := os.ReadDir(l.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the bundles' folder: %w", store.WithoutPath(err))
	}
	var names []diagnostics.TradeID
	for _, e := range entries {
		if id, err := diagnostics.ParseTradeID(e.Name()); err == nil && e.IsDir() {
			names = append(names, id)
		}
	}
	return names, nil
}

// Summary is a bundle in a list.
type Summary struct {
	ID      diagnostics.TradeID `json:"id"`
	State   State               `json:"state"`
	Items   int                 `json:"items"`
	Missing int                 `json:"missing"` // checklist rows that lack something
	Ready   bool                `json:"ready"`
	Created time.Time           `json:"created,omitzero"` // UTC
	Detail  string              `json:"detail,omitempty"` // why it is read-only or damaged
}

// List gives all bundles, ordered by ID. One that cannot be read is listed
// with its state; it does not end the list.
func (l *Library) List() ([]Summary, error) {
	names, err := l.names()
	if err != nil {
		return nil, err
	}
	list := make([]Summary, 0, len(names))
	for _, id := range names {
		b, err := l.open(id)
		if err != nil {
			list = append(list, Summary{ID: id, State: Damaged, Detail: err.Error()})
			continue
		}
		check := b.Checklist()
		list = append(list, Summary{
			ID: id, State: b.state, Items: len(b.doc.Items), Missing: len(check.Missing),
			Ready: check.Ready, Created: b.doc.Created, Detail: b.reason(),
		})
	}
	return list, nil
}

// Stamp is another number once bundles came, went or were changed, by whatever
// program. It looks at no file's content, so that it may be asked every second.
func (l *Library) Stamp() uint64 {
	var seen strings.Builder
	names, err := l.names()
	fmt.Fprintln(&seen, err)
	for _, id := range names {
		info, err := os.Stat(filepath.Join(l.dir, string(id), documentName))
		if err != nil {
			fmt.Fprintln(&seen, id, store.WithoutPath(err))
			continue
		}
		fmt.Fprintln(&seen, id, info.Size(), info.ModTime().UnixNano())
	}
	h := fnv.New64a()
	_, _ = io.WriteString(h, seen.String()) // it never fails
	return h.Sum64()
}

func join(ids []diagnostics.TradeID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}

// now is the present time as documents hold it; tests set it.
var now = func() time.Time { return time.Now().UTC().Truncate(time.Second) }
