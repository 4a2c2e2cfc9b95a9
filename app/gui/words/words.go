// Package words turns phrases into the reader's language by Fyne's lang.
package words

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"runtime"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"

	"tradecase/app/gui/model"
	"tradecase/assets"
	"tradecase/diagnostics/trade"
)

// The languages that there are texts in.
const (
	english = "en"
	german  = "de"
)

// Load makes the window's texts known, in German for a German reader and in
// English for any other. Call it before any of them is shown.
func Load() error {
	// In a language that is not ours Fyne would mix its own words with ours and
	// log each of ours as missing, so it is told which one to take. LANGUAGE is
	// gettext's alone: it changes neither input nor formats. On Windows and
	// macOS Fyne asks the system instead, and what is missing stays English.
	spoken := language(os.Getenv)
	if err := os.Setenv("LANGUAGE", spoken); err != nil {
		return fmt.Errorf("set the language: %w", err)
	}
	for _, name := range []string{english, german} {
		if name != english && name != spoken && !slices.Contains([]string{"windows", "darwin"}, runtime.GOOS) {
			continue // a language that nobody reads is only memory
		}
		data, err := assets.Translations.ReadFile(path.Join(assets.TranslationsDir, name+".json"))
		if err == nil {
			err = lang.AddTranslationsForLocale(data, fyne.Locale(name))
		}
		if err != nil {
			return fmt.Errorf("read the translations: %w", err)
		}
	}
	return nil
}

// language is the first of ours among those that the reader asks for, in
// gettext's order, else English.
func language(getenv func(string) string) string {
	asked := cmp.Or(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG"))
	if asked == "C" || asked == "POSIX" {
		return english // then LANGUAGE does not count
	}
	for locale := range strings.SplitSeq(cmp.Or(getenv("LANGUAGE"), asked), ":") {
		name, _, _ := strings.Cut(strings.ToLower(locale), ".") // the encoding
		name, _, _ = strings.Cut(name, "@")                     // a variant
		name, _, _ = strings.Cut(strings.ReplaceAll(name, "-", "_"), "_")
		if name == english || name == german {
			return name
		}
	}
	return english
}

// Of is a phrase in the reader's language; a phrase without a key stays as it
// is.
func Of(p model.Phrase) string {
	if p.Clause {
		p.Clause = false
		return trade.Clause(Of(p))
	}
	if p.Number != "" {
		return number(p)
	}
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

// number is a number as the reader's language writes it. Amounts in BTC or BSQ are
// none: they stand as Bisq and explorers show them in every language, with a dot,
// so that they can be compared and searched for.
func number(p model.Phrase) string {
	point := lang.X("number.point", ".")
	if point == "." {
		return p.English
	}
	whole, part, decimals := strings.Cut(p.Number, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + lang.X("number.thousands", ",") + whole[i:]
	}
	if decimals {
		return whole + point + part
	}
	return whole
}

// List puts phrases together in one line.
func List(phrases []model.Phrase) string {
	all := make([]string, len(phrases))
	for i, p := range phrases {
		all[i] = Of(p)
	}
	return strings.Join(all, ", ")
}
