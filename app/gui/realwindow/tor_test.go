package realwindow

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tradecase/explorer/lab/labtest"
	"tradecase/explorer/tor/tortest"
)

func TestMain(m *testing.M) { os.Exit(labtest.Main(m)) }

// TestTorByKeyboard starts Tor in a private network with the keyboard, sees it
// on, and closes the window: tor ends with it.
func TestTorByKeyboard(t *testing.T) {
	needTools(t)
	torrc := filepath.Join(t.TempDir(), "torrc")
	if err := os.WriteFile(torrc, []byte(strings.Join(tortest.Start(t).ClientTorrc(), "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newScreen(t)
	s.manage()
	data := t.TempDir()
	s.settle(fmt.Sprintf("role = 'support'\n[tor]\ntorrc = '%s'\n", torrc))
	r := s.open("--data-dir", data)
	s.until("Tor is started", func() bool { return exists(filepath.Join(data, "tor")) }, func() {
		if exists(filepath.Join(data, "tor")) {
			t.Fatal("Tor was started before it was asked for")
		}
		s.press("Escape", "ctrl+t")
		time.Sleep(500 * time.Millisecond) // the page has the focus
		s.shoot("realwindow-tor-off.png")
		s.press("Return")
	})
	s.wait("it says that it is on", func() bool { return s.greens() > 10 })
	s.shoot("realwindow-tor-on.png")
	children := s.torsOf(r.cmd.Process.Pid)
	if len(children) == 0 {
		t.Error("no tor runs under the window")
	}
	r.quit()
	if output, err := r.end(); err != nil || strings.Contains(output, "panic") {
		t.Errorf("it ended with %v:\n%s", err, output)
	}
	for _, pid := range children {
		if exists("/proc/" + pid) {
			t.Errorf("tor %s outlives the window", pid)
		}
	}
}

// TestTorThatIsMissing sees the trouble when there is no program.
func TestTorThatIsMissing(t *testing.T) {
	needTools(t)
	s := newScreen(t)
	s.manage()
	s.settle(fmt.Sprintf("role = 'support'\n[tor]\nprogram = '%s'\n", filepath.Join(s.home, "tor")))
	r := s.open("--data-dir", t.TempDir())
	s.until("the trouble", func() bool { return s.reds() > 40 }, func() {
		s.press("Escape", "ctrl+t")
		time.Sleep(300 * time.Millisecond) // the page has the focus
		s.press("Return")
	})
	s.shoot("realwindow-tor-trouble.png")
	r.quit()
	if output, err := r.end(); err != nil || strings.Contains(output, "panic") {
		t.Errorf("it ended with %v:\n%s", err, output)
	}
}

// torsOf lists the tor processes that a program has started.
func (s *screen) torsOf(parent int) []string {
	s.t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		s.t.Fatal(err)
	}
	var pids []string
	for _, path := range stats {
		text, _ := os.ReadFile(path) // it may have ended
		if strings.Contains(string(text), fmt.Sprintf(" (tor) S %d ", parent)) || strings.Contains(string(text), fmt.Sprintf(" (tor) R %d ", parent)) {
			pids = append(pids, filepath.Base(filepath.Dir(path)))
		}
	}
	return pids
}

// The colours of the light palette's signs, which nothing else on the page has.
var (
	green = [3]uint32{0x17, 0x6f, 0x38}
	red   = [3]uint32{0xb3, 0x26, 0x2d}
)

// The tick is thin: of its pixels some dozen are wholly its colour.
func (s *screen) greens() int { return s.count(green) }
func (s *screen) reds() int   { return s.count(red) }

// count is how many pixels have a colour.
func (s *screen) count(colour [3]uint32) (n int) {
	s.t.Helper()
	f, err := os.Open(s.shoot("realwindow-tor-now.png"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // opened for reading
	img, err := png.Decode(f)
	if err != nil {
		s.t.Fatal(err)
	}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			r, g, b, _ := img.At(x, y).RGBA()
			if r>>8 == colour[0] && g>>8 == colour[1] && b>>8 == colour[2] {
				n++
			}
		}
	}
	return n
}
