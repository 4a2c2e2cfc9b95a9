package redact_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/redact"

	"golang.org/x/text/encoding/unicode"
)

func bundle() []redact.Item {
	return []redact.Item{
		item("buyer/bisq.log", "Log at /home/alexis/.local\r\nto 203.0.113.57:8333 and ALEXIS\r\n"),
		item("seller/bisq.log", `C:\Users\Ana Belén\AppData ana@example.org`+"\n"),
		item("contract.json", contract),
		item("z.txt", "alexis, Ana_Bel%C3%A9n and ana%40example.org [user-7]\n"),
	}
}

func TestNumbersDoNotDependOnOrder(t *testing.T) {
	items := bundle()
	var want map[string]string
	for _, order := range [][]int{{0, 1, 2, 3}, {3, 2, 1, 0}, {1, 3, 0, 2}} {
		var shuffled []redact.Item
		for _, i := range order {
			shuffled = append(shuffled, items[i])
		}
		plan := collect(t, redact.Options{Workers: len(order)}, shuffled...)
		got := make(map[string]string)
		for _, it := range items {
			got[it.Path] = rewrite(t, plan, it)
		}
		if want == nil {
			want = got
		}
		for path := range want {
			if got[path] != want[path] {
				t.Errorf("order %v: %s is %q, was %q", order, path, got[path], want[path])
			}
		}
	}
	if got, w := want["z.txt"], "[user-8], [user-9] and [email-1] [user-7]\n"; got != w {
		t.Errorf("got %q, want %q", got, w)
	}
	if got, w := want["buyer/bisq.log"], "Log at /home/[user-8]/.local\r\nto [ip-1]:8333 and [user-8]\r\n"; got != w {
		t.Errorf("got %q, want %q", got, w)
	}
}

func TestText(t *testing.T) {
	plan := collect(t, redact.Options{}, bundle()...)
	for in, want := range map[string]string{
		"alexis/bisq.log":           "[user-8]/bisq.log",
		"from bob@example.org":      "from [email-0]",
		"/home/eve/x":               "/home/[user-0]/x",
		"nothing here":              "nothing here",
		"Ana Belén (copy) [user-8]": "[user-9] (copy) [user-8]",
	} {
		if got := plan.Text(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestEntities(t *testing.T) {
	got := collect(t, redact.Options{Hide: []string{"not there"}}, bundle()...).Entities()
	want := redact.Counts{redact.User: 2, redact.IP: 1, redact.Email: 1, redact.IBAN: 1, redact.Payment: 1, redact.Payload: 1}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestUnfound(t *testing.T) {
	words := []string{"Belén", "ANA", "ana belen", "gómez", "c0ffee", "FR", "Zorro", "alexi", "alexis", "x"}
	got := collect(t, redact.Options{Hide: words}, bundle()...).Unfound()
	if want := []string{"Zorro", "alexi"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestUTF16BecomesUTF8(t *testing.T) {
	in, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("Users: C:\\Users\\João Pedro\\x\r\n")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := redacted(t, redact.Options{}, in), "Users: C:\\Users\\[user-1]\\x\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLongLine puts values across all places where a 5 MB line may be cut.
func TestLongLine(t *testing.T) {
	values := []string{`"C:\\Users\\João Pedro\\x"`, "ana@example.org", "DE89 3704 0044 0532 0130 00", "+49 170 1234567", "203.0.113.57", `"iban":"x7"`}
	var sb strings.Builder
	for i := 0; sb.Len() < 5<<20; i++ {
		sb.WriteString(values[i%len(values)])
		sb.WriteString(strings.Repeat(" ", 1+i%13))
	}
	got := redacted(t, redact.Options{}, sb.String())
	for _, v := range []string{"Pedro", "example", "3704", "4567", "203.0", "x7"} {
		if i := strings.Index(got, v); i >= 0 {
			t.Errorf("%q is left: %q", v, got[max(0, i-40):i+20])
		}
	}
	if n := strings.Count(got, "[iban-1]"); n != strings.Count(sb.String(), "DE89") {
		t.Errorf("%d IBANs replaced", n)
	}
}

func TestReadErrors(t *testing.T) {
	boom := errors.New("boom")
	bad := redact.Item{Path: "x.log", Open: func() (io.ReadCloser, error) { return nil, boom }}
	if _, err := redact.Collect(t.Context(), []redact.Item{bad}, redact.Options{}); !errors.Is(err, boom) || !strings.Contains(err.Error(), "x.log") {
		t.Errorf("collect: %v", err)
	}
	plan := collect(t, redact.Options{})
	if _, err := plan.Rewrite(t.Context(), bad, io.Discard); !errors.Is(err, boom) {
		t.Errorf("rewrite: %v", err)
	}
	if _, err := plan.Check(t.Context(), []redact.Item{bad}); !errors.Is(err, boom) {
		t.Errorf("check: %v", err)
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestWriteError(t *testing.T) {
	full := errors.New("disk full")
	it := item("a", "x /home/alexis/y")
	if _, err := collect(t, redact.Options{}, it).Rewrite(t.Context(), it, brokenWriter{full}); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	it := item("a", "x")
	if _, err := redact.Collect(ctx, []redact.Item{it}, redact.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("collect: %v", err)
	}
	plan := collect(t, redact.Options{}, it)
	if _, err := plan.Rewrite(ctx, it, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("rewrite: %v", err)
	}
	if _, err := plan.Check(ctx, []redact.Item{it}); !errors.Is(err, context.Canceled) {
		t.Errorf("check: %v", err)
	}
}

func TestChangedItem(t *testing.T) {
	plan := collect(t, redact.Options{}, item("a", "x"))
	_, err := plan.Rewrite(t.Context(), item("a", "/home/alexis/x"), io.Discard)
	if !errors.Is(err, redact.ErrChanged) || diagnostics.Hint(err) == "" || strings.Contains(err.Error(), "alexis") {
		t.Errorf("got %v", err)
	}
	if got, want := rewrite(t, plan, item("new", "/home/alexis/x")), "/home/[user-0]/x"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestProgressCountsAllBytes(t *testing.T) {
	var total atomic.Int64
	items := bundle()
	collect(t, redact.Options{Progress: func(n int64) { total.Add(n) }}, items...)
	var want int64
	for _, it := range items {
		r, err := it.Open()
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, r)
		if err != nil {
			t.Fatal(err)
		}
		want += n
	}
	if total.Load() != want {
		t.Errorf("%d bytes, want %d", total.Load(), want)
	}
}

func TestParseProfile(t *testing.T) {
	for _, p := range []redact.Profile{redact.Support, redact.Public} {
		if got, err := redact.ParseProfile(string(p)); err != nil || got != p {
			t.Errorf("%s: %v, %v", p, got, err)
		}
	}
	if _, err := redact.ParseProfile("dev"); err == nil || diagnostics.Hint(err) == "" {
		t.Errorf("got %v", err)
	}
}

func TestRewriteCounts(t *testing.T) {
	it := item("a", "ana@example.org ana@example.org 203.0.113.1 /home/user/x")
	counts, err := collect(t, redact.Options{}, it).Rewrite(t.Context(), it, &bytes.Buffer{})
	if err != nil || fmt.Sprint(counts) != fmt.Sprint(redact.Counts{redact.Email: 2, redact.IP: 1, redact.User: 1}) {
		t.Errorf("got %v, %v", counts, err)
	}
}
