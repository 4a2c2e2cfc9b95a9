package model

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"tradecase/diagnostics"
)

// Entry is a file or folder that can be chosen.
type Entry struct {
	Name   string
	Folder bool
	Detail Phrase // size and date of a file
}

// Folder is a folder's content, folders first.
type Folder struct {
	Path    string
	Entries []Entry
}

// ReadFolder lists a folder. It may be called from any goroutine. Hidden files
// are left out; what cannot be looked at is listed without detail.
func ReadFolder(ctx context.Context, path string) (Folder, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return Folder{}, fmt.Errorf("this folder cannot be found: %w", err)
	}
	names, err := os.ReadDir(abs)
	if err != nil {
		return Folder{}, diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("this folder cannot be read: %w", bare(err)), "choose another, or type a path"), "folder-unreadable")
	}
	f := Folder{Path: abs}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return Folder{}, err
		}
		if strings.HasPrefix(name.Name(), ".") {
			continue
		}
		f.Entries = append(f.Entries, entry(abs, name))
	}
	slices.SortFunc(f.Entries, func(a, b Entry) int {
		if a.Folder != b.Folder {
			if a.Folder {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Name, b.Name))
	})
	return f, nil
}

func entry(dir string, d os.DirEntry) Entry {
	e := Entry{Name: d.Name(), Folder: d.IsDir()}
	info, err := os.Stat(filepath.Join(dir, d.Name())) // a link counts as what it leads to
	if err != nil {
		return e
	}
	e.Folder = info.IsDir()
	if !e.Folder {
		e.Detail = Say("folder.detail", "{{.Size}}, {{.When}}", "Size", Size(info.Size()), "When", info.ModTime().Format("2006-01-02 15:04"))
	}
	return e
}

// bare drops the path from a file system's error.
func bare(err error) error {
	if pe, ok := err.(*os.PathError); ok { //nolint:errorlint // as os.ReadDir returns it
		return pe.Err
	}
	return err
}

// Shortcut is a folder that is often meant.
type Shortcut struct {
	Name Phrase
	Path string
}

// Shortcuts lists the folders that are often meant and exist here.
func Shortcuts() []Shortcut {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil
	}
	all := []Shortcut{
		{Say("folder.home", "Home"), home},
		{Say("folder.downloads", "Downloads"), filepath.Join(home, "Downloads")},
		{Say("folder.desktop", "Desktop"), filepath.Join(home, "Desktop")},
		{Say("folder.bisq", "Bisq's data"), bisqFolder(home)},
	}
	return slices.DeleteFunc(all, func(s Shortcut) bool {
		info, err := os.Stat(s.Path)
		return err != nil || !info.IsDir()
	})
}

func bisqFolder(home string) string {
	switch runtime.GOOS {
	case "windows":
		return filepath.Join(os.Getenv("APPDATA"), "Bisq")
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "Bisq")
	}
	return filepath.Join(home, ".local", "share", "Bisq")
}
