package bundle

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/bmp"

	"tradecase/diagnostics"
)

// corner is an image whose top left quarter is red, the rest white.
func corner(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.Set(x, y, color.White)
			if x < w/2 && y < h/2 {
				img.Set(x, y, color.RGBA{255, 0, 0, 255})
			}
		}
	}
	return img
}

// exifJPEG is a photograph with an orientation, a name and a comment.
func exifJPEG(tb testing.TB, order binary.AppendByteOrder, orientation uint16) []byte {
	tb.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, corner(64, 32), &jpeg.Options{Quality: 95}); err != nil {
		tb.Fatal(err)
	}
	mark := map[bool]string{true: "II", false: "MM"}[order == binary.AppendByteOrder(binary.LittleEndian)]
	tiff := order.AppendUint16([]byte(mark), 42)
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	tiff = append(order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, 0x010F), 2), 3), "me\x00\x00"...)
	tiff = order.AppendUint32(order.AppendUint16(order.AppendUint16(tiff, 0x0112), 3), 1)
	tiff = order.AppendUint16(order.AppendUint16(tiff, orientation), 0)
	segment := func(marker byte, body string) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(body)+2)), body...)
	}
	out := append([]byte{0xFF, 0xD8}, segment(0xE1, "Exif\x00\x00"+string(tiff)+"Alexis Example")...)
	out = append(out, segment(0xFE, "taken by Alexis")...)
	return append(out, plain.Bytes()[2:]...)
}

