package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

const (
	documentName = "bundle.json"
	itemsName    = "items"
	stagingName  = "staging"
)

// schema is that of bundle.json. Version 1 is the first.
var schema = store.Schema{}

// State says what can be done with a bundle.
type State string

// The states.
const (
	Open     State = "open"
	ReadOnly State = "read-only" // made by a newer Tradecase
	Damaged  State = "damaged"   // bundle.json cannot be read; the items can
)

// Kind says what an item's content is.
type Kind string

// The kinds.
const (
	Log   Kind = "log"
	Image Kind = "image"
	Text  Kind = "text" // copied text or a contract, in a slot
)

// Item is one file in a bundle, kept as it came.
type Item struct {
	Number   int               `json:"number"` // never used twice in a bundle
	File     string            `json:"file"`   // its place among the bundle's items, never changed
	Name     string            `json:"name"`   // unique within its party, whatever the capitals
	Party    diagnostics.Party `json:"party"`
	Kind     Kind              `json:"kind"`
	Slot     Slot              `json:"slot,omitempty"`
	Size     int64             `json:"size"` // bytes
	SHA256   string            `json:"sha256"`
	Rotation int               `json:"rotation"`      // of a log: 0 the newest; -1 unknown
	Set      string            `json:"set,omitempty"` // logs of one set lay in one folder
	From     string            `json:"from"`          // its path in what was given
	Added    time.Time         `json:"added"`         // UTC
}

// Path is how the item is named to people and in evidence: "seller/bisq_1.log".
func (it Item) Path() string { return string(it.Party) + "/" + it.Name }

// Source is what was added: of an archive only this is kept.
type Source struct {
	Name   string            `json:"name"`
	Party  diagnostics.Party `json:"party"`
	Size   int64             `json:"size"` // bytes; 0 for a folder
	SHA256 string            `json:"sha256,omitempty"`
	Added  time.Time         `json:"added"` // UTC
}

// Skipped is something that was not taken, and why.
type Skipped struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// document is bundle.json.
type document struct {
	ID       diagnostics.TradeID `json:"id"`
	Created  time.Time           `json:"created"`
	Next     int                 `json:"next"` // the next item's number
	Items    []Item              `json:"items"`
	Sources  []Source            `json:"sources"`
	Skipped  []Skipped           `json:"skipped"`
	Notes    Notes               `json:"notes"`
	Handoffs []Handoff           `json:"handoffs"`
	Change   *Change             `json:"change,omitempty"` // the last one; what was before is in the history
}

// Handoff is a zip that was made from the bundle. It stays in the bundle and
// goes into no zip.
type Handoff struct {
	Made    time.Time `json:"made"` // UTC
	Profile string    `json:"profile"`
	Bytes   int64     `json:"bytes"`
	SHA256  string    `json:"sha256"`
}

// Bundle is one trade's folder. What it returns is of the moment when it was
// opened or last changed. Not safe for concurrent use; open it twice instead.
type Bundle struct {
	library *Library
	dir     string
	doc     document
	version int
	state   State
	cause   error // why it is not open
}

func (l *Library) open(id diagnostics.TradeID) (*Bundle, error) {
	b := &Bundle{library: l, dir: filepath.Join(l.dir, string(id))}
	if err := b.load(); err != nil {
		return nil, err
	}
	return b, nil
}

// load reads bundle.json; what cannot be read makes the bundle read-only, it
// is no error as long as the folder is there.
func (b *Bundle) load() error {
	path := filepath.Join(b.dir, documentName)
	b.doc = document{}
	version, err := schema.Load(path, &b.doc)
	b.version, b.state, b.cause = version, Open, err
	switch {
	case err != nil:
		if _, derr := os.Stat(b.dir); errors.Is(derr, fs.ErrNotExist) {
			return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%w for %s", ErrNotFound, filepath.Base(b.dir)),
				"its folder is gone; make it again with: tradecase new "+filepath.Base(b.dir)), "bundle-gone", "ID", filepath.Base(b.dir))
		}
		b.state = Damaged
		b.recover()
	case schema.Newer(version):
		b.state = ReadOnly
		b.cause = diagnostics.WithCode(diagnostics.WithHint(
			fmt.Errorf("bundle %s was made by a newer Tradecase (schema %d, this one knows %d)", b.doc.ID, version, schema.Version()),
			"it can be read; to change it, use the newer Tradecase"), "newer-bundle", "ID", b.doc.ID, "Version", version, "Known", schema.Version())
	}
	return nil
}

