//go:build !nogui

package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tradecase/diagnostics"
)

func TestFindDisplay(t *testing.T) {
	for name, tt := range map[string]struct {
		system string
		env    map[string]string
		fails  bool
	}{
		"linux, nothing": {"linux", nil, true},
		"linux, empty":   {"linux", map[string]string{"DISPLAY": ""}, true},
		"linux, X11":     {"linux", map[string]string{"DISPLAY": ":0"}, false},
		"linux, Wayland": {"linux", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, false},
		"freebsd":        {"freebsd", nil, true},
		"windows":        {"windows", nil, false},
		"macOS":          {"darwin", nil, false},
	} {
		err := findDisplay(tt.system, func(name string) string { return tt.env[name] })
		if (err != nil) != tt.fails {
			t.Errorf("%s: got %v", name, err)
		}
		if tt.fails && (!strings.HasPrefix(err.Error(), "there is no display") || !strings.Contains(diagnostics.Hint(err), "tradecase help")) {
			t.Errorf("%s: says %v, hint %q", name, err, diagnostics.Hint(err))
		}
	}
}

// TestDataFolderThatIsAFile opens no window, and says what to do.
func TestDataFolderThatIsAFile(t *testing.T) {
	t.Setenv("DISPLAY", ":0") // which is not looked at any more
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := openWindow(t.Context(), settings{dataDir: file})
	if err == nil || !strings.HasPrefix(err.Error(), "the data folder cannot be used") || !strings.Contains(diagnostics.Hint(err), "--data-dir") {
		t.Errorf("says %v, hint %q", err, diagnostics.Hint(err))
	}
}

// fakeWindow does something while it is shown.
type fakeWindow struct {
	a      fyne.App
	starts bool
	run    func() error
	rescue func() error
}

func (f fakeWindow) Run() error {
	if f.starts {
		f.a.Lifecycle().(interface{ OnStarted() func() }).OnStarted()() //nolint:errcheck // Fyne's own type has it
	}
	return f.run()
}
func (fakeWindow) Opened() bool    { return true }
func (f fakeWindow) Rescue() error { return f.rescue() }

func TestRun(t *testing.T) {
	ok := func() error { return nil }
	dies := func() error { panic("cannot read /home/alexis/bisq.log") }
	full := errors.New("no space left")
	for name, tt := range map[string]struct {
		window      fakeWindow
		saving      error
		want, saved string
	}{
		"ends well":              {window: fakeWindow{starts: true, run: ok}},
		"no display":             {window: fakeWindow{run: dies}, want: "there is no display: it does not answer"},
		"dies":                   {window: fakeWindow{starts: true, run: dies, rescue: ok}, want: "the window has ended by a fault of its own", saved: "cannot read"},
		"dies, nothing is saved": {window: fakeWindow{starts: true, run: dies, rescue: ok}, saving: full, want: "the window has ended by a fault of its own\nno space left", saved: "cannot read"},
		"dies twice":             {window: fakeWindow{starts: true, run: dies, rescue: dies}, want: "what was typed last is not saved", saved: "cannot read"},
	} {
		tt.window.a = test.NewTempApp(t)
		saved := ""
		err := run(tt.window.a, tt.window, func(cause any, stack []byte) error {
			saved = cause.(string) + string(stack) //nolint:errcheck // a text was thrown
			return tt.saving
		})
		if (err != nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v", name, err)
		}
		if !strings.Contains(saved, tt.saved) || (tt.saved == "") != (saved == "") || tt.saved != "" && !strings.Contains(saved, "desktop_test.go") {
			t.Errorf("%s: saved %q", name, saved)
		}
		if tt.want != "" && tt.saving == nil && (diagnostics.Hint(err) == "" || tt.window.starts && strings.Contains(err.Error(), "alexis")) {
			t.Errorf("%s: error %v, hint %q", name, err, diagnostics.Hint(err))
		}
	}
}

func TestStill(t *testing.T) {
	a := test.NewTempApp(t)
	still(a)
	if fyne.CurrentApp().Settings().ShowAnimations() {
		t.Error("it moves")
	}
}

// TestKeepNothing wants no preferences of Fyne's: none of ours are in them.
func TestKeepNothing(t *testing.T) {
	a := test.NewTempApp(t)
	lifecycle := a.Lifecycle().(interface { //nolint:errcheck // Fyne's own type has it
		SetOnStoppedHookExecuted(f func())
		OnStopped() func()
	})
	lifecycle.SetOnStoppedHookExecuted(func() {})
	if keepNothing(a); lifecycle.OnStopped() != nil {
		t.Error("something of Fyne's is still done at the end")
	}
}
