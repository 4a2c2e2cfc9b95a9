package model

import (
	"strings"

	"tradecase/app/config"
	"tradecase/bundle/archive"
)

// The settings by the names that tradecase config has for them.
const (
	DataDir    = "data_dir"
	Profile    = "profile"
	Hide       = "hide"
	Role       = "role"
	Appearance = "appearance"
	Scale      = "scale"

	Network     = "network"
	TorProgram  = "tor.program"
	TorProxy    = "tor.proxy"
	TorBridges  = "tor.bridges"
	TorClearnet = "tor.clearnet"
	NodeURL     = "node.url"
	NodeAuth    = "node.auth_file"
	Explored    = "explorers" // stored row by row, see Explorers
)

// Settings is the page of settings: what is stored, and what is wrong with
// what was typed.
type Settings struct {
	stored   config.Settings
	troubles map[string]Message
}

// NewSettings shows stored settings.
func NewSettings(stored config.Settings) *Settings {
	return &Settings{stored: stored, troubles: map[string]Message{}}
}

// Stored is what is stored.
func (s *Settings) Stored() config.Settings { return s.stored }

// Load takes what is stored now.
func (s *Settings) Load(stored config.Settings) { s.stored = stored }

// Text is a setting as the page shows it: own words one a line, and a limit
// only if one is set.
func (s *Settings) Text(key string) string {
	value, err := s.stored.Get(key)
	switch {
	case err != nil, strings.HasPrefix(key, "limits.") && value == "0":
		return ""
	case key == Hide:
		return strings.ReplaceAll(value, ",", "\n")
	}
	return value
}

// Value is what was typed as the settings take it.
func (s *Settings) Value(key, typed string) string {
	switch {
	case key == Hide:
		return strings.ReplaceAll(typed, "\n", ",")
	case key == DataDir, key == TorProgram, key == NodeAuth:
		return TidyPath(typed)
	case key == TorProxy, key == NodeURL:
		return strings.TrimSpace(typed)
	case strings.HasPrefix(key, "limits."):
		return strings.NewReplacer(" ", "", ",", "", "\u202f", "").Replace(typed)
	}
	return typed
}

// Changes reports whether what was typed differs from what is stored.
func (s *Settings) Changes(key, typed string) bool {
	value, err := s.stored.Get(key)
	if err != nil {
		return false
	}
	typed = s.Value(key, typed)
	if typed == "" && strings.HasPrefix(key, "limits.") {
		typed = "0"
	}
	return typed != value
}

// Check says at once what is wrong with what was typed, without storing it.
func (s *Settings) Check(key, typed string) error {
	tried := s.stored
	return tried.Set(key, s.Value(key, typed))
}

// Done takes the result of storing a setting.
func (s *Settings) Done(key string, stored config.Settings, err error) {
	if err == nil {
		s.stored = stored
	}
	s.troubles[key] = Trouble(err)
	if err == nil && key == DataDir {
		s.troubles[key] = Message{
			Sign: Note, Text: Say("settings.later", "This takes effect at the next start."),
			Hint: Say("settings.later.hint", "What lies in the present folder stays there; move it yourself if you want it in the new one."),
		}
	}
}

// Trouble is what there is to say about a setting.
func (s *Settings) Trouble(key string) Message { return s.troubles[key] }

// Choice is one value of a setting that is chosen from a list.
type Choice struct {
	Value string
	Label Phrase
}

// Choices lists the values of a setting, nil if it is typed.
func Choices(key string) []Choice {
	switch key {
	case Profile:
		return []Choice{
			{"", Say("settings.profile.support", "Support: for a developer or mediator")},
			{"public", Say("settings.profile.public", "Public: hides more, for a public issue")},
		}
	case Role:
		return []Choice{
			{"", Say("settings.role.ask", "Ask at the next start")},
			{config.RoleSupport, Say("role.support", "I support or mediate trades")},
			{config.RoleUser, Say("role.user", "Support asked me for my logs")},
		}
	case Appearance:
		return []Choice{
			{"", Say("settings.system", "As the system")},
			{config.AppearanceLight, Say("settings.light", "Light")},
			{config.AppearanceDark, Say("settings.dark", "Dark")},
		}
	case Network:
		return []Choice{
			{"", NetworkName(config.Mainnet)},
			{config.Testnet, NetworkName(config.Testnet)},
			{config.Regtest, NetworkName(config.Regtest)},
		}
	case TorClearnet:
		return []Choice{
			{"false", Say("settings.onions", "Only those with an onion address")},
			{"true", Say("settings.clearnet.on", "Also those without, over Tor")},
		}
	case Scale:
		return []Choice{
			{"0", Say("settings.system", "As the system")},
			{"100", Plain("100 %")},
			{"130", Plain("130 %")},
			{"150", Plain("150 %")},
		}
	}
	return nil
}

// Chosen is the place of a setting's value in its list. A profile that is
// spelled out where it is the usual one counts as that.
func (s *Settings) Chosen(key string) int {
	value, err := s.stored.Get(key)
	if err != nil {
		return 0
	}
	for i, c := range Choices(key) {
		if c.Value == value {
			return i
		}
	}
	return 0
}

// Limit is one of the limits for what is unpacked.
type Limit struct {
	Key   string
	Label Phrase
	Usual Phrase // the built-in one
}

// Limits lists all limits with the built-in ones.
func Limits() []Limit {
	d := archive.DefaultLimits()
	number := func(n int) Phrase { return Say("settings.builtin", "built in: {{.Number}}", "Number", n) }
	size := func(n int64) Phrase {
		return Say("settings.builtin.size", "built in: {{.Number}} ({{.Size}})", "Number", n, "Size", Size(n))
	}
	return []Limit{
		{"limits.entries", Say("limits.entries", "Files in one archive"), number(d.Entries)},
		{"limits.total_bytes", Say("limits.total", "All files together, in bytes"), size(d.TotalBytes)},
		{"limits.file_bytes", Say("limits.file", "One file, in bytes"), size(d.FileBytes)},
		{"limits.depth", Say("limits.depth", "Archives in archives"), number(d.Depth)},
		{"limits.path_bytes", Say("limits.path", "Length of a path, in bytes"), number(d.PathBytes)},
		{"limits.ratio", Say("limits.ratio", "Unpacked to packed size"), number(d.Ratio)},
		{"limits.ratio_from", Say("limits.from", "Unpacked bytes from which that counts"), size(d.RatioFrom)},
	}
}
