package model

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradecase/diagnostics"
)

func TestTidyPath(t *testing.T) {
	t.Setenv("HOME", "/home/alexis")
	for in, want := range map[string]string{
		"":                             "",
		"  /a/b c ":                    "/a/b c",
		`"/a/b"`:                       "/a/b",
		`'/a/b'`:                       "/a/b",
		`"`:                            `"`,
		"file:///a/b%20c":              "/a/b c",
		"~":                            "/home/alexis",
		"~/x":                          "/home/alexis/x",
		"~other/x":                     "~other/x",
		"relative":                     "relative",
		"/João Pedro/50% of it":        "/João Pedro/50% of it",
		"'file:///home/Jo%C3%A3o/b'\n": "/home/João/b",
	} {
		if got := TidyPath(in); got != want {
			t.Errorf("TidyPath(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestZipPath(t *testing.T) {
	dir := t.TempDir()
	for in, want := range map[string]string{
		"":                    "",
		dir:                   filepath.Join(dir, "UGLRYY.zip"),
		dir + "/a":            dir + "/a.zip",
		dir + "/a.zip":        dir + "/a.zip",
		dir + "/none/a.b/c":   dir + "/none/a.b/c.zip",
		" " + dir + "/a.ZIP ": dir + "/a.ZIP",
	} {
		if got := ZipPath(in, "UGLRYY.zip"); got != want {
			t.Errorf("ZipPath(%q) = %q, want %q", in, got, want)
		}
	}
	day := time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC)
	if got := ZipName("UGLRYY-ebc606f3-70a4-4b44-89b7-1dd6b1d0a9f2-1917", day); got != "UGLRYY-2024-05-06.zip" {
		t.Errorf("ZipName = %s", got)
	}
}

func TestFreeName(t *testing.T) {
	there := []Entry{{Name: "a.zip"}, {Name: "A-2.ZIP"}, {Name: "b", Folder: true}, {Name: "c-2.zip"}}
	for name, want := range map[string]string{"a.zip": "a-3.zip", "b": "b-2", "c.zip": "c.zip", "c-2.zip": "c-2-2.zip"} {
		if got := FreeName(name, there); got != want {
			t.Errorf("FreeName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestReadFolder(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.log", "A.zip", ".hidden"} {
		if err := os.WriteFile(filepath.Join(dir, name), make([]byte, 1500), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "zulu"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(dir, "zulu"), filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("nowhere", filepath.Join(dir, "broken")); err != nil {
		t.Fatal(err)
	}
	f, err := ReadFolder(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range f.Entries {
		names = append(names, e.Name)
		if e.Folder && !e.Detail.Empty() || e.Name == "b.log" && !strings.HasPrefix(fill(t, e.Detail), "1.5 kB, ") {
			t.Errorf("%s: %+v", e.Name, e.Detail)
		}
	}
	if want := []string{"link", "zulu", "A.zip", "b.log", "broken"}; !slices.Equal(names, want) || f.Path != dir {
		t.Errorf("%s has %v, want %v", f.Path, names, want)
	}
}

func TestReadFolderThatIsNone(t *testing.T) {
	_, err := ReadFolder(t.Context(), filepath.Join(t.TempDir(), "none"))
	if !errors.Is(err, os.ErrNotExist) || diagnostics.Hint(err) == "" {
		t.Errorf("got %v with hint %q", err, diagnostics.Hint(err))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "a"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadFolder(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("after a cancel: %v", err)
	}
}

func TestShortcutsExist(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	if err := os.Mkdir(filepath.Join(home, "Downloads"), 0o700); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range Shortcuts() {
		got = append(got, s.Name.Key)
	}
	if want := []string{"folder.home", "folder.downloads"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
