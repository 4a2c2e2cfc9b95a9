// Package assets holds the data that the program carries in itself.
package assets

import "embed"

// TranslationsDir is the folder in Translations that holds the window's texts,
// one JSON file a language.
const TranslationsDir = "translations"

// Translations holds the window's texts.
//
//go:embed translations
var Translations embed.FS

// Icon is the program's picture, a PNG.
//
//go:embed icon.png
var Icon []byte

// Explorers lists the explorers that are asked when the settings name none, as
// TOML.
//
//go:embed explorers.toml
var Explorers []byte
