// Package pasteboard takes an image from the desktop's clipboard by the helper
// that the desktop has for it: wl-paste or xclip. Neither is needed; without
// one nothing is offered.
package pasteboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"tradecase/diagnostics"
)

// MaxImage bounds an image, in bytes.
const MaxImage = 64 << 20

const (
	patience = 5 * time.Second // the clipboard's owner may hang
	maxTypes = 64 << 10        // bytes of the list of types
)

// types are the kinds of images that a bundle takes, the best first.
var types = []string{"image/png", "image/jpeg", "image/webp", "image/bmp", "image/gif"}

// ErrNone says that there is no image on the clipboard.
var ErrNone = errors.New("there is no image on the clipboard")

// Helper is the program that reads the clipboard.
type Helper struct {
	path        string
	list, fetch []string // arguments; fetch's last is followed by the type
}

// Find looks for a helper; ok is false if there is none for this desktop.
func Find() (h Helper, ok bool) { return find(os.Getenv, exec.LookPath) }

func find(getenv func(string) string, look func(string) (string, error)) (Helper, bool) {
	if getenv("WAYLAND_DISPLAY") != "" {
		if path, err := look("wl-paste"); err == nil {
			return Helper{path, []string{"--list-types"}, []string{"--no-newline", "--type"}}, true
		}
	}
	if getenv("DISPLAY") != "" {
		if path, err := look("xclip"); err == nil {
			return Helper{path, []string{"-selection", "clipboard", "-out", "-target", "TARGETS"}, []string{"-selection", "clipboard", "-out", "-target"}}, true
		}
	}
	return Helper{}, false
}

// Image gives the image on the clipboard as it is there, at most MaxImage
// bytes. The error is ErrNone if there is none.
func (h Helper) Image(ctx context.Context) ([]byte, error) {
	offered, err := h.run(ctx, h.list, maxTypes)
	if err != nil {
		return nil, none(err)
	}
	all := strings.Fields(string(offered))
	for _, t := range types {
		if !slices.Contains(all, t) {
			continue
		}
		image, err := h.run(ctx, append(h.fetch[:len(h.fetch):len(h.fetch)], t), MaxImage)
		if err == nil && len(image) == 0 {
			err = ErrNone
		}
		if err != nil {
			return nil, none(err)
		}
		return image, nil
	}
	return nil, none(ErrNone)
}

// errTooLarge stops a helper that gives more than is taken.
var errTooLarge = fmt.Errorf("it is larger than %d MB", MaxImage>>20)

// none gives an error its hint. A helper that fails has nothing to give: an
// empty clipboard is an error to both.
func none(err error) error {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &exit), errors.Is(err, ErrNone):
		return diagnostics.WithCode(diagnostics.WithHint(ErrNone, "copy a screenshot first, or drop its file here"), "no-image-copied")
	case errors.Is(err, context.Canceled):
		return err
	}
	return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("the image on the clipboard cannot be read: %w", err), "save it as a file and drop that here"), "clipboard-unreadable")
}

// run runs the helper without a shell and gives what it prints.
func (h Helper) run(ctx context.Context, args []string, most int) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	out := &bounded{most: most}
	cmd := exec.CommandContext(limited, h.path, args...) //nolint:gosec // a helper of a fixed name, and our own arguments
	cmd.Stdout = out
	cmd.WaitDelay = time.Second // a child of its own may hold the pipe
	err := cmd.Run()
	switch {
	case out.over:
		return nil, errTooLarge
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, fmt.Errorf("no answer in %v", patience)
	case err != nil:
		return nil, err
	}
	return out.kept.Bytes(), nil
}

// bounded keeps what is written up to a number of bytes, then refuses.
type bounded struct {
	kept bytes.Buffer // not embedded: its ReadFrom knows no bounds
	most int
	over bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.kept.Len()+len(p) > b.most {
		b.over = true
		return 0, errTooLarge
	}
	return b.kept.Write(p)
}
