package bitcoind

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strings"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
)

// Config says where the node is and how it is asked.
type Config struct {
	Name string // as it is shown; empty: "own node"
	// URL is the node's RPC address, as http://127.0.0.1:8332: an IP address
	// of this machine or of a private network, localhost or an onion. Names
	// are never resolved.
	URL string
	// AuthFile is a file that holds user:password, such as Core's .cookie; it
	// is read again when the node no longer takes what it held. User and
	// Password are used without one. With neither, the node is asked over
	// REST, which needs no password.
	AuthFile       string
	User, Password string
	// Certificate is the node's own, in PEM, if it speaks https with one that
	// it signed itself, as btcd does (rpc.cert).
	Certificate []byte
	Params      *chaincfg.Params // the network that the node is expected to be on
	// DialContext connects to the node: an onion through Tor, everything else
	// directly. Nil connects directly and refuses onions.
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)
}

// HostError is a host that is not asked, since it is not the user's own: it is
// neither on this machine, nor in a private network, nor an onion.
type HostError struct{ Host string }

// Error names the host.
func (e *HostError) Error() string {
	return fmt.Sprintf("%q is no address of this machine, of a private network or of an onion", e.Host)
}

// Hint says what can be given.
func (*HostError) Hint() string {
	return "give the node's IP address in your network, localhost, or its onion address: a name is never looked up"
}

// errURL is all that is said of a bad URL, since it may hold a password.
var errURL = errors.New("the node's address is no URL such as http://127.0.0.1:8332")

// onion matches the name of an onion service (version 3).
var onion = regexp.MustCompile(`^[a-z2-7]{56}\.onion$`)

// checkHost gives the address to which a host is connected. It never resolves
// a name.
func checkHost(host string) (string, error) {
	lower := strings.ToLower(host)
	switch {
	case lower == "localhost":
		return "127.0.0.1", nil
	case onion.MatchString(lower):
		return lower, nil
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return "", &HostError{Host: host}
	}
	if ip = ip.Unmap(); !ip.IsLoopback() && !ip.IsPrivate() && !ip.IsLinkLocalUnicast() {
		return "", &HostError{Host: host}
	}
	return ip.String(), nil
}

// address gives the node's address, its parts checked and a port always there.
func (c *Config) address() (*url.URL, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errURL
	}
	host, err := checkHost(u.Hostname())
	if err != nil {
		return nil, err
	}
	if u.User != nil && c.User == "" {
		c.User = u.User.Username()
		c.Password, _ = u.User.Password()
	}
	port := u.Port()
	if port == "" {
		port = defaultPort(c.Params)
	}
	return &url.URL{Scheme: u.Scheme, Host: net.JoinHostPort(host, port), Path: strings.TrimSuffix(u.Path, "/")}, nil
}

// defaultPort is where Core takes requests, on each of its networks.
func defaultPort(params *chaincfg.Params) string {
	switch params.Name {
	case chaincfg.TestNet3Params.Name:
		return "18332"
	case chaincfg.TestNet4Params.Name:
		return "48332"
	case chaincfg.SigNetParams.Name:
		return "38332"
	case chaincfg.RegressionNetParams.Name:
		return "18443"
	default:
		return "8332"
	}
}

// client makes what talks HTTP: no proxy, no redirect, no cookie, and nothing
// but the one address.
func (c *Config) client(node *url.URL) (*http.Client, error) {
	dial := c.DialContext
	if dial == nil {
		if strings.HasSuffix(node.Hostname(), ".onion") {
			return nil, errors.New("an onion is reached through Tor only")
		}
		dial = new(net.Dialer).DialContext
	}
	var tlsConfig *tls.Config
	if len(c.Certificate) > 0 {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(c.Certificate) {
			return nil, errors.New("the node's certificate cannot be read")
		}
		tlsConfig = &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				if addr != node.Host {
					return nil, &HostError{Host: addr}
				}
				return dial(ctx, network, addr)
			},
			TLSClientConfig:        tlsConfig,
			DisableCompression:     true,
			MaxIdleConnsPerHost:    parallel,
			MaxConnsPerHost:        parallel,
			IdleConnTimeout:        time.Minute,
			MaxResponseHeaderBytes: 64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// credentials gives user and password as the file holds them now, or the fixed
// ones. The error names no path.
func (c *Config) credentials() (user, password string, err error) {
	if c.AuthFile == "" {
		return c.User, c.Password, nil
	}
	const limit = 4096
	info, err := os.Stat(c.AuthFile)
	if err != nil || !info.Mode().IsRegular() || info.Size() > limit {
		return "", "", errors.New("the file with user and password cannot be read")
	}
	raw, err := os.ReadFile(c.AuthFile)
	if err != nil {
		return "", "", errors.New("the file with user and password cannot be read")
	}
	user, password, found := strings.Cut(strings.TrimSpace(string(raw)), ":")
	if !found {
		return "", "", errors.New("the file with user and password does not hold user:password")
	}
	return user, password, nil
}
