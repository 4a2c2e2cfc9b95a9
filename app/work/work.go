// Package work is what Tradecase can do, each use case once: the command line
// and the window both call it. It knows neither of them.
package work

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"

	"tradecase/app/config"
	"tradecase/bundle"
	"tradecase/bundle/archive"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/redact"
)

// Desk does the work on one data folder. It is safe for concurrent use.
type Desk struct {
	dataDir, who, tool string
	current            atomic.Pointer[setUp]
	network            *Network
}

// setUp is what the settings decide.
type setUp struct {
	library  *bundle.Library
	settings config.Settings
	limits   archive.Limits
}

// Progress is told how far long work is; nil is allowed everywhere.
type Progress = bundle.Progress

// NewDesk returns a desk on dataDir, which need not exist yet. who names this
// program to others that wait for a bundle, tool names it in what it makes.
func NewDesk(dataDir, who, tool string, s config.Settings) *Desk {
	d := &Desk{dataDir: dataDir, who: who, tool: tool, network: newNetwork(dataDir, s)}
	d.Use(s)
	return d
}

// Use takes other settings for all work that begins from now on. The data
// folder stays the one that it is.
func (d *Desk) Use(s config.Settings) {
	limits := s.Limits.Archive()
	d.current.Store(&setUp{library: bundle.NewLibrary(d.dataDir, d.who, limits), settings: s, limits: limits})
	d.network.use(s)
}

// now is how the desk is set up.
func (d *Desk) now() *setUp { return d.current.Load() }

// New makes an empty bundle.
func (d *Desk) New(ctx context.Context, tradeID string) (bundle.Checklist, error) {
	id, err := diagnostics.ParseTradeID(tradeID)
	if err != nil {
		return bundle.Checklist{}, err
	}
	b, err := d.now().library.New(ctx, id)
	if err != nil {
		return bundle.Checklist{}, err
	}
	return b.Checklist(), nil
}

// List gives all bundles.
func (d *Desk) List() ([]bundle.Summary, error) { return d.now().library.List() }

// Stamp is another number once bundles came, went or were changed.
func (d *Desk) Stamp() uint64 { return d.now().library.Stamp() }

// Open finds a bundle by its full or short ID.
func (d *Desk) Open(tradeID string) (*bundle.Bundle, error) {
	id, err := diagnostics.ParseTradeID(tradeID)
	if err != nil {
		return nil, err
	}
	return d.now().library.Open(id)
}

// Status is a bundle's checklist and what lies in it.
type Status struct {
	bundle.Checklist
	Files    []bundle.Item    `json:"files"`
	Notes    bundle.Notes     `json:"notes"`
	Skipped  []bundle.Skipped `json:"skipped"`
	Handoffs []bundle.Handoff `json:"handoffs"`
	Dir      string           `json:"dir"`
	Change   *bundle.Change   `json:"-"` // what Undo would take back, nil if nothing
}

// Status tells what a bundle has and what it lacks.
func (d *Desk) Status(tradeID string) (Status, error) {
	b, err := d.Open(tradeID)
	if err != nil {
		return Status{}, err
	}
	return StatusOf(b), nil
}

// StatusOf is the status of an opened bundle.
func StatusOf(b *bundle.Bundle) Status {
	s := Status{
		Checklist: b.Checklist(), Files: orEmpty(b.Items()), Notes: b.Notes(),
		Skipped: orEmpty(b.Skipped()), Handoffs: orEmpty(b.Handoffs()), Dir: b.Dir(),
	}
	if c, ok := b.LastChange(); ok {
		s.Change = &c
	}
	return s
}

// Add gives a party's files, folders and archives to a bundle. A path that
// cannot be read is listed as skipped and the others go on; the error is the
// first one's if nothing at all was stored.
func (d *Desk) Add(ctx context.Context, tradeID string, party diagnostics.Party, paths []string, progress Progress) (bundle.Added, error) {
	b, err := d.Open(tradeID)
	if err != nil {
		return bundle.Added{Items: []bundle.Item{}, Skipped: []bundle.Skipped{}}, err
	}
	added, err := b.AddAll(ctx, party, paths, progress)
	added.Items, added.Skipped = orEmpty(added.Items), orEmpty(added.Skipped)
	if err == nil && len(added.Items) == 0 {
		err = nothingStored()
	}
	return added, err
}

