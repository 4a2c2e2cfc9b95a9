package bundle

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradecase/diagnostics"
)

// namedAfter writes files and folders that bear a person's name, as traders send
// them, and returns the folder.
func namedAfter(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "buyer")
	inner := filepath.Join(dir, "logs of Ottokar")
	if err := os.MkdirAll(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{
		"bisq.log", "ottokar phantast.log", "copy for Ottokar.log", "bericht.ottokar", "bisq_Ottokar.wallet", "bisq.spvchain Ottokar", "popup-Ottokar.png",
		"Ottokar.png", "bisq Ottokar_1.log", "bisq_1.log.ottokar", "bisq_2 (Ottokar).log", "bisq_3 - Ottokar.log", "debug.log", "Ottokar.zip",
	} {
		text := strings.Replace(logLine, "09:06:", fmt.Sprintf("09:%02d:", 10+i), 1)
		switch {
		case strings.HasSuffix(name, ".png"):
			text = "\x89PNG\r\n\x1a\nnot one"
		case strings.HasSuffix(name, ".zip"):
			text = "PK\x03\x04xx"
		case name == "copy for Ottokar.log":
			text = logLine
		case !strings.Contains(name, "log"):
			text = "some text"
		}
		if err := os.WriteFile(filepath.Join(inner, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.Create(filepath.Join(dir, "Ottokar-Phantast.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // a file of the test's
	z := zip.NewWriter(file)
	for _, name := range []string{"home/ottokar/bisq.log", "home/ottokar/ottokars.pdf", "../ottokar.log", "home/ottokar/\u202eottokar.log"} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, strings.Replace(logLine, "1.9.17", "1.9.16", 1)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestNamesOfFilesDoNotGoOut looks for the person's name in all of a hand-off and
// of a redacted zip, names of files and manifest included.
func TestNamesOfFilesDoNotGoOut(t *testing.T) {
	dir := namedAfter(t)
	b := mustNew(t, newLibrary(t), fullOne)
	if _, err := b.Add(t.Context(), diagnostics.Buyer, dir, nil); err != nil {
		t.Fatal(err)
	}
	handed := filepath.Join(t.TempDir(), "handed.zip")
	if _, err := handoff(t.Context(), b, handed, false, options()); err != nil {
		t.Fatal(err)
	}
	redacted := filepath.Join(t.TempDir(), "redacted.zip")
	o, err := PrepareRedact(t.Context(), []string{dir}, GatherOptions{TempDir: t.TempDir()}, options())
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if _, err := o.Write(t.Context(), redacted, false); err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{handed, redacted} {
		z, err := zip.OpenReader(out)
		if err != nil {
			t.Fatal(err)
		}
		files := 0
		for _, f := range z.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{f.Name, string(content)} {
				if i := strings.Index(strings.ToLower(text), "ottokar"); i >= 0 {
					t.Errorf("%s: %q", f.Name, text[max(0, i-60):min(len(text), i+40)])
				}
			}
			files++
		}
		if files < 8 {
			t.Errorf("only %d files", files)
		}
		_ = z.Close() // read to its end
	}
}

func TestAnonymousNames(t *testing.T) {
	for name, want := range map[string]string{
		"a/bisq.log": "bisq.log", "bisq_12.log": "bisq_12.log", "bisq_3 (1).log.txt": "bisq_3 (1).log.txt", "bisq - Ottokar.log": "(a log file)",
		"bisq_BTC.wallet": "bisq_BTC.wallet", "bisq_Ottokar.wallet": "(a wallet file)", "bisq.spvchain": "bisq.spvchain", "bisq.spvchain Ottokar": "(a file)",
		"screenshots/popup-1.png": "popup-1.png", "popup-ottokar.png": "(a png file)", "x.ottokar": "(a file)", "version": "version", "Ottokar": "(a file)",
	} {
		if got := anonymousName(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	for _, c := range []struct{ name, reason, want string }{
		{"a/Ottokar.log", "the same file is in the bundle as buyer/Ottokar.log", "the same file is there already"},
		{"Ottokar.zip/x.log", "read Ottokar.zip: damaged", "read (a name): damaged"},
		{"bisq.log", "cannot read bisq.log", "cannot read bisq.log"},
	} {
		if got := anonymousReason(c.name, c.reason); got != c.want {
			t.Errorf("%s: got %s, want %s", c.reason, got, c.want)
		}
	}
	names := folderNames{placer{}, map[string]string{}}
	for _, c := range []struct{ dir, want string }{
		{"seller", "seller"},
		{"seller/Ottokar", "seller/folder-1"},
		{"seller/Ottokar/logs 2", "seller/folder-1/logs 2"},
		{"seller/Ottilie", "seller/folder-2"},
		{"seller/Ottokar", "seller/folder-1"},
		{"Ottokar.zip/home", "folder-1/home"},
		{".", ""},
	} {
		if got := names.of(c.dir); got != c.want {
			t.Errorf("%s: got %s, want %s", c.dir, got, c.want)
		}
	}
}
