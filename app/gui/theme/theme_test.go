package theme

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// luminance is a colour's relative luminance as WCAG 2 defines it.
func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func contrast(a, b color.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func TestTextIsLegible(t *testing.T) {
	if got := contrast(color.White, color.Black); math.Abs(got-21) > 0.01 {
		t.Fatalf("black on white has %.2f, not 21", got)
	}
	grounds := []fyne.ThemeColorName{
		fynetheme.ColorNameBackground, Surface, fynetheme.ColorNameOverlayBackground,
		fynetheme.ColorNameInputBackground, fynetheme.ColorNameMenuBackground,
	}
	texts := []fyne.ThemeColorName{
		fynetheme.ColorNameForeground, Muted, fynetheme.ColorNamePlaceHolder, fynetheme.ColorNamePrimary,
		fynetheme.ColorNameSuccess, fynetheme.ColorNameWarning, fynetheme.ColorNameError,
	}
	pairs := [][2]fyne.ThemeColorName{
		{fynetheme.ColorNameForeground, fynetheme.ColorNameButton},
		{fynetheme.ColorNameForegroundOnPrimary, fynetheme.ColorNamePrimary},
		{fynetheme.ColorNameForegroundOnSuccess, fynetheme.ColorNameSuccess},
		{fynetheme.ColorNameForegroundOnWarning, fynetheme.ColorNameWarning},
		{fynetheme.ColorNameForegroundOnError, fynetheme.ColorNameError},
	}
	for _, text := range texts {
		for _, ground := range grounds {
			pairs = append(pairs, [2]fyne.ThemeColorName{text, ground})
		}
	}
	for name, variant := range map[string]fyne.ThemeVariant{"light": fynetheme.VariantLight, "dark": fynetheme.VariantDark} {
		for _, pair := range pairs {
			got := contrast(Theme{}.Color(pair[0], variant), Theme{}.Color(pair[1], variant))
			if got < 4.5 {
				t.Errorf("%s: %s on %s has %.2f:1, less than 4.5:1", name, pair[0], pair[1], got)
			}
		}
	}
}

func TestBothPalettesHaveTheSameRoles(t *testing.T) {
	for role := range light {
		if _, ok := dark[role]; !ok {
			t.Errorf("dark lacks %s", role)
		}
	}
	if len(light) != len(dark) {
		t.Errorf("light has %d roles, dark %d", len(light), len(dark))
	}
}

func TestAppearanceWinsOverTheSystem(t *testing.T) {
	for _, tt := range []struct {
		appearance Appearance
		system     fyne.ThemeVariant
		want       palette
	}{
		{System, fynetheme.VariantLight, light},
		{System, fynetheme.VariantDark, dark},
		{Light, fynetheme.VariantDark, light},
		{Dark, fynetheme.VariantLight, dark},
	} {
		if got := (Theme{tt.appearance}).Color(Surface, tt.system); got != tt.want[Surface] {
			t.Errorf("%d on %d: %v", tt.appearance, tt.system, got)
		}
	}
}

func TestSizes(t *testing.T) {
	for name, want := range map[fyne.ThemeSizeName]float32{
		fynetheme.SizeNamePadding: 4, fynetheme.SizeNameInnerPadding: 8,
		fynetheme.SizeNameCaptionText: 12, fynetheme.SizeNameText: 14,
		fynetheme.SizeNameSubHeadingText: 18, fynetheme.SizeNameHeadingText: 24,
	} {
		if got := (Theme{}).Size(name); got != want {
			t.Errorf("%s is %v, not %v", name, got, want)
		}
	}
}
