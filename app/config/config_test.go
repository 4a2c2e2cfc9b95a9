package config_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradecase/app/config"
	"tradecase/diagnostics"
)

func TestSaveAndLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "config.toml")
	var s config.Settings
	for name, value := range map[string]string{
		"data_dir": "/somewhere/else", "profile": "public", "role": "user", "hide": " my nick , Straße 1,", "limits.depth": "2", "limits.file_bytes": "1000",
		"appearance": "dark", "scale": "150", "limits.entries": "",
	} {
		if err := s.Set(name, value); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if err := config.Save(path, s); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	back, err := config.Load(path)
	if err != nil || !slices.Equal(back.Hide, []string{"my nick", "Straße 1"}) || back.Profile != "public" || back.Role != config.RoleUser || back.Limits.Depth != 2 ||
		back.Appearance != config.AppearanceDark || back.Scale != 150 {
		t.Errorf("%+v, %v", back, err)
	}
	if l := back.Limits.Archive(); l.Depth != 2 || l.FileBytes != 1000 || l.Entries != 0 {
		t.Errorf("limits %+v", l)
	}
	for _, name := range config.Keys() {
		value, err := back.Get(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := back.Set(name, value); err != nil {
			t.Errorf("%s cannot be set to its own value: %v", name, err)
		}
	}
}

func TestLoadOfNothing(t *testing.T) {
	s, err := config.Load(filepath.Join(t.TempDir(), "none.toml"))
	if err != nil || s.Profile != "" || s.Hide != nil {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"profile = \"support\"\nhied = [\"Alexis\"]": `line 2: there is no setting "hied"`,
		"profile = \"secret\"":                       "profile: ",
		"appearance = \"blue\"":                      `appearance: "blue" is neither light nor dark`,
		"scale = 300":                                "scale: 300 is none of 0, 100, 130 and 150",
		"role = \"boss\"":                            `role: "boss" is neither support nor user`,
		"hide = [\"a\"]":                             "hide: an own word needs at least two letters or digits",
		"[limits]\ndepth = -1":                       "limits: a limit cannot be below zero",
		"data_dir = \"here\"":                        "data_dir: must be a whole path",
		"profile = ":                                 "line 1: ",
		"hide = \"Alexis\"":                          "line 1: ",
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		if err := os.WriteFile(path, []byte(in), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := config.Load(path)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(diagnostics.Hint(err), path) {
			t.Errorf("%q: %v", in, err)
		} else if strings.Contains(err.Error(), "Alexis") {
			t.Errorf("%q: the error tells a private word: %v", in, err)
		}
	}
}

func TestSetRefusesAndKeeps(t *testing.T) {
	s := config.Settings{Profile: "public", Hide: []string{"nick"}}
	for name, value := range map[string]string{
		"profile": "secret", "role": "boss", "hide": "a", "limits.depth": "two", "limits.ratio": "-3", "appearance": "blue", "scale": "110", "colour": "blue", "data_dir": "relative",
	} {
		if err := s.Set(name, value); err == nil {
			t.Errorf("%s = %q was taken", name, value)
		}
	}
	if s.Profile != "public" || !slices.Equal(s.Hide, []string{"nick"}) {
		t.Errorf("%+v", s)
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte("profile = \"support\"\n[limits]\ndepth = 3\n"))
	f.Add([]byte("hide = [\"x\", \"Alexis\"]"))
	f.Add([]byte("limits = 3"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(dir, "config.toml")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := config.Load(path)
		if err != nil {
			return
		}
		if err := config.Save(path, s); err != nil {
			t.Fatalf("what was loaded cannot be saved: %v", err)
		}
	})
}
