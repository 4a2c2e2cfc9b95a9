package bundle

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tradecase/bundle/archive"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
)

const benchFiles, benchSize = 4, 5_000_000

// benchLogs makes a trader's logs.
func benchLogs(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	if err := logstest.Ana().WriteSet(dir, benchFiles, benchSize); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(benchFiles * benchSize)
	return dir
}

func BenchmarkAdd(b *testing.B) {
	dir := benchLogs(b)
	l := NewLibrary(b.TempDir(), "bench", archive.Limits{})
	n := 0
	for b.Loop() {
		n++
		bundle, err := l.New(b.Context(), diagnostics.TradeID(fmt.Sprintf("%07d", n)))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := bundle.Add(b.Context(), diagnostics.Seller, dir, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func benchBundle(b *testing.B) *Bundle {
	b.Helper()
	dir := benchLogs(b)
	bundle := mustNew(b, newLibrary(b), fullOne)
	if _, err := bundle.Add(b.Context(), diagnostics.Seller, dir, nil); err != nil {
		b.Fatal(err)
	}
	return bundle
}

func BenchmarkHandoff(b *testing.B) {
	bundle := benchBundle(b)
	out := filepath.Join(b.TempDir(), "out.zip")
	for b.Loop() {
		if _, err := handoff(b.Context(), bundle, out, true, options()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	bundle := benchBundle(b)
	out := filepath.Join(b.TempDir(), "out.zip")
	if _, err := handoff(b.Context(), bundle, out, false, options()); err != nil {
		b.Fatal(err)
	}
	if info, err := os.Stat(out); err != nil || info.Size() == 0 {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Verify(b.Context(), out, VerifyOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
