package logs

import (
	"fmt"
	"io/fs"
	"sync"
	"time"
)

const (
	maxCached  = 128         // blocks of text that are held
	trustedFor = time.Second // how long a file is not looked at again
)

var errClosed = fmt.Errorf("read logs: %w", fs.ErrClosed)

// cache holds the blocks that were asked for last.
type cache struct {
	mu     sync.Mutex
	blocks map[blockKey]*cached
	asked  int64                  // how often any block was asked for
	seen   map[*indexed]time.Time // when each file was last found to be there
	closed bool
}

type blockKey struct {
	file *indexed
	n    int
}

type cached struct {
	text  []byte
	asked int64 // when it was asked for last, as the cache counts
}

func newCache() *cache {
	return &cache{blocks: map[blockKey]*cached{}, seen: map[*indexed]time.Time{}}
}

// get returns a block's text, nil if it is not held. sure is false if the file
// must be looked at before it is used.
func (c *cache) get(f *indexed, n int) (text []byte, sure bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, false, errClosed
	}
	b := c.blocks[blockKey{f, n}]
	if b == nil {
		return nil, false, nil
	}
	c.asked++
	b.asked = c.asked
	return b.text, time.Since(c.seen[f]) < trustedFor, nil
}

// put takes in a block of a file that was just found to be there.
func (c *cache) put(f *indexed, n int, text []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return
	}
	c.seen[f] = time.Now()
	c.asked++
	c.blocks[blockKey{f, n}] = &cached{text, c.asked}
	if len(c.blocks) > maxCached {
		c.drop()
	}
}

// drop forgets the block that was not asked for the longest.
func (c *cache) drop() {
	var oldest blockKey
	last := c.asked + 1
	for key, b := range c.blocks {
		if b.asked < last {
			oldest, last = key, b.asked
		}
	}
	delete(c.blocks, oldest)
}

// isClosed reports whether close was called.
func (c *cache) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

func (c *cache) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.blocks, c.seen = nil, nil
}
