package redact_test

import (
	"bytes"
	"io"
	"sync"
	"testing"

	"tradecase/diagnostics/logs/logstest"
	"tradecase/diagnostics/redact"
)

// benchLogs are two traders' logs of 12 MB each.
var benchLogs = sync.OnceValue(func() []redact.Item {
	var items []redact.Item
	for path, trader := range map[string]logstest.Trader{"buyer/bisq.log": logstest.Alexis(), "seller/bisq.log": logstest.Ana()} {
		var buf bytes.Buffer
		if err := trader.WriteFile(&buf, 0, 12<<20); err != nil {
			panic(err) // a buffer takes everything
		}
		items = append(items, redact.Item{Path: path, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(buf.Bytes())), nil
		}})
	}
	return items
})

func total(b *testing.B, items []redact.Item) (n int64) {
	b.Helper()
	for _, it := range items {
		r, err := it.Open()
		if err != nil {
			b.Fatal(err)
		}
		m, err := io.Copy(io.Discard, r)
		if err != nil {
			b.Fatal(err)
		}
		n += m
	}
	return n
}

func profiles(b *testing.B, f func(b *testing.B, items []redact.Item, opt redact.Options)) {
	items := benchLogs()
	for _, p := range []redact.Profile{redact.Support, redact.Public} {
		b.Run(string(p), func(b *testing.B) {
			b.SetBytes(total(b, items))
			b.ReportAllocs()
			f(b, items, redact.Options{Profile: p, Workers: 1}) // one core
		})
	}
}

func BenchmarkCollect(b *testing.B) {
	profiles(b, func(b *testing.B, items []redact.Item, opt redact.Options) {
		for b.Loop() {
			collect(b, opt, items...)
		}
	})
}

func BenchmarkRewrite(b *testing.B) {
	profiles(b, func(b *testing.B, items []redact.Item, opt redact.Options) {
		plan := collect(b, opt, items...)
		for b.Loop() {
			for _, it := range items {
				if _, err := plan.Rewrite(b.Context(), it, io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	profiles(b, func(b *testing.B, items []redact.Item, opt redact.Options) {
		plan := collect(b, opt, items...)
		var clean []redact.Item
		for _, it := range items {
			clean = append(clean, item(it.Path, rewrite(b, plan, it)))
		}
		for b.Loop() {
			if leaks := check(b, plan, clean...); len(leaks) > 0 {
				b.Fatal(leaks)
			}
		}
	})
}