func TestCleanImageTurnsPhotographsUpright(t *testing.T) {
	// Where the red quarter must be seen: the four corners in reading order.
	seen := map[uint16]int{1: 0, 2: 1, 3: 3, 4: 2, 5: 0, 6: 1, 7: 3, 8: 2}
	for orientation, want := range seen {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			in := exifJPEG(t, order, orientation)
			var out bytes.Buffer
			if err := cleanImage(&out, bytes.NewReader(in), int64(len(in))); err != nil {
				t.Fatal(err)
			}
			img, err := jpeg.Decode(bytes.NewReader(out.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			b := img.Bounds()
			if upright := b.Dx() > b.Dy(); upright != (orientation < 5) {
				t.Errorf("orientation %d: %v", orientation, b)
			}
			for i, at := range []image.Point{{b.Dx() / 8, b.Dy() / 8}, {b.Dx() * 7 / 8, b.Dy() / 8}, {b.Dx() / 8, b.Dy() * 7 / 8}, {b.Dx() * 7 / 8, b.Dy() * 7 / 8}} {
				r, g, _, _ := img.At(at.X, at.Y).RGBA()
				if red := r > 0xC000 && g < 0x4000; red != (i == want) {
					t.Errorf("orientation %d: corner %d red %v", orientation, i, red)
				}
			}
			if bytes.Contains(out.Bytes(), []byte("Alexis")) || bytes.Contains(out.Bytes(), []byte("Exif")) {
				t.Errorf("orientation %d: metadata is left", orientation)
			}
		}
	}
}

func TestCleanImageTakesAllFormats(t *testing.T) {
	var p, g, b bytes.Buffer
	if err := errors.Join(png.Encode(&p, corner(8, 8)), gif.Encode(&g, corner(8, 8), nil), bmp.Encode(&b, corner(8, 8))); err != nil {
		t.Fatal(err)
	}
	webp, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	text := "tEXtAuthor\x00Alexis Example"
	withText := p.String()[:33] + "\x00\x00\x00\x15" + text + "\x00\x00\x00\x00" + p.String()[33:]
	for name, in := range map[string][]byte{
		"png": p.Bytes(), "gif": g.Bytes(), "bmp": b.Bytes(), "webp": webp,
		"png with more behind it": append(p.Bytes(), "Alexis Example"...),
	} {
		var out bytes.Buffer
		if err := cleanImage(&out, bytes.NewReader(in), int64(len(in))); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := png.Decode(bytes.NewReader(out.Bytes())); err != nil || strings.Contains(out.String(), "Alexis") {
			t.Errorf("%s: %v", name, err)
		}
		if imageExt(in) != ".png" {
			t.Errorf("%s: goes out as %s", name, imageExt(in))
		}
	}
	// Its checksum is wrong, so it cannot be decoded; its metadata is seen all the same.
	if !hasMetadata(bufio.NewReader(strings.NewReader(withText))) {
		t.Error("PNG text is not seen")
	}
}

func TestCleanImageRefuses(t *testing.T) {
	var p bytes.Buffer
	if err := png.Encode(&p, corner(8, 8)); err != nil {
		t.Fatal(err)
	}
	huge := bytes.Clone(p.Bytes())
	binary.BigEndian.PutUint32(huge[16:], 100_000)
	binary.BigEndian.PutUint32(huge[20:], 100_000)
	for name, in := range map[string][]byte{"huge": huge, "cut": p.Bytes()[:len(p.Bytes())-20], "text": []byte("hello"), "empty": nil} {
		if err := cleanImage(&bytes.Buffer{}, bytes.NewReader(in), int64(len(in))); !errors.Is(err, errImage) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHasMetadata(t *testing.T) {
	var p, j bytes.Buffer
	if err := errors.Join(png.Encode(&p, corner(8, 8)), jpeg.Encode(&j, corner(8, 8), nil)); err != nil {
		t.Fatal(err)
	}
	at := func(place int, text string) []byte {
		return slices.Concat(j.Bytes()[:place], []byte(text), j.Bytes()[place:])
	}
	for _, c := range []struct {
		name string
		in   []byte
		want bool
	}{
		{"plain png", p.Bytes(), false},
		{"plain jpeg", j.Bytes(), false},
		{"text behind a png", append(bytes.Clone(p.Bytes()), "x"...), true},
		{"exif", exifJPEG(t, binary.BigEndian, 1), true},
		{"a comment behind bytes that fill up", at(2, "\xFF\xFF\xFE\x00\x08Alexis"), true},
		{"a segment without a size", at(2, "\xFF\xE0\x00\x00\xFF\xFE\x00\x08Alexis"), true},
		{"a comment behind the pixels", at(j.Len()-2, "\xFF\xFE\x00\x08Alexis"), true},
		{"text behind a jpeg", at(j.Len(), "Alexis"), true},
		{"bytes that fill up", at(2, "\xFF\xFF\xFF"), false},
		{"a jpeg that is cut short", j.Bytes()[:j.Len()/2], false},
		{"no image", []byte("hello"), false},
		{"nothing", nil, false},
	} {
		if got := hasMetadata(bufio.NewReader(bytes.NewReader(c.in))); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func FuzzImageParsers(f *testing.F) {
	f.Add(exifJPEG(f, binary.LittleEndian, 6))
	f.Add([]byte("\x89PNG\r\n\x1a\n\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Add([]byte{0xFF, 0xD8, 0xFF, 0xE1, 0, 0})
	f.Fuzz(func(t *testing.T, in []byte) {
		if o := orientation(bufio.NewReader(bytes.NewReader(in))); o < 1 || o > 8 {
			t.Fatalf("orientation %d", o)
		}
		hasMetadata(bufio.NewReader(bytes.NewReader(in)))
	})
}

// TestManyImagesNeedOneFile prepares more pictures than one, which all go out as
// they are: a system lets a program have only so many files open.
func TestManyImagesNeedOneFile(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	const many = 12
	for i := range many {
		var buf bytes.Buffer
		if err := png.Encode(&buf, image.NewGray(image.Rect(0, 0, 10+i, 5))); err != nil {
			t.Fatal(err)
		}
		addText(t, b, diagnostics.Buyer, fmt.Sprintf("%d.png", i), buf.String())
	}
	o, err := b.PrepareHandoff(t.Context(), options())
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	if n := len(o.e.scratch); n != 1 {
		t.Errorf("%d files are open", n)
	}
	out := filepath.Join(t.TempDir(), "x.zip")
	if _, err := o.Write(t.Context(), out, false); err != nil {
		t.Fatal(err)
	}
	widths := map[int]bool{}
	for name, content := range unzip(t, out) {
		if path.Ext(name) != ".png" {
			continue
		}
		cfg, err := png.DecodeConfig(strings.NewReader(content))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		widths[cfg.Width] = true
	}
	if len(widths) != many {
		t.Errorf("%d different pictures went out", len(widths))
	}
}
