package esplora

import (
	"errors"
	"strings"
	"testing"
)

func TestAddress(t *testing.T) {
	const onion = "mempoolmempoolmempoolmempoolmempoolmempoolmempoolmempool.onion"
	for _, c := range []struct {
		base, want string // empty: refused
		own, guess bool
	}{
		{"http://" + onion, "http://" + onion + "/api", false, false},
		{"http://" + onion + "/", "http://" + onion + "/api", false, false},
		{"http://" + onion + "/api/", "http://" + onion + "/api", false, false},
		{"http://" + strings.ToUpper(onion) + "/testnet/api", "http://" + onion + "/testnet/api", false, false},
		{" http://" + onion + ":8080/api/v1\n", "http://" + onion + ":8080/api/v1", false, false},
		{"https://" + onion + "/api", "https://" + onion + "/api", false, false},
		{"https://explorer.example/testnet", "https://explorer.example/testnet/api", false, false},
		{"https://explorer.example/api", "https://explorer.example/api", false, false},
		{"http://127.0.0.1:3000", "http://127.0.0.1:3000", true, true},
		{"http://localhost:3000/api", "http://localhost:3000/api", true, false},
		{"http://[::1]:3000/", "http://[::1]:3000", true, true},
		{"http://192.168.1.7/api", "http://192.168.1.7/api", true, false},
		{"https://10.0.0.7:8443", "https://10.0.0.7:8443", true, true},
		{"http://[fd00::7]/api", "http://[fd00::7]/api", true, false},

		{base: "http://explorer.example/api"},
		{base: "http://8.8.8.8/api"},
		{base: "http://server.local/api"}, // a name is not looked up
		{base: "http://localhost.example/api"},
		{base: "http://onion/api"},
		{base: "https://user@explorer.example/api"},
		{base: "https://user:secret@explorer.example/api"},
		{base: "https://explorer.example/api?key=secret"},
		{base: "https://explorer.example/api#x"},
		{base: "ftp://explorer.example/api"},
		{base: "explorer.example/api"},
		{base: "https:///api"},
		{base: "https:explorer.example"},
		{base: "http://[::1"},
		{base: ""},
	} {
		a, err := parseAddress(c.base)
		if c.want == "" {
			var e *AddressError
			if !errors.As(err, &e) || e.Why == "" {
				t.Errorf("%q is taken for %q, error %v", c.base, a.url.String(), err)
			} else if strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells of it: %v", err)
			}
			continue
		}
		if err != nil || a.url.String() != c.want || a.own != c.own || a.guess != c.guess {
			t.Errorf("%q is %q, own %t, guess %t, error %v", c.base, a.url.String(), a.own, a.guess, err)
		}
		if own, err := CheckURL(c.base); own != c.own || err != nil {
			t.Errorf("%q: own %t, error %v", c.base, own, err)
		}
	}
}

// There is no way to somebody else's server but the one that was given.
func TestNoDialer(t *testing.T) {
	for _, base := range []string{"http://a.onion", "https://explorer.example"} {
		if _, err := New(Options{BaseURL: base}); err == nil {
			t.Errorf("%s is asked without a dialer", base)
		}
	}
	if _, err := New(Options{BaseURL: "http://127.0.0.1:1"}); err != nil {
		t.Error(err)
	}
}
