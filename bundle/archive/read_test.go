package archive

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradecase/bundle/archive/archivetest"
)

// packers are the real programs that make what traders send.
var packers = []struct {
	name string
	pack func(tb testing.TB, dir, archive string)
}{
	{"logs.zip", func(tb testing.TB, dir, a string) { archivetest.Zip(tb, dir, a) }},
	{"stored.zip", func(tb testing.TB, dir, a string) { archivetest.Zip(tb, dir, a, "-0") }},
	{"bzip2.zip", func(tb testing.TB, dir, a string) { archivetest.Zip(tb, dir, a, "-Z", "bzip2") }},
	{"7zip.zip", func(tb testing.TB, dir, a string) { archivetest.SevenZip(tb, dir, a) }},
	{"logs.7z", func(tb testing.TB, dir, a string) { archivetest.SevenZip(tb, dir, a) }},
	{"plain-header.7z", func(tb testing.TB, dir, a string) { archivetest.SevenZip(tb, dir, a, "-mhc=off") }},
	{"loose.7z", func(tb testing.TB, dir, a string) { archivetest.SevenZip(tb, dir, a, "-ms=off", "-m0=LZMA") }},
	{"best.7z", func(tb testing.TB, dir, a string) { archivetest.SevenZip(tb, dir, a, "-mx=9", "-m0=BCJ", "-m1=LZMA2") }},
	{"bzip2.7z", func(tb testing.TB, dir, a string) { archivetest.SevenZip(tb, dir, a, "-m0=BZip2") }},
	{"copy.7z", func(tb testing.TB, dir, a string) { archivetest.SevenZip(tb, dir, a, "-m0=Copy") }},
	{"logs.tar", func(tb testing.TB, dir, a string) { archivetest.Tar(tb, dir, a) }},
	{"v7.tar", func(tb testing.TB, dir, a string) { archivetest.Tar(tb, dir, a, "--format=v7") }},
	{"pax.tar", func(tb testing.TB, dir, a string) { archivetest.Tar(tb, dir, a, "--format=pax") }},
	{"logs.tar.gz", func(tb testing.TB, dir, a string) { archivetest.Tar(tb, dir, a, "--gzip") }},
	{"logs.tar.bz2", func(tb testing.TB, dir, a string) { archivetest.Tar(tb, dir, a, "--bzip2") }},
	{"logs.tar.xz", func(tb testing.TB, dir, a string) { archivetest.Tar(tb, dir, a, "--xz") }},
	{"logs.tar.zst", func(tb testing.TB, dir, a string) { archivetest.Tar(tb, dir, a, "--zstd") }},
	{"no extension", func(tb testing.TB, dir, a string) { archivetest.Zip(tb, dir, a+".zip"); rename(tb, a+".zip", a) }},
	{"wrong.rar", func(tb testing.TB, dir, a string) { archivetest.SevenZip(tb, dir, a+".7z"); rename(tb, a+".7z", a) }},
}

func rename(tb testing.TB, from, to string) {
	tb.Helper()
	if err := os.Rename(from, to); err != nil {
		tb.Fatal(err)
	}
}

func TestReadWhatRealProgramsMake(t *testing.T) {
	dir, logs := logFolder(t)
	for _, p := range packers {
		t.Run(p.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), p.name)
			p.pack(t, dir, path)
			all, rep, err := collect(t, path, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			checkFolder(t, all, rep, logs)
			packed, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want := Source{Name: p.name, Size: int64(len(packed)), SHA256: sum(packed)}
			if rep.Source != want {
				t.Errorf("source %+v, want %+v", rep.Source, want)
			}
		})
	}
}

// checkFolder holds what was read against logFolder's content.
func checkFolder(t *testing.T, all []got, rep Report, logs [][]byte) {
	t.Helper()
	have := paths(all)
	slices.Sort(have)
	same(t, "visited", have, []string{"Bisq/bisq.log", "Bisq/bisq_1.log", "Bisq/bisq_2.log", "chat.png"})
	same(t, "skipped", skipped(rep), nil)
	for _, g := range all {
		switch {
		case g.Kind == Log && (g.Set != "Bisq" || g.content != string(logs[g.Rotation])):
			t.Errorf("%s: set %q, rotation %d, %d bytes", g.Path, g.Set, g.Rotation, len(g.content))
		case g.Kind == Image && (g.Set != "" || g.Rotation != -1 || g.Name != "chat.png"):
			t.Errorf("image is %+v", g.Found)
		}
	}
}

