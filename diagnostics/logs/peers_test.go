package logs_test

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

// BenchmarkScanBesidePeers scans a trader's logs in turn with tools that do a
// part of it, where they are installed. "x" is how many times as long ours
// takes: ripgrep and grep only count the lines with a version, lnav reads the
// messages.
func BenchmarkScanBesidePeers(b *testing.B) {
	dir := b.TempDir()
	if err := logstest.Ana().WriteSet(dir, 4, 10<<20); err != nil {
		b.Fatal(err)
	}
	var files []logs.File
	var paths []string
	for n := range 4 {
		path := filepath.Join(dir, logstest.FileName(n))
		paths = append(paths, path)
		files = append(files, logs.File{Path: path, Rotation: n, Open: func() (io.ReadCloser, error) { return os.Open(path) }})
	}
	for name, args := range map[string][]string{
		"rg":   {"-c", "VERSION="},
		"grep": {"-c", "VERSION="},
		"lnav": {"-n", "-N", "-c", ";SELECT count(*) FROM all_logs"},
	} {
		if _, err := exec.LookPath(name); err != nil {
			b.Logf("%s is not installed", name)
			continue
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(4 * 10 << 20)
			var own, peer time.Duration
			for b.Loop() {
				start := time.Now()
				if _, err := logs.Scan(context.Background(), files, logs.Options{}); err != nil {
					b.Fatal(err)
				}
				own += time.Since(start)
				start = time.Now()
				if out, err := exec.Command(name, append(args, paths...)...).CombinedOutput(); err != nil {
					b.Fatalf("%v\n%s", err, out)
				}
				peer += time.Since(start)
			}
			b.ReportMetric(own.Seconds()/peer.Seconds(), "x")
		})
	}
}
