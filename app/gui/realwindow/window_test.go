package realwindow

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradecase/diagnostics/logs/logstest"
)

const tradeID = "QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917"

// writeLogs writes a trader's logs.
func writeLogs(t *testing.T, trader logstest.Trader, files int) string {
	t.Helper()
	dir := t.TempDir()
	if err := trader.WriteSet(dir, files, 200_000); err != nil {
		t.Fatal(err)
	}
	return dir
}

// items are the paths of what lies in the bundle.
func items(data string) []string {
	var doc struct {
		Items []struct{ Party, Name string } `json:"items"`
	}
	raw, err := os.ReadFile(filepath.Join(data, "bundles", tradeID, "bundle.json"))
	if err != nil || json.Unmarshal(raw, &doc) != nil {
		return nil
	}
	var paths []string
	for _, it := range doc.Items {
		paths = append(paths, it.Party+"/"+it.Name)
	}
	slices.Sort(paths)
	return paths
}

// TestFromLogsToHandoff makes a bundle, adds two traders' logs, makes a
// hand-off and closes the window, all with the keyboard.
func TestFromLogsToHandoff(t *testing.T) {
	needTools(t)
	s := newScreen(t)
	s.manage()
	data, out := t.TempDir(), filepath.Join(t.TempDir(), "handoff.zip")
	ana, alexis := writeLogs(t, logstest.Ana(), 2), writeLogs(t, logstest.Alexis(), 3)
	s.settle("role = \"support\"\n")
	r := s.open("--data-dir", data)

	s.until("a bundle", func() bool { return exists(filepath.Join(data, "bundles", tradeID, "bundle.json")) }, func() {
		s.press("Escape", "ctrl+n")
		s.write(tradeID)
		s.press("Return")
	})
	s.until("logs of nobody yet", func() bool { return len(items(data)) == 2 }, func() {
		s.press("ctrl+o", "ctrl+a")
		s.write(ana)
		s.press("Return")
	})
	s.press("ctrl+o", "Tab", "Right") // from nobody yet to the buyer
	s.until("the buyer's logs", func() bool { return len(items(data)) == 5 }, func() {
		s.press("ctrl+o", "ctrl+a")
		s.write(alexis)
		s.press("Return")
	})
	want := []string{"buyer/bisq.log", "buyer/bisq_1.log", "buyer/bisq_2.log", "unknown/bisq.log", "unknown/bisq_1.log"}
	if got := items(data); !slices.Equal(got, want) {
		t.Fatalf("the bundle has %v, want %v", got, want)
	}
	s.until("a hand-off", func() bool { return exists(out) }, func() {
		s.press("ctrl+e", "ctrl+a")
		s.write(out)
		s.press("Return")
	})
	checkZip(t, out, want, append(logstest.Planted(logstest.Ana()), logstest.Planted(logstest.Alexis())...))
	checkPicture(t, s, "realwindow.png")
	checkLogs(t, s)
	if name := s.do("getwindowname", r.window); name != "Tradecase" {
		t.Errorf("the window is called %q", name)
	}
	r.quit()
	if output, err := r.end(); err != nil || strings.Contains(output, "panic") || strings.Contains(output, "DATA RACE") {
		t.Errorf("it ended with %v:\n%s", err, output)
	}
	checkTraces(t, s.home, tradeID, ana, alexis, out)
}

