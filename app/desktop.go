//go:build !nogui

package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"
	"golang.org/x/term"

	"tradecase/app/config"
	"tradecase/app/crash"
	"tradecase/app/gui"
	"tradecase/app/instance"
	"tradecase/assets"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
)

// start reads the settings and shows the window. Whoever started it from a desktop
// sees no error that is printed: they get one in a window of its own.
func start(ctx context.Context, dataDir string) error {
	s, err := readSettings(dataDir)
	if err != nil {
		err = &refusedError{err}
	} else {
		err = openWindow(ctx, s)
	}
	var refused *refusedError
	if errors.As(err, &refused) && !term.IsTerminal(int(os.Stderr.Fd())) {
		refuse(ctx, refused.error)
	}
	return err
}

// refusedError is why there was no window at all.
type refusedError struct{ error }

// Unwrap gives the cause.
func (e *refusedError) Unwrap() error { return e.error }

// refuse shows why there is no window, as far as there can be one for that.
func refuse(ctx context.Context, cause error) {
	if findDisplay(runtime.GOOS, os.Getenv) != nil {
		return
	}
	a := newApp()
	if window, err := gui.NewRefusal(ctx, a, cause); err == nil {
		_ = run(a, window, func(any, []byte) error { return nil }) // the cause is printed, whatever comes of this
	}
}

// openWindow shows the window and returns when it is closed; if the data
// folder has a window already it raises that one. It must be called on the
// main goroutine. Without a display it is an error, never a panic.
func openWindow(ctx context.Context, s settings) (err error) {
	if err := findDisplay(runtime.GOOS, os.Getenv); err != nil {
		return err
	}
	mine, err := instance.Claim(s.dataDir)
	if err != nil {
		return &refusedError{diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("the data folder cannot be used: %w", err),
			"give a folder that you may write to with --data-dir, or as data_dir in the settings"), "data-folder", "Why", store.WithoutPath(err))}
	}
	if mine == nil {
		return nil
	}
	defer func() { err = errors.Join(err, mine.Release()) }()
	report, _, _ := crash.Pending(ctx, s.dataDir, tool)  // one that cannot be read must not keep the window shut
	if stop, err := crash.Watch(s.dataDir); err == nil { // likewise
		defer stop()
	}
	a, desk := newApp(), s.desk("window") //nolint:contextcheck // Tor is the program's, not a call's
	defer desk.Close()                    // its Tor ends with the window, also after a fault
	window, err := gui.New(ctx, a, desk, gui.Setup{
		Version: Version, DataDir: s.dataDir, File: config.File(config.Path()), Settings: s.Settings,
		Crash: gui.Crash{Report: report, Dismiss: func() error { return crash.Dismiss(s.dataDir) }},
	})
	if err != nil {
		return err
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	mine.Watch(watching, window.Raise)
	return run(a, window, func(cause any, stack []byte) error {
		return crash.Save(context.WithoutCancel(ctx), s.dataDir, tool, cause, stack)
	})
}

// newApp makes Fyne's part of the program.
func newApp() fyne.App {
	fyneapp.SetMetadata(fyne.AppMetadata{
		ID: ID, Name: Name, Version: Version, Build: Build,
		Icon:       fyne.NewStaticResource("icon.png", assets.Icon),
		Migrations: map[string]bool{"fyneDo": true},
	})
	if cache, err := os.UserCacheDir(); err == nil {
		_ = os.MkdirAll(cache, 0o700) // on a new account there is none, of which Fyne would complain
	}
	a := fyneapp.NewWithID(ID)
	keepNothing(a)
	return still(a)
}

// keepNothing has Fyne not write its preferences at the end: nothing of ours is
// in them. It would empty their file and fill it again while its own watcher
// reads it, which then now and then complains of half a file.
func keepNothing(a fyne.App) {
	if l, ok := a.Lifecycle().(interface{ SetOnStoppedHookExecuted(f func()) }); ok {
		l.SetOnStoppedHookExecuted(nil)
	}
}

// shown is the window as run needs it.
type shown interface {
	Run() error    // shows it and returns when it is closed
	Opened() bool  // there is something on the screen
	Rescue() error // saves what was typed, after a crash
}

// run shows the window. GLFW panics where no display answers, and where there
// is no OpenGL Fyne would run on without a window. What panics once the window
// is there is a fault of ours: save keeps it for a report, and the program
// ends.
func run(a fyne.App, window shown, save func(cause any, stack []byte) error) (err error) {
	started, opened := false, false
	defer func() {
		cause := recover()
		switch {
		case cause == nil:
		case started:
			err = crashed(save(cause, debug.Stack()), window.Rescue)
		default:
			err = noDisplay(fmt.Errorf("it does not answer: %v", cause))
		}
	}()
	a.Lifecycle().SetOnStarted(func() {
		started, opened = true, window.Opened()
		if !opened {
			a.Quit()
		}
	})
	err = window.Run()
	if !opened {
		return errors.Join(noDisplay(errors.New("it cannot show a window with OpenGL 2.1 or newer")), err)
	}
	return err
}

// crashed is the error that the program ends with after a fault of its own.
// What the fault says is in the report only, where nothing private is left.
func crashed(saving error, rescue func() error) (err error) {
	err = diagnostics.WithHint(errors.New("the window has ended by a fault of its own"),
		"start it again: it offers a report for copying, with nothing private in it")
	if saving != nil {
		err = errors.Join(errors.New("the window has ended by a fault of its own"), saving)
	}
	defer func() {
		if recover() != nil { // what is broken may break again
			err = errors.Join(err, errors.New("what was typed last is not saved"))
		}
	}()
	return errors.Join(err, rescue())
}

// findDisplay says whether there can be a display at all.
func findDisplay(system string, getenv func(string) string) error {
	switch system {
	case "windows", "darwin":
		return nil
	}
	if getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == "" {
		return noDisplay(errors.New("neither DISPLAY nor WAYLAND_DISPLAY is set"))
	}
	return nil
}

func noDisplay(cause error) error {
	return diagnostics.WithHint(fmt.Errorf("there is no display: %w", cause),
		"the command line does the same work; see it with: tradecase help")
}