func TestReadFolder(t *testing.T) {
	dir, logs := logFolder(t)
	all, rep, err := collect(t, dir, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	checkFolder(t, all, rep, logs)
	same(t, "order", paths(all), []string{"Bisq/bisq.log", "Bisq/bisq_1.log", "Bisq/bisq_2.log", "chat.png"})
	if want := (Source{Name: filepath.Base(dir)}); rep.Source != want {
		t.Errorf("source %+v, want %+v", rep.Source, want)
	}
}

func TestReadSingleFiles(t *testing.T) {
	log := string(traderLog(t, 0, 100<<10))
	for _, tc := range []struct {
		name, as string
		kind     Kind
		rotation int
		content  string
		pack     []string
	}{
		{"bisq.log", "bisq.log", Log, 0, log, nil},
		{"Bisq-log.txt", "Bisq-log.txt", Log, -1, log, nil},
		{"anything.bin", "anything.bin", Log, -1, log, nil},
		{"screenshot", "screenshot", Image, -1, string(pixel(t)), nil},
		{"bisq_1.log.gz", "bisq_1.log", Log, 1, log, []string{"gzip"}},
		{"bisq_2.log.bz2", "bisq_2.log", Log, 2, log, []string{"bzip2"}},
		{"bisq_3.log.xz", "bisq_3.log", Log, 3, log, []string{"xz"}},
		{"bisq_4.log.zst", "bisq_4.log", Log, 4, log, []string{"zstd", "-q", "--rm"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, tc.name)
			if tc.pack == nil {
				write(t, dir, tc.name, []byte(tc.content))
			} else {
				plain := strings.TrimSuffix(tc.name, filepath.Ext(tc.name))
				write(t, dir, plain, []byte(tc.content))
				archivetest.Run(t, dir, tc.pack[0], append(tc.pack[1:], plain)...)
			}
			all, rep, err := collect(t, path, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if len(all) != 1 || all[0].content != tc.content {
				t.Fatalf("visited %v", paths(all))
			}
			f := all[0].Found
			if f.Path != tc.name || f.Name != tc.as || f.Set != "" || f.Kind != tc.kind || f.Rotation != tc.rotation {
				t.Errorf("found %+v", f)
			}
			if rep.Source.Name != tc.name || len(rep.Source.SHA256) != 64 {
				t.Errorf("source %+v", rep.Source)
			}
		})
	}
}

// A Bisq data folder: logs and nothing else leave it.
func TestPrivateFilesNeverLeave(t *testing.T) {
	dir := t.TempDir()
	secret := []byte("never to be seen\n" + line)
	private := []string{
		"btc_mainnet/wallet/bisq_BTC.wallet", "btc_mainnet/wallet/bisq.log", "btc_mainnet/WALLET/copy.log",
		"btc_mainnet/keys/enc.key", "btc_mainnet/keys/note.log", "btc_mainnet/tor/debug.log", "btc_mainnet/tor/hiddenservice/private_key",
		"btc_mainnet/db/PendingTrades", "btc_mainnet/db/backup/backups_PendingTrades/1577000000000_PendingTrades",
		"bisq_BSQ.wallet", "bisq.spvchain", "wallet_old.backup", "pre_segwit_bisq_BTC.wallet.backup", "sig.key", "trades.db",
		"hs_ed25519_secret_key", "wallet.dat",
	}
	for _, p := range private {
		write(t, dir, p, secret)
	}
	byContent := map[string][]byte{
		"renamed1.log": []byte("\x0a\x16org.bitcoin.production\x12\x20" + string(secret)),
		"renamed2.log": []byte("-----BEGIN OPENSSH PRIVATE KEY-----\n" + string(secret)),
		"renamed3.log": []byte("SQLite format 3\x00" + string(secret)),
		"renamed4.log": []byte("== ed25519v1-secret: type0 ==\x00\x00\x00" + string(secret)),
		"renamed5.log": []byte("-----BEGIN RSA PRIVATE KEY-----\n" + string(secret)),
		"renamed6.log": []byte("SPVB" + string(secret)),
	}
	for name, content := range byContent {
		write(t, dir, name, content)
		private = append(private, name)
	}
	write(t, dir, "bisq.log", []byte(line))
	write(t, dir, "backup/bisq.log", []byte(line)) // a trader's own copy of the folder
	write(t, dir, "version", []byte("1.9.17"))
	packed := filepath.Join(t.TempDir(), "Bisq.7z")
	archivetest.SevenZip(t, dir, packed)
	for _, path := range []string{dir, packed} {
		all, rep, err := collect(t, path, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "visited", paths(all), []string{"backup/bisq.log", "bisq.log"})
		var have []string
		for _, s := range rep.Skipped {
			if s.Path == "version" {
				continue
			}
			have = append(have, s.Path)
			if !strings.Contains(s.Reason, "never accepted") && !strings.Contains(s.Reason, "private folder") {
				t.Errorf("%s: reason %q", s.Path, s.Reason)
			}
		}
		slices.Sort(have)
		slices.Sort(private)
		same(t, "skipped", have, private)
	}
}

func TestSkippedWithReason(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"a.log":         "Jan 01 00:00:00.000 [notice] Bootstrapped 100% (done): Done\n",
		"b.txt":         "hello, my trade is stuck",
		"contract.json": "{\n  \"offerPayload\": {\n    \"id\": \"QWZTRD\"\n  }\n}",
		"empty.log":     "",
		"photo.heic":    "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
		"paper.pdf":     "%PDF-1.7\n%\xE2\xE3\xCF\xD3",
		"program.exe":   "MZ\x90\x00\x03\x00\x00\x00",
		"blob":          "\x00\x01\x02\x03\x04",
		".DS_Store":     "\x00\x00\x00\x01Bud1",
		"._bisq.log":    "\x00\x05\x16\x07",
		"Thumbs.db":     "\xD0\xCF\x11\xE0",
		"z.log":         line,
	} {
		write(t, dir, name, []byte(content))
	}
	write(t, dir, "__MACOSX/._bisq.log", []byte(line))
	write(t, dir, "desktop-1.9.17-all.jar", archivetest.MakeZip(archivetest.Entry{Name: "images/logo.png", Body: string(pixel(t))}))
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link.log")); err != nil {
		t.Fatal(err)
	}
	all, rep, err := collect(t, dir, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "visited", paths(all), []string{"z.log"})
	same(t, "skipped", skipped(rep), []string{
		"a.log: not a Bisq log",
		"b.txt: a text but not a Bisq log",
		"blob: not a Bisq log or an image",
		"contract.json: a contract: add it as a slot (--as contract)",
		"desktop-1.9.17-all.jar: a program",
		"empty.log: empty",
		"link.log: a link: not followed",
		"paper.pdf: a PDF: ask for a screenshot as PNG or JPEG",
		"photo.heic: a HEIC or AVIF image: ask for PNG or JPEG",
		"program.exe: a program",
	})
}