// checkLogs finds an entry with the filter and copies it.
func checkLogs(t *testing.T, s *screen) {
	t.Helper()
	const found = "Version{VERSION="
	s.until("a copied entry", func() bool { return strings.Contains(s.clipboard(), found) }, func() {
		s.press("Escape", "ctrl+4")
		s.still() // the logs are read
		s.press("ctrl+f", "ctrl+a")
		s.write(found)
		s.still() // what was found is there
		s.press("Return", "Down")
		s.still() // the entry is there
		s.press("Tab", "Return")
	})
	s.shoot("realwindow-logs.png")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// checkZip looks for the expected files in the zip, and for anything private.
func checkZip(t *testing.T, path string, want []string, private []logstest.Secret) {
	t.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close() //nolint:errcheck // opened for reading
	var names []string
	var manifest struct {
		TradeID string `json:"trade_id"`
		Kind    string `json:"kind"`
		Files   []struct{ Path string }
	}
	for _, f := range z.File {
		names = append(names, strings.TrimPrefix(f.Name, tradeID+"/"))
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range private {
			if bytes.Contains(content, []byte(s.Value)) {
				t.Errorf("%s holds a private value of class %s", f.Name, s.Class)
			}
		}
		if strings.HasSuffix(f.Name, "/manifest.json") {
			if err := json.Unmarshal(content, &manifest); err != nil {
				t.Error(err)
			}
		}
	}
	for _, name := range append([]string{"manifest.json", "description.txt", "report.html"}, want...) {
		if !slices.Contains(names, name) {
			t.Errorf("the zip lacks %s; it has %v", name, names)
		}
	}
	if manifest.TradeID != tradeID || manifest.Kind != "hand-off" || len(manifest.Files) != len(names)-1 {
		t.Errorf("the manifest says %+v", manifest)
	}
}

// checkPicture keeps a picture and sees to it that the window is drawn.
func checkPicture(t *testing.T, s *screen, name string) {
	t.Helper()
	s.still()
	f, err := os.Open(s.shoot(name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // opened for reading
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	colours := map[[3]uint32]bool{}
	bright := 0
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			red, green, blue, _ := img.At(x, y).RGBA()
			colours[[3]uint32{red, green, blue}] = true
			if red > 0xe000 && green > 0xe000 && blue > 0xe000 {
				bright++
			}
		}
	}
	// The window is 1120 by 740, and most of it is a light surface.
	if least := 1120 * 740 * 6 / 10; bright < least || len(colours) < 50 {
		t.Errorf("the window is not drawn: %d bright pixels of at least %d, %d colours", bright, least, len(colours))
	}
}

// checkTraces looks for what must not stay in the user's home: trade IDs and
// paths.
func checkTraces(t *testing.T, home string, traces ...string) {
	t.Helper()
	err := filepath.WalkDir(home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, trace := range traces {
			if bytes.Contains(content, []byte(trace)) || strings.Contains(path, trace) {
				t.Errorf("%s keeps %q", path, trace)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestEndsOnSignal ends the program as a system does that shuts down.
func TestEndsOnSignal(t *testing.T) {
	needTools(t)
	s := newScreen(t)
	s.manage()
	r := s.open("--data-dir", t.TempDir())
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if output, err := r.end(); err != nil || strings.Contains(output, "panic") {
		t.Errorf("it ended with %v:\n%s", err, output)
	}
}

// noted is what happened, as the bundle on the disk has it.
func noted(data string) string {
	var doc struct {
		Notes struct{ What string }
	}
	raw, err := os.ReadFile(filepath.Join(data, "bundles", tradeID, "bundle.json"))
	if err != nil || json.Unmarshal(raw, &doc) != nil {
		return ""
	}
	return doc.Notes.What
}

// TestSignalSavesWhatWasTyped types a note and ends the program before a pause
// has saved it: as a system does that shuts down, and as a terminal that is
// closed.
func TestSignalSavesWhatWasTyped(t *testing.T) {
	needTools(t)
	for name, signal := range map[string]syscall.Signal{"SIGTERM": syscall.SIGTERM, "SIGHUP": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			s := newScreen(t)
			s.manage()
			data := t.TempDir()
			r := s.openBundle(data)
			s.press("ctrl+3", "ctrl+f") // from the search on: list, zip, ID, seven pages
			for range 11 {
				s.press("Tab")
			}
			s.write("one")
			s.wait("the note is saved", func() bool { return noted(data) == "one" })
			s.still()
			s.write(" two")
			time.Sleep(20 * time.Millisecond) // the window has taken the keys
			if err := r.cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if output, err := r.end(); err != nil || strings.Contains(output, "panic") {
				t.Errorf("it ended with %v:\n%s", err, output)
			}
			if got := noted(data); got != "one two" {
				t.Errorf("%q is saved", got)
			}
		})
	}
}

// TestSecondStartRaisesTheFirst puts the window behind another one and starts
// the program again.
func TestSecondStartRaisesTheFirst(t *testing.T) {
	needTools(t)
	s := newScreen(t)
	s.manage()
	data := t.TempDir()
	r := s.open("--data-dir", data)
	active := func() bool {
		id, err := s.try("getactivewindow")
		return err == nil && id == r.window
	}
	s.wait("the window has the focus", active)
	s.do("windowminimize", r.window)
	s.wait("it is away", func() bool { return !active() })
	code, output := s.exitCode(s.env(), "--data-dir", data)
	if code != 0 || output != "" {
		t.Errorf("the second start: exit code %d:\n%s", code, output)
	}
	s.wait("the window is back", active)
	ids, err := s.try("search", "--name", "^Tradecase$")
	if err != nil || strings.Contains(ids, "\n") {
		t.Errorf("windows: %q, %v", ids, err)
	}
	r.quit()
	if output, err := r.end(); err != nil || output != "" {
		t.Errorf("it ended with %v:\n%s", err, output)
	}
	for _, left := range []string{"window.raise", "crash.raw", "crash-report.txt"} {
		if exists(filepath.Join(data, left)) {
			t.Errorf("it left %s", left)
		}
	}
}

// TestRefusalIsShown starts the program as a desktop does, with settings and a data
// folder that cannot be used: a window says so, and a key closes it.
func TestRefusalIsShown(t *testing.T) {
	needTools(t)
	for name, tt := range map[string]struct{ settings, want string }{
		"settings":    {"scale = 1.5\n", "settings cannot be used: line 1"},
		"data folder": {"", "the data folder cannot be used"},
	} {
		s := newScreen(t)
		s.manage()
		s.settle(tt.settings)
		r := s.begin("--data-dir", filepath.Join(s.home, "config.toml"))
		s.wait("it is drawn", func() bool { return s.look().bright(s.t) > 0.1 })
		s.shoot("realwindow-refusal.png")
		r.closing = true
		s.press("Escape")
		output, err := r.end()
		if err == nil || r.cmd.ProcessState.ExitCode() != 1 || !strings.Contains(output, "error: "+tt.want) || !strings.Contains(output, "\nhint: ") {
			t.Errorf("%s: it ended with %v:\n%s", name, err, output)
		}
	}
}

// TestWithoutDisplay wants an error and a hint, not a panic.
func TestWithoutDisplay(t *testing.T) {
	needTools(t)
	s := newScreen(t, "-extension", "GLX")
	with := func(display string) []string {
		env := slices.DeleteFunc(s.env(), func(v string) bool { return strings.HasPrefix(v, "DISPLAY=") })
		if display == "" {
			return env
		}
		return append(env, "DISPLAY="+display)
	}
	for name, tt := range map[string]struct{ display, want string }{
		"none is set":    {"", "neither DISPLAY nor WAYLAND_DISPLAY is set"},
		"nobody answers": {":65000", "it does not answer"},
		"without opengl": {s.display, "it cannot show a window"},
	} {
		code, output := s.exitCode(with(tt.display), "--data-dir", t.TempDir())
		if code != 1 || !strings.Contains(output, "error: there is no display: "+tt.want) || !strings.Contains(output, "hint: the command line does the same work") {
			t.Errorf("%s: exit code %d:\n%s", name, code, output)
		}
		if strings.Contains(output, "panic") || strings.Contains(output, "goroutine") {
			t.Errorf("%s: it panics:\n%s", name, output)
		}
	}
}
