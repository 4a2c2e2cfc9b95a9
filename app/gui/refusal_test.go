package gui

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"

	"tradecase/diagnostics"
)

// TestRefusal says why, what to do, and lets both be copied.
func TestRefusal(t *testing.T) {
	a := test.NewTempApp(t)
	cause := diagnostics.WithHint(errors.New("settings cannot be used: line 3"), "mend them")
	r, err := NewRefusal(t.Context(), a, cause)
	if err != nil {
		t.Fatal(err)
	}
	m := r.notice.Message()
	if m.Text.English != "Settings cannot be used: line 3" && m.Text.Data["English"] != "Settings cannot be used: line 3" {
		t.Errorf("it says %+v", m.Text)
	}
	if r.win.Canvas().Focused() != r.done {
		t.Error("no key closes it")
	}
	test.Tap(r.copy)
	if got := a.Clipboard().Content(); !strings.Contains(got, "line 3") || !strings.Contains(got, "mend them") {
		t.Errorf("it copies %q", got)
	}
}
