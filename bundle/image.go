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
	_, _ = r.Discard(2) // it begins as a JPEG does
	for {
		marker, size, err := nextSegment(r)
		if err != nil || marker == jpegScan || marker == jpegEnd {
			return 1
		}
		segment := make([]byte, size)
		if _, err := io.ReadFull(r, segment); err != nil {
			return 1
		}
		if tiff, ok := bytes.CutPrefix(segment, []byte("Exif\x00\x00")); ok && marker == 0xE1 {
			return tiffOrientation(tiff)
		}
	}
}

// The markers of a JPEG (ITU-T T.81, table B.1) that end its head and itself.
const (
	jpegScan = 0xDA
	jpegEnd  = 0xD9
)

// errSegment is a JPEG in which there is no segment where one should be.
var errSegment = errors.New("no segment of a JPEG")

// nextSegment reads a segment's marker, before which may stand any number of
// bytes to fill up (T.81, B.1.1.2), and the size of its content in bytes.
func nextSegment(r *bufio.Reader) (marker byte, size int, err error) {
	first, err := r.ReadByte()
	if err != nil || first != 0xFF {
		return 0, 0, errors.Join(errSegment, err)
	}
	for marker = 0xFF; marker == 0xFF; {
		if marker, err = r.ReadByte(); err != nil {
			return 0, 0, err
		}
	}
	return segmentSize(r, marker)
}

// segmentSize reads the size of the content of the segment that a marker begins.
func segmentSize(r *bufio.Reader, marker byte) (same byte, size int, err error) {
	if marker == jpegEnd {
		return marker, 0, nil
	}
	var n [2]byte
	if _, err := io.ReadFull(r, n[:]); err != nil {
		return 0, 0, err
	}
	if size = int(binary.BigEndian.Uint16(n[:])) - len(n); size < 0 {
		return 0, 0, errSegment
	}
	return marker, size, nil
}

// afterScan reads past a scan's pixels to the next segment.
func afterScan(r *bufio.Reader) (marker byte, size int, err error) {
	for {
		_, err := r.ReadSlice(0xFF)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		for marker = 0xFF; marker == 0xFF && err == nil; {
			marker, err = r.ReadByte()
		}
		if err != nil {
			return 0, 0, err
		}
		if marker != 0 && (marker < 0xD0 || marker > 0xD7) { // neither a pixel's byte nor a restart
			return segmentSize(r, marker)
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
	marker, size, err := nextSegment(r)
	for err == nil {
		switch {
		case marker == jpegEnd:
			_, err := r.ReadByte() // then nothing more
			return err == nil
		case marker == 0xFE, marker > 0xE0 && marker <= 0xEF && marker != 0xEE:
			return true // a comment or an application segment; 0xE0 is JFIF, 0xEE Adobe's colour transform
		}
		if _, err := r.Discard(size); err != nil {
			return false // cut short
		}
		if marker == jpegScan {
			marker, size, err = afterScan(r)
		} else {
			marker, size, err = nextSegment(r)
		}
	}
	return errors.Is(err, errSegment) && !errors.Is(err, io.EOF) // what cannot be followed may hold anything
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
