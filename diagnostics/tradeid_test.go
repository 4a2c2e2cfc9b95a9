package diagnostics_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"tradecase/diagnostics"
)

const uuid = "ebc606f3-70a4-4b44-89b7-1dd6b1d0a9f2"

func TestParseTradeID(t *testing.T) {
	for _, c := range []struct {
		in, want string
		full     bool
	}{
		{"UGLRYY", "UGLRYY", false},
		{" xeeOt\n", "xeeOt", false},
		{"9473938", "9473938", false},
		{"UGLRYY-" + uuid + "-1917", "UGLRYY-" + uuid + "-1917", true},
		{"\"UGLRYY-" + strings.ToUpper(uuid) + "-150\"", "UGLRYY-" + uuid + "-150", true},
		{"9473938-" + uuid + "-1103", "9473938-" + uuid + "-1103", true},
		{strings.ToUpper("eboFY1-" + uuid + "-1917"), "EBOFY1-" + uuid + "-1917", true},
		{strings.ReplaceAll("UGLRYY-"+uuid+"-1917", "-", "\u2011"), "UGLRYY-" + uuid + "-1917", true},
	} {
		id, err := diagnostics.ParseTradeID(c.in)
		if err != nil || string(id) != c.want || id.Full() != c.full {
			t.Errorf("%q: %q, %v", c.in, id, err)
		}
		if short, _, _ := strings.Cut(c.want, "-"); id.Short() != short {
			t.Errorf("%q: short %q", c.in, id.Short())
		}
	}
}

func TestParseTradeIDRefuses(t *testing.T) {
	for _, in := range []string{
		"", "abcd", "abcdefghi", "../etc", "UGLRYY-", "UGLRYY-1917", "UGLRYY-" + uuid, "UGLRYY-" + uuid + "-1", "UGLRYY-" + uuid + "-19a",
		"UGLRÝY", "UGLRYY/..", "UGLRYY-" + uuid + "-1917-2", strings.Repeat("a", 64), strings.Repeat("x", 10000),
	} {
		id, err := diagnostics.ParseTradeID(in)
		if err == nil || diagnostics.Hint(err) == "" || len(err.Error()) > 300 {
			t.Errorf("%.40q: %q, %v", in, id, err)
		}
	}
}

// TestAccountIDIsNoTradeID: Bisq shows it beside, and it is copied instead.
func TestAccountIDIsNoTradeID(t *testing.T) {
	for in, want := range map[string]string{
		uuid: "trade-id-account", strings.ToUpper(uuid): "trade-id-account", "1934872641": "trade-id-account",
		"19348726411": "trade-id", strings.Repeat("ab", 32): "trade-id-tx",
	} {
		_, err := diagnostics.ParseTradeID(in)
		code, _ := diagnostics.Code(err)
		if code != want || (want == "trade-id-account") != strings.Contains(diagnostics.Hint(err), "account") {
			t.Errorf("%q: %q, %q", in, code, diagnostics.Hint(err))
		}
	}
}

func FuzzParseTradeID(f *testing.F) {
	f.Add("UGLRYY-" + uuid + "-1917")
	f.Add("9473938")
	f.Add("../../x")
	f.Fuzz(func(t *testing.T, in string) {
		id, err := diagnostics.ParseTradeID(in)
		if err != nil {
			return
		}
		// It becomes a folder's name.
		if strings.ContainsAny(string(id), "/\\. \x00:") || len(id) > 64 {
			t.Fatalf("%q is no safe name", id)
		}
		if again, err := diagnostics.ParseTradeID(string(id)); again != id || err != nil {
			t.Fatalf("%q becomes %q, %v", id, again, err)
		}
	})
}

func TestHint(t *testing.T) {
	cause := errors.New("cause")
	err := fmt.Errorf("outer: %w", diagnostics.WithHint(fmt.Errorf("inner: %w", cause), "do this"))
	if diagnostics.Hint(err) != "do this" || !errors.Is(err, cause) || strings.Contains(err.Error(), "do this") {
		t.Errorf("%v, hint %q", err, diagnostics.Hint(err))
	}
	if diagnostics.Hint(cause) != "" || diagnostics.Hint(nil) != "" || diagnostics.WithHint(nil, "x") != nil {
		t.Error("a hint out of nothing")
	}
}

func TestWords(t *testing.T) {
	for _, s := range []diagnostics.Severity{diagnostics.Info, diagnostics.Warning, diagnostics.Problem} {
		text, _ := s.MarshalText() // cannot fail
		var back diagnostics.Severity
		if err := back.UnmarshalText(text); err != nil || back != s {
			t.Errorf("%s: %v, %v", text, back, err)
		}
	}
	if new(diagnostics.Severity).UnmarshalText([]byte("fatal")) == nil {
		t.Error("an unknown severity was read")
	}
	for _, p := range diagnostics.Parties() {
		if got, err := diagnostics.ParseParty(string(p)); got != p || err != nil {
			t.Errorf("%s: %v, %v", p, got, err)
		}
	}
	for _, r := range diagnostics.TxRoles() {
		if got, err := diagnostics.ParseTxRole(string(r)); got != r || err != nil || r.Title() == string(r) {
			t.Errorf("%s: %v, %v, title %q", r, got, err, r.Title())
		}
	}
	if _, err := diagnostics.ParseParty("maker"); diagnostics.Hint(err) == "" {
		t.Error("maker is a role, no party")
	}
	if _, err := diagnostics.ParseTxRole("fee"); diagnostics.Hint(err) == "" {
		t.Error("fee is no role")
	}
}
