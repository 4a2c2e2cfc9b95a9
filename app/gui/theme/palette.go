package theme

import (
	"image/color"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
)

// Muted is the role of text that explains: smaller in weight, as legible.
const Muted = fynetheme.ColorNameDisabled

// Surface is the role of what lies on the background: cards, side bar.
const Surface = fynetheme.ColorNameHeaderBackground

type palette map[fyne.ThemeColorName]color.Color

func opaque(r, g, b uint8) color.NRGBA { return color.NRGBA{r, g, b, 0xff} }

// light is for bright rooms. Every text role has at least 4.5:1 on background
// and surface.
var light = palette{
	fynetheme.ColorNameBackground:          opaque(0xf4, 0xf6, 0xf9),
	Surface:                                opaque(0xff, 0xff, 0xff),
	fynetheme.ColorNameForeground:          opaque(0x1a, 0x22, 0x2e),
	Muted:                                  opaque(0x53, 0x5e, 0x6e),
	fynetheme.ColorNamePlaceHolder:         opaque(0x5c, 0x67, 0x78),
	fynetheme.ColorNameButton:              opaque(0xe2, 0xe7, 0xee),
	fynetheme.ColorNameDisabledButton:      opaque(0xec, 0xef, 0xf3),
	fynetheme.ColorNameInputBackground:     opaque(0xff, 0xff, 0xff),
	fynetheme.ColorNameInputBorder:         opaque(0x8a, 0x95, 0xa5),
	fynetheme.ColorNameMenuBackground:      opaque(0xff, 0xff, 0xff),
	fynetheme.ColorNameOverlayBackground:   opaque(0xff, 0xff, 0xff),
	fynetheme.ColorNameSeparator:           opaque(0xd3, 0xd9, 0xe1),
	fynetheme.ColorNamePrimary:             opaque(0x1b, 0x5c, 0xb8),
	fynetheme.ColorNameHyperlink:           opaque(0x1b, 0x5c, 0xb8),
	fynetheme.ColorNameForegroundOnPrimary: opaque(0xff, 0xff, 0xff),
	fynetheme.ColorNameSuccess:             opaque(0x17, 0x6f, 0x38),
	fynetheme.ColorNameForegroundOnSuccess: opaque(0xff, 0xff, 0xff),
	fynetheme.ColorNameWarning:             opaque(0x8a, 0x55, 0x00),
	fynetheme.ColorNameForegroundOnWarning: opaque(0xff, 0xff, 0xff),
	fynetheme.ColorNameError:               opaque(0xb3, 0x26, 0x2d),
	fynetheme.ColorNameForegroundOnError:   opaque(0xff, 0xff, 0xff),
	fynetheme.ColorNameHover:               color.NRGBA{0x1a, 0x22, 0x2e, 0x12},
	fynetheme.ColorNamePressed:             color.NRGBA{0x1a, 0x22, 0x2e, 0x22},
	fynetheme.ColorNameFocus:               color.NRGBA{0x1b, 0x5c, 0xb8, 0x66},
	fynetheme.ColorNameSelection:           color.NRGBA{0x1b, 0x5c, 0xb8, 0x2e},
	fynetheme.ColorNameScrollBar:           color.NRGBA{0x1a, 0x22, 0x2e, 0x88},
	fynetheme.ColorNameShadow:              color.NRGBA{0x00, 0x00, 0x00, 0x33},
}

// dark is for dim rooms, to the same rule.
var dark = palette{
	fynetheme.ColorNameBackground:          opaque(0x14, 0x18, 0x1f),
	Surface:                                opaque(0x1c, 0x22, 0x2b),
	fynetheme.ColorNameForeground:          opaque(0xe6, 0xea, 0xf0),
	Muted:                                  opaque(0xa5, 0xaf, 0xbd),
	fynetheme.ColorNamePlaceHolder:         opaque(0x98, 0xa3, 0xb3),
	fynetheme.ColorNameButton:              opaque(0x2b, 0x34, 0x42),
	fynetheme.ColorNameDisabledButton:      opaque(0x20, 0x27, 0x31),
	fynetheme.ColorNameInputBackground:     opaque(0x1c, 0x22, 0x2b),
	fynetheme.ColorNameInputBorder:         opaque(0x6b, 0x77, 0x88),
	fynetheme.ColorNameMenuBackground:      opaque(0x23, 0x2a, 0x35),
	fynetheme.ColorNameOverlayBackground:   opaque(0x1c, 0x22, 0x2b),
	fynetheme.ColorNameSeparator:           opaque(0x33, 0x3c, 0x4a),
	fynetheme.ColorNamePrimary:             opaque(0x74, 0xac, 0xf7),
	fynetheme.ColorNameHyperlink:           opaque(0x74, 0xac, 0xf7),
	fynetheme.ColorNameForegroundOnPrimary: opaque(0x0c, 0x14, 0x20),
	fynetheme.ColorNameSuccess:             opaque(0x5f, 0xcb, 0x80),
	fynetheme.ColorNameForegroundOnSuccess: opaque(0x0c, 0x14, 0x20),
	fynetheme.ColorNameWarning:             opaque(0xe5, 0xb5, 0x52),
	fynetheme.ColorNameForegroundOnWarning: opaque(0x0c, 0x14, 0x20),
	fynetheme.ColorNameError:               opaque(0xf5, 0x85, 0x88),
	fynetheme.ColorNameForegroundOnError:   opaque(0x0c, 0x14, 0x20),
	fynetheme.ColorNameHover:               color.NRGBA{0xe6, 0xea, 0xf0, 0x14},
	fynetheme.ColorNamePressed:             color.NRGBA{0xe6, 0xea, 0xf0, 0x26},
	fynetheme.ColorNameFocus:               color.NRGBA{0x74, 0xac, 0xf7, 0x77},
	fynetheme.ColorNameSelection:           color.NRGBA{0x74, 0xac, 0xf7, 0x38},
	fynetheme.ColorNameScrollBar:           color.NRGBA{0xe6, 0xea, 0xf0, 0x88},
	fynetheme.ColorNameShadow:              color.NRGBA{0x00, 0x00, 0x00, 0x88},
}
