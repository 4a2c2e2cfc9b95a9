package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tradecase/diagnostics"
)

// key is one setting as the command line sees it.
type key struct {
	name string
	get  func(s *Settings) string
	set  func(s *Settings, value string) error
}

func text(name string, field func(s *Settings) *string) key {
	return key{
		name, func(s *Settings) string { return *field(s) },
		func(s *Settings, value string) error { *field(s) = value; return nil },
	}
}

// limit is a number whose zero is the built-in one.
func limit(name string, field func(s *Settings) *int64) key {
	return number(name, "0 means the built-in limit", field)
}

func number(name, zero string, field func(s *Settings) *int64) key {
	return key{
		name, func(s *Settings) string { return strconv.FormatInt(*field(s), 10) },
		func(s *Settings, value string) error {
			if value == "" {
				value = "0"
			}
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil || n < 0 {
				return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%s: %q is not a number", name, value), "give a whole number; "+zero), "not-a-number", "Typed", value)
			}
			*field(s) = n
			return nil
		},
	}
}

var keys = append([]key{
	text("data_dir", func(s *Settings) *string { return &s.DataDir }),
	text("profile", func(s *Settings) *string { return &s.Profile }),
	text("role", func(s *Settings) *string { return &s.Role }),
	{
		"hide", func(s *Settings) string { return strings.Join(s.Hide, ",") },
		func(s *Settings, value string) error {
			s.Hide = nil
			for word := range strings.SplitSeq(value, ",") {
				if word = strings.TrimSpace(word); word != "" {
					s.Hide = append(s.Hide, word)
				}
			}
			return nil
		},
	},
	text("appearance", func(s *Settings) *string { return &s.Appearance }),
	number("scale", "0 follows the system", func(s *Settings) *int64 { return &s.Scale }),
	limit("limits.entries", func(s *Settings) *int64 { return &s.Limits.Entries }),
	limit("limits.total_bytes", func(s *Settings) *int64 { return &s.Limits.TotalBytes }),
	limit("limits.file_bytes", func(s *Settings) *int64 { return &s.Limits.FileBytes }),
	limit("limits.depth", func(s *Settings) *int64 { return &s.Limits.Depth }),
	limit("limits.path_bytes", func(s *Settings) *int64 { return &s.Limits.PathBytes }),
	limit("limits.ratio", func(s *Settings) *int64 { return &s.Limits.Ratio }),
	limit("limits.ratio_from", func(s *Settings) *int64 { return &s.Limits.RatioFrom }),
}, networkKeys...)

// Keys lists the names of all settings.
func Keys() []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	return names
}

// Get gives a setting as text; lists are joined by commas.
func (s *Settings) Get(name string) (string, error) {
	k, err := find(name)
	if err != nil {
		return "", err
	}
	return k.get(s), nil
}

// Set changes a setting from text; an empty text clears it. Nothing changes if
// the value is wrong.
func (s *Settings) Set(name, value string) error {
	k, err := find(name)
	if err != nil {
		return err
	}
	changed := *s
	if err := k.set(&changed, value); err != nil {
		return err
	}
	if err := changed.check(); err != nil {
		return err
	}
	*s = changed
	return nil
}

func find(name string) (key, error) {
	i := slices.IndexFunc(keys, func(k key) bool { return k.name == name })
	if i < 0 {
		return key{}, diagnostics.WithHint(fmt.Errorf("there is no setting %q", name), "the settings are: "+strings.Join(Keys(), ", "))
	}
	return keys[i], nil
}
