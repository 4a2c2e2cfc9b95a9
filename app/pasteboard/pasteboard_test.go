package pasteboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"tradecase/diagnostics"
)

// TestMain lets the test binary play a helper.
func TestMain(m *testing.M) {
	act := os.Getenv("PASTEBOARD_TEST")
	if act == "" {
		os.Exit(m.Run())
	}
	listing := strings.Contains(strings.Join(os.Args, " "), "list")
	switch {
	case listing && act == "fails":
		os.Exit(1)
	case listing && act == "text":
		_, _ = fmt.Fprintln(os.Stdout, "TARGETS\nUTF8_STRING\ntext/plain")
	case listing && act == "hangs":
		time.Sleep(time.Minute)
	case listing:
		_, _ = fmt.Fprintln(os.Stdout, "TARGETS\nimage/bmp\nimage/png")
	case act == "empty":
	case act == "huge":
		for part := make([]byte, 1<<20); ; {
			if _, err := os.Stdout.Write(part); err != nil {
				os.Exit(1)
			}
		}
	default:
		_, _ = fmt.Fprint(os.Stdout, "the "+os.Args[len(os.Args)-1])
	}
}

func helper(t *testing.T, act string) Helper {
	t.Helper()
	t.Setenv("PASTEBOARD_TEST", act)
	return Helper{os.Args[0], []string{"list"}, []string{"fetch"}}
}

func TestImage(t *testing.T) {
	got, err := helper(t, "image").Image(t.Context())
	if err != nil || !bytes.Equal(got, []byte("the image/png")) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestImageThatIsNone(t *testing.T) {
	for act, want := range map[string]string{
		"fails": ErrNone.Error(), "text": ErrNone.Error(), "empty": ErrNone.Error(),
		"huge": "the image on the clipboard cannot be read: it is larger than 64 MB",
	} {
		got, err := helper(t, act).Image(t.Context())
		if err == nil || err.Error() != want || got != nil || diagnostics.Hint(err) == "" {
			t.Errorf("%s: %d bytes, %v, hint %q", act, len(got), err, diagnostics.Hint(err))
		}
	}
}

func TestImageStops(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if _, err := helper(t, "hangs").Image(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > patience {
		t.Errorf("%v after %v", err, time.Since(begin))
	}
}

func TestFind(t *testing.T) {
	for name, tt := range map[string]struct {
		env, there, want string
	}{
		"nothing":              {"", "xclip wl-paste", ""},
		"x11":                  {"DISPLAY", "xclip wl-paste", "xclip"},
		"wayland":              {"DISPLAY WAYLAND_DISPLAY", "xclip wl-paste", "wl-paste"},
		"wayland, xclip only":  {"DISPLAY WAYLAND_DISPLAY", "xclip", "xclip"},
		"wayland without one":  {"WAYLAND_DISPLAY", "xclip", ""},
		"x11 without a helper": {"DISPLAY", "wl-paste", ""},
	} {
		h, ok := find(func(name string) string {
			if strings.Contains(" "+tt.env+" ", " "+name+" ") {
				return "set"
			}
			return ""
		}, func(tool string) (string, error) {
			if strings.Contains(tt.there, tool) {
				return tool, nil
			}
			return "", exec.ErrNotFound
		})
		if h.path != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: found %q, %v", name, h.path, ok)
		}
	}
}
