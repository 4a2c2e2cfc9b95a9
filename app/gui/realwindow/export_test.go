package realwindow

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradecase/diagnostics/logs/logstest"
)

// TestFromQuestionToRedactedLogs is the first start of somebody whom support
// asked for logs: an answer, a look, a place, and the zip is there.
func TestFromQuestionToRedactedLogs(t *testing.T) {
	needTools(t)
	s := newScreen(t)
	s.manage()
	bisq := filepath.Join(s.home, ".local", "share", "Bisq")
	wallet := filepath.Join(bisq, "btc_mainnet", "wallet")
	if err := os.MkdirAll(wallet, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := logstest.Ana().WriteSet(bisq, 3, 200_000); err != nil {
		t.Fatal(err)
	}
	// Neither of these may go out.
	for _, secret := range []string{filepath.Join(wallet, "bisq.log"), filepath.Join(bisq, "version")} {
		if err := os.WriteFile(secret, []byte("Okt.-07 09:06:35.077 [main] INFO  b.c.app.Version: wallet secret \n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r := s.open()
	s.shoot("realwindow-question.png")
	config := filepath.Join(s.home, "config.toml")
	s.until("the answer is kept", func() bool {
		text, _ := os.ReadFile(config)
		return strings.Contains(string(text), "role = 'user'") || strings.Contains(string(text), `role = "user"`)
	}, func() { s.press("Tab", "Return") })
	s.still()
	checkPicture(t, s, "realwindow-export.png")
	out := filepath.Join(s.home, "bisq-logs-"+time.Now().Format("2006-01-02")+".zip")
	// As long as the logs are being looked at the keys do nothing.
	s.until("the place is asked for", s.covered, func() { s.press("ctrl+e") })
	s.still()
	s.shoot("realwindow-place.png")
	s.until("the place is taken", func() bool { return !s.covered() }, func() { s.press("Return") })
	s.wait("the zip", func() bool { return exists(out) })
	s.still()
	s.shoot("realwindow-saved.png")
	checkRedacted(t, out)
	r.quit()
	if output, err := r.end(); err != nil || strings.Contains(output, "panic") || strings.Contains(output, "DATA RACE") {
		t.Errorf("it ended with %v:\n%s", err, output)
	}
}

// checkRedacted looks for the logs in the zip, all of them redacted, and for
// nothing else.
func checkRedacted(t *testing.T, path string) {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close() //nolint:errcheck // opened for reading
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil || len(content) == 0 {
			t.Errorf("%s has %d bytes, %v", f.Name, len(content), err)
		}
		for _, s := range logstest.Planted(logstest.Ana()) {
			if bytes.Contains(content, []byte(s.Value)) {
				t.Errorf("%s holds a private value of class %s", f.Name, s.Class)
			}
		}
		if bytes.Contains(content, []byte("wallet secret")) {
			t.Errorf("%s holds what lies in a wallet's folder", f.Name)
		}
	}
	slices.Sort(names)
	if want := []string{"bisq.log", "bisq_1.log", "bisq_2.log", "manifest.json"}; !slices.Equal(names, want) {
		t.Errorf("the zip has %v, want %v", names, want)
	}
}
