package realwindow

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience is how long something may take on a busy machine.
const patience = 15 * time.Second

// needTools fails if a tool is missing, and says how to get it.
func needTools(t testing.TB) {
	t.Helper()
	for _, tool := range []string{"Xvfb", "xdotool", "openbox", "import", "xclip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing; install: apt-get install xvfb xdotool openbox imagemagick xclip", tool)
		}
	}
}

// root is the repository's top folder.
func root(t testing.TB) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Dir(strings.TrimSpace(string(out)))
}

// artefacts is the folder for what the tests leave to be looked at.
func artefacts(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("TRADECASE_ARTIFACTS")
	if dir == "" {
		dir = filepath.Join(root(t), "build")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// program is the built program: the one that TRADECASE_BIN names, else one
// that is built now.
func program(t testing.TB) string {
	t.Helper()
	if bin := os.Getenv("TRADECASE_BIN"); bin != "" {
		if _, err := os.Stat(bin); err != nil {
			t.Fatalf("TRADECASE_BIN: %v; build it: make build", err)
		}
		return bin
	}
	return build(t, ".", "tradecase-window")
}

// build builds a window as make build does.
func build(t testing.TB, pkg, name string) string {
	t.Helper()
	bin := filepath.Join(artefacts(t), name)
	cmd := exec.CommandContext(t.Context(), "go", "build", "-tags", "migrated_fynedo,no_metadata,no_emoji",
		"-ldflags", "-s -w -extldflags=-Wl,-Ttext-segment=0x410000", "-o", bin, pkg)
	cmd.Dir = root(t)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", name, err, out)
	}
	return bin
}

// screen is a display with a window manager.
type screen struct {
	t       testing.TB
	display string
	home    string    // of whoever sits at it
	xvfb    *exec.Cmd // what the screen is drawn by
	pixels  string    // the file that holds what is on it
	frame   *frame    // those pixels, once somebody looks
}

// newScreen starts a display on a free number. extra are Xvfb's own options.
func newScreen(t testing.TB, extra ...string) *screen {
	t.Helper()
	s := &screen{t: t, home: t.TempDir()}
	if err := os.MkdirAll(filepath.Join(s.home, "run"), 0o700); err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // a pipe that was read
	pixels := t.TempDir()
	s.pixels = filepath.Join(pixels, "Xvfb_screen0")
	args := append([]string{"-displayfd", "3", "-fbdir", pixels, "-screen", "0", "1280x900x24", "-dpi", "96", "-nolisten", "tcp", "-noreset"}, extra...)
	s.xvfb = exec.Command("Xvfb", args...)
	s.xvfb.ExtraFiles = []*os.File{w}
	s.start(s.xvfb)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := r.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	// The whole line: a pipe that is closed before its end kills Xvfb.
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb does not come up: %v", err)
	}
	s.display = ":" + strings.TrimSpace(number)
	return s
}

// manage starts the window manager.
func (s *screen) manage() {
	s.t.Helper()
	openbox := exec.Command("openbox", "--sm-disable")
	openbox.Env = s.env()
	s.start(openbox)
	s.wait("the window manager", func() bool { _, err := s.try("get_num_desktops"); return err == nil })
}

// start runs a helper until the test ends.
func (s *screen) start(cmd *exec.Cmd) {
	s.t.Helper()
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() {
		_ = cmd.Process.Kill() // it has nothing to lose
		_ = cmd.Wait()
	})
}

// env is the surroundings of a program on this screen: the same on every
// machine.
func (s *screen) env() []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + s.home, "XDG_RUNTIME_DIR=" + filepath.Join(s.home, "run"),
		"DISPLAY=" + s.display, "LANG=C.UTF-8", "LIBGL_ALWAYS_SOFTWARE=1", "FYNE_SCALE=1", "FYNE_THEME=light",
		"TRADECASE_CONFIG=" + filepath.Join(s.home, "config.toml"),
	}
}

// settle writes the settings with which the program starts.
func (s *screen) settle(settings string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.home, "config.toml"), []byte(settings), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// try runs xdotool.
func (s *screen) try(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "xdotool", args...)
	cmd.Env = s.env()
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

