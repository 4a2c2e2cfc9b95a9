package bundle

import (
	"context"
	"errors"
	"io"
	"path"
	"path/filepath"

	"tradecase/bundle/archive"
	"tradecase/bundle/store"
)

// Gathered is what was found in files, folders and archives that somebody
// named, without a bundle. Close it.
type Gathered struct {
	Files   []GatheredFile
	Skipped []Skipped
	spool   *store.ScratchFile
	end     int64
}

// GatheredFile is one found file.
type GatheredFile struct {
	Path     string // its folder's or archive's last name, and the way from there
	Set      string // files of one set lay in one folder
	Kind     Kind
	Rotation int
	Size     int64 // bytes
	Open     func() (io.ReadCloser, error)
}

// GatherOptions says how to gather.
type GatherOptions struct {
	Limits   archive.Limits
	TempDir  string
	Texts    bool     // take texts that are no logs, too, if named themselves
	Progress Progress // may be nil
}

// Close removes what was unpacked.
func (g *Gathered) Close() error { return g.spool.Close() }

// Gather finds the logs and images in paths. What cannot be read is listed as
// skipped; the error is the first path's if nothing at all was found.
func Gather(ctx context.Context, paths []string, opt GatherOptions) (*Gathered, error) {
	spool, err := store.Scratch(opt.TempDir)
	if err != nil {
		return nil, diskHint(err)
	}
	g := &Gathered{spool: spool}
	progress := orNone(opt.Progress)
	var first error
	tops := nameSet{}
	for _, p := range paths {
		progress.Stage("reading "+safeName(filepath.Base(p)), fileSize(p))
		err := g.gather(ctx, p, tops, opt, progress)
		if ctx.Err() != nil {
			return nil, errors.Join(ctx.Err(), g.Close())
		}
		if err != nil {
			err = about("read", p, err)
			g.Skipped = append(g.Skipped, Skipped{safeName(filepath.Base(p)), err.Error()})
			if first == nil {
				first = err
			}
		}
	}
	if len(g.Files) == 0 && first != nil {
		return nil, errors.Join(first, g.Close())
	}
	return g, nil
}

// gather reads one path. What was found in it before an error does not count.
func (g *Gathered) gather(ctx context.Context, given string, tops nameSet, opt GatherOptions, progress Progress) error {
	if opt.Texts && g.namedText(given, tops) {
		return nil
	}
	abs, err := filepath.Abs(given)
	if err != nil {
		return store.WithoutPath(err)
	}
	had := len(g.Files)
	top := safeName(filepath.Base(abs))
	single := false
	report, err := archive.Read(ctx, given, archive.Options{Limits: opt.Limits, TempDir: opt.TempDir, Progress: progress.Add},
		func(f archive.Found, r io.Reader) error {
			single = f.Path == filepath.Base(abs)
			return g.take(ctx, f, r)
		})
	for _, s := range report.Skipped {
		g.Skipped = append(g.Skipped, Skipped{path.Join(top, s.Path), s.Reason})
	}
	if err != nil {
		g.Files = g.Files[:had]
		return err
	}
	if !single {
		top = tops.unique(top)
	}
	for i := had; i < len(g.Files); i++ {
		f := &g.Files[i]
		f.Set = top + "\x00" + f.Set
		if !single {
			f.Path = path.Join(top, f.Path)
		} else {
			f.Path = tops.unique(f.Path)
			f.Set = filepath.Dir(abs)
		}
	}
	return nil
}

// take copies a found file behind the others.
func (g *Gathered) take(ctx context.Context, f archive.Found, r io.Reader) error {
	file := GatheredFile{Path: f.Path, Set: f.Set, Rotation: f.Rotation, Kind: Log}
	if f.Kind == archive.Image {
		file.Kind, file.Rotation = Image, -1
	}
	at := g.end
	n, err := io.Copy(io.NewOffsetWriter(g.spool, at), contextReader{ctx, r})
	if err != nil {
		return diskHint(err)
	}
	g.end += n
	file.Size = n
	file.Open = func() (io.ReadCloser, error) {
		section := io.NewSectionReader(g.spool, at, n)
		return readableAt{io.NopCloser(section), section}, nil
	}
	g.Files = append(g.Files, file)
	return nil
}

// namedText takes a text that is no log when it was named itself: a contract,
// a chat. For all else it returns false, and archive.Read tells what is wrong.
func (g *Gathered) namedText(given string, tops nameSet) bool {
	blob, err := openGiven(given)
	if err != nil {
		return false
	}
	defer blob.Close() //nolint:errcheck // opened for reading
	head := make([]byte, min(blob.Size(), 64<<10))
	_, _ = blob.ReadAt(head, 0) // what cannot be read is no text
	kind, err := slotKind(filepath.Base(given), head, blob.Size())
	if err != nil || kind != Text {
		return false
	}
	g.Files = append(g.Files, GatheredFile{
		Path: tops.unique(safeName(filepath.Base(given))), Kind: Text, Rotation: -1, Size: blob.Size(),
		Open: func() (io.ReadCloser, error) {
			again, err := openGiven(given)
			if err != nil {
				return nil, err
			}
			return store.Stream(again), nil
		},
	})
	return true
}

// PrepareRedact gathers what is in paths and does all of a redacted zip but
// the zip, so that it can be looked at first: the same manifest as a hand-off's,
// no trade folder. Close what it returns.
func PrepareRedact(ctx context.Context, paths []string, from GatherOptions, opt ExportOptions) (*Outgoing, error) {
	g, err := Gather(ctx, paths, from)
	if err != nil {
		return nil, err
	}
	e := newExporter(from.TempDir, "", opt)
	e.scratch = append(e.scratch, g)
	names := folderNames{placer{}, map[string]string{}}
	for _, f := range g.Files {
		e.pieces = append(e.pieces, piece{path: f.place(names), image: f.Kind == Image, size: f.Size, open: f.Open})
	}
	for _, s := range g.Skipped {
		e.skip(s.Path, s.Reason)
	}
	if err := e.collect(ctx); err != nil {
		e.close()
		return nil, err
	}
	return &Outgoing{e: e, inputs: paths, manifest: Manifest{Kind: KindRedact, Tool: opt.Tool, Profile: opt.Profile}}, nil
}
