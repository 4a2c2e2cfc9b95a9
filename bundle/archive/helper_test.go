package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
)

// line is one entry of a Bisq log.
const line = "Okt.-07 09:06:35.077 [main] INFO  b.c.app.Version: Version{VERSION=1.9.17, P2P_NETWORK_VERSION=1, LOCAL_DB_VERSION=1, TRADE_PROTOCOL_VERSION=4, BASE_CURRENCY_NETWORK=0, getP2PNetworkId()=10} \n"

// got is what one visit saw.
type got struct {
	Found
	content string
}

// collect reads path and keeps everything that was visited.
func collect(tb testing.TB, path string, lim Limits) ([]got, Report, error) {
	tb.Helper()
	var all []got
	rep, err := Read(context.Background(), path, Options{Limits: lim, TempDir: tb.TempDir()}, func(f Found, r io.Reader) error {
		b, err := io.ReadAll(r)
		if err != nil {
			return err
		}
		all = append(all, got{f, string(b)})
		return nil
	})
	return all, rep, err
}

func paths(all []got) []string {
	out := make([]string, len(all))
	for i, g := range all {
		out[i] = g.Path
	}
	return out
}

func skipped(rep Report) []string {
	out := make([]string, len(rep.Skipped))
	for i, s := range rep.Skipped {
		out[i] = s.Path + ": " + s.Reason
	}
	return out
}

func same(tb testing.TB, what string, have, want []string) {
	tb.Helper()
	if !slices.Equal(have, want) {
		tb.Errorf("%s:\n%s\nwant:\n%s", what, strings.Join(have, "\n"), strings.Join(want, "\n"))
	}
}

// wantError checks the kind and that there is a hint.
func wantError(tb testing.TB, err, kind error) {
	tb.Helper()
	if !errors.Is(err, kind) {
		tb.Fatalf("error %v, want %v", err, kind)
	}
	if diagnostics.Hint(err) == "" {
		tb.Errorf("no hint with %v", err)
	}
}

func write(tb testing.TB, dir, name string, content []byte) string {
	tb.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

func pixel(tb testing.TB) []byte {
	tb.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// traderLog is a generated log of about size bytes.
func traderLog(tb testing.TB, rotation, size int) []byte {
	tb.Helper()
	var buf bytes.Buffer
	if err := logstest.Alexis().WriteFile(&buf, rotation, size); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// logFolder is a trader's folder: three logs in Bisq/, a screenshot beside.
func logFolder(tb testing.TB) (dir string, logs [][]byte) {
	tb.Helper()
	dir = tb.TempDir()
	for i, name := range []string{"bisq.log", "bisq_1.log", "bisq_2.log"} {
		logs = append(logs, traderLog(tb, i, 200<<10))
		write(tb, dir, "Bisq/"+name, logs[i])
	}
	write(tb, dir, "chat.png", pixel(tb))
	return dir, logs
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

func crcOf(b []byte) uint32 { return crc32.ChecksumIEEE(b) }
