package archive

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"tradecase/bundle/archive/archivetest"
)

func gz(tb testing.TB, content string) []byte {
	tb.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := io.WriteString(w, content); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// read runs Read without keeping what comes.
func read(tb testing.TB, path string, lim Limits) (int64, Report, error) {
	tb.Helper()
	var n int64
	rep, err := Read(context.Background(), path, Options{Limits: lim, TempDir: tb.TempDir()}, func(_ Found, r io.Reader) error {
		m, err := io.Copy(io.Discard, r)
		n += m
		return err
	})
	return n, rep, err
}

func wantLimit(tb testing.TB, err error, setting string, value int64) {
	tb.Helper()
	wantError(tb, err, ErrLimit)
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Setting != setting || limit.Value != value {
		tb.Errorf("limit %+v (%v), want %s %d", limit, err, setting, value)
	}
	if !strings.Contains(limit.Hint(), setting) {
		tb.Errorf("hint %q does not name %s", limit.Hint(), setting)
	}
}

func TestBombOf10GB(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bomb.zip")
	f, err := os.Create(path)
	if err == nil {
		err = archivetest.Bomb(f, "bisq.log", line, 10<<30)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	n, _, err := read(t, path, Limits{})
	wantLimit(t, err, "limits.file_bytes", 1<<30)
	if n > 1<<30 {
		t.Errorf("%d bytes came through", n)
	}
	n, _, err = read(t, path, Limits{FileBytes: 1 << 40, RatioFrom: 64 << 20, Ratio: 10})
	wantLimit(t, err, "limits.ratio", 10)
	if n > 256<<20 {
		t.Errorf("%d bytes came through", n)
	}
	n, _, err = read(t, path, Limits{FileBytes: 1 << 40, Ratio: 1 << 20, TotalBytes: 100 << 20})
	wantLimit(t, err, "limits.total_bytes", 100<<20)
	if n > 100<<20 {
		t.Errorf("%d bytes came through", n)
	}
}

// A spammed log shrinks a hundredfold and more, and is honest.
func TestHonestRatioPasses(t *testing.T) {
	path := write(t, t.TempDir(), "bisq.log.gz", gz(t, strings.Repeat(line, 100_000)))
	if n, _, err := read(t, path, Limits{}); err != nil || n != int64(len(line)*100_000) {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func TestMillionEntries(t *testing.T) {
	for _, claimed := range []int{1_000_000, 1_000_000 % 65536, 1, 0} {
		path := filepath.Join(t.TempDir(), "many.zip")
		f, err := os.Create(path)
		if err == nil {
			err = archivetest.ManyEntries(f, 1_000_000, claimed)
		}
		if err == nil {
			err = f.Close()
		}
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		begun := time.Now()
		_, _, err = read(t, path, Limits{})
		runtime.ReadMemStats(&after)
		wantLimit(t, err, "limits.entries", 20_000)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 8<<20 {
			t.Errorf("claiming %d: took %d MiB of memory", claimed, grown>>20)
		}
		if d := time.Since(begun); d > 5*time.Second {
			t.Errorf("took %v", d)
		}
	}
}

func TestManyEntriesInATar(t *testing.T) {
	entries := make([]archivetest.Entry, 300)
	for i := range entries {
		entries[i].Name = "x"
	}
	path := write(t, t.TempDir(), "many.tar.gz", gz(t, string(archivetest.MakeTar(entries...))))
	_, _, err := read(t, path, Limits{Entries: 200})
	wantLimit(t, err, "limits.entries", 200)
}

func TestEntriesAreCountedAcrossNestedArchives(t *testing.T) {
	inner := string(archivetest.MakeZip(make60()...))
	path := write(t, t.TempDir(), "outer.zip", archivetest.MakeZip(
		archivetest.Entry{Name: "a.zip", Body: inner}, archivetest.Entry{Name: "b.zip", Body: inner}))
	_, _, err := read(t, path, Limits{Entries: 100})
	wantLimit(t, err, "limits.entries", 100)
	if n, _, err := read(t, path, Limits{Entries: 122}); err != nil || n != int64(120*len(line)) {
		t.Errorf("%d bytes, %v", n, err)
	}
}

func make60() []archivetest.Entry {
	out := make([]archivetest.Entry, 60)
	for i := range out {
		out[i] = archivetest.Entry{Name: "bisq.log", Body: line}
	}
	return out
}

func TestHugeDirectory(t *testing.T) {
	entries := make([]archivetest.Entry, 100)
	for i := range entries {
		entries[i].Name = strings.Repeat("x", 60_000)
	}
	path := write(t, t.TempDir(), "names.zip", archivetest.MakeZip(entries...))
	_, _, err := read(t, path, Limits{Entries: 200})
	wantLimit(t, err, "limits.entries", 200)
}

var hostileNames = []struct{ name, why string }{
	{"../bisq.log", "a name that leads out of its folder"},
	{"logs/../../bisq.log", "a name that leads out of its folder"},
	{`..\bisq.log`, "a name that leads out of its folder"},
	{"/etc/bisq.log", "an absolute path for a name"},
	{`\\server\share\bisq.log`, "a network path for a name"},
	{`C:\bisq.log`, "a drive letter in the name"},
	{"c:bisq.log", "a drive letter in the name"},
	{"bi\x1b[2Jsq.log", "control characters in the name"},
	{"gol.\u202egol.qsib", "control characters in the name"},
	{"CON", "a name that Windows reserves for a device"},
	{"logs/nul.log", "a name that Windows reserves for a device"},
	{"aux .log", "a name that Windows reserves for a device"},
	{"COM1.log", "a name that Windows reserves for a device"},
	{"lpt³", "a name that Windows reserves for a device"},
	{"bisq.log.", "a name that ends in a dot or a blank"},
	{"logs /bisq.log", "a name that ends in a dot or a blank"},
	{strings.Repeat("a", 256), "a name of more than 255 bytes"},
	{strings.Repeat("ab/", 400) + "bisq.log", "too long a path (limits.path_bytes)"},
}

func TestHostileNamesAreSkipped(t *testing.T) {
	var entries []archivetest.Entry
	for _, h := range hostileNames {
		entries = append(entries, archivetest.Entry{Name: h.name, Body: line})
	}
	entries = append(entries, archivetest.Entry{Name: "./good//bisq.log", Body: line}, archivetest.Entry{Name: `win\bisq_1.log`, Body: line})
	for name, packed := range map[string][]byte{
		"n.zip": archivetest.MakeZip(entries...),
		"n.tar": archivetest.MakeTar(entries...),
		"n.rar": archivetest.MakeRar(archivetest.RarOptions{}, entries...),
	} {
		all, rep, err := collect(t, write(t, t.TempDir(), name, packed), Limits{})
		if err != nil {
			t.Fatal(name, err)
		}
		same(t, name, paths(all), []string{"good/bisq.log", "win/bisq_1.log"})
		if len(rep.Skipped) != len(hostileNames) {
			t.Fatalf("%s: skipped %q", name, skipped(rep))
		}
		for i, s := range rep.Skipped {
			if s.Reason != hostileNames[i].why {
				t.Errorf("%s: %q: %s, want %s", name, hostileNames[i].name, s.Reason, hostileNames[i].why)
			}
			if strings.ContainsAny(s.Path, "\x00\x1b\u202e") {
				t.Errorf("%s: %q is not fit to be shown", name, s.Path)
			}
		}
	}
}

func TestLinksAndDevicesAreSkipped(t *testing.T) {
	entries := []archivetest.Entry{
		{Name: "sym.log", Body: "/etc/passwd", Mode: fs.ModeSymlink},
		{Name: "bisq.log", Body: line},
	}
	more := []archivetest.Entry{
		entries[0],
		{Name: "hard.log", Body: "/etc/passwd", Mode: fs.ModeIrregular},
		{Name: "pipe.log", Mode: fs.ModeNamedPipe},
		{Name: "char.log", Mode: fs.ModeDevice | fs.ModeCharDevice},
		{Name: "block.log", Mode: fs.ModeDevice},
		entries[1],
	}
	const link, device = ": a link: not followed", ": a device or a pipe"
	for name, tc := range map[string]struct {
		packed []byte
		want   []string
	}{
		"l.zip": {archivetest.MakeZip(entries...), []string{"sym.log" + link}},
		"l.rar": {archivetest.MakeRar(archivetest.RarOptions{}, entries...), []string{"sym.log" + link}},
		"l.tar": {archivetest.MakeTar(more...), []string{"sym.log" + link, "hard.log" + link, "pipe.log" + device, "char.log" + device, "block.log" + device}},
	} {
		all, rep, err := collect(t, write(t, t.TempDir(), name, tc.packed), Limits{})
		if err != nil {
			t.Fatal(name, err)
		}
		same(t, name, paths(all), []string{"bisq.log"})
		same(t, name, skipped(rep), tc.want)
	}
	dir := t.TempDir()
	write(t, dir, "bisq.log", []byte(line))
	if err := errors.Join(os.Symlink("bisq.log", filepath.Join(dir, "sym.log")), syscall.Mkfifo(filepath.Join(dir, "pipe.log"), 0o600),
		os.Symlink("/", filepath.Join(dir, "root"))); err != nil {
		t.Fatal(err)
	}
	packed := filepath.Join(t.TempDir(), "l.7z")
	archivetest.Run(t, dir, "7z", "a", "-bd", "-snl", packed, "bisq.log", "sym.log")
	all, rep, err := collect(t, packed, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "7z", paths(all), []string{"bisq.log"})
	same(t, "7z", skipped(rep), []string{"sym.log" + link})
	all, rep, err = collect(t, dir, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "folder", paths(all), []string{"bisq.log"})
	same(t, "folder", skipped(rep), []string{"pipe.log" + device, "root" + link, "sym.log" + link})
}

func TestPasswords(t *testing.T) {
	dir, _ := logFolder(t)
	out := t.TempDir()
	archivetest.Zip(t, dir, filepath.Join(out, "z.zip"), "-P", "secret")
	archivetest.SevenZip(t, dir, filepath.Join(out, "aes.zip"), "-psecret", "-mem=AES256")
	archivetest.SevenZip(t, dir, filepath.Join(out, "content.7z"), "-psecret")
	archivetest.SevenZip(t, dir, filepath.Join(out, "names.7z"), "-psecret", "-mhe=on")
	log := archivetest.Entry{Name: "bisq.log", Body: line}
	write(t, out, "flag.zip", archivetest.MakeZip(archivetest.Entry{Name: "bisq.log", Body: line, Flags: flagEncrypted}))
	write(t, out, "content.rar", archivetest.MakeRar(archivetest.RarOptions{Locked: true}, log))
	write(t, out, "names.rar", archivetest.MakeRar(archivetest.RarOptions{LockedNames: true}, log))
	write(t, out, "four.rar", append([]byte("Rar!\x1A\x07\x00"), rar4Start(0x80)...))
	list, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		all, _, err := collect(t, filepath.Join(out, d.Name()), Limits{})
		if len(all) != 0 {
			t.Errorf("%s: visited %v", d.Name(), paths(all))
		}
		wantError(t, err, ErrPassword)
	}
	if len(list) != 8 {
		t.Fatalf("%d archives", len(list))
	}
	// In a folder they are listed, and the rest goes on.
	write(t, out, "zz.log", []byte(line))
	all, rep, err := collect(t, out, Limits{})
	if err != nil || len(all) != 1 || len(rep.Skipped) != 8 {
		t.Fatalf("%v, %q, %v", paths(all), skipped(rep), err)
	}
	for _, s := range rep.Skipped {
		if s.Reason != "protected by a password" {
			t.Errorf("%s: %s", s.Path, s.Reason)
		}
	}
}

// rar4Start is the first block of a rar of version 4.
func rar4Start(flags uint16) []byte {
	b := make([]byte, 13)
	b[2] = 0x73
	binary.LittleEndian.PutUint16(b[3:], flags)
	binary.LittleEndian.PutUint16(b[5:], 13)
	return b
}

func TestParts(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "in/bisq.log", traderLog(t, 0, 300<<10))
	archivetest.SevenZip(t, filepath.Join(dir, "in"), filepath.Join(dir, "l.7z"), "-v4k")
	archivetest.Run(t, dir, "zip", "-q", "-r", "-s", "64k", "-0", "z.zip", "in")
	write(t, dir, "p.part1.rar", archivetest.MakeRar(archivetest.RarOptions{Part: true}, archivetest.Entry{Name: "bisq.log", Body: line}))
	write(t, dir, "four.rar", append([]byte("Rar!\x1A\x07\x00"), rar4Start(0x01)...))
	for _, name := range []string{"l.7z.001", "z.zip", "z.z01", "p.part1.rar", "four.rar"} {
		_, _, err := collect(t, filepath.Join(dir, name), Limits{})
		wantError(t, err, ErrParts)
	}
}

func TestTruncatedAndDamaged(t *testing.T) {
	dir, _ := logFolder(t)
	for _, p := range packers {
		t.Run(p.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), p.name)
			p.pack(t, dir, path)
			whole, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, cut := range []int{len(whole) / 4, len(whole) / 2, len(whole) * 9 / 10} {
				_, _, err := collect(t, write(t, t.TempDir(), p.name, whole[:cut]), Limits{})
				wantError(t, err, ErrDamaged)
			}
			broken := bytes.Clone(whole)
			for i := len(broken) / 2; i < len(broken)/2+64; i++ {
				broken[i] ^= 0x5A
			}
			if strings.HasSuffix(p.name, ".tar") {
				return // nothing in a tar tells that a content was changed
			}
			_, _, err = collect(t, write(t, t.TempDir(), p.name, broken), Limits{})
			wantError(t, err, ErrDamaged)
		})
	}
	rar := archivetest.MakeRar(archivetest.RarOptions{}, archivetest.Entry{Name: "bisq.log", Body: strings.Repeat(line, 100)})
	_, _, err := collect(t, write(t, t.TempDir(), "cut.rar", rar[:len(rar)/2]), Limits{})
	wantError(t, err, ErrDamaged)
	rar[len(rar)/2] ^= 1
	_, _, err = collect(t, write(t, t.TempDir(), "broken.rar", rar), Limits{})
	wantError(t, err, ErrDamaged)
}

