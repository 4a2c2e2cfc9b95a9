package archivetest

import (
	"archive/tar"
	"bytes"
	"io"
	"io/fs"
)

// MakeTar writes the entries without any check. The mode's type bits choose
// links, devices and pipes; a link's body is where it points. A hard link has
// the mode fs.ModeIrregular.
func MakeTar(entries ...Entry) []byte {
	var buf bytes.Buffer
	tw := tar.NewWriter(&buf)
	for _, e := range entries {
		h := &tar.Header{Name: e.Name, Mode: 0o644, Typeflag: tar.TypeReg, Size: int64(len(e.Body)), Format: tar.FormatGNU}
		switch e.Mode.Type() {
		case fs.ModeSymlink:
			h.Typeflag = tar.TypeSymlink
		case fs.ModeIrregular:
			h.Typeflag = tar.TypeLink
		case fs.ModeNamedPipe:
			h.Typeflag = tar.TypeFifo
		case fs.ModeDevice | fs.ModeCharDevice:
			h.Typeflag = tar.TypeChar
		case fs.ModeDevice:
			h.Typeflag = tar.TypeBlock
		}
		if h.Typeflag != tar.TypeReg {
			h.Size, h.Linkname = 0, e.Body
		}
		must(tw.WriteHeader(h))
		if h.Typeflag == tar.TypeReg {
			_, err := io.WriteString(tw, e.Body)
			must(err)
		}
	}
	must(tw.Close())
	return buf.Bytes()
}
