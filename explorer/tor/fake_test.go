package tor

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// play is what the test program does when a test starts it as another program.
func play(role string) int {
	switch role {
	case "parent": // starts Tor and waits to be killed
		client, err := Start(context.Background(), Options{DataDir: os.Args[1], Torrc: []string{"DisableNetwork 1"}})
		if err != nil {
			return 1
		}
		defer func() { _ = client.Close() }()
		time.Sleep(time.Minute)
		return 0
	default:
		return fakeTor(role)
	}
}

// fakeTor is a program in place of tor, for what a real one does only in
// networks that a test cannot have. It is the test program itself.
func fakeTor(role string) int {
	dir := os.Args[slices.Index(os.Args, "--DataDirectory")+1]
	stamp := "Nov 21 10:00:00.000 "
	switch role {
	case "silent":
		return 1
	case "nonsense":
		_, _ = fmt.Fprintln(os.Stdout, "usage: this program makes coffee")
		time.Sleep(time.Minute)
	case "words":
		_, _ = fmt.Fprintf(os.Stdout, "%s[warn] Could not bind to 10.1.2.3:9050 for \"%s\".\n%s[err] Reading config failed--see %s/torrc.\n",
			stamp, dir, stamp, dir)
		return 1
	case "old":
		_, _ = fmt.Fprintln(os.Stdout, stamp+"[err] This version of Tor will not work on the Tor network.")
		return 1
	case "quiet", "cut", "stuck", "clock", "denied":
		return fakeControl(role, dir)
	}
	return 2
}

// fakeControl speaks as much of the control protocol as Start needs.
func fakeControl(role, dir string) int {
	socks, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 2
	}
	go fakeSocks(socks)
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 2
	}
	file := os.Args[slices.Index(os.Args, "--ControlPortWriteToFile")+1]
	if os.WriteFile(file, []byte("PORT="+l.Addr().String()+"\n"), 0o600) != nil {
		return 2
	}
	cached := hasCache(dir)
	for {
		conn, err := l.Accept()
		if err != nil {
			return 2
		}
		go func() {
			lines := bufio.NewScanner(conn)
			for lines.Scan() {
				command, _, _ := strings.Cut(lines.Text(), " ")
				answer := "250 OK"
				switch {
				case command == "PROTOCOLINFO":
					answer = "250-PROTOCOLINFO 1\r\n250-AUTH METHODS=NULL\r\n250-VERSION Tor=\"0.4.9.11\"\r\n250 OK"
				case strings.Contains(lines.Text(), "DisableNetwork=0") && role == "denied":
					answer = "513 Unacceptable option value"
				case strings.Contains(lines.Text(), "listeners"):
					answer = fmt.Sprintf("250-net/listeners/socks=%q\r\n250 OK", socks.Addr())
				case strings.Contains(lines.Text(), "bootstrap-phase"):
					answer = "250-status/bootstrap-phase=" + fakePhase(role, cached) + "\r\n250 OK"
				case strings.Contains(lines.Text(), "HALT"):
					os.Exit(0)
				}
				_, _ = fmt.Fprint(conn, answer+"\r\n")
			}
		}()
	}
}

// fakePhase is how far each role comes.
func fakePhase(role string, cached bool) string {
	switch {
	case role == "quiet":
		return `NOTICE BOOTSTRAP PROGRESS=5 TAG=conn SUMMARY="Connecting to a relay"`
	case role == "cut":
		return `WARN BOOTSTRAP PROGRESS=14 TAG=handshake SUMMARY="Handshaking with a relay" WARNING="TLS_ERROR" REASON=TLS_ERROR COUNT=11 RECOMMENDATION=warn`
	case role == "stuck" && cached:
		return `NOTICE BOOTSTRAP PROGRESS=40 TAG=loading_keys SUMMARY="Loading authority key certs"`
	case role == "clock":
		return `WARN BOOTSTRAP PROGRESS=25 TAG=requesting_status SUMMARY="Asking for networkstatus consensus" WARNING="Clock skew" REASON=CLOCK_SKEW COUNT=1 RECOMMENDATION=warn`
	default:
		return `NOTICE BOOTSTRAP PROGRESS=100 TAG=done SUMMARY="Done"`
	}
}

// fakeSocks refuses everything by its rules.
func fakeSocks(l net.Listener) {
	socksServer(l, func(conn net.Conn, _ []byte) {
		_, _ = conn.Write([]byte{5, 2, 0, 1, 0, 0, 0, 0, 0, 0})
	})
}

// socksServer greets everybody, takes any name and password, and has each request
// answered.
func socksServer(l net.Listener, answer func(conn net.Conn, request []byte)) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = conn.Close() }()
			buffer := make([]byte, 512)
			_, _ = conn.Read(buffer)
			_, _ = conn.Write([]byte{5, 2})
			_, _ = conn.Read(buffer)
			_, _ = conn.Write([]byte{1, 0})
			if n, err := conn.Read(buffer); err == nil && n >= 2 {
				answer(conn, buffer[:n])
			}
		}()
	}
}

