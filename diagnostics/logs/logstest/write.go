package logstest

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// span is the time between the beginnings of two rotated files.
const span = 48 * time.Hour

// WriteFile writes one log file of about size bytes (it is never smaller than
// its start-ups, one entry of each shape and the planted values, some 25 kB) as the file with the given
// rotation number: 0 is bisq.log. All of t.Versions are started in it, spread
// evenly. The error is w's.
func (t Trader) WriteFile(w io.Writer, rotation, size int) error {
	t = t.filled()
	begin := t.Day.Add(-time.Duration(rotation) * span)
	f := &file{
		Trader: t, pool: t.pool(), w: bufio.NewWriterSize(w, 256<<10),
		rand: t.rand(fmt.Sprint("file", rotation)), now: begin, begin: begin, size: size,
	}
	f.write()
	return f.w.Flush()
}

// WriteSet writes bisq.log, bisq_1.log … into dir, which must exist: files
// files of about sizePerFile bytes. t.Versions are spread over them in order:
// the first is started in the oldest file. Errors are the file system's.
func (t Trader) WriteSet(dir string, files, sizePerFile int) error {
	for i := range files {
		rotation := files - 1 - i
		part := t
		part.Versions = share(t.Versions, i, files)
		if err := part.create(filepath.Join(dir, FileName(rotation)), rotation, sizePerFile); err != nil {
			return err
		}
	}
	return nil
}

// FileName is the name that Bisq gives to the file of a rotation number.
func FileName(rotation int) string {
	if rotation == 0 {
		return "bisq.log"
	}
	return fmt.Sprintf("bisq_%d.log", rotation)
}

// share is the part of versions that falls to file i of n, oldest first.
func share(versions []string, i, n int) []string {
	var out []string
	for j, v := range versions {
		if j*n/len(versions) == i {
			out = append(out, v)
		}
	}
	return out
}

func (t Trader) create(path string, rotation, size int) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	return t.WriteFile(f, rotation, size)
}

// file is one log file in the making.
type file struct {
	Trader
	pool
	w       *bufio.Writer // keeps its first error until Flush
	rand    *rand.Rand
	block   *block
	begin   time.Time
	now     time.Time
	size    int
	written int
}

// write puts the file together: the start-ups evenly spread, noise between
// them, in the middle of the last stretch one entry of each shape and the
// private values.
func (f *file) write() {
	stretches := max(1, len(f.Versions))
	for i := range stretches {
		if i < len(f.Versions) {
			f.startUp(f.Versions[i])
		}
		end := f.size * (i + 1) / stretches
		if i == stretches-1 {
			f.fill((f.written + end) / 2)
			f.each()
			f.plant()
		}
		f.fill(end)
	}
}

// fill writes noise until about end bytes are written.
func (f *file) fill(end int) {
	for f.written < end {
		if f.block == nil || f.block.month != f.now.Month() {
			f.block = f.newBlock(f.pool, f.now, true)
		}
		n := f.block.cut(end - f.written)
		if n == 0 {
			return
		}
		to := f.begin.Add(time.Duration(float64(span) * 0.95 * min(1, float64(f.written+n)/float64(f.size))))
		monthEnd := time.Date(f.now.Year(), f.now.Month()+1, 1, 0, 0, 0, 0, f.now.Location()).Add(-time.Millisecond)
		next := to
		if to.After(monthEnd) {
			to, next = monthEnd, monthEnd.Add(time.Millisecond)
		}
		if to.Before(f.now) {
			to, next = f.now, f.now
		}
		f.block.fill(f.rand, f.now, to)
		f.put(f.block.text[:n])
		f.now = next
	}
}

// each writes one entry of each shape, all at the present time.
func (f *file) each() {
	b := f.newBlock(f.pool, f.now, false)
	b.fill(f.rand, f.now, f.now)
	f.put(b.text)
}

// cut is the length of the block's whole entries within n bytes.
func (b *block) cut(n int) int {
	if n >= len(b.text) {
		return len(b.text)
	}
	cut := 0
	for _, end := range b.entries {
		if end > n {
			break
		}
		cut = end
	}
	return cut
}

func (f *file) put(b []byte) {
	n, _ := f.w.Write(b) // the error stays in f.w
	f.written += n
}

// entry writes one entry at the present time, which goes on a little.
func (f *file) entry(thread, level, logger, text string) {
	var b bytes.Buffer
	b.WriteString(monthNames(f.Locale)[f.now.Month()-1])
	b.WriteString(f.now.Format("-02 15:04:05.000"))
	fmt.Fprintf(&b, " [%s] %s %s: %s \n", thread, padded(level), logger, text)
	f.put(b.Bytes())
	f.now = f.now.Add(13 * time.Millisecond)
}

// startUp writes what Bisq says when it starts.
func (f *file) startUp(version string) {
	dir := f.dataDir()
	f.entry("main", "INFO", "b.c.s.CoreSetup", "\n\nLog files under: "+f.join(dir, "bisq"))
	f.entry("main", "INFO", "b.common.util.Utilities", "System info: os.name="+f.system()+"; os.version=10.0; os.arch=amd64; sun.arch.data.model=64; JRE=11.0.14+9 (Azul Systems, Inc.); JVM=11.0.14+9 (OpenJDK 64-Bit Server VM)")
	f.entry("main", "INFO", "b.c.app.Version", "Version{VERSION="+version+", P2P_NETWORK_VERSION=1, LOCAL_DB_VERSION=1, TRADE_PROTOCOL_VERSION=4, BASE_CURRENCY_NETWORK=0, getP2PNetworkId()=10}")
	f.entry("main", "INFO", "b.c.s.CoreSetup", "Path to Bisq jar file: "+f.join(f.Home, "Bisq", "app", "desktop-"+version+"-all.jar"))
	f.entry("main", "INFO", "b.c.s.CoreSetup", "Style sheet from file:///"+strings.Join([]string{f.homeURL(), "Bisq", "theme.css"}, "/"))
}

func (t Trader) system() string {
	switch {
	case strings.Contains(t.Home, `\`):
		return "Windows 10"
	case strings.HasPrefix(t.Home, "/Users/"):
		return "Mac OS X"
	}
	return "Linux"
}

// homeURL is the home folder as it stands in a file URL, without a leading slash.
func (t Trader) homeURL() string {
	home := strings.ReplaceAll(t.Home, `\`, "/")
	return strings.TrimPrefix(strings.ReplaceAll(home, t.Name, t.secrets().escaped), "/")
}
