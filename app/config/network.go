package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"tradecase/assets"
	"tradecase/diagnostics"
)

// Tor is how Tor is reached. Without any of it a child of our own is started
// from the tor that is found.
type Tor struct {
	Program  string   `toml:"program,omitempty" json:"program" comment:"the tor program; empty: the one that is found"`
	Proxy    string   `toml:"proxy,omitempty" json:"proxy" comment:"address:port of a Tor that runs already, as 127.0.0.1:9050; empty: an own one is started"`
	Bridges  []string `toml:"bridges,omitempty" json:"bridges" comment:"bridge lines, where Tor is blocked"`
	Clearnet bool     `toml:"clearnet,omitempty" json:"clearnet" comment:"also ask explorers that have no onion address, over Tor"`
	Torrc    string   `toml:"torrc,omitempty" json:"torrc" comment:"file with more lines for tor's own settings, as a private Tor network needs; empty: none"`
}

// maxTorrc bounds what is read of Tor.Torrc, in bytes.
const maxTorrc = 64 << 10

// Lines reads the lines that Torrc names.
func (t Tor) Lines() ([]string, error) {
	if t.Torrc == "" {
		return nil, nil
	}
	const hint = "see the setting tor.torrc"
	f, err := os.Open(t.Torrc)
	if err != nil {
		return nil, diagnostics.WithHint(fmt.Errorf("read more lines for tor: %w", errors.Unwrap(err)), hint)
	}
	defer f.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(f, maxTorrc+1))
	if err == nil && len(data) > maxTorrc {
		err = errors.New("the file is too large")
	}
	if err != nil {
		return nil, diagnostics.WithHint(fmt.Errorf("read more lines for tor: %w", err), hint)
	}
	return lines(string(data)), nil
}

// Node is the user's own Bitcoin node.
type Node struct {
	URL  string `toml:"url,omitempty" json:"url" comment:"the own node, as http://127.0.0.1:8332; empty: none"`
	Auth string `toml:"auth_file,omitempty" json:"auth_file" comment:"file that holds user:password for it, such as Core's .cookie; empty: it asks for none"`
}

// Explorer is one that is asked.
type Explorer struct {
	Name     string `toml:"name" json:"name"`
	Operator string `toml:"operator" json:"operator"` // who runs it: hosts of one operator count as one voice
	URL      string `toml:"url" json:"url"`
}

// onions are the explorers that are asked when none are set.
var onions = func() []Explorer {
	var list struct{ Explorers []Explorer }
	if err := toml.NewDecoder(bytes.NewReader(assets.Explorers)).DisallowUnknownFields().Decode(&list); err != nil {
		panic(err) // the program's own data, which its tests read
	}
	return list.Explorers
}()

// Asked lists the explorers that are asked: those that are set, or the ones
// that come with the program.
func (s Settings) Asked() []Explorer {
	if len(s.Explorers) > 0 {
		return slices.Clone(s.Explorers)
	}
	return slices.Clone(onions)
}

// checkNetwork looks at what concerns Tor, explorers and the own node.
func (s Settings) checkNetwork() error {
	if p := s.Tor.Program; p != "" && !filepath.IsAbs(p) {
		return diagnostics.WithHint(errors.New("tor.program: must be a whole path, from the root on"), "give it as: /usr/bin/tor")
	}
	if p := s.Tor.Proxy; p != "" {
		if addr, err := netip.ParseAddrPort(p); err != nil || addr.Port() == 0 {
			return diagnostics.WithHint(errors.New("tor.proxy: is no address with a port"), "give it as: 127.0.0.1:9050")
		}
	}
	if p := s.Tor.Torrc; p != "" && !filepath.IsAbs(p) {
		return diagnostics.WithHint(errors.New("tor.torrc: must be a whole path, from the root on"), "give the file as the file manager shows it")
	}
	for _, line := range s.Tor.Bridges {
		if strings.TrimSpace(line) == "" || strings.ContainsAny(line, "\n\r") {
			return errors.New("tor.bridges: an empty line is no bridge")
		}
	}
	if s.Node.URL != "" {
		if err := checkURL(s.Node.URL); err != nil {
			return fmt.Errorf("node.url: %w", err)
		}
	}
	if a := s.Node.Auth; a != "" && !filepath.IsAbs(a) {
		return diagnostics.WithHint(errors.New("node.auth_file: must be a whole path, from the root on"), "Core keeps it in its data folder, as .cookie")
	}
	for i, e := range s.Explorers {
		if e.Name == "" || e.Operator == "" {
			return fmt.Errorf("explorers: number %d has no name or no operator", i+1)
		}
		if err := checkURL(e.URL); err != nil {
			return fmt.Errorf("explorers: number %d: %w", i+1, err)
		}
		if slices.ContainsFunc(s.Explorers[:i], func(o Explorer) bool { return o.Name == e.Name || o.URL == e.URL }) {
			return fmt.Errorf("explorers: number %d stands there twice", i+1)
		}
	}
	return nil
}

func checkURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return diagnostics.WithHint(errors.New("is no web address"), "it begins with http:// or https://")
	}
	if u.User != nil {
		return diagnostics.WithHint(errors.New("must not hold a password"), "put user:password into a file of your own and name it in node.auth_file")
	}
	return nil
}

// networkKeys are the settings for Tor, explorers and the own node.
var networkKeys = []key{
	text("tor.program", func(s *Settings) *string { return &s.Tor.Program }),
	text("tor.proxy", func(s *Settings) *string { return &s.Tor.Proxy }),
	{
		"tor.bridges", func(s *Settings) string { return strings.Join(s.Tor.Bridges, "\n") },
		func(s *Settings, value string) error { s.Tor.Bridges = lines(value); return nil },
	},
	{
		"tor.clearnet", func(s *Settings) string { return strconv.FormatBool(s.Tor.Clearnet) },
		func(s *Settings, value string) (err error) {
			s.Tor.Clearnet = false
			if value != "" {
				if s.Tor.Clearnet, err = strconv.ParseBool(value); err != nil {
					return diagnostics.WithHint(fmt.Errorf("tor.clearnet: %q is neither true nor false", value), "give true or false")
				}
			}
			return nil
		},
	},
	text("tor.torrc", func(s *Settings) *string { return &s.Tor.Torrc }),
	{
		"explorers", func(s *Settings) string {
			var list []string
			for _, e := range s.Explorers {
				list = append(list, e.Name+" "+e.Operator+" "+e.URL)
			}
			return strings.Join(list, "\n")
		},
		func(s *Settings, value string) error {
			s.Explorers = nil
			for _, line := range lines(value) {
				f := strings.Fields(line)
				if len(f) != 3 {
					return diagnostics.WithHint(errors.New("explorers: a line is not name, operator and address"), "give each as: NAME OPERATOR http://….onion")
				}
				s.Explorers = append(s.Explorers, Explorer{Name: f[0], Operator: f[1], URL: f[2]})
			}
			return nil
		},
	},
	text("node.url", func(s *Settings) *string { return &s.Node.URL }),
	text("node.auth_file", func(s *Settings) *string { return &s.Node.Auth }),
}

// lines cuts a text into its lines, without the empty ones.
func lines(text string) []string {
	var list []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}