// AddSlot puts files into a slot of the checklist.
func (d *Desk) AddSlot(ctx context.Context, tradeID string, slot bundle.Slot, paths []string) (bundle.Added, error) {
	all := bundle.Added{Items: []bundle.Item{}, Skipped: []bundle.Skipped{}}
	b, err := d.Open(tradeID)
	if err != nil {
		return all, err
	}
	var first error
	for _, path := range paths {
		added, err := b.AddSlot(ctx, slot, path)
		all.Items = append(all.Items, added.Items...)
		all.Skipped = append(all.Skipped, added.Skipped...)
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return all, err
		}
		if len(paths) > 1 {
			all.Skipped = append(all.Skipped, bundle.Skipped{Path: filepath.Base(path), Reason: err.Error()})
		}
		if first == nil {
			first = err
		}
	}
	switch {
	case len(all.Items) > 0:
		return all, nil
	case first != nil:
		return all, first
	}
	return all, nothingStored()
}

func nothingStored() error {
	return diagnostics.WithCode(diagnostics.WithHint(errors.New("nothing was stored"), "everything in it was left out; the list says why"), "nothing-stored")
}

// Move gives an item to another party or slot; see bundle.Bundle.Move.
func (d *Desk) Move(ctx context.Context, tradeID, item string, party diagnostics.Party, slot *bundle.Slot) (bundle.Item, error) {
	b, err := d.Open(tradeID)
	if err != nil {
		return bundle.Item{}, err
	}
	return b.Move(ctx, item, party, slot)
}

// Remove takes an item out of a bundle; Undo can bring it back.
func (d *Desk) Remove(ctx context.Context, tradeID, item string) (bundle.Item, error) {
	b, err := d.Open(tradeID)
	if err != nil {
		return bundle.Item{}, err
	}
	return b.Remove(ctx, item)
}

// Undo takes the last change of a bundle back and says which it was.
func (d *Desk) Undo(ctx context.Context, tradeID string) (bundle.Change, error) {
	b, err := d.Open(tradeID)
	if err != nil {
		return bundle.Change{}, err
	}
	return b.Undo(ctx)
}

// Forget makes removed items unrecoverable.
func (d *Desk) Forget(ctx context.Context, tradeID string) error {
	b, err := d.Open(tradeID)
	if err != nil {
		return err
	}
	return b.Forget(ctx)
}

// Note changes a bundle's notes.
func (d *Desk) Note(ctx context.Context, tradeID string, change bundle.NotesChange) (Status, error) {
	b, err := d.Open(tradeID)
	if err != nil {
		return Status{}, err
	}
	if err := b.SetNotes(ctx, change); err != nil {
		return Status{}, err
	}
	return StatusOf(b), nil
}

// Scanned is what logs tell, and what in the given paths was no log.
type Scanned struct {
	*logs.Result
	Skipped []bundle.Skipped `json:"skipped"`
}

// Scan reads logs in files, folders and archives without keeping them.
func (d *Desk) Scan(ctx context.Context, paths []string, progress Progress) (Scanned, error) {
	g, err := bundle.Gather(ctx, paths, bundle.GatherOptions{Limits: d.now().limits, TempDir: d.now().library.TempDir(), Progress: progress})
	if err != nil {
		return Scanned{}, err
	}
	defer g.Close() //nolint:errcheck // a scratch file; nothing is lost with it
	files, total := logsIn(g)
	if len(files) == 0 {
		return Scanned{Result: &logs.Result{}, Skipped: orEmpty(g.Skipped)}, noLogInIt()
	}
	return scan(ctx, files, total, g.Skipped, progress)
}

// logsIn lists the logs in what was gathered, and their bytes together.
func logsIn(g *bundle.Gathered) (files []logs.File, total int64) {
	for _, f := range g.Files {
		if f.Kind == bundle.Log {
			total += f.Size
			files = append(files, logs.File{Path: f.Path, Set: f.Set, Rotation: f.Rotation, Open: f.Open})
		}
	}
	return files, total
}

func noLogInIt() error {
	return diagnostics.WithCode(
		diagnostics.WithHint(errors.New("there is no Bisq log in it"), "Bisq's logs are bisq.log, bisq_1.log … in "+bundle.DataFolders), "no-log-in-it")
}

// ScanBundle reads a bundle's own logs.
func (d *Desk) ScanBundle(ctx context.Context, tradeID string, progress Progress) (Scanned, error) {
	b, err := d.Open(tradeID)
	if err != nil {
		return Scanned{}, err
	}
	files, total := b.LogFiles()
	return scan(ctx, files, total, nil, progress)
}

// Index lists the entries of a bundle's own logs, to be looked at one by one.
// Close it.
func (d *Desk) Index(ctx context.Context, tradeID string, progress Progress) (*logs.Index, error) {
	b, err := d.Open(tradeID)
	if err != nil {
		return nil, err
	}
	files, total := b.IndexFiles()
	opt := logs.Options{}
	if progress != nil {
		progress.Stage("listing the entries", total)
		opt.Progress = progress.Add
	}
	return logs.BuildIndex(ctx, files, opt)
}