// withFake gives options for a Tor of which the program is a fake.
func withFake(t *testing.T, role string) Options {
	t.Helper()
	t.Setenv("TOR_TEST_ROLE", role)
	return Options{Path: os.Args[0], DataDir: filepath.Join(t.TempDir(), "tor")}
}

func TestTroubles(t *testing.T) {
	setLimit(t, &answerLimit, 2*time.Second)
	setLimit(t, &quietLimit, 300*time.Millisecond)
	setLimit(t, &pollEvery, 20*time.Millisecond)
	bridge := "192.0.2.3:443 " + strings.Repeat("AB", 20)
	for _, c := range []struct {
		role    string
		bridges []string
		code    Code
		text    string
	}{
		{"silent", nil, CodeDied, "it said nothing"},
		{"nonsense", nil, CodeNoAnswer, ""},
		{"words", nil, CodeDied, "[warn] Could not bind to … for …. [err] Reading config failed--see …"},
		{"old", nil, CodeTooOld, ""},
		{"quiet", nil, CodeNoRelay, ""},
		{"quiet", []string{bridge}, CodeBridgeDown, ""},
		{"cut", nil, CodeBlocked, ""},
		{"clock", nil, CodeClock, ""},
		{"denied", nil, CodeNoAnswer, ""},
	} {
		t.Run(c.role, func(t *testing.T) {
			options := withFake(t, c.role)
			options.Bridges = c.bridges
			client := begin(t, options)
			trouble := mustFall(t, client)
			if trouble.Code != c.code || !strings.Contains(trouble.Text, c.text) || trouble.Hint == "" {
				t.Errorf("trouble: %+v", trouble)
			}
			if strings.Contains(trouble.Text, options.DataDir) || strings.Contains(trouble.Text, "10.1.2.3") {
				t.Errorf("the trouble tells too much: %s", trouble.Text)
			}
			_, err := client.Dialer(NewIsolation(), false)(within60(t), "tcp", "example.onion:80")
			wantCode(t, err, c.code, "tor")
		})
	}
}

func TestWatchStops(t *testing.T) {
	client := begin(t, withFake(t, "quiet"))
	states := make(chan State, 100)
	stop := client.Watch(func(s Status) { states <- s.State })
	if first := <-states; first != Starting {
		t.Errorf("first: %s", first)
	}
	stop()
	stop() // once more does no harm
	time.Sleep(50 * time.Millisecond)
	mustClose(t, client)
	time.Sleep(50 * time.Millisecond)
	for len(states) > 0 {
		if s := <-states; s == Off {
			t.Error("called after stop")
		}
	}
}

func TestOldCache(t *testing.T) {
	setLimit(t, &stuckLimit, 300*time.Millisecond)
	setLimit(t, &pollEvery, 20*time.Millisecond)
	for _, dir := range []string{"tor", "old [2025]", "b*ck["} {
		t.Run(dir, func(t *testing.T) {
			options := withFake(t, "stuck")
			options.DataDir = filepath.Join(filepath.Dir(options.DataDir), dir)
			oldCache(t, options)
		})
	}
}

func oldCache(t *testing.T, options Options) {
	t.Helper()
	if err := os.MkdirAll(options.DataDir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cached-microdesc-consensus", "cached-certs", "state"} {
		if err := os.WriteFile(filepath.Join(options.DataDir, name), []byte("old"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	mustWait(t, begin(t, options))
	if hasCache(options.DataDir) {
		t.Error("the cache is still there")
	}
	if _, err := os.Stat(filepath.Join(options.DataDir, "state")); err != nil {
		t.Error("the guards were forgotten, too")
	}
}

func TestNoProgram(t *testing.T) {
	dir := t.TempDir()
	_, err := Start(t.Context(), Options{DataDir: dir, Path: filepath.Join(dir, "none")})
	wantCode(t, err, CodeMissing, "tor")
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte("not a program"), 0o700); err != nil {
		t.Fatal(err)
	}
	if trouble := mustFall(t, begin(t, Options{DataDir: dir, Path: text})); trouble.Code != CodeNoAnswer ||
		strings.Contains(trouble.Text, dir) {
		t.Errorf("trouble: %+v", trouble)
	}
	var e *Error
	if !errors.As(err, &e) || !strings.Contains(e.Hint(), "apt-get install tor") || strings.Contains(err.Error(), dir) {
		t.Errorf("got %v", err)
	}
}

func TestFolder(t *testing.T) {
	_, err := Start(t.Context(), Options{})
	wantCode(t, err, CodeFolder, "tor")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if trouble := mustFall(t, begin(t, Options{DataDir: filepath.Join(file, "tor")})); trouble.Code != CodeFolder ||
		strings.Contains(trouble.Text, file) {
		t.Errorf("trouble: %+v", trouble)
	}
}

// setLimit changes one of the limits for a test.
func setLimit(t *testing.T, which *time.Duration, to time.Duration) {
	t.Helper()
	was := *which
	*which = to
	t.Cleanup(func() { *which = was })
}
