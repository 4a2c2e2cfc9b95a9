package archive

import (
	"archive/zip"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

const (
	zipLocalSize      = 30
	zipCentralSize    = 46
	zipEndSize        = 22
	zipDescriptorSize = 16
	zipDescriptorFlag = 0x8
)

// Hidden says what in the zip is neither a file nor needed to unpack one: a
// comment, a field of another program, a folder's own entry, bytes before,
// between or behind the files, a name that differs in its two places. Write
// makes none of these. The error is for bytes that cannot be read.
func (z *Zip) Hidden() ([]string, error) {
	var found []string
	if z.reader.Comment != "" {
		found = append(found, "a comment on the zip")
	}
	files := slices.Clone(z.reader.File)
	for _, f := range files {
		switch {
		case f.Comment != "":
			found = append(found, "a comment on a file")
		case len(f.Extra) > 0:
			found = append(found, "a field of another program")
		case strings.HasSuffix(f.Name, "/"):
			found = append(found, "an entry for a folder")
		}
	}
	tight, err := z.tight(files)
	if err != nil {
		return nil, err
	}
	if !tight {
		found = append(found, "bytes that belong to no file, or a name that differs from the directory's")
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// tight walks the files in the order in which they lie and reports whether
// nothing stands between them and the zip's ends.
func (z *Zip) tight(files []*zip.File) (bool, error) {
	offsets := map[*zip.File]int64{}
	for _, f := range files {
		at, err := f.DataOffset()
		if err != nil {
			return false, fmt.Errorf("read zip: %w", err)
		}
		offsets[f] = at
	}
	slices.SortFunc(files, func(a, b *zip.File) int { return cmp.Compare(offsets[a], offsets[b]) })
	var at, directory int64
	for _, f := range files {
		ok, err := z.localAt(f, at, offsets[f])
		if err != nil || !ok {
			return false, err
		}
		at = offsets[f] + int64(f.CompressedSize64) //nolint:gosec // bounded by the zip's own size: DataOffset was inside, and the end is compared below
		if f.Flags&zipDescriptorFlag != 0 {
			at += zipDescriptorSize
		}
		directory += zipCentralSize + int64(len(f.Name)+len(f.Extra)+len(f.Comment))
	}
	return at+directory+zipEndSize+int64(len(z.reader.Comment)) == z.size, nil
}

// localAt reports whether a file's own header stands at at, says the same name
// as the directory, and is followed by the file's data at data.
func (z *Zip) localAt(f *zip.File, at, data int64) (bool, error) {
	head := make([]byte, zipLocalSize+len(f.Name))
	if _, err := z.source.ReadAt(head, at); err != nil {
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		return false, fmt.Errorf("read zip: %w", err)
	}
	name, extra := binary.LittleEndian.Uint16(head[26:]), binary.LittleEndian.Uint16(head[28:])
	return string(head[:4]) == "PK\x03\x04" && int(name) == len(f.Name) && string(head[zipLocalSize:]) == f.Name &&
		extra == 0 && data == at+int64(len(head)), nil
}
