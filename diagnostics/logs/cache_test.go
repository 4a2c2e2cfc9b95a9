package logs

import "testing"

func TestCacheHoldsWhatWasAskedForLast(t *testing.T) {
	c, f := newCache(), &indexed{}
	asked := func(n int) bool {
		text, _, err := c.get(f, n)
		if err != nil {
			t.Fatal(err)
		}
		return text != nil
	}
	for n := range 5 * maxCached {
		c.put(f, n, []byte{byte(n)})
		if n >= 3 && !asked(3) {
			t.Fatalf("block 3, asked for again and again, is gone after %d", n)
		}
	}
	if len(c.blocks) != maxCached {
		t.Errorf("%d blocks are held", len(c.blocks))
	}
	for n, want := range map[int]bool{0: false, 4 * maxCached: false, 4*maxCached + 1: true, 5*maxCached - 1: true} {
		if asked(n) != want {
			t.Errorf("block %d is held: %v", n, !want)
		}
	}
}
