package flow

import (
	"image/color"
	"strings"
	"unicode/utf8"

	"tradecase/diagnostics/trade"
)

// Palette is what colours look like, by their roles.
type Palette [colours]color.NRGBA

// Style is how a picture is written or painted.
type Style struct {
	Palette Palette
	// Background fills the picture first; else what is behind it shows.
	Background bool
	// Say gives a text in the reader's language; nil is English.
	Say func(trade.Text) string
}

func (s Style) say(t trade.Text) string {
	if s.Say != nil {
		return clean(s.Say(t))
	}
	return clean(t.English)
}

// maxText bounds a text that is written, in bytes.
const maxText = 4000

// clean drops what neither XML nor a line can hold.
func clean(s string) string {
	if len(s) > maxText {
		s = s[:maxText]
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == utf8.RuneError || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
}

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{uint8(v >> 16 & 0xff), uint8(v >> 8 & 0xff), uint8(v & 0xff), 0xff}
}

// Light is for bright surroundings, without a background of its own.
func Light() Style {
	return Style{Palette: Palette{
		Ground: rgb(0xf4f6f9), Sheet: rgb(0xffffff), Line: rgb(0xd3d9e1), Ink: rgb(0x1a222e), Muted: rgb(0x535e6e),
		Coins: rgb(0x5b93dd), Fees: rgb(0x8a95a5), OK: rgb(0x176f38), Warn: rgb(0x8a5500), Fail: rgb(0xb3262d), Unknown: rgb(0x535e6e),
		OnState: rgb(0xffffff), Accent: rgb(0x1b5cb8),
	}}
}

// Dark is for dim surroundings, without a background of its own.
func Dark() Style {
	return Style{Palette: Palette{
		Ground: rgb(0x14181f), Sheet: rgb(0x1c222b), Line: rgb(0x333c4a), Ink: rgb(0xe6eaf0), Muted: rgb(0xa5afbd),
		Coins: rgb(0x4f86cf), Fees: rgb(0x6b7788), OK: rgb(0x5fcb80), Warn: rgb(0xe5b552), Fail: rgb(0xf58588), Unknown: rgb(0xa5afbd),
		OnState: rgb(0x0c1420), Accent: rgb(0x74acf7),
	}}
}

// Neutral has a bright background of its own, so that it can stand anywhere.
func Neutral() Style {
	s := Light()
	s.Background = true
	return s
}

// fit cut a text to a width, by how wide letters are on average: who shows it
// may have other fonts.
func fit(s string, l Label) string {
	per := l.Size * 0.55
	if l.Mono {
		per = l.Size * 0.61
	} else if l.Bold {
		per = l.Size * 0.59
	}
	most := int(l.Width/per + 0.5)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	runes := []rune(s)
	return strings.TrimSpace(string(runes[:max(0, most-1)])) + "…"
}
