package archive

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"tradecase/bundle/archive/archivetest"
)

func open(b []byte, lim Limits) (*Zip, error) { return OpenZip(bytes.NewReader(b), int64(len(b)), lim) }

func TestOpenZipGivesBackWhatWriteMade(t *testing.T) {
	entries, content := handOff(t, 1<<16)
	var buf bytes.Buffer
	list, err := Write(context.Background(), &buf, WriteOptions{}, entries, manifest)
	if err != nil {
		t.Fatal(err)
	}
	z, err := open(buf.Bytes(), Limits{TotalBytes: 8 << 20})
	if err != nil {
		t.Fatal(err)
	}
	if len(z.Problems()) != 0 || len(z.Files()) != len(list) {
		t.Fatalf("problems %v, %d files", z.Problems(), len(z.Files()))
	}
	for range 3 { // reading again does not count again
		for i, f := range z.Files() {
			rc, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(rc)
			if err != nil || rc.Close() != nil || f.Name != list[i].Name || sum(b) != list[i].SHA256 || f.Size != list[i].Size {
				t.Errorf("%s: %d bytes, %v", f.Name, len(b), err)
			}
			if c, ok := content[f.Name]; ok && !bytes.Equal(b, c) {
				t.Errorf("%s: other bytes", f.Name)
			}
		}
	}
}

func TestOpenZipNamesEveryProblem(t *testing.T) {
	e := func(name string) archivetest.Entry { return archivetest.Entry{Name: name, Body: line} }
	b := archivetest.MakeZip(
		e("a/good.log"), e("../evil.log"), e("a/good.log"), e("A/good.log"),
		archivetest.Entry{Name: "locked.log", Body: line, Flags: flagEncrypted},
		archivetest.Entry{Name: "link", Body: "/etc/passwd", Mode: fs.ModeSymlink},
		archivetest.Entry{Name: "odd", Body: line, Method: 14},
		e(`win\x.log`), e("./dot.log"), archivetest.Entry{Name: "dir/"}, archivetest.Entry{Name: "fat#", Body: "x"},
	)
	z, err := open(bytes.ReplaceAll(b, []byte("fat#"), []byte("fat/")), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, f := range z.Files() {
		files = append(files, f.Name)
	}
	same(t, "files", files, []string{"a/good.log", "a/good.log", "A/good.log", "win/x.log", "dot.log"})
	same(t, "problems", skipped(Report{Skipped: z.Problems()}), []string{
		"../evil.log: a name that leads out of its folder",
		"a/good.log: there more than once",
		"locked.log: protected by a password",
		"link: a link: not followed",
		"odd: packed with LZMA, which is not supported: ask for a plain zip",
		"win/x.log: the name is written in an unusual way",
		"dot.log: the name is written in an unusual way",
		"fat: a folder with content",
	})
}

func TestOpenZipLimits(t *testing.T) {
	b := archivetest.MakeZip(
		archivetest.Entry{Name: "1", Body: string(make([]byte, 1000))}, archivetest.Entry{Name: "2", Body: string(make([]byte, 1000))})
	for _, tc := range []struct {
		lim     Limits
		setting string
		value   int64
	}{
		{Limits{FileBytes: 999}, "limits.file_bytes", 999},
		{Limits{TotalBytes: 1999}, "limits.total_bytes", 1999},
	} {
		z, err := open(b, tc.lim)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.Files() {
			var rc io.ReadCloser
			if rc, err = f.Open(); err != nil {
				t.Fatal(err)
			}
			if _, err = io.Copy(io.Discard, rc); err != nil {
				break
			}
		}
		wantLimit(t, err, tc.setting, tc.value)
	}
	_, err := open(b, Limits{Entries: 1})
	wantLimit(t, err, "limits.entries", 1)
	_, err = open(b[:len(b)-10], Limits{})
	wantError(t, err, ErrDamaged)
	_, err = open(nil, Limits{})
	wantError(t, err, ErrDamaged)
	// The locked entry in front must not hide what comes behind it.
	var many bytes.Buffer
	if err := archivetest.ManyEntries(&many, 100_000, 100_000%65536); err != nil {
		t.Fatal(err)
	}
	locked := many.Bytes()
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= flagEncrypted
	_, err = open(locked, Limits{Entries: 50_000})
	wantLimit(t, err, "limits.entries", 50_000)
}

func TestOpenZipChecksContent(t *testing.T) {
	b := archivetest.MakeZip(archivetest.Entry{Name: "bisq.log", Body: line})
	b[bytes.Index(b, []byte("VERSION"))] ^= 1
	z, err := open(b, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	rc, err := z.Files()[0].Open()
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(io.Discard, rc)
	wantError(t, err, ErrDamaged)
}

func TestOpenZipReadsWhatProgramsMake(t *testing.T) {
	dir, _ := logFolder(t)
	path := filepath.Join(t.TempDir(), "l.zip")
	archivetest.SevenZip(t, dir, path)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if z, err := open(b, Limits{}); err != nil || len(z.Files()) != 4 || len(z.Problems()) != 0 {
		t.Errorf("%+v, %v", z, err)
	}
}