// do runs xdotool, which must work.
func (s *screen) do(args ...string) string {
	s.t.Helper()
	out, err := s.try(args...)
	if err != nil {
		s.t.Fatalf("xdotool %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return out
}

// clipboard is the text on the clipboard, "" if there is none.
func (s *screen) clipboard() string {
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "xclip", "-o", "-selection", "clipboard")
	cmd.Env = s.env()
	out, _ := cmd.Output() // an empty clipboard is an error to it
	return string(out)
}

// press presses keys one after the other.
func (s *screen) press(keys ...string) {
	s.t.Helper()
	s.do(append([]string{"key", "--delay", "30"}, keys...)...)
}

// write types a text.
func (s *screen) write(text string) {
	s.t.Helper()
	s.do("type", "--delay", "6", "--", text)
}

// wait waits until something is so.
func (s *screen) wait(what string, so func() bool) {
	s.t.Helper()
	if !s.within(patience, so) {
		s.shoot("realwindow-failed.png")
		s.t.Fatalf("never came to: %s", what)
	}
}

func (s *screen) within(limit time.Duration, so func() bool) bool {
	for deadline := time.Now().Add(limit); ; time.Sleep(20 * time.Millisecond) {
		if so() {
			return true
		}
		if time.Now().After(deadline) {
			return false
		}
	}
}

// until acts until something is so. What a person does is done again if the
// window was not ready for it: acting twice must do no harm.
func (s *screen) until(what string, so func() bool, act func()) {
	s.t.Helper()
	for range 4 {
		act()
		if s.within(2*again, so) {
			return
		}
		s.t.Logf("again: %s", what)
	}
	s.shoot("realwindow-failed.png")
	s.t.Fatalf("never came to: %s", what)
}

// shoot keeps a picture of the screen.
func (s *screen) shoot(name string) string {
	s.t.Helper()
	path := filepath.Join(artefacts(s.t), name)
	cmd := exec.Command("import", "-window", "root", path)
	cmd.Env = s.env()
	if out, err := cmd.CombinedOutput(); err != nil {
		s.t.Fatalf("screenshot: %v: %s", err, out)
	}
	return path
}

// running is the program at work.
type running struct {
	s       *screen
	cmd     *exec.Cmd
	output  bytes.Buffer
	window  string
	ended   chan error
	closing bool // the keys that close it were pressed
}

// again is how long keys are given before they are pressed once more.
const again = 3 * time.Second

// open starts the program and waits for its window to be drawn and to have the
// keyboard.
func (s *screen) open(args ...string) *running {
	s.t.Helper()
	r := s.begin(args...)
	s.wait("the window is drawn", func() bool { return s.look().bright(s.t) > 0.4 })
	s.still()
	return r
}

// begin starts the program and waits for its window to have the keyboard.
func (s *screen) begin(args ...string) *running {
	s.t.Helper()
	r := &running{s: s, cmd: exec.Command(program(s.t), args...), ended: make(chan error, 1)}
	r.cmd.Env, r.cmd.Stdout, r.cmd.Stderr = s.env(), &r.output, &r.output
	r.cmd.Dir = s.home
	if err := r.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	go func() { r.ended <- r.cmd.Wait() }()
	s.t.Cleanup(func() { _ = r.cmd.Process.Kill() })
	s.wait("the window", func() bool {
		ids, err := s.try("search", "--onlyvisible", "--name", "^Tradecase$")
		r.window, _, _ = strings.Cut(ids, "\n")
		return err == nil && r.window != ""
	})
	s.do("windowactivate", "--sync", r.window)
	return r
}

// end waits for the program's end and gives what it printed.
func (r *running) end() (output string, err error) {
	r.s.t.Helper()
	limit := time.After(patience)
	for {
		select {
		case err := <-r.ended:
			return r.output.String(), err
		case <-time.After(again):
			if r.closing {
				r.answer()
				r.s.press("alt+F4")
			}
		case <-limit:
			r.s.shoot("realwindow-failed.png")
			r.s.t.Fatal("the program does not end")
		}
	}
}

// quit closes the window as a person does. A window that has just come to the
// front may miss the keys, as it may miss a person's: end presses them again.
func (r *running) quit() {
	r.s.t.Helper()
	r.closing = true
	r.s.press("alt+F4")
}

// answer keeps on working if it is asked whether work is to be stopped: what
// has made its file may not have come to its end yet.
func (r *running) answer() {
	r.s.t.Helper()
	if r.s.covered() {
		r.s.press("Escape")
		r.s.wait("the question is answered", func() bool { return !r.s.covered() })
	}
}

// exitCode runs the program without a window to come.
func (s *screen) exitCode(env []string, args ...string) (code int, output string) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program(s.t), args...)
	var out bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr, cmd.Dir = env, &out, &out, s.home
	err := cmd.Run()
	if ctx.Err() != nil {
		return -1, fmt.Sprintf("it runs on: %v\n%s", err, out.String())
	}
	return cmd.ProcessState.ExitCode(), out.String()
}
