package tor

import (
	"bytes"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestParseEvent(t *testing.T) {
	for _, c := range []struct {
		line string
		want event
	}{
		{
			`STATUS_CLIENT NOTICE BOOTSTRAP PROGRESS=5 TAG=conn SUMMARY="Connecting to a relay"`,
			event{"NOTICE", "BOOTSTRAP", map[string]string{"PROGRESS": "5", "TAG": "conn", "SUMMARY": "Connecting to a relay"}},
		},
		{
			`WARN BOOTSTRAP WARNING="say \"no\" \\ HOST=x" COUNT=3 HOSTADDR="192.0.2.1:1"`,
			event{"WARN", "BOOTSTRAP", map[string]string{"WARNING": `say "no" \ HOST=x`, "COUNT": "3", "HOSTADDR": "192.0.2.1:1"}},
		},
		{`STATUS_GENERAL WARN CLOCK_SKEW SKEW=-10800 SOURCE=OR:192.0.2.1`, event{"WARN", "CLOCK_SKEW", map[string]string{"SKEW": "-10800", "SOURCE": "OR:192.0.2.1"}}},
		{`STATUS_CLIENT NOTICE CIRCUIT_ESTABLISHED`, event{"NOTICE", "CIRCUIT_ESTABLISHED", map[string]string{}}},
		{`NOTICE X A="open`, event{"NOTICE", "X", map[string]string{"A": "open"}}},
		{`NOTICE X word A= B="" `, event{"NOTICE", "X", map[string]string{"A": "", "B": ""}}},
	} {
		got, ok := parseEvent(c.line)
		if !ok || got.severity != c.want.severity || got.action != c.want.action || !maps.Equal(got.args, c.want.args) {
			t.Errorf("%s: got %+v, %t", c.line, got, ok)
		}
	}
	for _, line := range []string{"", "CIRC 1 BUILT", "STATUS_CLIENT", "STATUS_CLIENT NOTICE", `NOTICE A=1`, `NOTICE "x"`} {
		if got, ok := parseEvent(line); ok {
			t.Errorf("%q: got %+v", line, got)
		}
	}
}

func FuzzStatus(f *testing.F) {
	f.Add(`STATUS_CLIENT WARN BOOTSTRAP PROGRESS=14 TAG=handshake SUMMARY="Handshaking" REASON=TLS_ERROR RECOMMENDATION=warn`)
	f.Add(`STATUS_GENERAL WARN CLOCK_SKEW SKEW=-10800 MIN_SKEW=3600 SOURCE=CONSENSUS`)
	f.Add(`NOTICE BOOTSTRAP PROGRESS=999999999999999999999 SUMMARY="\`)
	f.Add("STATUS_CLIENT ERR \xff = = \"\" \\")
	f.Fuzz(func(t *testing.T, line string) {
		b := &bootstrap{moved: time.Now()}
		for range 2 { // it may be heard twice
			b.hear(line)
		}
		status, err := b.status(time.Now())
		if err != nil || status.Percent < 0 || status.Percent > 100 || (status.State == On) != (status.Percent == 100) {
			t.Fatalf("status %+v, %v", status, err)
		}
		e, ok := parseEvent(line)
		if !ok {
			return
		}
		// Written again with every value quoted, it reads the same.
		var again strings.Builder
		again.WriteString(e.severity + " " + e.action)
		for key, value := range e.args {
			again.WriteString(" " + key + `="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value) + `"`)
		}
		if second, ok := parseEvent(again.String()); !ok || second.action != e.action || !maps.Equal(second.args, e.args) {
			t.Fatalf("%q became %q: %+v, %+v", line, again.String(), e, second)
		}
	})
}

func TestParseListeners(t *testing.T) {
	for text, want := range map[string][]string{
		`"127.0.0.1:9050"`:                  {"127.0.0.1:9050"},
		`"127.0.0.1:1" "unix:/a b/\"s" "3"`: {"127.0.0.1:1", `unix:/a b/"s`, "3"},
		``:                                  nil,
		`nothing`:                           nil,
	} {
		if got := parseListeners(text); !slices.Equal(got, want) {
			t.Errorf("%s: %q", text, got)
		}
	}
}

func TestSocksReply(t *testing.T) {
	for _, c := range []struct {
		name, bytes, address string
		err                  error
	}{
		{"IPv4", "\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50", "127.0.0.1", nil},
		{"IPv6", "\x05\x00\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x07\x00\x50", "2001:db8::7", nil},
		{"name", "\x05\x00\x00\x03\x03abc\x00\x50", "invalid IP", nil},
		{"refused", "\x05\xf0\x00\x01\x00\x00\x00\x00\x00\x00", "invalid IP", SocksError(0xF0)},
		{"another version", "\x04\x00\x00\x01", "invalid IP", errNotSocks},
		{"another kind", "\x05\x00\x00\x02\x00\x00\x00\x00\x00\x00", "invalid IP", errNotSocks},
		{"short", "\x05\x00\x00\x01\x7f", "invalid IP", io.ErrUnexpectedEOF},
		{"empty", "", "invalid IP", io.EOF},
	} {
		rest := bytes.NewBufferString(c.bytes)
		if c.err == nil {
			rest.WriteString("data of the connection")
		}
		got, err := readSocksReply(iotest.OneByteReader(rest))
		if !errors.Is(err, c.err) || got.String() != c.address {
			t.Errorf("%s: %v, %v", c.name, got, err)
		}
		if c.err == nil && rest.String() != "data of the connection" {
			t.Errorf("%s: it left %q", c.name, rest.String())
		}
	}
}

func FuzzSocksReply(f *testing.F) {
	f.Add([]byte("\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50more"))
	f.Add([]byte("\x05\x00\x00\x03\xff"))
	f.Add([]byte("\x05\xf7"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rest := bytes.NewReader(data)
		address, err := readSocksReply(rest)
		used := len(data) - rest.Len()
		if used > 4+1+255+2 {
			t.Fatalf("it read %d bytes", used)
		}
		if err == nil && (data[0] != 5 || data[1] != 0 || used < 7) {
			t.Fatalf("%x was taken for success: %v", data, address)
		}
		var refusal SocksError
		if errors.As(err, &refusal) && (refusal == 0 || newError(refusal.code("a.onion"), refusal).Text == "") {
			t.Fatalf("refusal %v has no meaning", refusal)
		}
	})
}

func TestSocksCodes(t *testing.T) {
	for reply, want := range map[SocksError]Code{
		0x01: CodeOnionTemporary, 0x02: CodeClearnet, 0x04: CodeOnionOffline, 0x05: CodeRefused, 0x06: CodeTimeout,
		0xF0: CodeOnionOffline, 0xF1: CodeOnionTemporary, 0xF2: CodeOnionTemporary, 0xF3: CodeOnionTemporary,
		0xF4: CodeOnionAuth, 0xF5: CodeOnionAuth, 0xF6: CodeOnionAddress, 0xF7: CodeOnionTemporary,
	} {
		if got := reply.code("x.onion"); got != want {
			t.Errorf("%v: %s instead of %s", reply, got, want)
		}
	}
	if got := SocksError(4).code("explorer.example"); got != CodeUnreachable {
		t.Errorf("clearnet: %s", got)
	}
}

func TestEveryCodeHasWords(t *testing.T) {
	faults := []string{"tor", "onion", "timeout", "unreachable", "cancelled"}
	for code, words := range troubles {
		e := newError(code, nil)
		if words[0] == "" || strings.HasSuffix(words[0], ".") || strings.ToLower(words[0][:1]) != words[0][:1] {
			t.Errorf("%s: text %q", code, words[0])
		}
		if words[1] != "" && !strings.HasSuffix(words[1], ".") {
			t.Errorf("%s: hint %q", code, words[1])
		}
		if !slices.Contains(faults, e.Fault()) || !errors.Is(e, newError(code, io.EOF)) {
			t.Errorf("%s: fault %q", code, e.Fault())
		}
	}
}

func TestCheckBridge(t *testing.T) {
	id := strings.Repeat("0123456789", 4)
	for _, line := range []string{
		"192.0.2.1:443", "192.0.2.1:443 " + id, "[2001:db8::1]:443 $" + id, "Bridge 192.0.2.1:443",
		"obfs4 192.0.2.1:443 " + id + " cert=abc+/ iat-mode=0",
		"  bridge\tobfs4  192.0.2.1:443 cert=abc iat-mode=2  ",
		"snowflake 192.0.2.3:80 " + id + " fingerprint=" + id + " url=https://snowflake.example/ ice=stun:stun.example:3478 utls-imitate=hellorandomizedalpn",
	} {
		if err := CheckBridge(line); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
	for _, line := range []string{
		"", "Bridge", "obfs4", "example.com:443", "192.0.2.1", "192.0.2.1:0", "192.0.2.1:443 abc",
		"obfs4 192.0.2.1:443 " + id, "obfs4 192.0.2.1:443 cert=", "192.0.2.1:443 " + id + " cert=abc",
		"meek 192.0.2.1:443", "obfs4 192.0.2.1:443 cert=a\nExitRelay 1", "obfs4 192.0.2.1:443 cert=ä",
		"192.0.2.1:443 " + strings.Repeat("x", 5000), "snowflake snowflake.example:80",
	} {
		err := CheckBridge(line)
		if CodeOf(err) != CodeBadBridge {
			t.Errorf("%q: %v", line, err)
		} else if strings.Contains(err.Error(), "192.0.2.1") {
			t.Errorf("the error tells the line: %v", err)
		}
	}
}

// What CheckBridge lets pass has to suit Tor as well.
func TestTorTakesTorrc(t *testing.T) {
	id := strings.Repeat("0123456789", 4)
	bridges, err := bridgeLines([]string{
		"192.0.2.1:443 " + id,
		"obfs4 192.0.2.2:443 " + id + " cert=" + strings.Repeat("A", 70) + " iat-mode=0",
		"snowflake 192.0.2.3:80 " + id + " fingerprint=" + id + " url=https://snowflake.example/ ice=stun:stun.example:3478",
	})
	if err != nil {
		t.Fatalf("%v; install them: sudo apt-get install obfs4proxy snowflake-client", err)
	}
	program, _, err := Find("")
	if err != nil {
		t.Fatal(err)
	}
	options := Options{DataDir: filepath.Join(t.TempDir(), "tor"), Clearnet: true}
	torrc, defaults, err := writeTorrc(options, bridges)
	if err != nil {
		t.Fatal(err)
	}
	verify := exec.Command(program, "--verify-config", "--defaults-torrc", defaults, "-f", torrc, "--DataDirectory", options.DataDir)
	if output, err := verify.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestTransportMissing(t *testing.T) {
	transports["obfs4"] = []string{"no-such-transport"}
	t.Cleanup(func() { transports["obfs4"] = []string{"obfs4proxy", "lyrebird"} })
	_, err := Start(t.Context(), Options{DataDir: t.TempDir(), Bridges: []string{"obfs4 192.0.2.2:443 cert=A iat-mode=0"}})
	wantCode(t, err, CodeTransportMissing, "tor")
	_, err = Start(t.Context(), Options{DataDir: t.TempDir(), Bridges: []string{"nonsense"}})
	wantCode(t, err, CodeBadBridge, "tor")
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	own := filepath.Join(dir, "tor")
	if err := os.WriteFile(own, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	if runtime.GOOS != "windows" {
		if path, tried, err := Find(""); err != nil || path != own || !slices.Contains(tried, own) {
			t.Errorf("in PATH: %s, %q, %v", path, tried, err)
		}
	}
	if path, tried, err := Find(own); err != nil || path != own || len(tried) != 1 {
		t.Errorf("configured: %s, %q, %v", path, tried, err)
	}
	// Who chose a program gets that one or none.
	if path, _, err := Find(filepath.Join(dir, "other")); CodeOf(err) != CodeMissing {
		t.Errorf("configured, but missing: %s, %v", path, err)
	}
	if path, _, err := Find(dir); CodeOf(err) != CodeMissing {
		t.Errorf("a folder: %s, %v", path, err)
	}
	t.Setenv("PATH", t.TempDir())
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	browser := browserPlaces("tor")
	if len(browser) == 0 || !slices.ContainsFunc(browser, func(p string) bool { return strings.HasPrefix(p, home) }) {
		t.Errorf("Tor Browser is looked for in %q", browser)
	}
}

func TestLastWords(t *testing.T) {
	output := "a library says something\n" +
		"Nov 21 10:00:00.000 [notice] Tor 0.4.9.11 running.\n" +
		"Nov 21 10:00:00.000 [warn] Couldn't open \"/home/jane doe/.tor/lock\" for [2001:db8::1]:443 and 192.0.2.1:9001\n" +
		"Nov 21 10:00:00.000 [warn] Bridge obfs4 with C:\\Users\\jane\\tor and cert=" + strings.Repeat("Ab1/", 17) + "\n" +
		"Nov 21 10:00:00.000 [err] Guard $" + strings.Repeat("AB", 20) + " is gone.\n"
	got := lastWords(output)
	for _, secret := range []string{"jane", "2001", "192.0.2.1", "Ab1/", "ABAB", "library", "running"} {
		if strings.Contains(got, secret) {
			t.Errorf("%q tells %q", got, secret)
		}
	}
	for _, word := range []string{"Couldn't open", "Bridge obfs4", "is gone."} {
		if !strings.Contains(got, word) {
			t.Errorf("%q lacks %q", got, word)
		}
	}
	if got := lastWords("nothing of tor's\n"); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestTailIsBounded(t *testing.T) {
	var kept tail
	for range 1000 {
		if n, err := kept.Write(bytes.Repeat([]byte("x"), 1000)); n != 1000 || err != nil {
			t.Fatal(n, err)
		}
	}
	_, _ = kept.Write(bytes.Repeat([]byte("y"), 3*maxTail))
	_, _ = kept.Write([]byte("the end"))
	if got := kept.String(); len(got) != maxTail || !strings.HasSuffix(got, "ythe end") || cap(kept.data) > 4*maxTail {
		t.Errorf("%d bytes, %d held", len(got), cap(kept.data))
	}
}

func TestDeathCode(t *testing.T) {
	for words, want := range map[string]Code{
		"It looks like another Tor process is running with the same data directory.": CodeLocked,
		"Couldn't access/create private data directory \"x\"":                        CodeFolder,
		"Unrecognized SocksPort option 'ExtendedErrors'":                             CodeTooOld,
		"Bridge line 'x' did not parse":                                              CodeBadBridge,
		"segmentation fault":                                                         CodeDied,
	} {
		if got := deathCode(words); got != want {
			t.Errorf("%s: %s instead of %s", words, got, want)
		}
	}
}

func TestClockTrouble(t *testing.T) {
	for ahead, want := range map[time.Duration]string{
		3*time.Hour + time.Minute: "3 h ahead", -3 * time.Hour: "3 h behind",
		-45 * time.Minute: "45 min behind", 50 * time.Hour: "2 days ahead", 0: "clock is wrong",
	} {
		if got := clockTrouble(ahead); !strings.Contains(got.Text, want) || got.Code != CodeClock || got.Hint == "" {
			t.Errorf("%v: %+v", ahead, *got)
		}
	}
}