func TestSameNameDifferentCaseBothVisited(t *testing.T) {
	path := write(t, t.TempDir(), "logs.zip", archivetest.MakeZip(
		archivetest.Entry{Name: "bisq.log", Body: line}, archivetest.Entry{Name: "Bisq.log", Body: line + line},
		archivetest.Entry{Name: "bisq.log", Body: line + line + line}))
	all, _, err := collect(t, path, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "visited", paths(all), []string{"bisq.log", "Bisq.log", "bisq.log"})
	if all[0].content == all[2].content {
		t.Error("the second of two files of one name was not read")
	}
}

func TestNestedArchives(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "one/Bisq/bisq_1.log", []byte(line))
	archivetest.Zip(t, filepath.Join(dir, "one"), filepath.Join(dir, "one.zip"))
	write(t, dir, "two/bisq.log.gz", gz(t, line))
	rename(t, filepath.Join(dir, "one.zip"), filepath.Join(dir, "two", "one.zip"))
	archivetest.SevenZip(t, filepath.Join(dir, "two"), filepath.Join(dir, "two.7z"))
	write(t, dir, "three/bisq.log", []byte(line))
	rename(t, filepath.Join(dir, "two.7z"), filepath.Join(dir, "three", "two.7z"))
	archivetest.Tar(t, filepath.Join(dir, "three"), filepath.Join(dir, "three.tar.gz"), "--gzip")

	want := []string{"bisq.log", "two.7z/bisq.log.gz", "two.7z/one.zip/Bisq/bisq_1.log"}
	all, rep, err := collect(t, filepath.Join(dir, "three.tar.gz"), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	have := paths(all)
	slices.Sort(have)
	same(t, "visited", have, want)
	same(t, "skipped", skipped(rep), nil)
	for _, g := range all {
		if g.Path == "two.7z/bisq.log.gz" && (g.Name != "bisq.log" || g.Set != "two.7z" || g.Rotation != 0) {
			t.Errorf("packed log is %+v", g.Found)
		}
	}
	all, rep, err = collect(t, filepath.Join(dir, "three.tar.gz"), Limits{Depth: 2})
	if err != nil {
		t.Fatal(err)
	}
	have = paths(all)
	same(t, "visited to depth 2", have, []string{"bisq.log"})
	same(t, "skipped", skipped(rep), []string{
		"two.7z/bisq.log.gz: deeper than 2 archives in one another (limits.depth)",
		"two.7z/one.zip: deeper than 2 archives in one another (limits.depth)",
	})
}

