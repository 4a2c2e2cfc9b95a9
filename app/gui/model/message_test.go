package model

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"unicode/utf8"

	"tradecase/app/job"
	"tradecase/diagnostics"
)

func TestTrouble(t *testing.T) {
	for name, tt := range map[string]struct {
		err        error
		sign       Sign
		text, hint string
		key        string
	}{
		"none":      {nil, NoSign, "", "", ""},
		"plain":     {errors.New("no space left"), Bad, "No space left", "", ""},
		"hint":      {diagnostics.WithHint(errors.New("no space left"), "make room"), Bad, "No space left", "Make room", ""},
		"wrapped":   {fmt.Errorf("add a.zip: %w", diagnostics.WithHint(errors.New("x"), "hint")), Bad, "Add a.zip: x", "Hint", ""},
		"joined":    {errors.Join(errors.New("one"), errors.New("two")), Bad, "One; two", "", ""},
		"cancelled": {fmt.Errorf("scan: %w", context.Canceled), Note, "Stopped before it was done. Nothing is half written.", "", "message.stopped"},
		"closing":   {job.ErrClosed, Note, "Stopped before it was done. Nothing is half written.", "", "message.stopped"},
		"late":      {context.DeadlineExceeded, Bad, "Context deadline exceeded", "", ""},
	} {
		m := Trouble(tt.err)
		if m.Sign != tt.sign || m.Text.English != tt.text || m.Hint.English != tt.hint || m.Text.Key != tt.key {
			t.Errorf("%s: got %+v", name, m)
		}
		if m.Empty() != (tt.err == nil) {
			t.Errorf("%s: Empty is %v", name, m.Empty())
		}
	}
}

func TestTaken(t *testing.T) {
	if !Taken(fmt.Errorf("write: %w", fs.ErrExist)) || Taken(fs.ErrNotExist) || Taken(nil) {
		t.Error("only an existing file is taken")
	}
}

func TestSentence(t *testing.T) {
	for in, want := range map[string]string{
		"":               "",
		"a b":            "A b",
		"ändern\nzwei":   "Ändern; zwei",
		"\r\n x\r\ny \n": "X; y",
		"1 file":         "1 file",
		"\xff":           "\xff",
	} {
		if got := Sentence(in); got != want {
			t.Errorf("Sentence(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestBoundedCutsBetweenLetters(t *testing.T) {
	long := strings.Repeat("é", maxSentence)
	got := Bounded(long)
	if len(got) > maxSentence+len(" …") || !utf8.ValidString(got) || !strings.HasSuffix(got, " …") {
		t.Errorf("cut to %d bytes, valid %v", len(got), utf8.ValidString(got))
	}
	if short := "short"; Bounded(short) != short {
		t.Error("a short text was changed")
	}
}
