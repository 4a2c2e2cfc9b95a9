// Package config holds the settings: one TOML file for the user alone. It is
// read once, by app; everything below is given values.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/adrg/xdg"
	"github.com/pelletier/go-toml/v2"

	"tradecase/bundle/archive"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/diagnostics/redact"
)

// Settings is all that can be set. A zero limit means the built-in one.
type Settings struct {
	DataDir string   `toml:"data_dir,omitempty" json:"data_dir" comment:"where bundles lie; empty: the platform's user data folder"`
	Profile string   `toml:"profile,omitempty" json:"profile" comment:"profile of the redact command: support or public"`
	Hide    []string `toml:"hide,omitempty" json:"hide" comment:"own words that are always hidden"`
	Role    string   `toml:"role,omitempty" json:"role" comment:"what the window is for: support or user; empty: it asks at its start"`
	// How the window looks.
	Appearance string `toml:"appearance,omitempty" json:"appearance" comment:"of the window: light or dark; empty: as the system"`
	Scale      int64  `toml:"scale,omitempty" json:"scale" comment:"of the window in per cent: 100, 130 or 150; 0: as the system"`
	Limits     Limits `toml:"limits,omitempty" json:"limits" comment:"limits for what is unpacked"`
	// Where transactions are looked up.
	Network   string     `toml:"network,omitempty" json:"network" comment:"Bitcoin's: mainnet, testnet or regtest; empty: mainnet"`
	Tor       Tor        `toml:"tor,omitempty" json:"tor" comment:"how Tor is reached"`
	Node      Node       `toml:"node,omitempty" json:"node" comment:"the own Bitcoin node"`
	Explorers []Explorer `toml:"explorers,omitempty" json:"explorers" comment:"explorers that are asked; none: those that come with the program"`
}

// Limits bounds what is unpacked, as archive.Limits does.
type Limits struct {
	Entries    int64 `toml:"entries,omitempty" json:"entries" comment:"files in one archive"`
	TotalBytes int64 `toml:"total_bytes,omitempty" json:"total_bytes" comment:"all files together, unpacked"`
	FileBytes  int64 `toml:"file_bytes,omitempty" json:"file_bytes" comment:"one file, unpacked"`
	Depth      int64 `toml:"depth,omitempty" json:"depth" comment:"archives in archives"`
	PathBytes  int64 `toml:"path_bytes,omitempty" json:"path_bytes" comment:"length of a path"`
	Ratio      int64 `toml:"ratio,omitempty" json:"ratio" comment:"unpacked to packed size, counted past ratio_from"`
	RatioFrom  int64 `toml:"ratio_from,omitempty" json:"ratio_from" comment:"unpacked bytes from which the ratio counts"`
}

// Archive is the limits as package archive takes them; what is zero there is
// the built-in limit, too.
func (l Limits) Archive() archive.Limits {
	return archive.Limits{
		Entries: int(l.Entries), TotalBytes: l.TotalBytes, FileBytes: l.FileBytes, Depth: int(l.Depth),
		PathBytes: int(l.PathBytes), Ratio: int(l.Ratio), RatioFrom: l.RatioFrom,
	}
}

// The roles: who uses the window. An empty role is one that was never chosen.
const (
	RoleSupport = "support" // works on traders' bundles
	RoleUser    = "user"    // only exports the own logs
)

// How the window looks. An empty appearance follows the system.
const (
	AppearanceLight = "light"
	AppearanceDark  = "dark"
)

// Scales lists the sizes of the window's content in per cent; 0 follows the
// system. Fyne rounds to tenths, so there is no 125.
func Scales() []int64 { return []int64{0, 100, 130, 150} }

// maxFile bounds what is read as settings, in bytes.
const maxFile = 1 << 20

// Path is where the settings lie: the file named by TRADECASE_CONFIG, or the
// platform's place for settings.
func Path() string {
	if path := os.Getenv("TRADECASE_CONFIG"); path != "" {
		return path
	}
	return filepath.Join(xdg.ConfigHome, "tradecase", "config.toml")
}

// DefaultDataDir is the platform's user data folder for Tradecase.
func DefaultDataDir() string { return filepath.Join(xdg.DataHome, "tradecase") }

// Load reads the settings; no file means none are set. Anything wrong in the
// file is an error: a setting that is silently ignored may be a word that is
// not hidden.
func Load(path string) (Settings, error) {
	var s Settings
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, unread(err)
	}
	defer f.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return s, unread(err)
	}
	if len(data) > maxFile { // a part of them would be silently ignored
		return s, bad(path, diagnostics.WithCode(fmt.Errorf("larger than %d bytes", maxFile), "settings-large", "Bytes", maxFile))
	}
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&s); err != nil {
		return Settings{}, bad(path, where(err))
	}
	if err := s.check(); err != nil {
		return Settings{}, bad(path, err)
	}
	return s, nil
}

