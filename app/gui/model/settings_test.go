package model

import (
	"os"
	"path/filepath"
	"testing"

	"tradecase/app/config"
)

func TestSettingsText(t *testing.T) {
	s := NewSettings(config.Settings{Hide: []string{"a nick", "Straße"}, Limits: config.Limits{Depth: 2}, Scale: 130, Appearance: "dark", Role: "user"})
	for key, want := range map[string]string{Hide: "a nick\nStraße", "limits.depth": "2", "limits.ratio": "", Scale: "130", "nothing": ""} {
		if got := s.Text(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	for key, want := range map[string]int{Scale: 2, Appearance: 2, Role: 2, Profile: 0} {
		if got := s.Chosen(key); got != want {
			t.Errorf("%s is choice %d, want %d", key, got, want)
		}
	}
}

func TestSettingsChange(t *testing.T) {
	s := NewSettings(config.Settings{Hide: []string{"nick"}, Limits: config.Limits{FileBytes: 1000}})
	for _, tt := range []struct {
		key, typed string
		want       bool
	}{
		{Hide, "nick", false},
		{Hide, "nick\nother", true},
		{"limits.file_bytes", "1,000", false},
		{"limits.file_bytes", "", true},
		{"limits.ratio", "", false},
		{"limits.ratio", "x", true},
		{DataDir, "", false},
		{DataDir, `"/somewhere"`, true},
		{"nothing", "x", false},
	} {
		if got := s.Changes(tt.key, tt.typed); got != tt.want {
			t.Errorf("%s, %q: %v", tt.key, tt.typed, got)
		}
	}
}

func TestEveryChoiceCanBeStored(t *testing.T) {
	var s config.Settings
	for _, key := range []string{Profile, Role, Appearance, Scale} {
		if len(Choices(key)) < 2 {
			t.Errorf("%s has no choice", key)
		}
		for _, c := range Choices(key) {
			if err := s.Set(key, c.Value); err != nil {
				t.Errorf("%s = %q: %v", key, c.Value, err)
			}
		}
	}
	for _, l := range Limits() {
		if err := s.Set(l.Key, "5"); err != nil {
			t.Errorf("%s: %v", l.Key, err)
		}
	}
	if Choices(Hide) != nil {
		t.Error("own words are typed")
	}
}

func TestCheckFolder(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, fails := range map[string]bool{"": false, dir: false, filepath.Join(dir, "new"): false, file: true, filepath.Join(file, "in it"): true} {
		if err := CheckFolder(path); (err != nil) != fails {
			t.Errorf("%q: %v", path, err)
		}
	}
}
