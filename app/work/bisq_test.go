package work

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradecase/diagnostics"
)

func TestFindBisq(t *testing.T) {
	parent := t.TempDir()
	day := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	for i, name := range []string{"Bisq/bisq.log", "Bisq/bisq_10.log", "Bisq/bisq_2.log", "Bisq/version", "Bisq/btc_mainnet/wallet/bisq.log", "bisq-second/bisq.log", "Bisq2/empty.txt", "Other/bisq.log"} {
		path := filepath.Join(parent, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("text"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, day, day.Add(time.Duration(i)*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	found, err := findBisq([]string{parent, filepath.Join(parent, "none")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range found {
		line := filepath.Base(f.Path) + ":"
		for _, log := range f.Logs {
			line += " " + filepath.Base(log)
		}
		got = append(got, line)
	}
	want := "bisq-second: bisq.log, Bisq: bisq.log bisq_2.log bisq_10.log"
	if s := strings.Join(got, ", "); s != want || found[1].Bytes != 12 {
		t.Errorf("got %s (%d bytes), want %s", s, found[1].Bytes, want)
	}
	file := filepath.Join(parent, "Bisq", "version")
	if _, err := findBisq([]string{file}); err == nil || strings.Contains(err.Error(), file) || diagnostics.Hint(err) == "" {
		t.Errorf("a file for a folder: %v, hint %q", err, diagnostics.Hint(err))
	}
	if _, ok := BisqLogs(filepath.Join(parent, "Bisq2")); ok {
		t.Error("a folder without logs was taken")
	}
}

func TestBisqParents(t *testing.T) {
	for goos, want := range map[string]string{
		"windows": "/h/AppData/Roaming",
		"darwin":  "/h/Library/Application Support",
		"linux":   "/h/.local/share",
	} {
		if got := bisqParents(goos, "/h", "", ""); filepath.ToSlash(got[0]) != want {
			t.Errorf("%s: %s", goos, got[0])
		}
	}
	if got := bisqParents("linux", "/h", "", "/data"); got[1] != "/data" {
		t.Errorf("with XDG_DATA_HOME: %q", got)
	}
}

func TestChosenLogs(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	one, two := write("Bisq/bisq.log", "text"), write("Bisq/bisq_1.log", "more")
	secret := write("Bisq/btc_mainnet/wallet/bisq.log", "never")
	other := write("Bisq/bisq.txt", "no log")
	empty := write("none/bisq.log", "")
	for name, tt := range map[string]struct {
		paths []string
		want  []string
		err   string
	}{
		"folder":        {[]string{filepath.Dir(one)}, []string{one, two}, ""},
		"files":         {[]string{two, one, two}, []string{one, two}, ""},
		"no log":        {[]string{other}, nil, "no Bisq logs directly in it"},
		"folder above":  {[]string{dir}, nil, "no Bisq logs directly in it"},
		"empty log":     {[]string{empty}, nil, "no Bisq logs directly in it"},
		"nothing there": {[]string{filepath.Join(dir, "Bsq")}, nil, "Bsq cannot be read: no such file"},
		"nothing":       {nil, nil, "no Bisq logs directly in it"},
	} {
		f, err := ChosenLogs(tt.paths)
		if tt.err != "" {
			if err == nil || !strings.Contains(err.Error(), tt.err) || strings.Contains(err.Error(), dir) || diagnostics.Hint(err) == "" {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || !slices.Equal(f.Logs, tt.want) || f.Bytes != 8 || f.Path != filepath.Dir(one) {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
		if slices.Contains(f.Logs, secret) {
			t.Errorf("%s: it went into a folder below", name)
		}
	}
}