func TestDepthThreeIsTheDefault(t *testing.T) {
	dir := t.TempDir()
	three := write(t, dir, "three.zip", archivetest.Nested(3, "bisq.log", line))
	four := write(t, dir, "four.zip", archivetest.Nested(4, "bisq.log", line))
	if all, _, err := collect(t, three, Limits{}); err != nil || len(all) != 1 {
		t.Errorf("three deep: %v, %v", paths(all), err)
	}
	_, rep, err := collect(t, four, Limits{})
	wantError(t, err, ErrEmpty)
	same(t, "skipped", skipped(rep), []string{"inner.zip/inner.zip/inner.zip: deeper than 3 archives in one another (limits.depth)"})
}

func TestBisqsOwnZip(t *testing.T) {
	name := "QWZTRD_BUYER_20231120_101500"
	path := write(t, t.TempDir(), name+".zip", archivetest.MakeZip(
		archivetest.Entry{Name: name + "/bisq.log", Body: line}, archivetest.Entry{Name: name + "/bisq_3.log", Body: line}))
	all, _, err := collect(t, path, Limits{})
	if err != nil || len(all) != 2 || all[1].Set != name {
		t.Fatalf("%v, %v", paths(all), err)
	}
}

func TestUnreadableIsListedAndTheRestGoesOn(t *testing.T) {
	if os.Getuid() == 0 {
		t.Log("as root nothing is unreadable: only the damaged file is tested")
	}
	dir := t.TempDir()
	write(t, dir, "bisq.log", []byte(line))
	broken := archivetest.MakeZip(archivetest.Entry{Name: "bisq_1.log", Body: line})
	write(t, dir, "broken.zip", broken[:len(broken)-30])
	write(t, dir, "cut.log.gz", gz(t, strings.Repeat(line, 50))[:60])
	write(t, dir, "secret.7z.002", []byte("7z\xBC\xAF\x27\x1C"))
	if os.Getuid() != 0 {
		if err := os.Chmod(write(t, dir, "hidden.log", []byte(line)), 0); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Dir(write(t, dir, "hidden/bisq.log", []byte(line))), 0); err != nil {
			t.Fatal(err)
		}
	}
	all, rep, err := collect(t, dir, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "visited", paths(all), []string{"bisq.log"})
	want := []string{
		"broken.zip: damaged or cut short: its end is missing", "cut.log.gz: damaged or cut short: its end is missing",
	}
	if os.Getuid() != 0 {
		want = append(want, "hidden/: cannot be read: permission denied", "hidden.log: cannot be read: permission denied")
	}
	want = append(want, "secret.7z.002: one part of an archive that was split")
	same(t, "skipped", skipped(rep), want)
}

