package realwindow

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"tradecase/diagnostics/logs/logstest"
)

// smallest builds the smallest window that Fyne can open.
func smallest(t testing.TB) string {
	t.Helper()
	return build(t, "./app/gui/realwindow/testdata/smallest", "smallest-window")
}

// firstFrame starts a program and waits until its window is drawn: three
// quarters of where it stands are light.
func (s *screen) firstFrame(bin string, args ...string) (took time.Duration, r *running) {
	s.t.Helper()
	f := s.look()
	s.wait("the last window is gone", func() bool { return f.bright(s.t) < 0.05 })
	r = &running{s: s, cmd: exec.Command(bin, args...), ended: make(chan error, 1)}
	r.cmd.Env, r.cmd.Dir = s.env(), s.home
	r.cmd.Stdout, r.cmd.Stderr = &r.output, &r.output
	began := time.Now()
	if err := r.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = r.cmd.Process.Kill() })
	for f.bright(s.t) < 0.4 {
		if time.Since(began) > patience {
			s.shoot("realwindow-failed.png")
			s.t.Fatal("nothing is drawn")
		}
		time.Sleep(time.Millisecond)
	}
	took = time.Since(began)
	go func() { r.ended <- r.cmd.Wait() }()
	return took, r
}

// kill ends the program without asking.
func (r *running) kill() {
	_ = r.cmd.Process.Kill()
	<-r.ended
}

// resident is the program's memory in MB: all of it, the files that are mapped
// into it (code, the drawing library), and the rest.
func (r *running) resident() (all, mapped, own float64) {
	r.s.t.Helper()
	text, err := os.ReadFile("/proc/" + strconv.Itoa(r.cmd.Process.Pid) + "/status")
	if err != nil {
		r.s.t.Fatal(err)
	}
	mb := func(name string) float64 {
		_, rest, _ := strings.Cut(string(text), "\n"+name+":")
		kb, err := strconv.Atoi(strings.Fields(rest)[0])
		if err != nil {
			r.s.t.Fatal(err)
		}
		return float64(kb) / 1024
	}
	return mb("VmRSS"), mb("RssFile") + mb("RssShmem"), mb("RssAnon")
}

// busy is how long the program has used a processor.
func (r *running) busy() time.Duration {
	r.s.t.Helper()
	text, err := os.ReadFile("/proc/" + strconv.Itoa(r.cmd.Process.Pid) + "/stat")
	if err != nil {
		r.s.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), ") ") // the name may hold spaces
	var ticks int
	for _, field := range strings.Fields(rest)[11:13] {
		n, err := strconv.Atoi(field)
		if err != nil {
			r.s.t.Fatal(err)
		}
		ticks += n
	}
	return time.Duration(ticks) * time.Second / 100
}

// restTime is how long a window is watched at rest.
const restTime = 5 * time.Second

// rests is the share of a processor, in percent, that the program uses while
// nothing happens.
func (r *running) rests() float64 {
	r.s.t.Helper()
	time.Sleep(2 * time.Second) // to come to rest
	before := r.busy()
	time.Sleep(restTime)
	return 100 * (r.busy() - before).Seconds() / restTime.Seconds()
}

// TestRestsCheaply wants a window at which nobody does anything to cost less
// than Fyne's smallest does: on its first page, with a text that has the focus,
// and after pages with much on them. It is as quick as ever then.
func TestRestsCheaply(t *testing.T) {
	needTools(t)
	s := newScreen(t)
	s.manage()
	s.settle("role = \"support\"\n")
	_, small := s.firstFrame(smallest(t))
	most := small.rests()
	small.kill()
	data := t.TempDir()
	for _, args := range [][]string{{"new", tradeID}, {"add", tradeID, "--party", "seller", writeLogs(t, logstest.Ana(), 2)}} {
		if code, output := s.exitCode(s.env(), append(args, "--data-dir", data)...); code != 0 {
			t.Fatalf("%s: exit code %d:\n%s", args[0], code, output)
		}
	}
	r := s.open("--data-dir", data)
	costs := func(where string) {
		t.Helper()
		share := r.rests()
		t.Logf("%s: %.2f %% of a processor; the smallest window: %.2f %%", where, share, most)
		if share >= most {
			t.Errorf("%s costs %.2f %% of a processor at rest, the smallest window %.2f %%", where, share, most)
		}
	}
	costs("the first page")
	s.press("ctrl+f", "Return", "Return")
	s.still()
	costs("the overview")
	for key, where := range map[string]string{"ctrl+4": "the logs", "ctrl+e": "the hand-off, a text with the focus"} {
		if took := s.switched(key); took > time.Second {
			t.Errorf("after a rest %s takes %v", key, took)
		}
		costs(where)
	}
	r.kill()
}

// benchFirstFrame measures a program's start, and what it costs at rest.
func benchFirstFrame(b *testing.B, bin string, args ...string) {
	needTools(b)
	s := newScreen(b)
	s.manage()
	s.settle("role = \"support\"\n")
	var all, mapped, own, rest float64
	var start time.Duration
	n := 0
	for b.Loop() {
		took, r := s.firstFrame(bin, args...)
		start += took
		b.StopTimer()
		rest += r.rests()
		a, m, o := r.resident()
		all, mapped, own = all+a, mapped+m, own+o
		r.kill()
		n++
		b.StartTimer()
	}
	times := float64(n)
	b.ReportMetric(float64(start.Milliseconds())/times, "ms/frame")
	b.ReportMetric(rest/times, "%CPU")
	b.ReportMetric(all/times, "MB")
	b.ReportMetric(mapped/times, "MB-files")
	b.ReportMetric(own/times, "MB-own")
}

