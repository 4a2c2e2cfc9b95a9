package flow

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// PNG gives the picture as PNG, larger by scale (0 is 2). Where style has no
// background, the image's is transparent.
func (p *Picture) PNG(style Style, scale float32) ([]byte, error) {
	img, err := p.Image(style, scale)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("encode the picture: %w", err)
	}
	return b.Bytes(), nil
}

// Image paints the picture with its labels, larger by scale (0 is 2).
func (p *Picture) Image(style Style, scale float32) (*image.RGBA, error) {
	if scale <= 0 {
		scale = 2
	}
	fonts, err := loadFonts()
	if err != nil {
		return nil, err
	}
	img := image.NewRGBA(image.Rect(0, 0, int(p.Width*scale+0.5), int(p.Height*scale+0.5)))
	if style.Background {
		draw.Draw(img, img.Bounds(), image.NewUniform(style.Palette[Ground]), image.Point{}, draw.Src)
	}
	var painter Painter
	painter.Paint(img, p, &style.Palette, scale, -1)
	faces := &faces{fonts: fonts, made: map[faceKey]font.Face{}}
	defer faces.close()
	for _, l := range p.Labels {
		if err := faces.write(img, l, style, scale); err != nil {
			return nil, err
		}
	}
	return img, nil
}

// theFonts are the Go fonts by style: they come with the library and look the
// same everywhere.
type theFonts struct{ plain, bold, mono *opentype.Font }

var loadFonts = sync.OnceValues(func() (f theFonts, err error) {
	for _, load := range []struct {
		into **opentype.Font
		data []byte
	}{{&f.plain, goregular.TTF}, {&f.bold, gobold.TTF}, {&f.mono, gomono.TTF}} {
		if *load.into, err = opentype.Parse(load.data); err != nil {
			return f, fmt.Errorf("read the fonts: %w", err)
		}
	}
	return f, nil
})

type faceKey struct {
	size       float32
	bold, mono bool
}

// faces are fonts at the sizes that one picture needs.
type faces struct {
	fonts theFonts
	made  map[faceKey]font.Face
}

func (f *faces) close() {
	for _, face := range f.made {
		_ = face.Close() // it only frees memory
	}
}

func (f *faces) get(l Label, scale float32) (font.Face, error) {
	key := faceKey{l.Size * scale, l.Bold, l.Mono}
	if face, ok := f.made[key]; ok {
		return face, nil
	}
	of := f.fonts.plain
	switch {
	case l.Mono:
		of = f.fonts.mono
	case l.Bold:
		of = f.fonts.bold
	}
	face, err := opentype.NewFace(of, &opentype.FaceOptions{Size: float64(key.size), DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return nil, fmt.Errorf("use a font: %w", err)
	}
	f.made[key] = face
	return face, nil
}

func (f *faces) write(img *image.RGBA, l Label, style Style, scale float32) error {
	face, err := f.get(l, scale)
	if err != nil {
		return err
	}
	text, room := style.say(l.Text), fixed.Int26_6(l.Width*scale*64)
	for cut := []rune(text); font.MeasureString(face, text) > room && len(cut) > 0; {
		cut = cut[:len(cut)-1]
		text = strings.TrimSpace(string(cut)) + "…"
	}
	at := fixed.Point26_6{X: fixed.Int26_6(l.X * scale * 64), Y: fixed.Int26_6(l.Y * scale * 64)}
	if l.End {
		at.X -= font.MeasureString(face, text)
	}
	d := font.Drawer{Dst: img, Src: image.NewUniform(style.Palette[l.Colour]), Face: face, Dot: at}
	d.DrawString(text)
	return nil
}
