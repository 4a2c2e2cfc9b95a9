// Package theme is how Tradecase looks: one set of spaces, type sizes and
// colours by role, light and dark. Widgets name roles and never colours.
package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// The spaces between things, in Fyne's units.
const (
	Tight  float32 = 4
	Close  float32 = 8
	Wide   float32 = 16
	Widest float32 = 24
)

// The type sizes, in Fyne's units.
const (
	caption float32 = 12
	text    float32 = 14
	title   float32 = 18
	heading float32 = 24
)

// Appearance is which of the two palettes is shown.
type Appearance int

// The appearances; the zero one is the system's.
const (
	System Appearance = iota
	Light
	Dark
)

// Theme is Fyne's theme with our spaces, sizes and colours. The zero Theme
// follows the system's light or dark setting.
type Theme struct{ Appearance Appearance }

var _ fyne.Theme = Theme{}

// Color gives what a role looks like.
//
//nolint:misspell // it is Fyne's name
func (t Theme) Color(role fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.Appearance {
	case System:
	case Light:
		variant = fynetheme.VariantLight
	case Dark:
		variant = fynetheme.VariantDark
	}
	palette := light
	if variant == fynetheme.VariantDark {
		palette = dark
	}
	if c, ok := palette[role]; ok {
		return c
	}
	return fynetheme.DefaultTheme().Color(role, variant)
}

// Font gives Fyne's own faces.
func (Theme) Font(style fyne.TextStyle) fyne.Resource { return fynetheme.DefaultTheme().Font(style) }

// Icon gives Fyne's own icons.
func (Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return fynetheme.DefaultTheme().Icon(name) }

// Size gives our spaces and type sizes.
func (Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := sizes[name]; ok {
		return s
	}
	return fynetheme.DefaultTheme().Size(name)
}

var sizes = map[fyne.ThemeSizeName]float32{
	fynetheme.SizeNamePadding:        Tight,
	fynetheme.SizeNameInnerPadding:   Close,
	fynetheme.SizeNameCaptionText:    caption,
	fynetheme.SizeNameText:           text,
	fynetheme.SizeNameSubHeadingText: title,
	fynetheme.SizeNameHeadingText:    heading,
}
