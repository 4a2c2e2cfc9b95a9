package logs_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/text"
)

// entry is an Entry whose bytes stay.
type entry struct {
	line, offset, size                  int64
	at, thread, level, logger, msg, raw string
	truncated                           bool
}

func entries(tb testing.TB, r io.Reader) ([]entry, error) {
	tb.Helper()
	var out []entry
	s := logs.NewScanner(r)
	for s.Next() {
		e := s.Entry()
		out = append(out, entry{
			e.Line, e.Offset, e.Size, string(e.At), string(e.Thread), string(e.Level),
			string(e.Logger), string(e.Text), string(e.Raw), e.Truncated,
		})
	}
	return out, s.Err()
}

func scanned(tb testing.TB, log string) []entry {
	tb.Helper()
	got, err := entries(tb, strings.NewReader(log))
	if err != nil {
		tb.Fatal(err)
	}
	return got
}

func TestHeaders(t *testing.T) {
	tests := []struct {
		name, line                string
		at, thread, level, logger string
		text                      string
	}{
		{"english", "Sep-30 19:49:16.881 [main] INFO  bisq.common.app.Version: Version{VERSION=1.1.7} \n", "Sep-30 19:49:16.881", "main", "INFO", "bisq.common.app.Version", "Version{VERSION=1.1.7} \n"},
		{"german", "Okt.-07 09:06:35.077 [main] INFO  b.c.app.Version: hi \n", "Okt.-07 09:06:35.077", "main", "INFO", "b.c.app.Version", "hi \n"},
		{"french", "févr.-08 09:06:35.077 [main] ERROR b.c.X: hi \n", "févr.-08 09:06:35.077", "main", "ERROR", "b.c.X", "hi \n"},
		{"russian", "янв.-19 12:58:18.933 [a b] WARN  b.c.X: hi \n", "янв.-19 12:58:18.933", "a b", "WARN", "b.c.X", "hi \n"},
		{"numeric", "10-07 09:06:35.077 [main] INFO  b.c.X: hi \n", "10-07 09:06:35.077", "main", "INFO", "b.c.X", "hi \n"},
		{"vietnamese", "thg 10-07 09:06:35.077 [main] INFO  b.c.X: hi \n", "thg 10-07 09:06:35.077", "main", "INFO", "b.c.X", "hi \n"},
		{"escape code", "\x1b[34maug-28 16:06:18.976 [main] INFO  bisq.common.setup.CommonSetup: hi\n", "aug-28 16:06:18.976", "main", "INFO", "bisq.common.setup.CommonSetup", "hi\n"},
		{"arrows", "←[0;39m←[34maug-28 16:06:19.006 [main] INFO  bisq.common.app.AsciiLogo: \n", "aug-28 16:06:19.006", "main", "INFO", "bisq.common.app.AsciiLogo", "\n"},
		{"lost escape", "[0;39m[34maug-28 16:06:19.006 [main] INFO  b.X: hi\n", "aug-28 16:06:19.006", "main", "INFO", "b.X", "hi\n"},
		{"quoted", "> Okt.-07 09:06:36.533 [main] INFO  b.X: hi \n", "Okt.-07 09:06:36.533", "main", "INFO", "b.X", "hi \n"},
		{"twice quoted", ">> Okt.-07 09:06:36.533 [main] INFO  b.X: hi \n", "Okt.-07 09:06:36.533", "main", "INFO", "b.X", "hi \n"},
		{"brackets in the thread", "Mar-08 07:05:00.743 [net thread for [2001:db8::7]:8333] INFO  b.X: [hi] INFO\n", "Mar-08 07:05:00.743", "net thread for [2001:db8::7]:8333", "INFO", "b.X", "[hi] INFO\n"},
		{"one blank", "Mar-08 07:05:00.743 [main] INFO b.X: hi\n", "Mar-08 07:05:00.743", "main", "INFO", "b.X", "hi\n"},
		{"crlf", "Mar-08 07:05:00.743 [main] INFO  b.X: hi \r\n", "Mar-08 07:05:00.743", "main", "INFO", "b.X", "hi \r\n"},
		{"no line end", "Mar-08 07:05:00.743 [main] INFO  b.X: hi", "Mar-08 07:05:00.743", "main", "INFO", "b.X", "hi"},
		{"breaks off in the logger", "Mar-08 07:05:00.743 [main] INFO  b.c", "Mar-08 07:05:00.743", "main", "INFO", "", "b.c"},
		{"breaks off in the level", "Mar-08 07:05:00.743 [main] INF", "Mar-08 07:05:00.743", "main", "", "", "INF"},
		{"breaks off in the thread", "Mar-08 07:05:00.743 [ma", "Mar-08 07:05:00.743", "", "", "", "ma"},
		{"invalid UTF-8", "M\xe4rz-08 07:05:00.743 [main] INFO  b.X: \xff\xfe\n", "M\xe4rz-08 07:05:00.743", "main", "INFO", "b.X", "\xff\xfe\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := scanned(t, tt.line)
			if len(got) != 1 {
				t.Fatalf("%d entries", len(got))
			}
			e := got[0]
			if e.at != tt.at || e.thread != tt.thread || e.level != tt.level || e.logger != tt.logger || e.msg != tt.text || e.raw != tt.line {
				t.Errorf("got %+v", e)
			}
		})
	}
}