// Picture decodes an image of a bundle to be looked at; see bundle.Bundle.Picture.
func (d *Desk) Picture(ctx context.Context, tradeID string, number, width, height int) (bundle.Picture, error) {
	b, err := d.Open(tradeID)
	if err != nil {
		return bundle.Picture{}, err
	}
	return b.Picture(ctx, number, width, height)
}

func scan(ctx context.Context, files []logs.File, total int64, skipped []bundle.Skipped, progress Progress) (Scanned, error) {
	opt := logs.Options{}
	if progress != nil {
		progress.Stage("reading the logs", total)
		opt.Progress = progress.Add
	}
	result, err := logs.Scan(ctx, files, opt)
	if err != nil {
		return Scanned{}, fmt.Errorf("read the logs: %w", err)
	}
	return Scanned{Result: result, Skipped: orEmpty(skipped)}, nil
}

// Output says where and how an export is written.
type Output struct {
	Path    string
	Profile redact.Profile // empty: support, or for redact what the settings say
	Hide    []string       // own words besides those of the settings
	DryRun  bool
	Replace bool
}

// check looks at the place of the zip, if one is to be made.
func (out Output) check() error {
	if out.DryRun {
		return nil
	}
	return bundle.CheckOut(out.Path, out.Replace)
}

func (d *Desk) export(out Output, progress Progress) bundle.ExportOptions {
	return bundle.ExportOptions{
		Profile: out.Profile, Hide: append(out.Hide[:len(out.Hide):len(out.Hide)], d.now().settings.Hide...),
		Tool: d.tool, Keep: []string{d.now().library.Dir()}, Progress: progress, Anchors: d.anchors,
	}
}

// PrepareRedact finds the private data in what is in paths. What it returns can
// be looked at and written; close it.
func (d *Desk) PrepareRedact(ctx context.Context, paths []string, out Output, progress Progress) (*bundle.Outgoing, error) {
	if err := checkWords(out.Hide); err != nil {
		return nil, err
	}
	if out.Profile == "" {
		out.Profile = redact.Profile(d.now().settings.Profile)
	}
	if out.Profile == "" {
		out.Profile = redact.Support
	}
	from := bundle.GatherOptions{Limits: d.now().limits, TempDir: d.now().library.TempDir(), Texts: true, Progress: progress}
	return bundle.PrepareRedact(ctx, paths, from, d.export(out, progress))
}

// Redact writes redacted copies of what is in paths into one zip.
func (d *Desk) Redact(ctx context.Context, paths []string, out Output, progress Progress) (bundle.Export, error) {
	if err := out.check(); err != nil {
		return bundle.Export{}, err
	}
	o, err := d.PrepareRedact(ctx, paths, out, progress)
	if err != nil {
		return bundle.Export{}, err
	}
	return finish(ctx, o, out)
}

// PrepareHandoff finds the private data in a bundle. What it returns can be
// looked at and written; close it.
func (d *Desk) PrepareHandoff(ctx context.Context, tradeID string, out Output, progress Progress) (*bundle.Outgoing, error) {
	if err := checkWords(out.Hide); err != nil {
		return nil, err
	}
	b, err := d.Open(tradeID)
	if err != nil {
		return nil, err
	}
	if out.Profile == "" {
		out.Profile = redact.Support
	}
	return b.PrepareHandoff(ctx, d.export(out, progress))
}

// Handoff makes the zip for a developer.
func (d *Desk) Handoff(ctx context.Context, tradeID string, out Output, progress Progress) (bundle.Export, error) {
	if err := out.check(); err != nil {
		return bundle.Export{}, err
	}
	o, err := d.PrepareHandoff(ctx, tradeID, out, progress)
	if err != nil {
		return bundle.Export{}, err
	}
	return finish(ctx, o, out)
}

// checkWords refuses own words that would not be hidden.
func checkWords(words []string) error {
	for _, w := range words {
		if !config.Word(w) {
			return diagnostics.WithCode(diagnostics.WithHint(errors.New("an own word is too short to be hidden"), "give a word of at least two letters or digits"), "short-word")
		}
	}
	return nil
}

// finish shows or writes what was prepared.
func finish(ctx context.Context, o *bundle.Outgoing, out Output) (bundle.Export, error) {
	defer o.Close()
	if out.DryRun {
		return o.Preview(ctx)
	}
	return o.Write(ctx, out.Path, out.Replace)
}

// Verify judges a zip that somebody sent.
func (d *Desk) Verify(ctx context.Context, path string, progress Progress) (bundle.Verified, error) {
	return bundle.Verify(ctx, path, bundle.VerifyOptions{Limits: d.now().limits, Progress: progress})
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
