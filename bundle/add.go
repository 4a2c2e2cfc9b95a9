package bundle

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"tradecase/bundle/archive"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
)

// Progress is told how far long work is. Stage begins a part of the work of
// total bytes (0: not known); Add counts. Both may be called from several
// goroutines.
type Progress interface {
	Stage(name string, total int64)
	Add(n int64)
}

// noProgress stands in for a nil Progress.
type noProgress struct{}

func (noProgress) Stage(string, int64) {}
func (noProgress) Add(int64)           {}

func orNone(p Progress) Progress {
	if p == nil {
		return noProgress{}
	}
	return p
}

// Added is what an Add did.
type Added struct {
	Items   []Item    `json:"items"`
	Skipped []Skipped `json:"skipped"`
}

// Add reads the file, folder or archive at path and keeps the logs and images
// in it for one party. Exact duplicates of what is there are dropped and
// listed. If path cannot be read to its end nothing is kept.
func (b *Bundle) Add(ctx context.Context, party diagnostics.Party, path string, progress Progress) (Added, error) {
	var added Added
	err := b.change(ctx, ChangeAdd, safeName(filepath.Base(path)), func(doc *document) error {
		st, err := b.newStaging(doc)
		if err != nil {
			return err
		}
		defer st.remove()
		progress = orNone(progress)
		progress.Stage("reading "+safeName(filepath.Base(path)), fileSize(path))
		report, err := st.read(ctx, party, path, progress)
		added.Skipped = st.skipped
		if err != nil {
			return about("add", path, err)
		}
		st.sources = []Source{{safeName(report.Source.Name), party, report.Source.Size, report.Source.SHA256, now()}}
		added.Items, err = st.keep()
		return err
	})
	if err != nil {
		added.Items = nil
	}
	return added, err
}

// AddAll is Add for several paths in one change, which one Undo takes back. Of
// a path that cannot be read to its end nothing is kept, and it is listed as
// skipped; the error is the first one's if nothing at all was stored.
func (b *Bundle) AddAll(ctx context.Context, party diagnostics.Party, paths []string, progress Progress) (Added, error) {
	if len(paths) == 1 {
		return b.Add(ctx, party, paths[0], progress)
	}
	added := Added{Items: []Item{}}
	var first error
	err := b.change(ctx, ChangeAdd, severalNames(paths), func(doc *document) error {
		st, err := b.newStaging(doc)
		if err != nil {
			return err
		}
		defer st.remove()
		progress = orNone(progress)
		var total int64
		for _, path := range paths {
			total += fileSize(path)
		}
		progress.Stage(fmt.Sprintf("reading %d files and folders", len(paths)), total)
		for _, path := range paths {
			err := st.addOne(ctx, party, path, progress)
			if stopped := ctx.Err(); stopped != nil {
				return stopped
			}
			if isDiskFull(err) { // the others would fail as well
				return err
			}
			if first == nil {
				first = err
			}
		}
		added.Skipped = st.skipped
		added.Items, err = st.keep()
		return err
	})
	if err == nil && len(added.Items) == 0 {
		err = first
	}
	if err != nil {
		added.Items = nil
	}
	return added, err
}

// severalNames is what a change of several paths is called.
func severalNames(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	return safeName(filepath.Base(paths[0])) + " +" + strconv.Itoa(len(paths)-1)
}

// fileSize is the size of a plain file, 0 for all else.
func fileSize(path string) int64 {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
		return info.Size()
	}
	return 0
}

// about says what an error came up with, unless the error does.
func about(doing, path string, err error) error {
	name := safeName(filepath.Base(path))
	if strings.HasPrefix(err.Error(), name+":") {
		return fmt.Errorf("%s %w", doing, err)
	}
	return fmt.Errorf("%s %s: %w", doing, name, err)
}

// staging is where files are written before the bundle takes them. A folder
// left by a killed run is removed by the next.
type staging struct {
	b       *Bundle
	doc     *document
	dir     string
	items   []Item
	skipped []Skipped
	sources []Source // those that something was staged of
	names   map[diagnostics.Party]nameSet
	hashes  map[string]string // SHA-256 → path of the item that has it
}

func (b *Bundle) newStaging(doc *document) (*staging, error) {
	st := &staging{
		b: b, doc: doc, dir: filepath.Join(b.dir, stagingName),
		names: map[diagnostics.Party]nameSet{}, hashes: map[string]string{},
	}
	st.remove()
	for _, p := range diagnostics.Parties() {
		st.names[p] = doc.taken(p)
	}
	for _, it := range doc.Items {
		st.hashes[it.SHA256] = it.Path()
	}
	return st, store.MkdirPrivate(st.dir)
}

func (st *staging) remove() { _ = os.RemoveAll(st.dir) } // the next run tries again