func TestNotHeaders(t *testing.T) {
	for _, line := range []string{
		"", "\n", "hello\n", "2024-01-02 10:00:00.123 [main] INFO  b.X: another program\n",
		"Okt.-7 09:06:35.077 [main]", "Okt.-07 09:06:35.077 main", "Okt.-07 09:06:35 [main]", "-07 09:06:35.077 [main]",
		"it was Okt.-07 09:06:35.077 [main]", "a=Okt.-07 09:06:35.077 [main]", "Okt.-07 09:06:35.077", strings.Repeat("x", 40) + "-07 09:06:35.077 [main]",
	} {
		for _, e := range scanned(t, line) {
			if e.at != "" {
				t.Errorf("%q is no header", line)
			}
		}
	}
}

func TestEntriesWithTheirLines(t *testing.T) {
	log := "rest of an entry\nof an older file\n" +
		"Okt.-07 09:06:35.077 [main] INFO  b.X: one\n\ntwo\r\n   three \n" +
		"> Okt.-07 09:06:35.078 [main] INFO  b.X: somebody's words\n" +
		"Okt.-07 09:06:36.000 [main] WARN  b.Y: four"
	got := scanned(t, log)
	want := []entry{
		{line: 1, offset: 0, size: 34, msg: "rest of an entry\nof an older file\n"},
		{line: 3, offset: 34, at: "Okt.-07 09:06:35.077", level: "INFO", logger: "b.X", msg: "one\n\ntwo\r\n   three \n> Okt.-07 09:06:35.078 [main] INFO  b.X: somebody's words\n"},
		{line: 8, at: "Okt.-07 09:06:36.000", level: "WARN", logger: "b.Y", msg: "four"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d entries: %+v", len(got), got)
	}
	for i, w := range want {
		g := got[i]
		if g.line != w.line || g.at != w.at || g.level != w.level || g.logger != w.logger || g.msg != w.msg {
			t.Errorf("entry %d: %+v", i, g)
		}
	}
	tiles(t, log, got)
}

func TestQuotedPaste(t *testing.T) {
	got := scanned(t, "Here is my log:\n> Okt.-07 09:06:36.533 [main] INFO  b.X: a{\n>      b=200,\n> } \n> Okt.-07 09:06:37.000 [main] WARN  b.Y: c \n")
	if len(got) != 3 || got[1].msg != "a{\n>      b=200,\n> } \n" || got[2].level != "WARN" {
		t.Errorf("got %+v", got)
	}
}

// After a crash a run of zero bytes stands where the last lines were lost, and
// the next start goes on in the same line.
func TestHeaderBehindZeroBytes(t *testing.T) {
	for _, zeros := range []int{1, 100, 64 << 10, 200_000} {
		z := strings.Repeat("\x00", zeros)
		log := "Okt.-07 09:06:35.077 [main] INFO  b.X: cut o" + z + "Okt.-07 10:00:00.000 [main] INFO  b.Y: new\n" + z + "Okt.-07 10:00:01.000 [main] WARN  b.Z: newer\n"
		got := scanned(t, log)
		tiles(t, log, got)
		var loggers []string
		for _, e := range got {
			if e.at != "" {
				loggers = append(loggers, e.logger)
			}
		}
		if strings.Join(loggers, " ") != "b.X b.Y b.Z" || got[len(got)-1].line != 2 {
			t.Errorf("%d zero bytes: %q, last line %d", zeros, loggers, got[len(got)-1].line)
		}
	}
}

// The same where the zero bytes fill the reader's buffer to the last.
func TestHeaderBehindBufferOfZeroBytes(t *testing.T) {
	for zeros := 64<<10 - 200; zeros < 64<<10+3; zeros++ {
		log := strings.Repeat("\x00", zeros) + "Okt.-07 10:00:00.000 [main] INFO  b.Y: new\n"
		got := scanned(t, log)
		tiles(t, log, got)
		if got[len(got)-1].logger != "b.Y" {
			t.Errorf("%d zero bytes: no header", zeros)
		}
		log = log[:zeros+25]
		got = scanned(t, log)
		tiles(t, log, got)
		if got[len(got)-1].at == "" {
			t.Errorf("%d zero bytes: no header at the end of the file", zeros)
		}
	}
}

func TestUTF16(t *testing.T) {
	log := "Okt.-07 09:06:35.077 [main] INFO  b.X: Belén \r\nOkt.-07 09:06:36.077 [main] WARN  b.Y: 日本 \r\n"
	for _, mark := range []string{"\ufeff", ""} {
		for name, order := range map[string]binary.AppendByteOrder{"little": binary.LittleEndian, "big": binary.BigEndian} {
			var b []byte
			for _, u := range utf16.Encode([]rune(mark + log)) {
				b = order.AppendUint16(b, u)
			}
			got, err := entries(t, bytes.NewReader(b))
			if err != nil || len(got) != 2 || got[0].msg != "Belén \r\n" || got[1].msg != "日本 \r\n" {
				t.Errorf("%s endian, mark %q: %+v %v", name, mark, got, err)
			}
			tiles(t, log, got)
		}
	}
}

func TestByteOrderMark(t *testing.T) {
	got := scanned(t, "\ufeffOkt.-07 09:06:35.077 [main] INFO  b.X: hi\n")
	if len(got) != 1 || got[0].at != "Okt.-07 09:06:35.077" || got[0].offset != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestLongEntryIsCut(t *testing.T) {
	head := "Okt.-07 09:06:35.077 [main] INFO  b.X: "
	for name, body := range map[string]string{
		"one line":   strings.Repeat("0123456789 ", 30_000) + "\n",
		"many lines": strings.Repeat("0123456789\n", 30_000),
		"no blanks":  strings.Repeat("é", 100_000) + "\n",
	} {
		log := head + body + "Okt.-07 09:06:36.077 [main] WARN  b.Y: next\n"
		got := scanned(t, log)
		if len(got) != 2 || !got[0].truncated || got[1].truncated || got[1].logger != "b.Y" {
			t.Fatalf("%s: %d entries", name, len(got))
		}
		if len(got[0].raw) > 64<<10 || !strings.HasPrefix(log, got[0].raw) || got[0].size != int64(len(head)+len(body)) {
			t.Errorf("%s: %d bytes held, size %d", name, len(got[0].raw), got[0].size)
		}
		if want := int64(1 + strings.Count(body, "\n")); got[1].line != want {
			t.Errorf("%s: next line is %d, want %d", name, got[1].line, want)
		}
	}
}

func TestReadErrorComesAfterWhatWasRead(t *testing.T) {
	broken := errors.New("disk on fire")
	got, err := entries(t, io.MultiReader(strings.NewReader("Okt.-07 09:06:35.077 [main] INFO  b.X: hi\nmo"), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || len(got) != 1 || got[0].logger != "b.X" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestEmptyFile(t *testing.T) {
	if got := scanned(t, ""); len(got) != 0 {
		t.Errorf("got %+v", got)
	}
}

// endless gives n bytes without a line end.
type endless struct{ n int }

func (e *endless) Read(p []byte) (int, error) {
	if e.n == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.n)
	for i := range p[:n] {
		p[i] = "abc, 0123"[i%9]
	}
	e.n -= n
	return n, nil
}

func TestLongLineNeedsLittleMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const size = 50 << 20
	got, err := entries(t, io.MultiReader(
		strings.NewReader("Okt.-07 09:06:35.077 [main] INFO  b.X: "), &endless{size},
		strings.NewReader("\nOkt.-07 09:06:36.077 [main] INFO  b.Y: hi\n")))
	runtime.ReadMemStats(&after)
	if err != nil || len(got) != 2 || got[0].size < size || got[1].line != 2 {
		t.Fatalf("%d entries, %v", len(got), err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 2<<20 {
		t.Errorf("%d bytes were allocated in all", used)
	}
}

// tiles checks that entries cover the decoded text without gap or overlap and
// that their line numbers are right.
func tiles(tb testing.TB, decoded string, got []entry) {
	tb.Helper()
	var at int64
	for i, e := range got {
		if e.offset != at || e.size <= 0 {
			tb.Fatalf("entry %d is at %d with %d bytes, want it at %d", i, e.offset, e.size, at)
		}
		if want := int64(strings.Count(decoded[:at], "\n")) + 1; e.line != want {
			tb.Fatalf("entry %d is in line %d, want %d", i, e.line, want)
		}
		part := decoded[at : at+e.size]
		if !strings.HasPrefix(part, e.raw) || e.truncated == (len(e.raw) == len(part)) || !strings.HasSuffix(e.raw, e.msg) {
			tb.Fatalf("entry %d: raw %.80q is not the text there, %.80q", i, e.raw, part)
		}
		at += e.size
	}
	if at != int64(len(decoded)) {
		tb.Fatalf("%d bytes of %d are in entries", at, len(decoded))
	}
}

func FuzzScanner(f *testing.F) {
	for _, s := range []string{
		"", "\n", "\x00", "\xff\xfeO\x00", "Okt.-07 09:06:35.077 [main] INFO  b.X: hi \nmore\r\n\x00\x00Okt.-07 09:06:35.078 [main] ERROR b.X: hi",
		"\x1b[34maug-28 16:06:18.976 [a] b] INFO  x: y\n←[0;39m←[34maug-28 16:06:18.976 [main] INFO  x: y\n",
		"> Okt.-07 09:06:35.077 [main] INFO  b.X: hi \n> a\n>Okt.-07 09:06:35.077 [", "\xef\xbb\xbfa\nb", "1-01 00:00:00.000 [",
	} {
		f.Add([]byte(s), uint32(0))
		f.Add([]byte(s), uint32(70_000))
	}
	f.Fuzz(func(t *testing.T, b []byte, stretch uint32) {
		b = append(b[:len(b):len(b)], bytes.Repeat([]byte("x"), int(stretch%200_000))...)
		b = append(b, b[:min(len(b), 1000)]...)
		decoded, err := io.ReadAll(text.NewReader(bytes.NewReader(b)))
		if err != nil {
			t.Fatal(err)
		}
		got, err := entries(t, bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		tiles(t, string(decoded), got)
	})
}