func TestRar(t *testing.T) {
	path := write(t, t.TempDir(), "logs.rar", archivetest.MakeRar(archivetest.RarOptions{},
		archivetest.Entry{Name: "Bisq/bisq.log", Body: strings.Repeat(line, 1000)}, archivetest.Entry{Name: "Bisq/bisq_1.log", Body: line}))
	all, _, err := collect(t, path, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "visited", paths(all), []string{"Bisq/bisq.log", "Bisq/bisq_1.log"})
	if all[0].content != strings.Repeat(line, 1000) {
		t.Error("other bytes")
	}
}

func TestMemoryClaimsAreRefused(t *testing.T) {
	rar := archivetest.MakeRar(archivetest.RarOptions{Dictionary: 15, UnpackedSize: 1 << 40}, archivetest.Entry{Name: "bisq.log", Body: line})
	_, _, err := collect(t, write(t, t.TempDir(), "big.rar", rar), Limits{})
	wantError(t, err, ErrUnsupported)

	dir := t.TempDir()
	write(t, dir, "bisq.log", []byte(line))
	plain := filepath.Join(t.TempDir(), "l.7z")
	archivetest.SevenZip(t, dir, plain, "-mhc=off", "-m0=LZMA2")
	b, err := os.ReadFile(plain)
	if err != nil {
		t.Fatal(err)
	}
	i := bytes.LastIndex(b, []byte{0x21, 0x21, 0x01})
	if i < 0 {
		t.Fatal("no LZMA2 coder in the header")
	}
	b[i+3] = 39 // a dictionary of 3 GiB
	_, _, err = collect(t, write(t, t.TempDir(), "dict.7z", resum7z(b)), Limits{})
	wantError(t, err, ErrUnsupported)

	archivetest.SevenZip(t, dir, filepath.Join(t.TempDir(), "p.7z"), "-m0=PPMd")
	ppmd := filepath.Join(t.TempDir(), "ppmd.7z")
	archivetest.SevenZip(t, dir, ppmd, "-m0=PPMd")
	_, _, err = collect(t, ppmd, Limits{})
	wantError(t, err, ErrUnsupported)
	if !strings.Contains(err.Error(), "PPMd") {
		t.Errorf("the method is not named: %v", err)
	}
}

