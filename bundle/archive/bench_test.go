package archive

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"tradecase/bundle/archive/archivetest"
	"tradecase/diagnostics/logs/logstest"
)

const benchSize = 10 << 20

func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	if err := logstest.Ana().WriteSet(dir, 4, benchSize); err != nil {
		b.Fatal(err)
	}
	out := b.TempDir()
	archivetest.Zip(b, dir, filepath.Join(out, "zip"))
	rename(b, filepath.Join(out, "zip.zip"), filepath.Join(out, "zip"))
	archivetest.SevenZip(b, dir, filepath.Join(out, "a.7z"))
	archivetest.Tar(b, dir, filepath.Join(out, "tar.gz"), "--gzip")
	archivetest.Tar(b, dir, filepath.Join(out, "tar.zst"), "--zstd")
	for name, path := range map[string]string{
		"folder": dir, "zip": filepath.Join(out, "zip"), "7z": filepath.Join(out, "a.7z"),
		"tar.gz": filepath.Join(out, "tar.gz"), "tar.zst": filepath.Join(out, "tar.zst"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n, _, err := read(b, path, Limits{})
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(n)
			}
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	var entries []Entry
	for i := range 4 {
		entries = append(entries, chunked(logstest.FileName(i), traderLog(b, i, benchSize), 64<<10))
	}
	for _, workers := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			b.SetBytes(4 * benchSize)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Write(context.Background(), io.Discard, WriteOptions{TempDir: b.TempDir(), Workers: workers}, entries, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
