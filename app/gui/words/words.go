// Package words turns phrases into the reader's language by Fyne's lang.
package words

import (
	"fmt"
	"os"
	"strings"

	"fyne.io/fyne/v2/lang"

	"tradecase/app/gui/model"
	"tradecase/assets"
)

// Load makes the window's texts known. Call it before any of them is shown.
func Load() error {
	// There is only English so far. With another language Fyne would mix its
	// own words in that language with ours and log each of ours as missing.
	// LANGUAGE is gettext's alone: it changes neither input nor formats.
	if err := os.Setenv("LANGUAGE", "en"); err != nil {
		return fmt.Errorf("set the language: %w", err)
	}
	if err := lang.AddTranslationsFS(assets.Translations, assets.TranslationsDir); err != nil {
		return fmt.Errorf("read the translations: %w", err)
	}
	return nil
}

// Of is a phrase in the reader's language; a phrase without a key stays as it
// is.
func Of(p model.Phrase) string {
	if p.Key == "" {
		return p.English
	}
	data := make(map[string]any, len(p.Data))
	for name, value := range p.Data {
		switch inner := value.(type) {
		case model.Phrase:
			value = Of(inner)
		case []model.Phrase:
			value = List(inner)
		}
		data[name] = value
	}
	if n, ok := p.Data["Count"].(int); ok && p.Plural {
		return lang.XN(p.Key, p.English, n, data)
	}
	return lang.X(p.Key, p.English, data)
}

// List puts phrases together in one line.
func List(phrases []model.Phrase) string {
	all := make([]string, len(phrases))
	for i, p := range phrases {
		all[i] = Of(p)
	}
	return strings.Join(all, ", ")
}
