package esplora

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
)

// AddressError says why a base URL cannot be used. It holds nothing of the URL.
type AddressError struct {
	name string
	Why  string
}

// Error gives the reason.
func (e *AddressError) Error() string { return "not an explorer's address: " + e.Why }

// Code names the reason for good: translations hang on it.
func (e *AddressError) Code() string { return "explorer-address-" + e.name }

// Args is what stands in the text: nothing.
func (e *AddressError) Args() map[string]string { return nil }

// whyNot are the reasons, by their names.
var whyNot = map[string]string{
	"url":    "it is not a URL",
	"host":   "it has no host",
	"user":   "it holds a user name or password",
	"more":   "it has something after the path",
	"scheme": "it begins neither with http nor with https",
	"plain":  "without encryption only onions and your own network are asked; write https",
}

// AddressErrors are all that CheckURL can give, in no order.
func AddressErrors() (all []*AddressError) {
	for name, why := range whyNot {
		all = append(all, &AddressError{name, why})
	}
	return all
}

// address is where a server is.
type address struct {
	url   url.URL // scheme and host, path without a slash at its end
	own   bool    // on this computer or in its network
	guess bool    // whether the path lacks "/api" must be found out
}

// CheckURL reports whether a base URL can be used, and whether it is the user's
// own server: one on this computer or in its network, given by number or as
// "localhost", which is asked directly and not through Tor. The error is an
// *AddressError.
func CheckURL(base string) (own bool, err error) {
	a, err := parseAddress(base)
	return a.own, err
}

// apiVersion is how a mempool backend's own path may end.
var apiVersion = regexp.MustCompile(`/api(/v[0-9]+)?$`)

// parseAddress reads a base URL. One without "/api" at its end gets it, but for
// the user's own server, where electrs may answer without.
func parseAddress(base string) (address, error) {
	fail := func(name string) (address, error) { return address{}, &AddressError{name, whyNot[name]} }
	u, err := url.Parse(strings.TrimSpace(base))
	if err != nil {
		return fail("url")
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	switch {
	case host == "" || u.Opaque != "":
		return fail("host")
	case u.User != nil:
		return fail("user")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return fail("more")
	}
	a := address{own: isOwn(host)}
	onion := strings.HasSuffix(host, ".onion")
	switch {
	case u.Scheme == "https":
	case u.Scheme != "http":
		return fail("scheme")
	case !onion && !a.own:
		return fail("plain")
	}
	path := strings.TrimRight(u.Path, "/")
	if !apiVersion.MatchString(path) {
		if a.own {
			a.guess = true
		} else {
			path += "/api"
		}
	}
	a.url = url.URL{Scheme: u.Scheme, Host: strings.ToLower(u.Host), Path: path}
	return a, nil
}

// isOwn reports whether a host is on this computer or in its network. Names are
// not looked up, so that no DNS server hears of them.
func isOwn(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()
}
