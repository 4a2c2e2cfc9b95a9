//go:build !nogui

package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"

	"fyne.io/fyne/v2"
	fyneapp "fyne.io/fyne/v2/app"

	"tradecase/app/gui"
	"tradecase/app/work"
	"tradecase/assets"
	"tradecase/diagnostics"
)

// openWindow shows the window and returns when it is closed. It must be called
// on the main goroutine. Without a display it is an error, never a panic.
func openWindow(ctx context.Context, desk *work.Desk) error {
	if err := findDisplay(runtime.GOOS, os.Getenv); err != nil {
		return err
	}
	fyneapp.SetMetadata(fyne.AppMetadata{
		ID: ID, Name: Name, Version: Version, Build: Build,
		Icon:       fyne.NewStaticResource("icon.png", assets.Icon),
		Migrations: map[string]bool{"fyneDo": true},
	})
	a := fyneapp.NewWithID(ID)
	window, err := gui.New(ctx, a, desk)
	if err != nil {
		return err
	}
	return run(a, window) //nolint:contextcheck // what was typed is saved although ctx has ended
}

// run shows the window. GLFW panics where no display answers, and where there
// is no OpenGL Fyne would run on without a window. What panics once the window
// is there is a fault of ours and stays one.
func run(a fyne.App, window *gui.Window) (err error) {
	started, opened := false, false
	defer func() {
		if started {
			return
		}
		if cause := recover(); cause != nil {
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
