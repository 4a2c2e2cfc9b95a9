package logs_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

// generated is one log file of about size bytes.
func generated(tb testing.TB, t logstest.Trader, rotation, size int) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := t.WriteFile(&b, rotation, size); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// memory is a File over text that is held in memory.
func memory(path string, text []byte) logs.File {
	n, ok := logs.Rotation(path)
	if !ok {
		n = -1
	}
	return logs.File{Path: path, Rotation: n, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(text)), nil
	}}
}

// benchScan reads one file on one core.
func benchScan(b *testing.B, text []byte) {
	b.Helper()
	files := []logs.File{memory("bisq.log", text)}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := logs.Scan(context.Background(), files, logs.Options{Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScan reads one generated file of 10 MB on one core.
func BenchmarkScan(b *testing.B) {
	text := generated(b, logstest.Ana(), 0, 10<<20)
	benchScan(b, text)
}

// BenchmarkScanner cuts entries and does nothing with them.
func BenchmarkScanner(b *testing.B) {
	text := generated(b, logstest.Ana(), 0, 10<<20)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		s := logs.NewScanner(bytes.NewReader(text))
		for s.Next() {
		}
		if s.Err() != nil {
			b.Fatal(s.Err())
		}
	}
}

// BenchmarkScanErrors reads a log of nothing but errors with stack traces.
func BenchmarkScanErrors(b *testing.B) {
	text := bytes.Repeat([]byte("Okt.-07 09:00:01.000 [main] ERROR b.c.t.X: failed for QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917 after 5 ms\n"+
		"\tat bisq.X.method(X.java:7)\n\tat bisq.core.trade.Something.method(X.java:1234)\n\tat bisq.core.trade.Else.method(X.java:1234) \n"), 10_000)
	benchScan(b, text)
}

// BenchmarkReadChain looks for transactions in the same file.
func BenchmarkReadChain(b *testing.B) {
	text := generated(b, logstest.Ana(), 0, 10<<20)
	files := []logs.File{memory("bisq.log", text)}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := logs.ReadChain(context.Background(), files, "QWZTRD", logs.Options{Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
