package bundle

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"io"

	"golang.org/x/image/draw"

	"tradecase/bundle/store"
	"tradecase/diagnostics"
)

// maxPictureBytes bounds the file of a picture that is shown. A screenshot has
// a few megabytes, one of a large screen without compression some fifty.
const maxPictureBytes = 64 << 20

// Picture is an image of a bundle, made small enough to be shown.
type Picture struct {
	Image         image.Image // upright, no larger than was asked for
	Width, Height int         // of the picture itself, in pixels, upright
}

// Picture decodes the image with an item's number so that it fits into width ×
// height pixels; it is never made larger. What it claims to be is looked
// at first: a file of more than 64 MiB, or more pixels than a hand-off takes, is
// not decoded. It takes up to 8 bytes a pixel of the picture while it works:
// decode one after the other. The error has a code and a hint.
func (b *Bundle) Picture(ctx context.Context, number, width, height int) (Picture, error) {
	i := -1
	for n, it := range b.doc.Items {
		if it.Number == number && it.Kind == Image {
			i = n
		}
	}
	if i < 0 {
		return Picture{}, diagnostics.WithCode(diagnostics.WithHint(errors.New("this picture is not in the bundle any more"), "look at the bundle again"), "picture-gone")
	}
	it := b.doc.Items[i]
	blob, err := b.OpenItem(it)
	if err != nil || !b.there(it) {
		if err == nil {
			_ = blob.Close() // it was not read
		}
		return Picture{}, changed(it, "it is gone")
	}
	defer blob.Close() //nolint:errcheck // opened for reading
	if blob.Size() > maxPictureBytes {
		return Picture{}, diagnostics.WithCode(
			diagnostics.WithHint(fmt.Errorf("the file is too large to be shown: %s", Size(blob.Size())), "ask for a smaller screenshot"),
			"picture-bytes", "Bytes", blob.Size())
	}
	return decodePicture(ctx, blob, width, height)
}

func decodePicture(ctx context.Context, blob store.Blob, width, height int) (Picture, error) {
	section := func() *bufio.Reader {
		return bufio.NewReader(contextReader{ctx, io.NewSectionReader(blob, 0, blob.Size())})
	}
	cfg, format, err := image.DecodeConfig(section())
	if err != nil {
		return Picture{}, broken(ctx, err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || int64(cfg.Width)*int64(cfg.Height) > maxPixels {
		return Picture{}, diagnostics.WithCode(
			diagnostics.WithHint(fmt.Errorf("the picture is too large to be shown: %d × %d pixels", cfg.Width, cfg.Height), "ask for a smaller screenshot"),
			"picture-pixels", "Width", cfg.Width, "Height", cfg.Height)
	}
	img, _, err := image.Decode(section())
	if err != nil {
		return Picture{}, broken(ctx, err)
	}
	turn := 1
	if format == "jpeg" {
		turn = orientation(section())
	}
	p := Picture{Width: cfg.Width, Height: cfg.Height}
	if turn > 4 { // a quarter turn
		p.Width, p.Height = p.Height, p.Width
		width, height = height, width
	}
	p.Image = upright(shrink(img, width, height), turn)
	return p, ctx.Err()
}

func broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("%w: %w", errImage, err), "it is damaged, or no picture: ask for it again"), "picture-broken")
}

// shrink makes an image that fits into width × height, with the same shape.
func shrink(img image.Image, width, height int) image.Image {
	size := img.Bounds().Size()
	w, h := size.X, size.Y
	if w > width {
		w, h = width, h*width/w
	}
	if h > height {
		w, h = w*height/h, height
	}
	small := image.NewRGBA(image.Rect(0, 0, max(1, w), max(1, h)))
	// The careful way keeps a column of the picture for each of the result's.
	const most = 4 << 20
	var scaler draw.Scaler = draw.BiLinear
	if small.Bounds().Dx()*size.Y > most {
		scaler = draw.ApproxBiLinear
	}
	scaler.Scale(small, small.Bounds(), img, img.Bounds(), draw.Src, nil)
	return small
}
