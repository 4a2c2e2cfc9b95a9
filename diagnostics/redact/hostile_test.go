package redact_test

import (
	"io"
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
