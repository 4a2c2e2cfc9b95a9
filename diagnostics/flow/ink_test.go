package flow

import (
	"image"
	"image/color"
	"image/draw"
	"math/rand/v2"
	"testing"
)

// TestInkIsWhatTheLibraryDraws compares every coverage with the standard
// library's drawing over many pixels.
func TestInkIsWhatTheLibraryDraws(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	const width = 256 + 64
	for range 200 {
		c := color.NRGBA{uint8(rnd.Uint32()), uint8(rnd.Uint32()), uint8(rnd.Uint32()), uint8(rnd.Uint32())}
		if rnd.IntN(3) == 0 {
			c.A = 255
		}
		mask := image.NewAlpha(image.Rect(0, 0, width, 1))
		for i := range 256 {
			mask.Pix[rnd.IntN(width)] = uint8(i)
		}
		got, want := image.NewRGBA(mask.Rect), image.NewRGBA(mask.Rect)
		for i := range width {
			got.Set(i, 0, color.NRGBA{uint8(rnd.Uint32()), uint8(rnd.Uint32()), uint8(rnd.Uint32()), uint8(rnd.Uint32())})
		}
		copy(want.Pix, got.Pix)
		newInk(c).row(got.Pix, mask.Pix)
		draw.DrawMask(want, want.Rect, image.NewUniform(c), image.Point{}, mask, image.Point{}, draw.Over)
		for i := range want.Pix {
			if d := int(want.Pix[i]) - int(got.Pix[i]); d > 2 || d < -2 {
				t.Fatalf("%v with %d: byte %d is %d, want %d", c, mask.Pix[i/4], i%4, got.Pix[i], want.Pix[i])
			}
			if a := got.Pix[i|3]; got.Pix[i] > a {
				t.Fatalf("%v with %d: byte %d is %d, more than its alpha %d", c, mask.Pix[i/4], i%4, got.Pix[i], a)
			}
		}
	}
}
