package redact

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"tradecase/diagnostics/text"
)

// Sizes of a window, in bytes.
const (
	bodySize  = 1 << 20           // what is dealt with at once
	aheadSize = maxPayload + 8192 // what must be in sight behind it
	backSize  = 8192              // what stays in sight before it
)

// window is a part of a text with what stands before and behind it.
type window struct {
	data  []byte
	from  int // what is before has been dealt with
	limit int // behind the last line end, if there is one; else anywhere
	eof   bool
	base  int64 // offset of data[0] in the text
	line  int64 // number of the line at from, 1-based
}

type windowBuffer [backSize + bodySize + aheadSize]byte

var buffers = sync.Pool{New: func() any { return new(windowBuffer) }}

// eachWindow reads an item and calls f for window after window. f returns
// where the next one begins.
func eachWindow(ctx context.Context, item Item, progress func(int64), f func(w *window) (next int, err error)) error {
	in, err := item.Open()
	if err != nil {
		return itemError(item.Path, err)
	}
	buf, _ := buffers.Get().(*windowBuffer)
	defer buffers.Put(buf)
	err = windows(ctx, text.NewReader(in), buf[:0], progress, f)
	if closeErr := in.Close(); err == nil && closeErr != nil {
		err = closeErr
	}
	if err != nil {
		return itemError(item.Path, err)
	}
	return nil
}

func windows(ctx context.Context, r io.Reader, buf []byte, progress func(int64), f func(w *window) (int, error)) error {
	w := &window{data: buf, line: 1}
	for {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("stopped: %w", err)
		}
		if err := w.fill(r); err != nil {
			return err
		}
		if w.from == len(w.data) && w.eof {
			return nil
		}
		w.cut()
		next, err := f(w)
		if err != nil {
			return err
		}
		if progress != nil {
			progress(int64(next - w.from))
		}
		w.line += int64(bytes.Count(w.data[w.from:next], []byte{'\n'}))
		w.from = next
	}
}

// fill moves what is left to the front and reads on.
func (w *window) fill(r io.Reader) error {
	if drop := w.from - backSize; drop > 0 {
		n := copy(w.data, w.data[drop:])
		w.data = w.data[:n]
		w.from -= drop
		w.base += int64(drop)
	}
	full := w.data[:cap(w.data)]
	for idle := 0; !w.eof && len(w.data) < len(full); {
		n, err := r.Read(full[len(w.data):])
		w.data = full[:len(w.data)+n]
		switch {
		case errors.Is(err, io.EOF):
			w.eof = true
		case err != nil:
			return err
		case n == 0:
			if idle++; idle > 100 {
				return io.ErrNoProgress
			}
		default:
			idle = 0
		}
	}
	return nil
}

// cut sets the limit: behind the last line end that has enough behind it.
func (w *window) cut() {
	if w.eof {
		w.limit = len(w.data)
		return
	}
	w.limit = len(w.data) - aheadSize
	if i := bytes.LastIndexByte(w.data[w.from:w.limit], '\n'); i >= 0 {
		w.limit = w.from + i + 1
	}
}
