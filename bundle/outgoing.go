package bundle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf8"
)

// Outgoing is a zip that is ready to be made: private data has been found in
// everything, and what would go out can be looked at. Not safe for concurrent
// use.
type Outgoing struct {
	e        *exporter
	manifest Manifest
	inputs   []string                                  // what was read; never written over
	made     func(ctx context.Context, x Export) error // told of a finished zip; may be nil
}

// Close removes what was kept on disk for it.
func (o *Outgoing) Close() { o.e.close() }

// Preview goes through all of it and says what would be in the zip: the files,
// their sizes, what is replaced in each.
func (o *Outgoing) Preview(ctx context.Context) (Export, error) { return o.e.dry(ctx) }

// Write makes the zip at out. A name that is taken is an error unless replace
// is true. With a LeakError the export lists the leaks and there is no file.
func (o *Outgoing) Write(ctx context.Context, out string, replace bool) (Export, error) {
	if err := checkPlace(out, o.e.opt.Keep, o.inputs); err != nil {
		return Export{}, err
	}
	x, err := o.e.zip(ctx, out, replace, o.manifest)
	if err != nil || o.made == nil {
		return x, err
	}
	return x, o.made(ctx, x)
}

// ErrNoText marks a file that cannot be shown as text.
var ErrNoText = errors.New("no text to show")

// Text gives up to limit bytes of a file as it would go out, from its begin.
// file is a path as Preview lists it; more says that there is more of it.
func (o *Outgoing) Text(ctx context.Context, file string, limit int) (text string, more bool, err error) {
	for _, p := range o.e.pieces {
		if path.Join(o.e.top, p.path) != file {
			continue
		}
		if p.image {
			return "", false, fmt.Errorf("%s: %w", p.path, ErrNoText)
		}
		return firstBytes(ctx, o.e, p, limit)
	}
	return "", false, fmt.Errorf("%s: %w", file, ErrNoText)
}

func firstBytes(ctx context.Context, e *exporter, p piece, limit int) (text string, more bool, err error) {
	r := e.rewritten(ctx, p)
	defer r.Close() //nolint:errcheck // ends the rewriting early
	var s strings.Builder
	n, err := io.CopyN(&s, r, int64(limit)+utf8.UTFMax)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, err
	}
	text, more = s.String(), n > int64(limit)
	if more {
		text = text[:limit]
		for text != "" && !utf8.RuneStart(s.String()[len(text)]) {
			text = text[:len(text)-1]
		}
	}
	return strings.ToValidUTF8(text, "\uFFFD"), more, nil
}
