package logs

import (
	"errors"
	"hash/maphash"
	"io"
	"slices"
	"sort"
)

// A file is indexed in blocks, small pieces that can be read back and decoded
// by themselves. Their hashes tell whether the file still says the same.

// maxBlock is a block's size in the file, in bytes.
const maxBlock = 32 << 10

// block says where a block begins. It ends where the next one begins.
type block struct {
	raw  int64  // in the file
	text int64  // in the decoded file
	sum  uint64 // hash of its bytes in the file
}

// blockReader gives a file's text from its beginning and notes its blocks.
type blockReader struct {
	r      io.Reader // the file, behind its mark
	coding coding
	seed   maphash.Seed
	blocks []block
	end    block // where the next block begins

	raw  []byte // maxBlock bytes
	held int    // how many of them the block before left over
	text []byte // not yet given out
	err  error  // after text
}

// Read implements io.Reader.
func (b *blockReader) Read(p []byte) (int, error) {
	for len(b.text) == 0 {
		if b.err != nil {
			return 0, b.err
		}
		b.fill()
	}
	n := copy(p, b.text)
	b.text = b.text[n:]
	return n, nil
}

// fill reads the next block.
func (b *blockReader) fill() {
	n, err := io.ReadFull(b.r, b.raw[b.held:])
	n += b.held
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	b.err = err
	if n == 0 {
		return
	}
	text, used, err := b.coding.decode(b.raw[:n], b.err != nil)
	if err != nil {
		b.err = err
		return
	}
	b.end.sum = maphash.Bytes(b.seed, b.raw[:used])
	b.blocks = append(b.blocks, b.end)
	b.end.raw += int64(used)
	b.end.text += int64(len(text))
	b.text = text
	b.held = copy(b.raw, b.raw[used:n])
}

// blockAt is the number of the block with a place of the decoded file.
func (f *indexed) blockAt(place int64) int {
	return sort.Search(len(f.blocks)-2, func(k int) bool { return f.blocks[k+1].text > place })
}

// appendBlock appends the text of block k, read from c, to dst. Its error
// names the file.
func (f *indexed) appendBlock(dst []byte, c Content, k int) ([]byte, error) {
	size := int(f.blocks[k+1].raw - f.blocks[k].raw)
	dst = slices.Grow(dst, size)
	raw := dst[len(dst) : len(dst)+size]
	n, err := c.ReadAt(raw, f.blocks[k].raw)
	if n < size {
		if err == nil || errors.Is(err, io.EOF) {
			err = ErrChanged
		}
		return dst, f.trouble(err)
	}
	if maphash.Bytes(f.seed, raw) != f.blocks[k].sum {
		return dst, f.trouble(ErrChanged)
	}
	text, _, err := f.coding.decode(raw, true)
	if err != nil {
		return dst, f.trouble(err)
	}
	return append(dst, text...), nil
}
