package work

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
