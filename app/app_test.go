package app

import (
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"tradecase/bundle/archive/archivetest"
	"tradecase/diagnostics/logs/logstest"
	"tradecase/diagnostics/trade/tradetest"
)

// TestMain lets the scripts run this test binary as tradecase.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"tradecase": func() { os.Exit(Main(os.Args[1:])) }})
}

func TestScripts(t *testing.T) {
	for _, tool := range []string{"7z", "unzip", "tar", "zip"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing; install: apt-get install p7zip-full unzip tar zip", tool)
		}
	}
	params := scriptParams()
	params.Dir = "testdata/script"
	testscript.Run(t, params)
}

// scriptParams are what all scripts have in common: an own home, no display.
func scriptParams() testscript.Params {
	return testscript.Params{
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "data"))
			env.Setenv("TRADECASE_CONFIG", filepath.Join(env.WorkDir, "config.toml"))
			env.Setenv("DISPLAY", "")
			env.Setenv("WAYLAND_DISPLAY", "")
			env.Setenv("LANG", "C.UTF-8")
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"code":    scriptCode,
			"mklogs":  scriptLogs,
			"mkimg":   scriptImage,
			"bomb":    scriptBomb,
			"mode":    scriptMode,
			"limit":   scriptLimit,
			"example": scriptExample,

			"mkcontract": scriptContract,
			"listen":     scriptListen,
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	}
}

// scriptCode runs a command and demands its exit code: code 3 tradecase scan x.
func scriptCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: code N COMMAND…")
	}
	if got := exitCode(ts, args[1:]); strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s\n%s%s", got, args[0], ts.ReadFile("stdout"), ts.ReadFile("stderr"))
	}
}

// exitCode runs a command, keeping what it prints for the script.
func exitCode(ts *testscript.TestScript, args []string) int {
	err := ts.Exec(args[0], args[1:]...)
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	return 0
}

// scriptListen opens a port that answers as a web server does, and puts its
// address into a variable: listen 127.0.0.1:0 NAME.
func scriptListen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: listen ADDRESS NAME")
	}
	l, err := net.Listen("tcp4", args[0])
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
	ts.Setenv(args[1], l.Addr().String())
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			_ = c.Close()
		}
	}()
}

// scriptLogs writes a trader's logs: mklogs ana DIR FILES BYTES.
func scriptLogs(ts *testscript.TestScript, neg bool, args []string) {
	traders := map[string]logstest.Trader{"alexis": logstest.Alexis(), "ana": logstest.Ana(), "joao": logstest.Joao()}
	if neg || len(args) != 4 {
		ts.Fatalf("usage: mklogs TRADER DIR FILES BYTES")
	}
	trader, ok := traders[args[0]]
	files, err1 := strconv.Atoi(args[2])
	size, err2 := strconv.Atoi(args[3])
	if !ok || err1 != nil || err2 != nil {
		ts.Fatalf("mklogs: bad arguments %q", args)
	}
	dir := ts.MkAbs(args[1])
	ts.Check(os.MkdirAll(dir, 0o700))
	ts.Check(trader.WriteSet(dir, files, size))
}

// scriptContract writes the contract of an invented trade: mkcontract FILE.
func scriptContract(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: mkcontract FILE")
	}
	made := tradetest.Build(tradetest.Variants()[0], 1)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(made.Contract), 0o600))
}

// scriptImage draws an image of its own: mkimg FILE N. A .jpg gets Exif with an
// orientation and a name.
func scriptImage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mkimg FILE N")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	img := image.NewRGBA(image.Rect(0, 0, 60+n, 40))
	for i := range 40 {
		img.Set(i, i, color.RGBA{uint8(n), uint8(i), 200, 255})
	}
	f, err := os.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	defer f.Close() //nolint:errcheck // the encoder's error tells
	if !strings.HasSuffix(args[0], ".jpg") {
		ts.Check(png.Encode(f, img))
		return
	}
	var plain strings.Builder
	ts.Check(jpeg.Encode(&plain, img, nil))
	exif := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00Alexis Example"
	size := len(exif) + 2
	_, err = f.WriteString(plain.String()[:2] + "\xff\xe1" + string([]byte{byte(size >> 8), byte(size)}) + exif + plain.String()[2:])
	ts.Check(err)
}

// scriptBomb makes a hostile zip: bomb KIND FILE.
func scriptBomb(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: bomb KIND FILE")
	}
	f, err := os.Create(ts.MkAbs(args[1]))
	ts.Check(err)
	defer f.Close() //nolint:errcheck // the maker's error tells
	switch args[0] {
	case "10g":
		ts.Check(archivetest.Bomb(f, "bisq.log", logHead, 10<<30))
	case "million":
		ts.Check(archivetest.ManyEntries(f, 1_000_000, 1_000_000))
	default:
		ts.Fatalf("no such bomb")
	}
}

// scriptMode demands a file's permissions: mode 0600 FILE.
func scriptMode(ts *testscript.TestScript, neg bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	want, err := strconv.ParseUint(args[0], 8, 32)
	ts.Check(err)
	if neg == (uint64(info.Mode().Perm()) == want) {
		ts.Fatalf("%s has mode %v", args[1], info.Mode().Perm())
	}
}

// scriptLimit runs a command with a limit on the size of files, in blocks of
// 1024 bytes: limit N COMMAND…; it must fail with exit code 1.
func scriptLimit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: limit N COMMAND…")
	}
	script := "ulimit -f " + args[0] + "; exec \"$@\""
	scriptCode(ts, false, slices.Concat([]string{"1", "bash", "-c", script, "bash"}, args[1:]))
}

// logHead makes a hostile file look like a log.
const logHead = "Okt.-07 09:06:35.077 [main] INFO  b.c.app.Version: Version{VERSION=1.9.17, P2P_NETWORK_VERSION=1} \n"
