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

func TestAskedWithoutSettings(t *testing.T) {
	list := config.Settings{}.Asked()
	operators := map[string]bool{}
	for _, e := range list {
		operators[e.Operator] = true
		if !strings.HasSuffix(e.URL, ".onion") || !strings.HasPrefix(e.URL, "http://") || e.Name == "" {
			t.Errorf("%+v", e)
		}
	}
	if len(operators) < 3 {
		t.Errorf("only %d operators: two must be left when one is offline", len(operators))
	}
	s := config.Settings{Explorers: list}
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := config.Save(path, s); err != nil {
		t.Errorf("the program's own list is refused: %v", err)
	}
	if back, err := config.Load(path); err != nil || !slices.Equal(back.Asked(), list) {
		t.Errorf("%+v, %v", back.Explorers, err)
	}
}

func TestNetworkSettings(t *testing.T) {
	const onion = "http://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.onion/api"
	for _, c := range []struct{ key, value, wrong string }{
		{"network", "mainnet", ""},
		{"network", "testnet", ""},
		{"network", "regtest", ""},
		{"network", "", ""},
		{"network", "Mainnet", "is no network"},
		{"network", "signet", "is no network"},
		{"tor.program", "/usr/bin/tor", ""},
		{"tor.program", "tor", "whole path"},
		{"tor.proxy", "127.0.0.1:9050", ""},
		{"tor.proxy", "[::1]:9150", ""},
		{"tor.proxy", "localhost:9050", "no address"},
		{"tor.proxy", "127.0.0.1:0", "no address"},
		{"tor.bridges", "obfs4 192.0.2.1:443 " + strings.Repeat("A1", 20) + " cert=x,y iat-mode=0\n192.0.2.2:9001", ""},
		{"tor.bridges", "192.0.2.2:9001\n\nobfs4 192.0.2.1:443 secret", "tor.bridges: line 2: "},
		{"tor.bridges", "meek 192.0.2.2:9001", "neither an address nor obfs4 nor snowflake"},
		{"tor.clearnet", "true", ""},
		{"tor.clearnet", "", ""},
		{"tor.clearnet", "perhaps", "neither true nor false"},
		{"node.url", "http://127.0.0.1:8332", ""},
		{"node.url", "127.0.0.1:8332", "no web address"},
		{"node.url", "http://alexis:secret@127.0.0.1:8332", "password"},
		{"node.auth_file", "/home/alexis/.bitcoin/.cookie", ""},
		{"node.auth_file", ".cookie", "whole path"},
		{"explorers", "one first " + onion + "\ntwo second " + onion + "/x", ""},
		{"explorers", "", ""},
		{"explorers", "one " + onion, "line 1: it is not name, operator and address"},
		{"explorers", "one first " + onion + "\none second " + onion + "/x", "explorers: line 2: its name or its address stands there twice"},
		{"explorers", "one first " + onion + "\n\ntwo " + onion, "explorers: line 2: it is not name"},
		{"explorers", "one first ftp://example.org", "neither with http nor with https"},
		{"explorers", "one first http://example.org", "write https"},
		{"explorers", "one first https://alexis:secret@example.org", "password"},
	} {
		var s config.Settings
		err := s.Set(c.key, c.value)
		if c.wrong == "" {
			if got, _ := s.Get(c.key); err != nil || got != c.value && (c.key != "tor.clearnet" || got != "false") {
				t.Errorf("%s %q: got %q, %v", c.key, c.value, got, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.wrong) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s %q: %v", c.key, c.value, err)
		}
		if got, _ := s.Get(c.key); got != "" && got != "false" {
			t.Errorf("%s: the wrong value %q was taken", c.key, got)
		}
	}
}

// A folder where a file is expected is refused without telling where it lies.
func TestFoldersAreNoSettings(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "alexis")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	_, lines := config.Tor{Torrc: dir}.Lines()
	_, loaded := config.Load(dir)
	for what, err := range map[string]error{"tor's lines": lines, "settings": loaded} {
		if err == nil || strings.Contains(err.Error(), "alexis") || diagnostics.Hint(err) == "" {
			t.Errorf("%s: %v, hint %q", what, err, diagnostics.Hint(err))
		}
	}
}

// What is cut off could be a word that is not hidden then.
func TestLoadRefusesWhatIsTooLarge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	text := "profile = \"public\"\n# " + strings.Repeat("x", 1<<20) + "\nhide = [\"Alexis\"]\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := config.Load(path); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("%+v, %v", s, err)
	}
}
