//go:build !nogui

package app

import (
	"strings"
	"testing"

	"tradecase/diagnostics"
)

func TestFindDisplay(t *testing.T) {
	for name, tt := range map[string]struct {
		system string
		env    map[string]string
		fails  bool
	}{
		"linux, nothing": {"linux", nil, true},
		"linux, empty":   {"linux", map[string]string{"DISPLAY": ""}, true},
		"linux, X11":     {"linux", map[string]string{"DISPLAY": ":0"}, false},
		"linux, Wayland": {"linux", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, false},
		"freebsd":        {"freebsd", nil, true},
		"windows":        {"windows", nil, false},
		"macOS":          {"darwin", nil, false},
	} {
		err := findDisplay(tt.system, func(name string) string { return tt.env[name] })
		if (err != nil) != tt.fails {
			t.Errorf("%s: got %v", name, err)
		}
		if tt.fails && (!strings.HasPrefix(err.Error(), "there is no display") || !strings.Contains(diagnostics.Hint(err), "tradecase help")) {
			t.Errorf("%s: says %v, hint %q", name, err, diagnostics.Hint(err))
		}
	}
}
