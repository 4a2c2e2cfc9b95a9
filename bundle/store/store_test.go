package store_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradecase/bundle/store"
	"tradecase/diagnostics"
)

// TestMain lets the test binary play a second process.
func TestMain(m *testing.M) {
	switch os.Getenv("STORE_TEST_ROLE") {
	case "hold":
		holdLock(os.Getenv("STORE_TEST_DIR"))
	case "write":
		writeForever(os.Getenv("STORE_TEST_DIR"))
	default:
		os.Exit(m.Run())
	}
}

// holdLock takes the lock, says so, and keeps it until its input ends.
func holdLock(dir string) {
	if _, err := store.Acquire(context.Background(), dir, "window"); err != nil {
		os.Exit(1)
	}
	_, _ = os.Stdout.WriteString("held\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// writeForever begins files, says so, and waits to be killed.
func writeForever(dir string) {
	p, err := store.Create(filepath.Join(dir, "pending"))
	if err != nil {
		os.Exit(1)
	}
	s, err := store.Scratch(dir)
	if err != nil {
		os.Exit(1)
	}
	_, _ = p.Write(make([]byte, 1<<20))
	_, _ = s.Write(make([]byte, 1<<20))
	_, _ = os.Stdout.WriteString("writing\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// second starts the test binary in a role and waits for its first line.
func second(t *testing.T, role, dir string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "STORE_TEST_ROLE="+role, "STORE_TEST_DIR="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	if _, err := io.ReadFull(out, make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	return cmd
}

func list(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

func TestWriteFileIsPrivateAndWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.json")
	for _, text := range []string{"first", "second"} {
		err := store.WriteFile(path, func(w io.Writer) error { _, err := io.WriteString(w, text); return err })
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); string(got) != text {
			t.Errorf("got %q", got)
		}
	}
	if info, _ := os.Stat(path); info.Mode() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	boom := errors.New("boom")
	err := store.WriteFile(path, func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return boom })
	if !errors.Is(err, boom) {
		t.Errorf("error %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "second" {
		t.Errorf("after a failed write: %q", got)
	}
	if list(t, dir) != "a.json" {
		t.Errorf("left over: %s", list(t, dir))
	}
}

func TestCommitNewKeepsWhatIsThere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.zip")
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	p, err := store.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.CommitNew(); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "mine" {
		t.Errorf("got %q", got)
	}
	if list(t, filepath.Dir(path)) != "out.zip" {
		t.Errorf("left over: %s", list(t, filepath.Dir(path)))
	}
}

func TestKilledProcessLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	cmd := second(t, "write", dir)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	if got := list(t, dir); got != "" {
		t.Errorf("left over: %s", got)
	}
}

func TestScratchIsGoneAfterClose(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tmp")
	s, err := store.Scratch(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if got := list(t, dir); got != "" {
		t.Errorf("left over: %s", got)
	}
	if info, _ := os.Stat(dir); info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestSecondProcessIsToldWhoHoldsTheLock(t *testing.T) {
	dir := t.TempDir()
	cmd := second(t, "hold", dir)
	_, err := store.Acquire(t.Context(), dir, "command line")
	var held *store.HeldError
	if !errors.As(err, &held) {
		t.Fatalf("error %v", err)
	}
	if held.Holder.Who != "window" || held.Holder.PID != cmd.Process.Pid || diagnostics.Hint(err) == "" {
		t.Errorf("holder %+v, hint %q", held.Holder, diagnostics.Hint(err))
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // killed: the lock goes with it
	lock, err := store.Acquire(t.Context(), dir, "command line")
	if err != nil {
		t.Fatal(err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
}

func TestAcquireIsCancelled(t *testing.T) {
	dir := t.TempDir()
	lock, err := store.Acquire(t.Context(), dir, "test")
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Unlock() //nolint:errcheck // the folder goes anyway
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Acquire(ctx, dir, "test"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

type document struct {
	Name string `json:"name"`
}

// rename is an upgrade from a version that called the field "title".
func rename(doc map[string]json.RawMessage) error {
	doc["name"] = doc["title"]
	delete(doc, "title")
	return nil
}

func TestSchema(t *testing.T) {
	two := store.Schema{Upgrades: []func(map[string]json.RawMessage) error{rename}}
	for _, c := range []struct {
		name, on, want string
		version        int
		damaged, newer bool
	}{
		{name: "present", on: `{"schema":2,"name":"x"}`, want: "x", version: 2},
		{name: "older", on: `{"schema":1,"title":"x"}`, want: "x", version: 1},
		{name: "newer", on: `{"schema":9,"name":"x","more":1}`, want: "x", version: 9, newer: true},
		{name: "empty", on: ``, damaged: true},
		{name: "cut short", on: `{"schema":2,"na`, damaged: true},
		{name: "no version", on: `{"name":"x"}`, damaged: true},
		{name: "version of another kind", on: `{"schema":"two"}`, damaged: true},
		{name: "version zero", on: `{"schema":0}`, damaged: true},
		{name: "wrong type", on: `{"schema":2,"name":[]}`, damaged: true},
		{name: "an array", on: `[]`, damaged: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "doc.json")
			if err := os.WriteFile(path, []byte(c.on), 0o600); err != nil {
				t.Fatal(err)
			}
			var doc document
			version, err := two.Load(path, &doc)
			if c.damaged {
				if !errors.Is(err, store.ErrDamaged) || diagnostics.Hint(err) == "" {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil || doc.Name != c.want || version != c.version || two.Newer(version) != c.newer {
				t.Errorf("got %+v, version %d, %v", doc, version, err)
			}
			err = two.Save(path, version, doc)
			if c.newer {
				if err == nil {
					t.Error("a newer document was overwritten")
				}
				return
			}
			checkSaved(t, two, path, c.on, c.version)
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// checkSaved looks at what Save left: a copy of what it replaced, a second one
// of an older version, and a document of the present version.
func checkSaved(t *testing.T, s store.Schema, path, before string, version int) {
	t.Helper()
	copies := []string{path + ".bak"}
	if version < s.Version() {
		copies = append(copies, path+".schema-1.bak")
	}
	for _, name := range copies {
		if got, err := os.ReadFile(name); err != nil || string(got) != before {
			t.Errorf("%s: %q, %v", filepath.Base(name), got, err)
		}
	}
	var doc document
	if v, err := s.Load(path, &doc); v != s.Version() || err != nil || doc.Name != "x" {
		t.Errorf("saved: %+v, version %d, %v", doc, v, err)
	}
}

func TestLoadOfNothing(t *testing.T) {
	if _, err := (store.Schema{}).Load(filepath.Join(t.TempDir(), "no.json"), &document{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func write(t *testing.T, path string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A folder's place holds the user's name, which no error may tell.
func TestErrorsNameNoFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "alexis")
	for _, name := range []string{"document.json", "made"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	p, err := store.Create(filepath.Join(dir, "made"))
	if err != nil {
		t.Fatal(err)
	}
	_, loaded := store.Schema{}.Load(filepath.Join(dir, "document.json"), new(struct{}))
	blob, err := store.OpenBlob(write(t, filepath.Join(dir, "blob")))
	if err != nil {
		t.Fatal(err)
	}
	scratch, err := store.Scratch(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(blob.Close(), scratch.Close()); err != nil {
		t.Fatal(err)
	}
	_, blobRead := blob.ReadAt(make([]byte, 1), 0)
	_, copied := io.Copy(scratch, strings.NewReader("x"))
	_, written := scratch.WriteAt([]byte("x"), 0)
	_, read := scratch.ReadAt(make([]byte, 1), 0)
	_, sought := scratch.Seek(0, io.SeekEnd)
	for what, err := range map[string]error{
		"a blob that is closed": blobRead, "a blob closed twice": blob.Close(),
		"a copy to a closed file": copied, "a write to one": written, "a read of one": read, "a seek in one": sought,
		"a document that is a folder": loaded,
		"a name that a folder has":    p.Commit(),
		"a folder that is gone":       store.SyncDir(filepath.Join(dir, "gone")),
	} {
		if err == nil || strings.Contains(err.Error(), "alexis") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// What a killed run left is removed, whatever the folder is called.
func TestStaleFilesAreSwept(t *testing.T) {
	for _, name := range []string{"plain", "old [2025]", "b*ck["} {
		dir := filepath.Join(t.TempDir(), name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		yesterday := time.Now().Add(-24 * time.Hour)
		for _, file := range []string{".tradecase-123.tmp", "kept.tmp", ".tradecase-new"} {
			path := filepath.Join(dir, file)
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path, yesterday, yesterday); err != nil {
				t.Fatal(err)
			}
		}
		if err := store.WriteFile(filepath.Join(dir, "new"), func(io.Writer) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if got := list(t, dir); strings.Contains(got, ".tradecase-123.tmp") || !strings.Contains(got, "kept.tmp") || !strings.Contains(got, ".tradecase-new") {
			t.Errorf("%s: left %s", name, got)
		}
	}
}

func TestOpenBlob(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "item")
	if err := os.WriteFile(path, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := store.OpenBlob(path)
	if err != nil || b.Size() != 7 {
		t.Fatalf("%v, %v", b, err)
	}
	r := store.Stream(b)
	if got, err := io.ReadAll(r); string(got) != "content" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{link, dir, filepath.Join(dir, "none")} {
		if _, err := store.OpenBlob(bad); err == nil || strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v", filepath.Base(bad), err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	for _, seed := range []string{`{"schema":1,"title":"x"}`, `{"schema":2,"name":"x"}`, `{`, `null`, `{"schema":1e9}`, `{"schema":-1}`} {
		f.Add([]byte(seed))
	}
	two := store.Schema{Upgrades: []func(map[string]json.RawMessage) error{rename}}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, "doc.json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		var doc document
		version, err := two.Load(path, &doc)
		if (err == nil) == errors.Is(err, store.ErrDamaged) || err == nil && version < 1 {
			t.Fatalf("version %d, %v", version, err)
		}
		if got, _ := os.ReadFile(path); !bytes.Equal(got, data) {
			t.Fatal("loading changed the file")
		}
	})
}
