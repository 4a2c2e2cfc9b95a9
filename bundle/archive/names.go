package archive

import (
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const maxNameBytes = 255 // what file systems take for one part of a path

// Reasons for which a name is not taken, or is strange.
const (
	whyControl  = "control characters in the name"
	whyNetwork  = "a network path for a name"
	whyAbsolute = "an absolute path for a name"
	whyDrive    = "a drive letter in the name"
	whyLong     = "too long a path (limits.path_bytes)"
	whyOutside  = "a name that leads out of its folder"
	whyDot      = "a name that ends in a dot or a blank"
	whyReserved = "a name that Windows reserves for a device"
	whyNoName   = "no name"
	whyFull     = "a folder with content"
	whyTwice    = "there more than once"
	whyUnusual  = "the name is written in an unusual way"
	whyHoles    = "a file with holes in it"
)

// safeName turns an entry's name as an archive gives it into a clean relative
// path: slashes, valid UTF-8, no empty parts. A name that could reach outside
// a folder, or that Windows would take for something else, gives a reason
// instead. It may have maxBytes bytes.
func safeName(raw string, maxBytes int) (clean, why string) {
	name := strings.ReplaceAll(validUTF8(raw), `\`, "/")
	for _, r := range name {
		if unicode.IsControl(r) || isDirectional(r) || r == utf8.RuneError {
			return printable(name), whyControl
		}
	}
	switch {
	case strings.HasPrefix(name, "//"):
		return printable(name), whyNetwork
	case strings.HasPrefix(name, "/"):
		return printable(name), whyAbsolute
	case len(name) >= 2 && name[1] == ':' && isLetter(name[0]):
		return printable(name), whyDrive
	}
	var parts []string
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." {
			continue
		}
		if why := badPart(part); why != "" {
			return printable(name), why
		}
		parts = append(parts, part)
	}
	clean = strings.Join(parts, "/")
	if len(clean) > maxBytes {
		return printable(clean), whyLong
	}
	return clean, ""
}

func badPart(part string) string {
	switch {
	case part == "..":
		return whyOutside
	case len(part) > maxNameBytes:
		return fmt.Sprintf("a name of more than %d bytes", maxNameBytes)
	case strings.HasSuffix(part, ".") || strings.HasSuffix(part, " "):
		return whyDot
	case reservedOnWindows(part):
		return whyReserved
	}
	return ""
}

// reservedOnWindows reports whether Windows takes the name for a device,
// whatever its extension and case.
func reservedOnWindows(part string) bool {
	base, _, _ := strings.Cut(part, ".")
	base, _, _ = strings.Cut(base, ":")
	base = strings.ToUpper(strings.TrimRight(base, " "))
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	rest, ok := strings.CutPrefix(base, "COM")
	if !ok {
		rest, ok = strings.CutPrefix(base, "LPT")
	}
	return ok && utf8.RuneCountInString(rest) == 1 && strings.Contains("0123456789¹²³", rest)
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// isDirectional reports the characters that reorder text, with which
// "exe.gol" can be shown as "log.exe".
func isDirectional(r rune) bool {
	return r == 0x061C || 0x200E <= r && r <= 0x200F || 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069
}

// printable is a bad name as it may be shown: bounded and without characters
// that act on a terminal.
func printable(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || isDirectional(r) {
			return utf8.RuneError
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 120 {
		return string(r[:120]) + "…"
	}
	return name
}

// validUTF8 reads a name that is no UTF-8 in the code page that it most
// probably has: GBK, DOS (437) or Latin-1 (as Windows extends it).
func validUTF8(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	decoder := charmap.Windows1252.NewDecoder()
	switch {
	case looksGBK(name):
		decoder = simplifiedchinese.GBK.NewDecoder()
	case strings.ContainsFunc(asLatin1(name), func(r rune) bool { return 0x80 <= r && r < 0xA0 }):
		decoder = charmap.CodePage437.NewDecoder()
	}
	out, err := decoder.String(name)
	if err != nil || !utf8.ValidString(out) {
		return strings.ToValidUTF8(name, "_")
	}
	return out
}

// looksGBK reports whether all bytes above ASCII are pairs of common Chinese
// characters, and at least two of them: one pair may be "çã" in Latin-1.
func looksGBK(name string) bool {
	pairs := 0
	for i := 0; i < len(name); i++ {
		if name[i] < 0x80 {
			continue
		}
		if i+1 == len(name) || name[i] < 0xB0 || name[i] > 0xF7 || name[i+1] < 0xA1 || name[i+1] > 0xFE {
			return false
		}
		pairs++
		i++
	}
	return pairs >= 2
}

func asLatin1(name string) string {
	out := make([]rune, len(name))
	for i := range len(name) {
		out[i] = rune(name[i])
	}
	return string(out)
}

// isSystemFile reports the litter that operating systems put into archives
// and folders. It is neither read nor listed.
func isSystemFile(clean string) bool {
	for part := range strings.SplitSeq(clean, "/") {
		if part == "__MACOSX" {
			return true
		}
	}
	base := path.Base(clean)
	switch strings.ToLower(base) {
	case ".ds_store", "thumbs.db", "desktop.ini", ".localized":
		return true
	}
	return strings.HasPrefix(base, "._")
}