// What memory the window may hold. Most of it is the drawing library's, where
// there is no graphics card: where the smallest window has all but used it up,
// ours may have a little more.
const (
	mostResident = 150.0 // MB
	mostOwn      = 15.0  // MB above the smallest window
)

// TestStartsSmall holds the window to what memory it may hold once it has come
// to rest.
func TestStartsSmall(t *testing.T) {
	needTools(t)
	s := newScreen(t)
	s.manage()
	s.settle("role = \"support\"\n")
	_, small := s.firstFrame(smallest(t))
	s.still()
	foundation, _, _ := small.resident()
	small.kill()
	_, r := s.firstFrame(program(t), "--data-dir", t.TempDir())
	defer r.kill()
	most, memory := max(mostResident, foundation+mostOwn), 0.0
	if !s.within(patience, func() bool {
		memory, _, _ = r.resident()
		return memory < most
	}) {
		t.Errorf("%.0f MB stay resident after the start, at most %.0f may", memory, most)
	}
	_, mapped, own := r.resident()
	t.Logf("%.0f MB resident, %.0f MB of it files and %.0f MB the program's own; the smallest window: %.0f MB", memory, mapped, own, foundation)
}

// switched presses a key and waits until the screen has changed and stays so:
// how long that took to the last change.
func (s *screen) switched(key string) time.Duration {
	s.t.Helper()
	const still = 150 * time.Millisecond
	f := s.look()
	before := f.sum(s.t)
	began := time.Now()
	s.press(key)
	last, changed := before, began
	for now := began; now.Sub(changed) < still || last == before; now = time.Now() {
		if now.Sub(began) > patience {
			s.t.Fatalf("%s changes nothing", key)
		}
		if sum := f.sum(s.t); sum != last {
			last, changed = sum, time.Now()
		}
		time.Sleep(time.Millisecond)
	}
	return changed.Sub(began)
}

// openBundle opens the window with an empty bundle on its last page.
func (s *screen) openBundle(data string) *running {
	s.t.Helper()
	s.settle("role = \"support\"\n")
	r := s.open("--data-dir", data)
	s.until("a bundle", func() bool { return exists(filepath.Join(data, "bundles", tradeID, "bundle.json")) }, func() {
		s.press("Escape", "ctrl+n")
		s.write(tradeID)
		s.press("Return")
	})
	s.still()
	s.press("ctrl+7")
	s.still()
	return r
}

// TestKeysSwitchPages goes through a bundle's pages by their keys: each looks
// like no other.
func TestKeysSwitchPages(t *testing.T) {
	needTools(t)
	s := newScreen(t)
	s.manage()
	r := s.openBundle(t.TempDir())
	seen := map[uint64]string{}
	for _, key := range []string{"ctrl+1", "ctrl+2", "ctrl+3", "ctrl+4", "ctrl+5", "ctrl+6", "ctrl+7"} {
		s.switched(key)
		s.still()
		sum := s.look().sum(t)
		if before := seen[sum]; before != "" {
			t.Errorf("%s shows what %s does", key, before)
		}
		seen[sum] = key
	}
	r.quit()
	if output, err := r.end(); err != nil {
		t.Errorf("it ended with %v:\n%s", err, output)
	}
}

// BenchmarkSwitchPage is the time from a key to the last change of the page
// that it opens. It holds xdotool's own start and its pause after the key.
func BenchmarkSwitchPage(b *testing.B) {
	needTools(b)
	s := newScreen(b)
	s.manage()
	r := s.openBundle(b.TempDir())
	for _, page := range []struct{ name, key string }{
		{"Overview", "ctrl+1"},
		{"Items", "ctrl+2"},
		{"Notes", "ctrl+3"},
		{"Logs", "ctrl+4"},
		{"Transactions", "ctrl+5"},
		{"Screenshots", "ctrl+6"},
		{"Handoff", "ctrl+7"},
	} {
		b.Run(page.name, func(b *testing.B) {
			var all time.Duration
			for n := 0; b.Loop(); n++ {
				from := "ctrl+1"
				if page.key == from {
					from = "ctrl+2"
				}
				s.press(from)
				s.still()
				all += s.switched(page.key)
				b.ReportMetric(float64(all.Milliseconds())/float64(n+1), "ms/switch")
			}
		})
	}
	r.quit()
	if output, err := r.end(); err != nil {
		b.Errorf("it ended with %v:\n%s", err, output)
	}
}

// BenchmarkType is the time from a letter's key to the last change of the text
// that has the focus: while somebody types, and as the first key after a rest.
// It holds xdotool's own start and its pause after the key.
func BenchmarkType(b *testing.B) {
	needTools(b)
	s := newScreen(b)
	s.manage()
	r := s.openBundle(b.TempDir())
	for name, before := range map[string]time.Duration{"Typing": 0, "AfterRest": 3 * time.Second} {
		b.Run(name, func(b *testing.B) {
			s.press("ctrl+e", "ctrl+a", "Delete")
			s.still()
			var all time.Duration
			for n := 0; b.Loop(); n++ {
				time.Sleep(before)
				all += s.switched("a")
				b.ReportMetric(float64(all.Milliseconds())/float64(n+1), "ms/key")
			}
		})
	}
	r.quit()
	if output, err := r.end(); err != nil {
		b.Errorf("it ended with %v:\n%s", err, output)
	}
}

// BenchmarkFirstFrame is the time from the program's start to the first drawn
// frame, and at rest its memory and its share of a processor.
func BenchmarkFirstFrame(b *testing.B) {
	benchFirstFrame(b, program(b), "--data-dir", b.TempDir())
}

// BenchmarkFirstFrameSmallest is the same of the smallest window that Fyne can
// open: what of it is not ours.
func BenchmarkFirstFrameSmallest(b *testing.B) {
	benchFirstFrame(b, smallest(b))
}
