package gui

import (
	"os"
	"strconv"

	"fyne.io/fyne/v2"

	"tradecase/app/config"
	"tradecase/app/gui/theme"
)

// scaleVariable is how Fyne is told the scale.
const scaleVariable = "FYNE_SCALE"

// look makes the window look as the settings say, at once.
func (w *Window) look(s config.Settings) {
	if err := w.rescale(s.Scale); err != nil {
		return // a name and a number that a system refuses; the window stays as it is
	}
	appearance := map[string]theme.Appearance{config.AppearanceLight: theme.Light, config.AppearanceDark: theme.Dark}[s.Appearance]
	if w.front == nil {
		w.app.Settings().SetTheme(theme.Theme{Appearance: appearance}) // nothing is built yet
		return
	}
	// Only what is in the window is told, of the scale too: all of it is there
	// meanwhile.
	shown := w.front.Objects
	all := []fyne.CanvasObject{w.desktop, w.roles.object, w.export.front, w.options.object, w.tor.object, w.about, w.welcome.object, w.verify.object}
	for _, p := range w.pages {
		all = append(all, p.object)
	}
	all = append(all, shown...)
	w.front.Objects = all
	w.app.Settings().SetTheme(theme.Theme{Appearance: appearance})
	w.front.Objects = shown
	w.front.Refresh()
}

// rescale sets the size of the window's content in per cent; 0 is the one that
// the surroundings had set.
func (w *Window) rescale(percent int64) error {
	if !w.rescaled {
		w.scaleBefore, w.hadScale = os.LookupEnv(scaleVariable)
		w.rescaled = true
	}
	switch {
	case percent > 0:
		return os.Setenv(scaleVariable, strconv.FormatFloat(float64(percent)/100, 'f', 2, 64))
	case w.hadScale:
		return os.Setenv(scaleVariable, w.scaleBefore)
	}
	return os.Unsetenv(scaleVariable)
}