// read stages what is in one path, and lists what is not taken.
func (st *staging) read(ctx context.Context, party diagnostics.Party, path string, progress Progress) (archive.Report, error) {
	opt := archive.Options{Limits: st.b.library.limits, TempDir: st.b.library.temp, Progress: progress.Add}
	report, err := archive.Read(ctx, path, opt, func(f archive.Found, r io.Reader) error {
		return st.take(ctx, party, f, r)
	})
	for _, s := range report.Skipped {
		st.skipped = append(st.skipped, Skipped(s))
	}
	return report, err
}

// addOne stages what is in one of several paths: all of it or nothing.
func (st *staging) addOne(ctx context.Context, party diagnostics.Party, path string, progress Progress) error {
	before := len(st.items)
	report, err := st.read(ctx, party, path, progress)
	if err != nil {
		for _, it := range st.items[before:] {
			delete(st.hashes, it.SHA256)
		}
		st.items = st.items[:before]
		name := safeName(filepath.Base(path))
		if n := len(report.Skipped); n == 0 || report.Skipped[n-1].Path != name { // a plain file is listed already
			st.skipped = append(st.skipped, Skipped{name, err.Error()})
		}
		return about("add", path, err)
	}
	if len(st.items) > before {
		st.sources = append(st.sources, Source{safeName(report.Source.Name), party, report.Source.Size, report.Source.SHA256, now()})
	}
	return nil
}

// take writes one found file into the staging area.
func (st *staging) take(ctx context.Context, party diagnostics.Party, f archive.Found, r io.Reader) error {
	it := Item{Party: party, Rotation: -1, From: f.Path, Added: now()}
	switch f.Kind {
	case archive.Log:
		it.Kind, it.Rotation, it.Name = Log, f.Rotation, logName(f.Name, f.Rotation)
		it.Set = strconv.Itoa(len(st.doc.Sources)+len(st.sources)+1) + ":" + f.Set
	case archive.Image:
		it.Kind, it.Name = Image, safeName(f.Name)
	}
	return st.write(ctx, it, r)
}

// write stages an item's content unless it is a duplicate.
func (st *staging) write(ctx context.Context, it Item, r io.Reader) error {
	file, err := store.Create(filepath.Join(st.dir, strconv.Itoa(len(st.items))))
	if err != nil {
		return diskHint(err)
	}
	defer file.Close() //nolint:errcheck // after the commit it does nothing; before, the first error is the one to report
	hash := sha256.New()
	if it.Size, err = io.Copy(io.MultiWriter(file, hash), contextReader{ctx, r}); err != nil {
		return diskHint(fmt.Errorf("%s: %w", it.From, err))
	}
	it.SHA256 = hex.EncodeToString(hash.Sum(nil))
	if first, dup := st.hashes[it.SHA256]; dup {
		st.skipped = append(st.skipped, Skipped{it.From, sameFile + first})
		return nil
	}
	if err := file.Commit(); err != nil {
		return diskHint(err)
	}
	it.Name = st.names[it.Party].unique(it.Name)
	st.hashes[it.SHA256] = it.Path()
	st.items = append(st.items, it)
	return nil
}

// keep moves what was staged among the bundle's items.
func (st *staging) keep() ([]Item, error) {
	if len(st.items) == 0 {
		return nil, errUnchanged
	}
	st.doc.Skipped = append(st.doc.Skipped, st.skipped...)
	items := filepath.Join(st.b.dir, itemsName)
	if err := store.MkdirPrivate(items); err != nil {
		return nil, err
	}
	st.doc.Next = max(st.doc.Next, highest(items))
	for i := range st.items {
		st.doc.Next++
		it := &st.items[i]
		it.Number = st.doc.Next
		it.File = fmt.Sprintf("%04d-%s", it.Number, it.Name)
		if err := os.Rename(filepath.Join(st.dir, strconv.Itoa(i)), st.b.path(*it)); err != nil {
			return nil, fmt.Errorf("keep %s: %w", it.Path(), store.WithoutPath(err))
		}
	}
	if err := store.SyncDir(items); err != nil {
		return nil, fmt.Errorf("keep items: %w", store.WithoutPath(err))
	}
	st.doc.Items = append(st.doc.Items, st.items...)
	st.doc.Sources = append(st.doc.Sources, st.sources...)
	return st.items, nil
}

// highest is the highest number among the items' files. It is above the
// document's own if an older document was put back: those files are kept.
func highest(items string) int {
	entries, _ := os.ReadDir(items) // it was just made
	n := 0
	for _, e := range entries {
		n = max(n, itemNumber(e.Name()))
	}
	return n
}

// contextReader ends with the context's error.
type contextReader struct {
	ctx context.Context //nolint:containedctx // a reader has no other way to be cancelled
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
