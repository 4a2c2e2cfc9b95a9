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
	"unicode"

	"github.com/pelletier/go-toml/v2"

	"tradecase/assets"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/explorer/esplora"
	"tradecase/explorer/tor"
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
		return nil, diagnostics.WithHint(fmt.Errorf("read more lines for tor: %w", store.WithoutPath(err)), hint)
	}
	defer f.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(f, maxTorrc+1))
	if err == nil && len(data) > maxTorrc {
		err = errors.New("the file is too large")
	}
	if err != nil {
		return nil, diagnostics.WithHint(fmt.Errorf("read more lines for tor: %w", store.WithoutPath(err)), hint)
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

// Asks reports whether an explorer is asked: one that has no onion address and
// is not in the user's own network is left out unless that is switched on.
func (s Settings) Asks(e Explorer) bool {
	own, err := esplora.CheckURL(e.URL)
	return err == nil && (own || s.Tor.Clearnet || IsOnion(e.URL))
}

// IsOnion reports whether a web address is an onion service's.
func IsOnion(address string) bool {
	u, err := url.Parse(address)
	return err == nil && strings.HasSuffix(strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), ".onion")
}

// The Bitcoin networks that transactions can be looked up on.
const (
	Mainnet = "mainnet"
	Testnet = "testnet"
	Regtest = "regtest"
)

// Networks lists them, the one of real bitcoin first.
func Networks() []string { return []string{Mainnet, Testnet, Regtest} }

// CheckNetwork says whether there is a network of a name.
func CheckNetwork(name string) error {
	if slices.Contains(Networks(), name) {
		return nil
	}
	return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%.20q is no network", name), "use mainnet, testnet or regtest"), "no-network", "Typed", fmt.Sprintf("%.20s", name))
}

// OnNetwork is the network that transactions are looked up on.
func (s Settings) OnNetwork() string {
	if s.Network == "" {
		return Mainnet
	}
	return s.Network
}

// checkNetwork looks at what concerns the network, Tor, explorers and the own
// node.
func (s Settings) checkNetwork() error {
	if err := CheckNetwork(s.OnNetwork()); err != nil {
		return fmt.Errorf("network: %w", err)
	}
	if p := s.Tor.Program; p != "" && !filepath.IsAbs(p) {
		return diagnostics.WithCode(diagnostics.WithHint(errors.New("tor.program: must be a whole path, from the root on"), "give it as: /usr/bin/tor"), "tor-path")
	}
	if p := s.Tor.Proxy; p != "" {
		if addr, err := netip.ParseAddrPort(p); err != nil || addr.Port() == 0 {
			return diagnostics.WithCode(diagnostics.WithHint(errors.New("tor.proxy: is no address with a port"), "give it as: 127.0.0.1:9050"), "tor-proxy")
		}
	}
	if p := s.Tor.Torrc; p != "" && !filepath.IsAbs(p) {
		return diagnostics.WithCode(diagnostics.WithHint(errors.New("tor.torrc: must be a whole path, from the root on"), "give the file as the file manager shows it"), "torrc-path")
	}
	for i, line := range s.Tor.Bridges {
		if err := tor.CheckBridge(line); err != nil {
			return &LineError{Key: "tor.bridges", Line: i + 1, Cause: err}
		}
	}
	if s.Node.URL != "" {
		if err := checkURL(s.Node.URL); err != nil {
			return fmt.Errorf("node.url: %w", err)
		}
	}
	if a := s.Node.Auth; a != "" && !filepath.IsAbs(a) {
		return diagnostics.WithCode(diagnostics.WithHint(errors.New("node.auth_file: must be a whole path, from the root on"),
			"Core keeps it in its data folder, as .cookie"), "auth-path")
	}
	for i := range s.Explorers {
		if err := checkExplorer(s.Explorers, i); err != nil {
			return &LineError{Key: "explorers", Line: i + 1, Cause: err}
		}
	}
	return nil
}

// LineError is one of several lines that cannot be used.
type LineError struct {
	Key   string // of the setting
	Line  int    // counted from 1
	Cause error
}

// Error names the line, but not what stands in it.
func (e *LineError) Error() string { return fmt.Sprintf("%s: line %d: %v", e.Key, e.Line, e.Cause) }

// Unwrap gives what is wrong with the line.
func (e *LineError) Unwrap() error { return e.Cause }

// CheckExplorers says which explorer of a list cannot be used, as a LineError.
func CheckExplorers(list []Explorer) error { return Settings{Explorers: list}.checkNetwork() }

// checkExplorer looks at one explorer of a list.
func checkExplorer(list []Explorer, i int) error {
	e := list[i]
	if e.Name == "" || e.Operator == "" {
		return diagnostics.WithCode(errors.New("it has no name or no operator"), "explorer-nameless")
	}
	if strings.ContainsFunc(e.Name+e.Operator, unicode.IsSpace) {
		return diagnostics.WithCode(diagnostics.WithHint(errors.New("its name or its operator has a blank in it"),
			"write it in one word, as mempool.space"), "explorer-blank")
	}
	if _, err := esplora.CheckURL(e.URL); err != nil {
		return diagnostics.WithHint(err, "give it as: http://….onion, or https:// for one that has none") // it has a code of its own
	}
	if slices.ContainsFunc(list[:i], func(o Explorer) bool { return o.Name == e.Name || o.URL == e.URL }) {
		return diagnostics.WithCode(errors.New("its name or its address stands there twice"), "explorer-twice")
	}
	return nil
}

func checkURL(text string) error {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return diagnostics.WithCode(diagnostics.WithHint(errors.New("is no web address"), "it begins with http:// or https://"), "no-web-address")
	}
	if u.User != nil {
		return diagnostics.WithCode(diagnostics.WithHint(errors.New("must not hold a password"),
			"put user:password into a file of your own and name it in node.auth_file"), "address-password")
	}
	return nil
}

// networkKeys are the settings for the network, Tor, explorers and the own node.
var networkKeys = []key{
	text("network", func(s *Settings) *string { return &s.Network }),
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
			for i, line := range lines(value) {
				f := strings.Fields(line)
				if len(f) != 3 {
					return &LineError{Key: "explorers", Line: i + 1, Cause: diagnostics.WithHint(
						errors.New("it is not name, operator and address"), "give each as: NAME OPERATOR http://….onion")}
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
