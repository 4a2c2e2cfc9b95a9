package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
)

// ownZip is a zip as Write makes it.
func ownZip(t *testing.T) []byte {
	t.Helper()
	var buf bytes.Buffer
	var entries []Entry
	for _, name := range []string{"a/one.txt", "a/two.txt", "empty.txt"} {
		entries = append(entries, Entry{Name: name, Write: func(_ context.Context, w io.Writer) error {
			if name == "empty.txt" {
				return nil
			}
			_, err := io.WriteString(w, strings.Repeat(name, 100))
			return err
		}})
	}
	if _, err := Write(t.Context(), &buf, WriteOptions{TempDir: t.TempDir()}, entries, nil); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// withHeader is a zip of one file, changed by edit.
func withHeader(t *testing.T, comment string, edit func(h *zip.FileHeader)) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	h := &zip.FileHeader{Name: "one.txt"}
	edit(h)
	f, err := w.CreateHeader(h)
	if err == nil && !strings.HasSuffix(h.Name, "/") {
		_, err = f.Write([]byte("text"))
	}
	if err == nil {
		err = w.SetComment(comment)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestHidden(t *testing.T) {
	own := ownZip(t)
	gap := withGap(t, own)
	for _, c := range []struct {
		name string
		zip  []byte
		want string
	}{
		{"as written", own, ""},
		{"comment", withHeader(t, "Alexis", func(*zip.FileHeader) {}), "a comment on the zip"},
		{"file comment", withHeader(t, "", func(h *zip.FileHeader) { h.Comment = "Alexis" }), "a comment on a file"},
		{"extra", withHeader(t, "", func(h *zip.FileHeader) { h.Extra = []byte{0x99, 0x99, 2, 0, 'A', 'l'} }), "a field of another program"},
		{"folder", withHeader(t, "", func(h *zip.FileHeader) { h.Name = "Alexis/" }), "an entry for a folder"},
		{"prepended", append([]byte("Alexis"), own...), "bytes that belong to no file"},
		{"between", gap, "bytes that belong to no file"},
		{"another local name", bytes.Replace(own, []byte("a/one.txt"), []byte("a/evil.md"), 1), "a name that differs"},
	} {
		z, err := OpenZip(bytes.NewReader(c.zip), int64(len(c.zip)), Limits{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		found, err := z.Hidden()
		if got := strings.Join(found, "; "); err != nil || (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}

// withGap moves the directory and its end away from the files.
func withGap(t *testing.T, own []byte) []byte {
	t.Helper()
	end := bytes.LastIndex(own, []byte("PK\x05\x06"))
	directory := bytes.Index(own, []byte("PK\x01\x02"))
	if end < 0 || directory < 0 {
		t.Fatal("no zip")
	}
	const gap = "Alexis"
	out := append(bytes.Clone(own[:directory]), gap...)
	out = append(out, own[directory:]...)
	out[end+len(gap)+16] += byte(len(gap)) // where the directory begins
	return out
}
