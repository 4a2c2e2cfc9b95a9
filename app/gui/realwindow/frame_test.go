package realwindow

import (
	"encoding/binary"
	"hash/maphash"
	"os"
	"testing"
	"time"
)

// frame reads what is on a screen straight from the memory that Xvfb draws
// into, so that looking costs the program nothing.
type frame struct {
	f                   *os.File
	start               int64 // of the pixels
	width, height, line int
}

// look finds the pixels behind the head, which is that of a window dump:
// 32-bit numbers, big-endian.
func (s *screen) look() *frame {
	s.t.Helper()
	if s.frame != nil {
		return s.frame
	}
	f, err := os.Open(s.pixels)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = f.Close() }) // opened for reading
	head := make([]byte, 80)
	if _, err := f.ReadAt(head, 0); err != nil {
		s.t.Fatal(err)
	}
	field := func(i int) int { return int(binary.BigEndian.Uint32(head[4*i:])) }
	const size, width, height, bits, line, colours = 0, 4, 5, 11, 12, 19
	if field(bits) != 32 {
		s.t.Fatalf("the screen has %d bits a pixel", field(bits))
	}
	s.frame = &frame{f, int64(field(size) + 12*field(colours)), field(width), field(height), field(line)}
	return s.frame
}

// bright is how much of the screen is light, from 0 to 1, by every tenth pixel
// of every tenth line.
func (f *frame) bright(t testing.TB) float64 {
	t.Helper()
	light, all := 0, 0
	row := make([]byte, 4*f.width)
	for y := 0; y < f.height; y += 10 {
		if _, err := f.f.ReadAt(row, f.start+int64(y*f.line)); err != nil {
			t.Fatal(err)
		}
		for x := 0; x < len(row); x += 40 {
			all++
			if min(row[x], row[x+1], row[x+2]) > 0xe0 {
				light++
			}
		}
	}
	return float64(light) / float64(all)
}

var seed = maphash.MakeSeed()

// sum tells what is on the screen apart from anything else.
func (f *frame) sum(t testing.TB) uint64 {
	t.Helper()
	pixels := make([]byte, f.line*f.height)
	if _, err := f.f.ReadAt(pixels, f.start); err != nil {
		t.Fatal(err)
	}
	return maphash.Bytes(seed, pixels)
}

// covered reports whether a dialog is in front of the window: what is behind
// it is dimmed, so that less than half of the screen is light.
func (s *screen) covered() bool {
	bright := s.look().bright(s.t)
	return bright > 0.1 && bright < 0.5
}

// still waits until nothing on the screen has changed for a while.
func (s *screen) still() {
	s.t.Helper()
	const quiet = 400 * time.Millisecond
	f := s.look()
	last, since := f.sum(s.t), time.Now()
	s.wait("the screen is still", func() bool {
		if sum := f.sum(s.t); sum != last {
			last, since = sum, time.Now()
		}
		return time.Since(since) > quiet
	})
}