func TestVisitsOwnErrorComesBackUnchanged(t *testing.T) {
	dir, _ := logFolder(t)
	path := filepath.Join(t.TempDir(), "logs.zip")
	archivetest.Zip(t, dir, path)
	own := &Error{Path: "mine", Kind: ErrDamaged}
	for _, mine := range []error{own, errors.New("disk full"), context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF} {
		for _, p := range []string{dir, path} {
			visits := 0
			_, err := Read(context.Background(), p, Options{TempDir: t.TempDir()}, func(Found, io.Reader) error {
				visits++
				return mine
			})
			if err != mine || visits != 1 { //nolint:errorlint // the very same is meant
				t.Errorf("%T after %d visits: %v", mine, visits, err)
			}
		}
	}
}

func TestVisitsPanicIsNotSwallowed(t *testing.T) {
	dir, _ := logFolder(t)
	path := filepath.Join(t.TempDir(), "logs.zip")
	archivetest.Zip(t, dir, path)
	defer func() {
		if recover() == nil {
			t.Error("a panic of the caller was taken for a damaged archive")
		}
	}()
	_, _ = Read(context.Background(), path, Options{}, func(Found, io.Reader) error { panic("caller") })
}

func TestCancel(t *testing.T) {
	big := write(t, t.TempDir(), "bisq.log.gz", gz(t, strings.Repeat(line, 400_000)))
	ctx, cancel := context.WithCancel(context.Background())
	begun := time.Now()
	_, err := Read(ctx, big, Options{}, func(_ Found, r io.Reader) error {
		cancel()
		n, err := io.Copy(io.Discard, r)
		if n > 1<<20 {
			t.Errorf("%d bytes came after the cancel", n)
		}
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if d := time.Since(begun); d > 2*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestProgressAddsUp(t *testing.T) {
	dir, _ := logFolder(t)
	path := filepath.Join(t.TempDir(), "logs.tar.gz")
	archivetest.Tar(t, dir, path, "--gzip")
	var n int64
	rep, err := Read(context.Background(), path, Options{Progress: func(d int64) { n += d }}, func(_ Found, r io.Reader) error {
		_, err := io.Copy(io.Discard, r)
		return err
	})
	if err != nil || n < rep.Source.Size || n > rep.Source.Size+headBytes {
		t.Errorf("progress %d of %d, %v", n, rep.Source.Size, err)
	}
}

func TestNothingUsable(t *testing.T) {
	empty := t.TempDir()
	_, _, err := collect(t, empty, Limits{})
	wantError(t, err, ErrEmpty)
	_, _, err = collect(t, filepath.Join(empty, "nothing"), Limits{})
	wantError(t, err, ErrNotFound)
	if strings.Contains(err.Error(), empty) {
		t.Errorf("the error shows the whole path: %v", err)
	}
	_, rep, err := collect(t, write(t, t.TempDir(), "debug.log", []byte("[notice] Tor 0.4.8\n")), Limits{})
	wantError(t, err, ErrForeign)
	same(t, "skipped", skipped(rep), []string{"debug.log: not a Bisq log"})
	_, _, err = collect(t, write(t, t.TempDir(), "bisq_BTC.wallet", []byte("x")), Limits{})
	wantError(t, err, ErrPrivate)
	_, _, err = collect(t, write(t, t.TempDir(), "innocent.log", []byte("\x0a\x16org.bitcoin.production\x12\x20")), Limits{})
	wantError(t, err, ErrPrivate)
	_, _, err = collect(t, write(t, t.TempDir(), "bisq.log", nil), Limits{})
	wantError(t, err, ErrEmpty)
	_, _, err = collect(t, "/dev/null", Limits{})
	wantError(t, err, ErrUnreadable)
}