// resum7z corrects the sums of a 7z whose header was changed.
func resum7z(b []byte) []byte {
	le := binary.LittleEndian
	offset, length := le.Uint64(b[12:]), le.Uint64(b[20:])
	le.PutUint32(b[28:], crcOf(b[32+offset:32+offset+length]))
	le.PutUint32(b[8:], crcOf(b[12:32]))
	return b
}

// Numbers in a 7z's header that would make its reader ask for all memory.
func TestSevenZipHeaderClaims(t *testing.T) {
	huge := "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"
	for name, h := range map[string]string{
		"files":      "\x01\x05" + huge,
		"folders":    "\x01\x04\x06\x00\x00\x00\x07\x0b" + huge,
		"streams":    "\x01\x04\x06\x00" + huge,
		"coders":     "\x01\x04\x06\x00\x01\x09\x01\x00\x07\x0b\x01\x00" + huge,
		"properties": "\x01\x04\x06\x00\x01\x09\x01\x00\x07\x0b\x01\x00\x01\x21\x21" + huge,
		"empty":      "\x01",
		"nonsense":   "\x42\x42\x42",
	} {
		start := make([]byte, 32)
		copy(start, "7z\xBC\xAF\x27\x1C\x00\x04")
		binary.LittleEndian.PutUint64(start[20:], uint64(len(h)))
		_, _, err := collect(t, write(t, t.TempDir(), "x.7z", resum7z(slices.Concat(start, []byte(h)))), Limits{})
		if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrLimit) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnsupportedZipMethodIsNamed(t *testing.T) {
	path := write(t, t.TempDir(), "l.zip", archivetest.MakeZip(
		archivetest.Entry{Name: "bisq_1.log", Body: line, Method: 9}, archivetest.Entry{Name: "bisq.log", Body: line}))
	all, rep, err := collect(t, path, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "visited", paths(all), []string{"bisq.log"})
	same(t, "skipped", skipped(rep), []string{"bisq_1.log: packed with Deflate64, which is not supported: ask for a plain zip"})
}

// What is skipped in a solid archive is unpacked on the way, and counted.
func TestSolidArchivesCountWhatIsSkipped(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.wallet", bytes.Repeat([]byte("secret "), 1<<20))
	write(t, dir, "bisq.log", []byte(line))
	path := filepath.Join(t.TempDir(), "solid.7z")
	archivetest.SevenZip(t, dir, path, "-ms=on")
	_, _, err := read(t, path, Limits{TotalBytes: 1 << 20})
	wantLimit(t, err, "limits.total_bytes", 1<<20)
	all, _, err := collect(t, path, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "visited", paths(all), []string{"bisq.log"})
}

// A damaged nested archive is listed, what came before it stays.
func TestDamagedNestedArchive(t *testing.T) {
	inner := archivetest.MakeTar(archivetest.Entry{Name: "bisq.log", Body: line}, archivetest.Entry{Name: "bisq_1.log", Body: strings.Repeat(line, 9)})
	path := write(t, t.TempDir(), "outer.zip", archivetest.MakeZip(
		archivetest.Entry{Name: "cut.tar", Body: string(inner[:2000])}, archivetest.Entry{Name: "bisq_2.log", Body: line}))
	all, rep, err := collect(t, path, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "visited", paths(all), []string{"cut.tar/bisq.log", "bisq_2.log"})
	same(t, "skipped", skipped(rep), []string{"cut.tar: damaged or cut short: its end is missing"})
}

// Temporary files that cannot be written are an error of the run, not of the
// archive.
func TestTempDirFails(t *testing.T) {
	path := write(t, t.TempDir(), "outer.zip", archivetest.Nested(2, "bisq.log", line))
	_, err := Read(context.Background(), path, Options{TempDir: path}, func(Found, io.Reader) error { return nil })
	if err == nil || itemFault(err) {
		t.Errorf("error %v", err)
	}
	left := t.TempDir()
	if _, err := Read(context.Background(), path, Options{TempDir: left}, func(_ Found, r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if list, err := os.ReadDir(left); err != nil || len(list) != 0 {
		t.Errorf("left behind: %v, %v", list, err)
	}
}
