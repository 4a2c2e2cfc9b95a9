package logs

// maxWindow is how much text is searched at once, in bytes.
const maxWindow = 256 << 10

// window is a stretch of a file's text.
type window struct {
	finder finder
	text   []byte
	start  int64 // its place in the text
	next   int   // the block behind it
}

// find looks for the needle between two places of the text that are at least
// as far apart as it is long. It returns the place, or -1 if it is not before
// next, from where to go on.
func (s *search) find(from, to int64) (hit, next int64, err error) {
	w := &s.window
	if end := w.start + int64(len(w.text)); from < w.start || end-from < int64(s.needle.len()) {
		if err := s.load(from, to); err != nil {
			return 0, 0, err
		}
	}
	end := min(to, w.start+int64(len(w.text)))
	if i := w.finder.find(int(from-w.start), int(end-w.start)); i >= 0 {
		hit = w.start + int64(i)
		return hit, hit + 1, nil
	}
	if end == to {
		return -1, to, nil
	}
	return -1, end - int64(s.needle.len()) + 1, nil
}

// load moves the window so that it begins at from or little before, and fills
// it; it need not reach behind to.
func (s *search) load(from, to int64) error {
	s.tell(from)
	if err := s.open(); err != nil {
		return err
	}
	w := &s.window
	if end := w.start + int64(len(w.text)); from >= w.start && from < end {
		w.text = w.text[:copy(w.text, w.text[from-w.start:])]
		w.start = from
	} else {
		w.next = s.f.blockAt(from)
		w.text, w.start = w.text[:0], s.f.blocks[w.next].text
	}
	for w.next < len(s.f.blocks)-1 && s.f.blocks[w.next].text < to &&
		(len(w.text) < maxWindow || w.start+int64(len(w.text))-from < int64(s.needle.len())) {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		var err error
		if w.text, err = s.f.appendBlock(w.text, s.content, w.next); err != nil {
			return err
		}
		w.next++
	}
	w.finder = newFinder(s.needle, w.text)
	return nil
}

// open opens the file when something is to be read from it.
func (s *search) open() (err error) {
	if s.cache.isClosed() {
		return errClosed
	}
	if s.content == nil {
		s.content, err = s.f.open()
	}
	return err
}
