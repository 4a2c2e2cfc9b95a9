package flow

import (
	"encoding/binary"
	"image/color"
)

// ink is a colour that is put on pixels, by how far each is covered.
type ink struct {
	full color.RGBA // premultiplied
}

func newInk(c color.NRGBA) ink {
	return ink{color.RGBA{share(c.R, c.A), share(c.G, c.A), share(c.B, c.A), c.A}}
}

// share is a part of a value; 255 is the whole.
func share(v, of uint8) uint8 { return uint8((uint32(v)*uint32(of)*0x101 + 0x8080) >> 16) } //nolint:gosec // at most 255

// row puts the colour on a row of premultiplied pixels, four bytes each; mask has
// a byte for each of them.
func (k ink) row(pix, mask []uint8) {
	for x := 0; x < len(mask); x++ {
		if x+8 <= len(mask) && binary.LittleEndian.Uint64(mask[x:]) == 0 {
			x += 7
			continue
		}
		switch m := mask[x]; m {
		case 0:
		case 255:
			put(pix[4*x:][:4], k.full)
		default:
			put(pix[4*x:][:4], color.RGBA{share(k.full.R, m), share(k.full.G, m), share(k.full.B, m), share(k.full.A, m)})
		}
	}
}

// put lays a colour over a pixel.
func put(pix []uint8, c color.RGBA) {
	_ = pix[3]
	if c.A == 255 {
		pix[0], pix[1], pix[2], pix[3] = c.R, c.G, c.B, 255
		return
	}
	rest := 255 - c.A
	pix[0], pix[1], pix[2], pix[3] = c.R+share(pix[0], rest), c.G+share(pix[1], rest), c.B+share(pix[2], rest), c.A+share(pix[3], rest)
}
