package logs

import (
	"bytes"
	"errors"
	"io"

	"tradecase/diagnostics/text"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// maxHead is how many bytes of a file say how it is encoded; package text
// looks at fewer.
const maxHead = 8 << 10

// coding is a way to store text in a file.
type coding struct {
	mark string            // what the file begins with
	form encoding.Encoding // of what follows; nil: stored as it is
}

var codings = [...]coding{
	{"", nil},
	{"\xEF\xBB\xBF", nil},
	{"\xFF\xFE", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	{"\xFE\xFF", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	{"", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	{"", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
}

// codingOf finds out how package text reads a file that begins with head, so
// that parts of the file can be decoded by themselves and give the same text.
func codingOf(head []byte) (coding, error) {
	want, err := io.ReadAll(text.NewReader(bytes.NewReader(head)))
	if err != nil {
		return coding{}, err
	}
	for _, c := range codings {
		rest, ok := bytes.CutPrefix(head, []byte(c.mark))
		if !ok {
			continue
		}
		if got, _, err := c.decode(rest, true); err == nil && bytes.Equal(got, want) {
			return c, nil
		}
	}
	return coding{}, errors.New("unknown encoding")
}

// decode returns the text of raw, which may be raw itself, and how many bytes
// of raw it is made of: all at the end of the file, else up to the last whole
// character.
func (c coding) decode(raw []byte, atEnd bool) (decoded []byte, n int, err error) {
	if c.form == nil {
		return raw, len(raw), nil
	}
	decoded = make([]byte, (len(raw)+1)/2*3) // two bytes become at most three
	size, n, err := c.form.NewDecoder().Transform(decoded, raw, atEnd)
	if errors.Is(err, transform.ErrShortSrc) {
		err = nil // all it misses is the end of a character
	}
	return decoded[:size], n, err
}