func unread(err error) error {
	return diagnostics.WithHint(fmt.Errorf("read settings: %w", store.WithoutPath(err)),
		"see which file it is with the variable TRADECASE_CONFIG, and whether you may read it")
}

// BrokenError is a file of settings that cannot be used.
type BrokenError struct{ Cause error }

// Error gives the cause.
func (e *BrokenError) Error() string { return fmt.Sprintf("settings cannot be used: %v", e.Cause) }

// Unwrap gives the cause.
func (e *BrokenError) Unwrap() error { return e.Cause }

func bad(path string, cause error) error {
	return diagnostics.WithCode(diagnostics.WithHint(&BrokenError{cause},
		fmt.Sprintf("mend %s, or move it away to start with the built-in settings", path)), "settings-broken", "Why", cause, "Path", path)
}

// where names the line, but not its content, which may be private.
func where(err error) error {
	var one *toml.DecodeError
	var strict *toml.StrictMissingError
	switch {
	case errors.As(err, &strict) && len(strict.Errors) > 0:
		row, _ := strict.Errors[0].Position()
		name := strings.Join(strict.Errors[0].Key(), ".")
		return diagnostics.WithCode(fmt.Errorf("line %d: there is no setting %q", row, name), "settings-unknown", "Line", row, "Name", name)
	case errors.As(err, &one):
		row, _ := one.Position()
		why := strings.TrimPrefix(one.Error(), "toml: ")
		if name := strings.Join(one.Key(), "."); strings.HasPrefix(why, "cannot decode") { // the rest names types of ours
			return diagnostics.WithCode(fmt.Errorf("line %d: the setting %q takes another kind of value", row, name), "settings-kind", "Line", row, "Name", name)
		}
		return diagnostics.WithCode(fmt.Errorf("line %d: %s", row, why), "settings-line", "Line", row, "Why", why)
	}
	return err
}

// check looks at what the types cannot say.
func (s Settings) check() error {
	if s.Profile != "" {
		if _, err := redact.ParseProfile(s.Profile); err != nil {
			return notOneOf("profile", s.Profile, fmt.Errorf("profile: %w", err))
		}
	}
	if s.Role != "" && s.Role != RoleSupport && s.Role != RoleUser {
		return notOneOf("role", s.Role, fmt.Errorf("role: %q is neither %s nor %s", s.Role, RoleSupport, RoleUser))
	}
	if s.Appearance != "" && s.Appearance != AppearanceLight && s.Appearance != AppearanceDark {
		return notOneOf("appearance", s.Appearance, fmt.Errorf("appearance: %q is neither %s nor %s", s.Appearance, AppearanceLight, AppearanceDark))
	}
	if !slices.Contains(Scales(), s.Scale) {
		return notOneOf("scale", s.Scale, fmt.Errorf("scale: %d is none of 0, 100, 130 and 150", s.Scale))
	}
	l := s.Limits
	for _, n := range []int64{l.Entries, l.TotalBytes, l.FileBytes, l.Depth, l.PathBytes, l.Ratio, l.RatioFrom} {
		if n < 0 {
			return diagnostics.WithCode(errors.New("limits: a limit cannot be below zero"), "limit-negative")
		}
	}
	for _, word := range s.Hide {
		if !Word(word) {
			return diagnostics.WithCode(diagnostics.WithHint(errors.New("hide: an own word needs at least two letters or digits"), "make it longer, or leave it out"), "short-word")
		}
	}
	if s.DataDir != "" && !filepath.IsAbs(s.DataDir) {
		return diagnostics.WithCode(diagnostics.WithHint(errors.New("data_dir: must be a whole path, from the root on"), "give the folder as the file manager shows it"), "data-dir")
	}
	return s.checkNetwork()
}

// notOneOf is the error of a setting that has other values.
func notOneOf(name string, value any, err error) error {
	return diagnostics.WithCode(err, "settings-value", "Name", name, "Value", value)
}

// Word reports whether an own word is long enough to be hidden: two letters or
// digits.
func Word(word string) bool {
	n := 0
	for _, r := range word {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n >= 2
}

// Save writes the settings for the user alone, whole or not at all.
func Save(path string, s Settings) error {
	if err := s.check(); err != nil {
		return err
	}
	if err := store.MkdirPrivate(filepath.Dir(path)); err != nil {
		return err
	}
	return store.WriteFile(path, func(w io.Writer) error {
		return toml.NewEncoder(w).SetIndentTables(false).Encode(s)
	})
}
