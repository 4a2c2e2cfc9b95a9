package redact_test

import (
	"bytes"
	"strings"
	"testing"

	"tradecase/diagnostics/logs/logstest"
	"tradecase/diagnostics/redact"
)

// TestGeneratedLogs redacts both traders' logs together: none of the planted
// values is left, and the lines stay.
func TestGeneratedLogs(t *testing.T) {
	traders := map[string]logstest.Trader{"a.log": logstest.Alexis(), "b.log": logstest.Ana(), "c.log": logstest.Joao()}
	var items []redact.Item
	texts := make(map[string]string)
	for path, trader := range traders {
		var buf bytes.Buffer
		if err := trader.WriteFile(&buf, 0, 300<<10); err != nil {
			t.Fatal(err)
		}
		texts[path] = buf.String()
		items = append(items, item(path, buf.String()))
	}
	plan := collect(t, redact.Options{}, items...)
	var clean []redact.Item
	for path, trader := range traders {
		out := rewrite(t, plan, item(path, texts[path]))
		clean = append(clean, item(path, out))
		for _, secret := range logstest.Planted(trader) {
			if !strings.Contains(texts[path], secret.Value) {
				t.Errorf("%s: %s %q is not in the log", path, secret.Class, secret.Value)
			}
			if strings.Contains(strings.ToLower(out), strings.ToLower(secret.Value)) {
				i := strings.Index(strings.ToLower(out), strings.ToLower(secret.Value))
				t.Errorf("%s: %s %q is left: %q", path, secret.Class, secret.Value, out[max(0, i-80):min(len(out), i+80)])
			}
		}
		for _, kept := range []string{"Version{VERSION=", trader.Onion, trader.TradeID} {
			if a, b := strings.Count(texts[path], kept), strings.Count(out, kept); kept != "" && a != b {
				t.Errorf("%s: %q stood there %d times, now %d", path, kept, a, b)
			}
		}
	}
	if leaks := check(t, plan, clean...); len(leaks) > 0 {
		t.Errorf("leaks %v", leaks)
	}
}
