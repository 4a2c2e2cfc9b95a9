package model

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"tradecase/diagnostics"
)

// TidyPath makes a path of what somebody typed or pasted: quotes and white
// space around it, a file URL and a leading ~ are understood.
func TidyPath(typed string) string {
	p := strings.TrimSpace(typed)
	for _, q := range []string{`"`, `'`} {
		if len(p) > 1 && strings.HasPrefix(p, q) && strings.HasSuffix(p, q) {
			p = p[1 : len(p)-1]
		}
	}
	if u, err := url.Parse(p); err == nil && u.Scheme == "file" && u.Path != "" {
		p = filepath.FromSlash(u.Path)
	}
	if rest, ok := strings.CutPrefix(p, "~"); ok && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator) {
		if home, err := os.UserHomeDir(); err == nil {
			p = filepath.Join(home, rest)
		}
	}
	return p
}

// ZipPath makes a whole path for a zip: its ending is added if there is none.
// A folder gives the zip the name that is suggested for it.
func ZipPath(typed, suggested string) string {
	p := TidyPath(typed)
	if p == "" {
		return ""
	}
	if info, err := os.Stat(p); err == nil && info.IsDir() {
		return filepath.Join(p, suggested)
	}
	if filepath.Ext(p) == "" {
		p += ".zip"
	}
	return p
}

// ZipName is the name that a hand-off gets if nobody says another.
func ZipName(id diagnostics.TradeID, today time.Time) string {
	return id.Short() + "-" + today.Format("2006-01-02") + ".zip"
}

// LogsName is the name that an export of logs gets if nobody says another.
func LogsName(today time.Time) string { return "bisq-logs-" + today.Format("2006-01-02") + ".zip" }

// FreeName is a name for a new file beside those that are there: "a.zip", else
// "a-2.zip" and so on.
func FreeName(name string, there []Entry) string {
	taken := map[string]bool{}
	for _, e := range there {
		taken[strings.ToLower(e.Name)] = true // on some disks it is the same
	}
	ext := filepath.Ext(name)
	free := name
	for n := 2; taken[strings.ToLower(free)]; n++ {
		free = strings.TrimSuffix(name, ext) + "-" + strconv.Itoa(n) + ext
	}
	return free
}

// FolderLine says which logs lie in a folder.
func FolderLine(path string, logs int, bytes int64, last time.Time) Phrase {
	return Count("folder.logs", "{{.Path}}: {{.Count}} log files, {{.Size}}, last written {{.When}}", logs,
		"Path", Clean(path), "Size", Size(bytes), "When", last.Format("2006-01-02 15:04"))
}

// CheckFolder says what is wrong with a folder that is to be used; one that is
// not there yet will be made, and none is right. It looks at the disk.
func CheckFolder(path string) error {
	if path == "" {
		return nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("this folder cannot be used: %w", errors.Unwrap(err))
	case !info.IsDir():
		return diagnostics.WithCode(diagnostics.WithHint(errors.New("this is a file, not a folder"), "give the folder that it lies in, or another one"), "not-a-folder")
	}
	return nil
}
