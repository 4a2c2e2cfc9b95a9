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
	painter flow.Painter
	palette flow.Palette
}

// colour takes on the theme's colours.
func (r *flowRenderer) colour() {
	th, variant := r.f.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	for role, name := range flowRoles {
		r.palette[role] = color.NRGBAModel.Convert(th.Color(name, variant)).(color.NRGBA) //nolint:errcheck,forcetypeassert // it is the model's own colour
	}
	r.ring.StrokeColor = color.Transparent
	if r.f.focused {
		r.ring.StrokeColor = th.Color(fynetheme.ColorNamePrimary, variant)
	}
	for i, l := range r.f.picture.Labels {
		if i < len(r.texts) {
			r.texts[i].Color = r.palette[l.Colour]
		}
	}
}

// write makes the texts of the picture, cut to their room.
func (r *flowRenderer) write() {
	r.written = r.f.picture
	r.texts = r.texts[:0:0]
	k := r.f.shrunk()
	for _, l := range r.written.Labels {
		t := canvas.NewText(r.f.Say(l.Text), nil)
		t.TextSize = l.Size * k
		t.TextStyle = fyne.TextStyle{Bold: l.Bold, Monospace: l.Mono}
		size, base := fyne.CurrentApp().Driver().RenderedTextSize(t.Text, t.TextSize, t.TextStyle, nil)
		for cut := []rune(t.Text); size.Width > l.Width*k && len(cut) > 0; {
			cut = cut[:len(cut)-1]
			t.Text = strings.TrimSpace(string(cut)) + "…"
			size, base = fyne.CurrentApp().Driver().RenderedTextSize(t.Text, t.TextSize, t.TextStyle, nil)
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

func (r *flowRenderer) paint(width, height int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
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
	return fyne.NewSize(leastWidth, r.f.picture.Height*r.f.shrunk())
}

func (r *flowRenderer) Refresh() {
	if r.written != r.f.picture {
		r.write()
	}
	r.colour()
	r.shapes.Refresh()
	r.ring.Refresh()
	for _, t := range r.texts {
		t.Refresh()
	}
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
