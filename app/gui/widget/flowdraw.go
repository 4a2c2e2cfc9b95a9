package widget

import (
	"image"
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"tradecase/app/gui/theme"
	"tradecase/diagnostics/flow"
)

// flowRoles are the theme's colours for those of the picture.
var flowRoles = map[flow.Colour]fyne.ThemeColorName{
	flow.Ground: theme.Surface, flow.Sheet: fynetheme.ColorNameBackground, flow.Line: fynetheme.ColorNameSeparator,
	flow.Ink: fynetheme.ColorNameForeground, flow.Muted: theme.Muted,
	flow.Coins: fynetheme.ColorNamePrimary, flow.Fees: fynetheme.ColorNameInputBorder,
	flow.OK: fynetheme.ColorNameSuccess, flow.Warn: fynetheme.ColorNameWarning, flow.Fail: fynetheme.ColorNameError,
	flow.Unknown: theme.Muted, flow.OnState: fynetheme.ColorNameForegroundOnSuccess, flow.Accent: fynetheme.ColorNamePrimary,
}

// Palette gives the colours that the picture has in the window.
func (f *Flow) Palette() (p flow.Palette) {
	th, variant := f.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	for role, name := range flowRoles {
		p[role] = color.NRGBAModel.Convert(th.Color(name, variant)).(color.NRGBA) //nolint:errcheck,forcetypeassert // it is the model's own colour
	}
	return p
}

// CreateRenderer is Fyne's.
func (f *Flow) CreateRenderer() fyne.WidgetRenderer {
	r := &flowRenderer{f: f, ring: canvas.NewRectangle(color.Transparent)}
	r.shapes = canvas.NewRaster(r.paint)
	r.ring.StrokeWidth, r.ring.CornerRadius = 2, theme.Tight
	r.write()
	r.colour()
	return r
}

// flowRenderer paints the shapes into one image, with Fyne's texts above it.
type flowRenderer struct {
	f       *Flow
	shapes  *canvas.Raster
	ring    *canvas.Rectangle // the focus
	texts   []*canvas.Text
	written *flow.Picture // whose labels are in texts
	shrunk  float32       // by how much they are smaller
	painter flow.Painter
	image   image.RGBA // what was painted last: its memory is used again
	palette flow.Palette
}

// colour takes on the theme's colours.
func (r *flowRenderer) colour() {
	r.palette = r.f.Palette()
	r.ring.StrokeColor = color.Transparent
	if r.f.focused {
		r.ring.StrokeColor = r.palette[flow.Accent]
	}
	for i, l := range r.f.picture.Labels {
		// Fyne makes a texture for a text that is refreshed, so only where it
		// looks otherwise.
		if i < len(r.texts) && r.texts[i].Color != color.Color(r.palette[l.Colour]) {
			r.texts[i].Color = r.palette[l.Colour]
			r.texts[i].Refresh()
		}
	}
}

// write makes the texts of the picture, cut to their room. A text that does not
// change is only moved, since Fyne keeps what it looks like.
func (r *flowRenderer) write() {
	k := r.f.shrunk()
	if r.written == r.f.picture && r.shrunk == k {
		return
	}
	old := r.texts
	r.written, r.shrunk = r.f.picture, k
	r.texts = make([]*canvas.Text, 0, len(r.written.Labels))
	for i, l := range r.written.Labels {
		t := canvas.NewText("", nil)
		t.TextSize = l.Size * k
		t.TextStyle = fyne.TextStyle{Bold: l.Bold, Monospace: l.Mono}
		size, base := fitted(t, r.f.Say(l.Text), l.Width*k)
		if i < len(old) && old[i].Text == t.Text && old[i].TextSize == t.TextSize && old[i].TextStyle == t.TextStyle {
			t = old[i]
		}
		x := l.X * k
		if l.End {
			x -= size.Width
		}
		t.Move(fyne.NewPos(x, l.Y*k-base))
		t.Resize(size)
		r.texts = append(r.texts, t)
	}
}

// fitted gives a text as much of what it is to say as there is room for, and
// says how large that is and where its base line. Amounts and IDs are rather
// written a little smaller: a screen's points make small digits wider.
func fitted(t *canvas.Text, says string, room float32) (size fyne.Size, base float32) {
	t.Text = says
	size, base = fyne.CurrentApp().Driver().RenderedTextSize(t.Text, t.TextSize, t.TextStyle, nil)
	for least := t.TextSize * 0.8; size.Width > room && t.TextStyle.Monospace && t.TextSize > least; {
		t.TextSize *= 0.97
		size, base = fyne.CurrentApp().Driver().RenderedTextSize(t.Text, t.TextSize, t.TextStyle, nil)
	}
	for cut := []rune(says); size.Width > room && len(cut) > 0; {
		cut = cut[:len(cut)-1]
		t.Text = strings.TrimSpace(string(cut)) + "…"
		size, base = fyne.CurrentApp().Driver().RenderedTextSize(t.Text, t.TextSize, t.TextStyle, nil)
	}
	return size, base
}

// paint gives the shapes as an image, which is good until the next one: Fyne
// copies it to the screen's memory at once.
func (r *flowRenderer) paint(width, height int) image.Image {
	pix := r.image.Pix
	if n := 4 * width * height; cap(pix) < n {
		pix = make([]uint8, n)
	} else {
		pix = pix[:n]
		clear(pix)
	}
	r.image = image.RGBA{Pix: pix, Stride: 4 * width, Rect: image.Rect(0, 0, width, height)}
	img := &r.image
	size := r.f.Size()
	if size.Width <= 0 {
		return img
	}
	r.painter.Paint(img, r.f.picture, &r.palette, float32(width)/size.Width*r.f.shrunk(), r.f.chosen)
	return img
}

func (r *flowRenderer) Layout(size fyne.Size) {
	r.shapes.Resize(size)
	r.ring.Resize(size)
	r.write()
	r.colour()
}

func (r *flowRenderer) MinSize() fyne.Size {
	least := float32(leastWidth)
	if r.f.zoom > 1 {
		least = flow.MinWidth * r.f.zoom
	}
	return fyne.NewSize(least, r.f.picture.Height*r.f.shrunk())
}

func (r *flowRenderer) Refresh() {
	r.write()
	r.colour()
	r.shapes.Refresh()
	r.ring.Refresh()
}

func (r *flowRenderer) Objects() []fyne.CanvasObject {
	out := []fyne.CanvasObject{r.shapes}
	for _, t := range r.texts {
		out = append(out, t)
	}
	return append(out, r.ring)
}

// Destroy has nothing to give back.
func (*flowRenderer) Destroy() {}
