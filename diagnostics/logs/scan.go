package logs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"

	"tradecase/diagnostics"

	"golang.org/x/sync/errgroup"
)

// File is a log to be read.
type File struct {
	Path     string            // as evidence shows it, with slashes
	Party    diagnostics.Party // whose log it is; "" if not known
	Set      string            // the folder or archive it came from: files of one party and Set are one history
	Rotation int               // see Rotation; -1 if not known

	// Open opens the file from its beginning; Scan calls it once and closes
	// what it returns. It may be called from any goroutine.
	Open func() (io.ReadCloser, error)
}

// Options are the settings of Scan and BuildIndex; the zero value will do.
type Options struct {
	Workers  int           // files read at once; 0: as many as processors may be used
	Progress func(n int64) // gets the bytes read since its last call, from several goroutines; may be nil
}

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// Scan reads the files side by side, each once and as a stream. A file that
// cannot be read is a finding and the others still count; the only error is
// the context's, wrapped. Memory does not grow with the size of the files.
func Scan(ctx context.Context, files []File, opt Options) (*Result, error) {
	scans := make([]*fileScan, len(files))
	var group errgroup.Group
	group.SetLimit(opt.workers())
	for i, f := range files {
		group.Go(func() error {
			scans[i] = scanFile(ctx, f, opt.Progress)
			return nil
		})
	}
	_ = group.Wait() // no file returns an error
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("read logs: %w", err)
	}
	return assemble(scans), nil
}

// scanFile reads one file; why it could not stands in the scan.
func scanFile(ctx context.Context, f File, progress func(int64)) *fileScan {
	scan := newFileScan(f)
	if scan.err = ctx.Err(); scan.err != nil {
		return scan
	}
	r, err := f.Open()
	if err != nil {
		scan.err = err
		return scan
	}
	counted := &countedReader{ctx: ctx, r: r, progress: progress}
	scan.err = scan.read(NewScanner(counted))
	scan.bytes = counted.n
	scan.err = errors.Join(scan.err, r.Close())
	return scan
}

// countedReader counts what is read and stops when the context ends.
type countedReader struct {
	ctx      context.Context // one scan's: the reader lives no longer
	r        io.Reader
	n        int64
	progress func(int64)
}

func (c *countedReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	if n > 0 && c.progress != nil {
		c.progress(int64(n))
	}
	return n, err
}
