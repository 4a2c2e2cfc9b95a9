package bundle

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"tradecase/diagnostics"
)

const maxName = 100 // bytes of an item's name

// safeName makes a base name that every file system takes: no separators,
// control or reserved characters, no reserved Windows name, bounded length.
func safeName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError, unicode.IsControl(r), !unicode.IsPrint(r), strings.ContainsRune(`<>:"/\|?*`, r):
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	for len(name) > maxName {
		ext := path.Ext(name)
		if len(ext) > 12 {
			ext = ""
		}
		stem := strings.TrimSuffix(name, ext)
		_, size := utf8.DecodeLastRuneInString(stem)
		name = strings.TrimRight(stem[:len(stem)-size], " .") + ext // Windows drops these from an end
	}
	if name == "" || reserved(name) {
		name = "_" + name
	}
	return name
}

func reserved(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch stem {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(stem) == 4 && (strings.HasPrefix(stem, "COM") || strings.HasPrefix(stem, "LPT")) && stem[3] >= '0' && stem[3] <= '9'
}

// logName is the name under which a log is kept: Bisq's own if its rotation is
// known, so that a developer finds what they expect.
func logName(name string, rotation int) string {
	switch {
	case rotation == 0:
		return "bisq.log"
	case rotation > 0:
		return fmt.Sprintf("bisq_%d.log", rotation)
	}
	return safeName(name)
}

// unique gives name, or "name (2).ext" …, so that no two names differ only by
// their capitals. It records what it gives.
type nameSet map[string]bool

func (s nameSet) unique(name string) string {
	ext := path.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for n := 2; s[strings.ToLower(name)]; n++ {
		name = fmt.Sprintf("%s (%d)%s", stem, n, ext)
	}
	s[strings.ToLower(name)] = true
	return name
}

// taken is the set of a party's names.
func (d *document) taken(p diagnostics.Party) nameSet {
	names := nameSet{}
	for _, it := range d.Items {
		if it.Party == p {
			names[strings.ToLower(it.Name)] = true
		}
	}
	return names
}
