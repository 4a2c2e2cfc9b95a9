package work

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
)

// BisqFolder is a folder in which Bisq writes its logs.
type BisqFolder struct {
	Path  string
	Logs  []string  // the log files in it, whole paths, newest rotation first
	Bytes int64     // of the logs
	Last  time.Time // when the newest was written
}

// FindBisq looks for Bisq's data folders where this platform has them: the
// usual one and those beside it, since several instances are common among
// agents. The one that was used last comes first; none is no error.
func FindBisq() ([]BisqFolder, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, err
	}
	return findBisq(bisqParents(runtime.GOOS, home, os.Getenv("APPDATA"), os.Getenv("XDG_DATA_HOME")))
}

// bisqParents lists the folders that hold Bisq's data folders. Bisq itself
// (Utilities.getUserDataDir) does not heed XDG_DATA_HOME; a package may.
func bisqParents(goos, home, appData, dataHome string) []string {
	switch goos {
	case "windows":
		if appData == "" {
			appData = filepath.Join(home, "AppData", "Roaming")
		}
		return []string{appData}
	case "darwin":
		return []string{filepath.Join(home, "Library", "Application Support")}
	}
	parents := []string{filepath.Join(home, ".local", "share")}
	if dataHome != "" && dataHome != parents[0] {
		parents = append(parents, dataHome)
	}
	return parents
}

func findBisq(parents []string) ([]BisqFolder, error) {
	var found []BisqFolder
	for _, parent := range parents {
		entries, err := os.ReadDir(parent)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, diagnostics.WithHint(fmt.Errorf("look for Bisq's data folder: %w", store.WithoutPath(err)), "choose the folder yourself")
		}
		for _, e := range entries {
			if !strings.HasPrefix(strings.ToLower(e.Name()), "bisq") {
				continue
			}
			if f, ok := BisqLogs(filepath.Join(parent, e.Name())); ok {
				found = append(found, f)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b BisqFolder) int { return b.Last.Compare(a.Last) })
	return found, nil
}

// BisqLogs looks for Bisq's own logs directly in dir; ok is false if there are
// none. Nothing below dir is touched.
func BisqLogs(dir string) (f BisqFolder, ok bool) {
	f.Path = dir
	entries, _ := os.ReadDir(dir) // what cannot be read has no logs for us
	order := map[string]int{}
	for _, e := range entries {
		n, named := logs.Rotation(e.Name())
		info, err := e.Info()
		if !named || err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
			continue
		}
		path := filepath.Join(dir, e.Name())
		order[path] = n
		f.Logs = append(f.Logs, path)
		f.Bytes += info.Size()
		if info.ModTime().After(f.Last) {
			f.Last = info.ModTime()
		}
	}
	slices.SortFunc(f.Logs, func(a, b string) int { return cmp.Or(cmp.Compare(order[a], order[b]), cmp.Compare(a, b)) })
	return f, len(f.Logs) > 0
}

// ChosenLogs looks for Bisq's logs where somebody says that they are: directly
// in a folder, or the named log files themselves. Nothing else is touched.
func ChosenLogs(paths []string) (BisqFolder, error) {
	var f BisqFolder
	for _, path := range slices.Compact(slices.Sorted(slices.Values(paths))) {
		abs, err := filepath.Abs(path)
		if err != nil {
			return BisqFolder{}, fmt.Errorf("this path cannot be understood: %w", err)
		}
		info, err := os.Stat(abs)
		if err != nil {
			return BisqFolder{}, diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%s cannot be read: %w", filepath.Base(abs), store.WithoutPath(err)),
				"give the path of Bisq's data folder"), "bisq-unread", "Name", filepath.Base(abs))
		}
		if info.IsDir() {
			if in, ok := BisqLogs(abs); ok {
				f.take(in)
			}
			continue
		}
		if _, named := logs.Rotation(filepath.Base(abs)); named && info.Mode().IsRegular() && info.Size() > 0 {
			f.take(BisqFolder{filepath.Dir(abs), []string{abs}, info.Size(), info.ModTime()})
		}
	}
	if len(f.Logs) == 0 {
		return BisqFolder{}, diagnostics.WithCode(diagnostics.WithHint(errors.New("there are no Bisq logs directly in it"),
			"Bisq's logs are bisq.log, bisq_1.log … in its data folder; in Bisq: Account, Backup, Open data directory"), "no-logs-there")
	}
	return f, nil
}

func (f *BisqFolder) take(other BisqFolder) {
	if f.Path == "" {
		f.Path = other.Path
	}
	f.Logs = append(f.Logs, other.Logs...)
	f.Bytes += other.Bytes
	if other.Last.After(f.Last) {
		f.Last = other.Last
	}
}
