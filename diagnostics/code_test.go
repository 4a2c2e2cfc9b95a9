package diagnostics_test

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"tradecase/diagnostics"
)

func TestCode(t *testing.T) {
	base := errors.New("no bundle for X")
	err := diagnostics.WithCode(diagnostics.WithHint(base, "make one"), "no-bundle", "ID", "X", "Count", 3)
	if err.Error() != "no bundle for X" || !errors.Is(err, base) || diagnostics.Hint(err) != "make one" {
		t.Errorf("the code changed the error: %v, hint %q", err, diagnostics.Hint(err))
	}
	for name, err := range map[string]error{"itself": err, "wrapped": fmt.Errorf("open: %w", err), "hinted": diagnostics.WithHint(err, "other")} {
		code, args := diagnostics.Code(err)
		if code != "no-bundle" || !maps.Equal(args, map[string]string{"ID": "X", "Count": "3"}) {
			t.Errorf("%s: got %q with %v", name, code, args)
		}
	}
	if code, _ := diagnostics.Code(diagnostics.WithCode(err, "outer")); code != "outer" {
		t.Errorf("the outermost code is %q", code)
	}
	if code, args := diagnostics.Code(base); code != "" || args != nil {
		t.Errorf("an error without a code has %q, %v", code, args)
	}
	if diagnostics.WithCode(nil, "x") != nil {
		t.Error("no error got a code")
	}
}

func TestFindingText(t *testing.T) {
	for want, f := range map[string]diagnostics.Finding{
		"log.error":      {Code: "log.error"},
		"log.error.more": {Code: "log.error", Variant: "more"},
	} {
		if got := f.Text(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
