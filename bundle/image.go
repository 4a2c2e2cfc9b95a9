package bundle

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/gif" // decoder
	"image/jpeg"
	"image/png"
	"io"

	_ "golang.org/x/image/bmp"  // decoder
	_ "golang.org/x/image/webp" // decoder

	"tradecase/diagnostics"
)

// maxPixels bounds an image: decoded it takes four bytes a pixel.
const maxPixels = 32_000_000

// errImage marks an image that cannot be read.
var errImage = errors.New("image cannot be read")

// imageExt decides the format in which an image goes out, by its first bytes:
// photographs stay JPEG, all else becomes PNG.
func imageExt(head []byte) string {
	if bytes.HasPrefix(head, []byte{0xFF, 0xD8, 0xFF}) {
		return ".jpg"
	}
	return ".png"
}

// cleanImage writes the pixels of the image in r newly encoded: no metadata,
// no thumbnail, no trailing data comes along. A photograph is turned upright
// first, since its orientation was metadata.
func cleanImage(w io.Writer, r io.ReaderAt, size int64) error {
	section := func() *bufio.Reader { return bufio.NewReader(io.NewSectionReader(r, 0, size)) }
	cfg, format, err := image.DecodeConfig(section())
	if err != nil {
		return fmt.Errorf("%w: %w", errImage, err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || int64(cfg.Width)*int64(cfg.Height) > maxPixels {
		return diagnostics.WithHint(fmt.Errorf("%w: %d × %d pixels, more than %d million", errImage, cfg.Width, cfg.Height, maxPixels/1_000_000),
			"ask for a smaller screenshot")
	}
	img, _, err := image.Decode(section())
	if err != nil {
		return fmt.Errorf("%w: %w", errImage, err)
	}
	if format != "jpeg" {
		return png.Encode(w, img)
	}
	return jpeg.Encode(w, upright(img, orientation(section())), &jpeg.Options{Quality: 90})
}

// orientation reads the Exif orientation (1 to 8) of a JPEG, 1 if it has none.
func orientation(r *bufio.Reader) int {
	var marker [4]byte
	if _, err := io.ReadFull(r, marker[:2]); err != nil {
		return 1
	}
	for {
		if _, err := io.ReadFull(r, marker[:]); err != nil || marker[0] != 0xFF || marker[1] == 0xDA {
			return 1
		}
		n := int(binary.BigEndian.Uint16(marker[2:])) - 2
		if n < 0 {
			return 1
		}
		segment := make([]byte, n)
		if _, err := io.ReadFull(r, segment); err != nil {
			return 1
		}
		if tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); ok && marker[1] == 0xE1 {
			return tiffOrientation(tiff)
		}
	}
}

// tiffOrientation looks for tag 0x0112 in the first directory (TIFF 6.0).
func tiffOrientation(tiff []byte) int {
	const tag, entry = 0x0112, 12
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	dir := tiff[at+2:]
	for n := int(order.Uint16(tiff[at:])); n > 0 && len(dir) >= entry; n, dir = n-1, dir[entry:] {
		if order.Uint16(dir) != tag {
			continue
		}
		if o := int(order.Uint16(dir[8:])); o >= 1 && o <= 8 {
			return o
		}
	}
	return 1
}

// upright turns and mirrors an image as its orientation says.
func upright(img image.Image, orientation int) image.Image {
	if orientation == 1 {
		return img
	}
	b := img.Bounds()
	src := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(src, src.Bounds(), img, b.Min, draw.Src)
	w, h := b.Dx(), b.Dy()
	out := image.Rect(0, 0, w, h)
	if orientation > 4 {
		out = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(out)
	for y := range out.Dy() {
		for x := range out.Dx() {
			sx, sy := source(orientation, x, y, w, h)
			copy(dst.Pix[dst.PixOffset(x, y):][:4], src.Pix[src.PixOffset(sx, sy):][:4])
		}
	}
	return dst
}

// source tells which pixel of a w × h image comes to x, y.
func source(orientation, x, y, w, h int) (sx, sy int) {
	switch orientation {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}

// hasMetadata reports whether a PNG or JPEG carries anything that is not
// pixels: Exif, XMP, comments, text.
func hasMetadata(r *bufio.Reader) bool {
	head, _ := r.Peek(8) // too short is no image
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xD8}):
		return jpegMetadata(r)
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return pngMetadata(r)
	}
	return false
}

func jpegMetadata(r *bufio.Reader) bool {
	_, _ = r.Discard(2) // peeked
	var marker [4]byte
	for {
		if _, err := io.ReadFull(r, marker[:]); err != nil || marker[0] != 0xFF || marker[1] == 0xDA {
			return false
		}
		if m := marker[1]; m == 0xFE || m > 0xE0 && m <= 0xEF && m != 0xEE {
			return true // a comment or an application segment; 0xE0 is JFIF, 0xEE Adobe's colour transform
		}
		if _, err := r.Discard(int(binary.BigEndian.Uint16(marker[2:])) - 2); err != nil {
			return false
		}
	}
}

func pngMetadata(r *bufio.Reader) bool {
	_, _ = r.Discard(8) // peeked
	var chunk [8]byte
	for {
		if _, err := io.ReadFull(r, chunk[:]); err != nil {
			return false
		}
		switch string(chunk[4:]) {
		case "tEXt", "zTXt", "iTXt", "eXIf", "tIME":
			return true
		case "IEND":
			_, err := r.Discard(5) // its checksum, then nothing more
			return err == nil
		}
		if _, err := io.CopyN(io.Discard, r, int64(binary.BigEndian.Uint32(chunk[:]))+4); err != nil {
			return false
		}
	}
}
