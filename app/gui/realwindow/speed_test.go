package realwindow

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// smallest builds the smallest window that Fyne can open.
func smallest(t testing.TB) string {
	t.Helper()
	bin := filepath.Join(artefacts(t), "smallest-window")
	build := exec.CommandContext(t.Context(), "go", "build", "-tags", "migrated_fynedo,no_metadata,no_emoji", "-ldflags", "-s -w",
		"-o", bin, "./app/gui/realwindow/testdata/smallest")
	build.Dir = root(t)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the smallest window: %v\n%s", err, out)
	}
	return bin
}

// firstFrame starts a program and waits until its window is drawn: three
// quarters of where it stands are light.
func (s *screen) firstFrame(bin string, args ...string) (took time.Duration, r *running) {
	s.t.Helper()
	f := s.openFrame()
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
		time.Sleep(2 * time.Second) // to come to rest
		before := r.busy()
		time.Sleep(restTime)
		rest += 100 * (r.busy() - before).Seconds() / restTime.Seconds()
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

// What the window may cost. Most of the memory is the drawing library's, where
// there is no graphics card: where the smallest window has all but used it up,
// ours may have a little more.
const (
	mostStart    = 500 * time.Millisecond
	mostSwitch   = 100 * time.Millisecond
	mostResident = 150.0 // MB
	mostOwn      = 15.0  // MB above the smallest window
)

// settled is how long a window is left alone before its memory counts.
const settled = 2 * time.Second

// TestStartsSoonAndSmall holds the window to what it may cost. The best of
// five starts counts: other work on the machine makes the others slow.
func TestStartsSoonAndSmall(t *testing.T) {
	needTools(t)
	s := newScreen(t)
	s.manage()
	s.settle("role = \"support\"\n")
	measure := func(bin string, args ...string) (took time.Duration, memory float64) {
		took, r := s.firstFrame(bin, args...)
		time.Sleep(settled)
		memory, _, _ = r.resident()
		r.kill()
		return took, memory
	}
	base, foundation := measure(smallest(t))
	most := max(mostResident, foundation+mostOwn)
	latest := max(mostStart, 2*base) // on a machine so busy that the smallest takes long
	best, least := measure(program(t), "--data-dir", t.TempDir())
	for range 4 {
		if best < latest && least < most {
			break
		}
		took, memory := measure(program(t), "--data-dir", t.TempDir())
		best, least = min(best, took), min(least, memory)
	}
	t.Logf("first frame after %v, %.0f MB resident; the smallest window: %v, %.0f MB",
		best.Round(time.Millisecond), least, base.Round(time.Millisecond), foundation)
	if best >= latest {
		t.Errorf("the first frame comes after %v", best)
	}
	if least >= most {
		t.Errorf("%.0f MB are resident after the start, at most %.0f may be", least, most)
	}
}

// switched presses a key and waits until the screen has changed and stays so:
// how long that took to the last change.
func (s *screen) switched(f *frame, key string) time.Duration {
	s.t.Helper()
	const still = 150 * time.Millisecond
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

// TestSwitchesPagesAtOnce goes through a bundle's pages by their keys. The
// time holds xdotool's own start and its pause after the key.
func TestSwitchesPagesAtOnce(t *testing.T) {
	needTools(t)
	s := newScreen(t)
	s.manage()
	data := t.TempDir()
	s.settle("role = \"support\"\n")
	r := s.open("--data-dir", data)
	s.until("a bundle", func() bool { return exists(filepath.Join(data, "bundles", tradeID, "bundle.json")) }, func() {
		s.press("Escape", "ctrl+n")
		s.write(tradeID)
		s.press("Return")
	})
	f := s.openFrame()
	s.press("ctrl+5")
	s.still(f)
	for _, key := range []string{"ctrl+1", "ctrl+2", "ctrl+3", "ctrl+4", "ctrl+5"} {
		best := patience
		for range 5 {
			best = min(best, s.switched(f, key))
			if best < mostSwitch {
				break
			}
			s.press("ctrl+1", "ctrl+5")
			if key == "ctrl+5" {
				s.press("ctrl+1")
			}
			s.still(f)
		}
		t.Logf("%s: %v", key, best.Round(time.Millisecond))
		if best >= mostSwitch {
			t.Errorf("%s shows its page after %v", key, best)
		}
	}
	r.quit()
	if output, err := r.end(); err != nil {
		t.Errorf("it ended with %v:\n%s", err, output)
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
