package redact_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"tradecase/diagnostics/redact"
)

// item is an item whose text is in memory.
func item(path, text string) redact.Item {
	return redact.Item{Path: path, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(text)), nil
	}}
}

func collect(t testing.TB, opt redact.Options, items ...redact.Item) *redact.Plan {
	t.Helper()
	plan, err := redact.Collect(t.Context(), items, opt)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

func rewrite(t testing.TB, plan *redact.Plan, it redact.Item) string {
	t.Helper()
	var out bytes.Buffer
	if _, err := plan.Rewrite(t.Context(), it, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func check(t testing.TB, plan *redact.Plan, items ...redact.Item) []redact.Leak {
	t.Helper()
	leaks, err := plan.Check(t.Context(), items)
	if err != nil {
		t.Fatal(err)
	}
	return leaks
}

// redacted is text rewritten on its own, after asserting what holds for every
// text: nothing is left, nothing changes a second time, lines stay lines.
func redacted(t testing.TB, opt redact.Options, text string) string {
	t.Helper()
	it := item("a.txt", text)
	plan := collect(t, opt, it)
	out := rewrite(t, plan, it)
	if leaks := check(t, plan, item("a.txt", out)); len(leaks) > 0 {
		t.Errorf("leaks %v in %q", leaks, out)
	}
	again := collect(t, opt, item("a.txt", out))
	if n := again.Entities(); len(n) > 0 {
		t.Errorf("found %v in %q, which is redacted", n, out)
	}
	if twice := rewrite(t, again, item("a.txt", out)); twice != out {
		t.Errorf("second pass makes %q of %q", twice, out)
	}
	if a, b := strings.Count(text, "\n"), strings.Count(out, "\n"); a != b {
		t.Errorf("%d line ends became %d", a, b)
	}
	return out
}

type example struct{ in, want string }

// examples runs a table; an empty want means that nothing changes.
func examples(t *testing.T, opt redact.Options, table []example) {
	t.Helper()
	for _, tt := range table {
		want := tt.want
		if want == "" {
			want = tt.in
		}
		if got := redacted(t, opt, tt.in); got != want {
			t.Errorf("%q\n got %q\nwant %q", tt.in, got, want)
		}
	}
}
