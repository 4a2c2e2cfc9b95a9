package logs

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tradecase/diagnostics"

	"golang.org/x/sync/errgroup"
)

// Filter says which rows are wanted: those that every field lets pass. An
// empty field lets all pass.
type Filter struct {
	Levels  []Level
	Text    string // stands in the entry, its header included, in whatever case
	Parties []diagnostics.Party
	Paths   []string // of files
}

// Filter returns the rows that pass, in rising order. Text is looked for in
// the files, side by side, in whole entries however long; the rest needs no
// reading. progress gets the bytes done since its last call, Bytes in all,
// from several goroutines; it may be nil. Where files cannot be read any more
// there are both rows and an error: the error names the files, and some or all
// of their rows are missing. When the context ends there is only its error,
// wrapped.
func (x *Index) Filter(ctx context.Context, want Filter, progress func(n int64)) ([]int32, error) {
	if x.cache.isClosed() {
		return nil, errClosed
	}
	if progress == nil {
		progress = func(int64) {}
	}
	var text *needle
	if want.Text != "" {
		text = newNeedle(want.Text)
	}
	found := make([][]int32, len(x.files))
	failed := make([]error, len(x.files))
	var group errgroup.Group
	group.SetLimit(x.workers)
	for i, f := range x.files {
		if !want.file(f) {
			progress(f.textSize())
			continue
		}
		group.Go(func() error {
			s := search{ctx: ctx, cache: x.cache, f: f, first: x.first[i], levels: want.levels(), needle: text, progress: progress}
			failed[i] = s.search()
			found[i] = s.rows
			return nil
		})
	}
	_ = group.Wait() // no file returns an error
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("filter logs: %w", err)
	}
	return slices.Concat(found...), errors.Join(failed...)
}

// file reports whether rows of f may pass.
func (w *Filter) file(f *indexed) bool {
	return (len(w.Parties) == 0 || slices.Contains(w.Parties, f.file.Party)) &&
		(len(w.Paths) == 0 || slices.Contains(w.Paths, f.file.Path))
}

// levels says of each level whether it passes.
func (w *Filter) levels() (pass [LevelError + 1]bool) {
	for l := range pass {
		pass[l] = len(w.Levels) == 0 || slices.Contains(w.Levels, Level(l))
	}
	return pass
}

// search goes through one file.
type search struct {
	ctx      context.Context // one search's: it lives no longer
	cache    *cache
	f        *indexed
	first    int // the file's first row
	levels   [LevelError + 1]bool
	needle   *needle // nil: any text
	progress func(n int64)
	done     int64 // what progress was told
	rows     []int32

	content Content // nil until something is read
	window  window
}

// search finds all rows of the file.
func (s *search) search() error {
	err := s.runs()
	if s.content != nil {
		if cerr := s.content.Close(); cerr != nil {
			err = errors.Join(err, s.f.trouble(cerr))
		}
	}
	s.tell(s.f.textSize())
	return err
}

// runs looks through each run of rows whose levels pass.
func (s *search) runs() error {
	for from := 0; from < s.f.len(); {
		to := from
		for to < s.f.len() && s.levels[s.f.rows[to].level] {
			to++
		}
		if err := s.run(from, to); err != nil {
			return err
		}
		from = to + 1
	}
	return nil
}

// run looks through the rows from from to before to.
func (s *search) run(from, to int) error {
	if s.needle == nil {
		for i := from; i < to; i++ {
			s.take(i)
		}
		return nil
	}
	at, end := s.f.rows[from].offset, s.f.rows[to].offset
	for end-at >= int64(s.needle.len()) {
		hit, next, err := s.find(at, end)
		if err != nil {
			return err
		}
		if at = next; hit < 0 {
			continue
		}
		from = s.f.rowAt(hit, from)
		if after := s.f.rows[from+1].offset; hit+int64(s.needle.len()) <= after {
			s.take(from)
			at = after
		}
	}
	return nil
}

func (s *search) take(row int) {
	s.rows = append(s.rows, int32(s.first+row)) //nolint:gosec // there are at most maxRows
}

// tell tells progress that the search has come to a place of the text.
func (s *search) tell(place int64) {
	if place > s.done {
		s.progress(place - s.done)
		s.done = place
	}
}
