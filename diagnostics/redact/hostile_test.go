package redact_test

import (
	"fmt"
	"io"
	"net/url"
	"runtime"
	"strings"
	"testing"

	"tradecase/diagnostics/redact"
)

// A text in which every label reaches to the end of the line must not be
// remembered once for each of them.
func TestLabelsInLabelsTakeLittleMemory(t *testing.T) {
	const size, limit = 400_000, 200 << 20
	for _, part := range []string{
		"holderName=a ", `"holderName":[`, "xAccountPayload=a ", `"makerPaymentAccountPayload":{`, "account holder: a ", `\"iban\":\"`,
		"C:\\Users\\", "%5CUsers%5C", "/home/a", "a@", "+49 ", "DE89 ", `"`, `\`, "&quot;",
	} {
		text := strings.Repeat(part, size/len(part))
		it := item("a", text+"\nAna@example.org\n")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		plan, err := redact.Collect(t.Context(), []redact.Item{it}, redact.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if _, err := plan.Rewrite(t.Context(), it, &out); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > limit {
			t.Errorf("%q: %d MB were allocated", part, used>>20)
		}
		if strings.Contains(out.String(), "example.org") {
			t.Errorf("%q: what stands behind it was not replaced", part)
		}
		if leaks, err := plan.Check(t.Context(), []redact.Item{{Path: "a", Open: func() (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader(out.String())), nil
		}}}); err != nil || len(leaks) > 0 {
			t.Errorf("%q: leaks %v, %v", part, leaks, err)
		}
	}
}

// Lists of people or addresses must neither take the memory nor end the work.
func TestManyValuesTakeLittleMemory(t *testing.T) {
	const live, allocated = 100 << 20, 500 << 20
	for name, line := range map[string]func(i int) string{
		"e-mail": func(i int) string { return fmt.Sprintf("user%x@host%x.example.com", i*7919, i*104729) },
		"names":  func(i int) string { return fmt.Sprintf("holderName: Zoë Çelikzô%xy Ñandú", i*7919) },
	} {
		n := map[string]int{"e-mail": 40_000, "names": 3000}[name]
		var sb strings.Builder
		for i := range n {
			sb.WriteString(head + line(i) + "\n")
		}
		last := strings.TrimPrefix(line(n-1), "holderName: ")
		sb.WriteString("q=" + url.QueryEscape(last) + " and " + strings.ToUpper(last) + " end\n")
		it := item("a", sb.String())
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		plan := collect(t, redact.Options{}, it)
		runtime.ReadMemStats(&after)
		total := after.TotalAlloc - before.TotalAlloc
		runtime.GC()
		runtime.ReadMemStats(&after)
		if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > live || total > allocated {
			t.Errorf("%s: %d MB are kept, %d MB were allocated", name, kept>>20, total>>20)
		} else {
			t.Logf("%s: %d MB are kept, %d MB were allocated", name, kept>>20, total>>20)
		}
		out := rewrite(t, plan, it)
		class := map[string]string{"e-mail": "email", "names": "payment"}[name]
		token := fmt.Sprintf("[%s-%d]", class, n)
		if !strings.HasSuffix(out, "q="+token+" and "+token+" end\n") {
			t.Errorf("%s: the last line became %q", name, out[len(out)-80:])
		}
	}
}