// recover gives what can still be known of a bundle without bundle.json: its
// last copy, and every file that lies among the items.
func (b *Bundle) recover() {
	var old document
	if _, err := schema.Load(filepath.Join(b.dir, documentName+".bak"), &old); err == nil {
		b.doc = old
	}
	b.doc.ID = diagnostics.TradeID(filepath.Base(b.dir))
	entries, _ := os.ReadDir(filepath.Join(b.dir, itemsName)) // what is readable is listed
	known := map[string]bool{}
	b.doc.Items = slices.DeleteFunc(b.doc.Items, func(it Item) bool {
		known[it.File] = true
		return !slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == it.File })
	})
	for _, e := range entries {
		_, name, _ := strings.Cut(e.Name(), "-")
		it := Item{Number: itemNumber(e.Name())}
		if it.Number == 0 || known[e.Name()] {
			continue
		}
		it.File, it.Name, it.Party, it.Rotation, it.Kind = e.Name(), name, diagnostics.Unknown, -1, Log
		if info, err := e.Info(); err == nil {
			it.Size = info.Size()
		}
		b.doc.Items = append(b.doc.Items, it)
	}
}

// ID is the trade ID.
func (b *Bundle) ID() diagnostics.TradeID { return b.doc.ID }

// Dir is the bundle's folder.
func (b *Bundle) Dir() string { return b.dir }

// State says whether the bundle can be changed; if not, err says why.
func (b *Bundle) State() (state State, err error) { return b.state, b.cause }

func (b *Bundle) reason() string {
	if b.cause == nil {
		return ""
	}
	return b.cause.Error()
}

// Items lists the items in the order in which they came.
func (b *Bundle) Items() []Item { return slices.Clone(b.doc.Items) }

// Skipped lists what was not taken so far.
func (b *Bundle) Skipped() []Skipped { return slices.Clone(b.doc.Skipped) }

// Sources lists what was added so far.
func (b *Bundle) Sources() []Source { return slices.Clone(b.doc.Sources) }

// Handoffs lists the zips made so far.
func (b *Bundle) Handoffs() []Handoff { return slices.Clone(b.doc.Handoffs) }

// path is where the item's content lies. The name comes from bundle.json, so
// no more of it than a base name is believed.
func (b *Bundle) path(it Item) string {
	return filepath.Join(b.dir, itemsName, filepath.Base(it.File))
}

// OpenItem opens an item's content.
func (b *Bundle) OpenItem(it Item) (store.Blob, error) {
	return store.OpenBlob(b.path(it))
}

// LogFiles are the bundle's logs, and their bytes together.
func (b *Bundle) LogFiles() (files []logs.File, total int64) { return b.logFiles(Item.Path) }

// logFiles names the logs as called does.
func (b *Bundle) logFiles(called func(Item) string) (files []logs.File, total int64) {
	for _, it := range b.doc.Items {
		if it.Kind != Log {
			continue
		}
		total += it.Size
		files = append(files, logs.File{
			Path: called(it), Party: it.Party, Set: it.Set, Rotation: it.Rotation,
			Open: func() (io.ReadCloser, error) { return b.stream(it) },
		})
	}
	return files, total
}

// errUnchanged is what an edit returns that has nothing to save.
var errUnchanged = errors.New("nothing changed")

// change lets edit change the document and saves it. If edit fails nothing is
// saved. With a kind the change can be undone.
func (b *Bundle) change(ctx context.Context, kind ChangeKind, subject string, edit func(doc *document) error) error {
	return b.locked(ctx, func() error {
		err := edit(&b.doc)
		if errors.Is(err, errUnchanged) {
			return b.load()
		}
		if err != nil {
			return err
		}
		if kind == "" {
			return b.save()
		}
		change := Change{kind, subject, now()}
		undo, err := b.push(change)
		if err == nil {
			b.doc.Change = &change
			err = b.save()
		}
		if err != nil {
			undo()
			return diskHint(err)
		}
		return nil
	})
}

// locked loads the document again under the lock and lets do change it. If do
// fails the bundle is as it was.
func (b *Bundle) locked(ctx context.Context, do func() error) (err error) {
	if _, serr := os.Stat(b.dir); errors.Is(serr, fs.ErrNotExist) {
		return b.load()
	}
	lock, err := store.Acquire(ctx, b.dir, b.library.who)
	if err != nil {
		return diskHint(fmt.Errorf("bundle %s: %w", b.doc.ID, err))
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	if err := b.load(); err != nil {
		return err
	}
	if b.state != Open {
		return b.cause
	}
	_ = os.RemoveAll(filepath.Join(b.dir, stagingName)) // what a killed run had begun to add; the next tries again
	if err := do(); err != nil {
		return errors.Join(err, b.load())
	}
	return nil
}

// save writes the document.
func (b *Bundle) save() error {
	if err := schema.Save(filepath.Join(b.dir, documentName), b.version, &b.doc); err != nil {
		return diskHint(fmt.Errorf("bundle %s: %w", b.doc.ID, err))
	}
	b.version = schema.Version()
	return nil
}
