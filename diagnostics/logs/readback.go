package logs

import (
	"errors"
	"fmt"
	"io/fs"

	"tradecase/diagnostics"
)

// maxRead is the most that Read returns of one entry, in bytes.
const maxRead = 1 << 20

// Read reads row i back from its file: at most limit bytes of it (0: 64 KiB;
// never more than 1 MiB); the header's parts are there in any case. The slices
// are the caller's. Rows next to each other cost few reads. An error names the
// file; it is ErrChanged if the file does not have the size or the bytes that
// it had when it was indexed, and whatever At or the file's reader says. What
// was read a moment ago is returned without looking at the file for up to a
// second.
func (x *Index) Read(i, limit int) (Entry, error) {
	f, local, ok := x.find(i)
	if !ok {
		return Entry{}, fmt.Errorf("read logs: there is no row %d of %d", i, x.Len())
	}
	if limit <= 0 {
		limit = maxEntry
	}
	r, size := &f.rows[local], f.rows[local+1].offset-f.rows[local].offset
	raw, err := x.text(f, r.offset, min(size, int64(max(maxEntry, min(limit, maxRead)))))
	if err != nil {
		return Entry{}, err
	}
	e := Entry{Line: int64(r.line), Lines: f.lines(local), Offset: r.offset, Size: size}
	begin := 0
	if r.day > 0 {
		if from, to, _, ok := stamp(raw); ok {
			h := parseHeader(raw, from, to)
			e.At, e.Thread, e.Level, e.Logger, begin = h.at, h.thread, h.level, h.logger, h.text
		}
	}
	e.Raw = raw[:min(len(raw), limit)]
	e.Text = raw[min(begin, len(e.Raw)):len(e.Raw)]
	e.Truncated = int64(len(e.Raw)) < size
	return e, nil
}

// text reads n bytes of a decoded file.
func (x *Index) text(f *indexed, from, n int64) ([]byte, error) {
	out := make([]byte, 0, n)
	for k := f.blockAt(from); int64(len(out)) < n; k++ {
		text, err := x.block(f, k)
		if err != nil {
			return nil, err
		}
		text = text[from+int64(len(out))-f.blocks[k].text:]
		out = append(out, text[:min(int64(len(text)), n-int64(len(out)))]...)
	}
	return out, nil
}

// block is the text of a block, which stays as it is.
func (x *Index) block(f *indexed, k int) ([]byte, error) {
	text, sure, err := x.cache.get(f, k)
	if err != nil || sure {
		return text, err
	}
	c, err := f.open()
	if err != nil {
		return nil, err
	}
	if text == nil {
		text, err = f.appendBlock(nil, c, k)
	}
	if err := errors.Join(err, c.Close()); err != nil {
		return nil, err
	}
	x.cache.put(f, k, text)
	return text, nil
}

// open opens the file again, if it has the size it had.
func (f *indexed) open() (Content, error) {
	c, err := f.at()
	if err != nil {
		return nil, f.trouble(err)
	}
	if c.Size() != f.size {
		return nil, f.trouble(errors.Join(ErrChanged, c.Close()))
	}
	return c, nil
}

// trouble is an error that names the file, and not where it lies on this
// machine.
func (f *indexed) trouble(err error) error {
	hint := diagnostics.Hint(err)
	if hint == "" {
		hint = "The log was changed, moved or removed, or cannot be read any more. Open the logs again."
	}
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		err = path.Err
	}
	return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%s: %w", f.file.Path, err), hint), "log-unread", "Path", f.file.Path)
}
