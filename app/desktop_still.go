//go:build !nogui

package app

import (
	"runtime"

	"fyne.io/fyne/v2"
)

// still makes an app without animations. A cursor that blinks redraws the
// whole window many times a second as long as a text has the focus, which
// without a graphics card is a tenth of a processor.
func still(a fyne.App) fyne.App {
	if runtime.GOOS == "darwin" {
		return a // there Fyne wants its own app back, and has a graphics card
	}
	s := stillApp{a}
	fyne.SetCurrentApp(s)
	return s
}

type stillApp struct{ fyne.App }

// Settings are the app's, without animations.
func (s stillApp) Settings() fyne.Settings { return stillSettings{s.App.Settings()} }

type stillSettings struct{ fyne.Settings }

// ShowAnimations is false.
func (stillSettings) ShowAnimations() bool { return false }
