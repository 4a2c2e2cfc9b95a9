package archive

import (
	"context"
	"io"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tradecase/diagnostics/logs/logstest"
)

// BenchmarkWriteBesidePeers zips a trader's logs in turn with other zippers,
// where they are installed. "x" is how many times as long ours takes.
func BenchmarkWriteBesidePeers(b *testing.B) {
	dir := b.TempDir()
	if err := logstest.Ana().WriteSet(dir, 4, benchSize); err != nil {
		b.Fatal(err)
	}
	var entries []Entry
	for i := range 4 {
		entries = append(entries, chunked(logstest.FileName(i), traderLog(b, i, benchSize), 64<<10))
	}
	for name, args := range map[string][]string{
		"zip": {"-q", "-6", "-r"},
		"7z":  {"a", "-bso0", "-tzip", "-mx1", "-mmt2"},
	} {
		if _, err := exec.LookPath(name); err != nil {
			b.Logf("%s is not installed", name)
			continue
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(4 * benchSize)
			var own, peer time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := Write(context.Background(), io.Discard, WriteOptions{TempDir: b.TempDir()}, entries, nil); err != nil {
					b.Fatal(err)
				}
				own += time.Since(start)
				start = time.Now()
				out, err := exec.Command(name, append(args, filepath.Join(b.TempDir(), "out.zip"), dir)...).CombinedOutput()
				if err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
				peer += time.Since(start)
			}
			b.ReportMetric(own.Seconds()/peer.Seconds(), "x")
		})
	}
}
