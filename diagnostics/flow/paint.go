package flow

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"
)

// dash is how long the dashes of a dashed line are, and the gaps between.
const dash = 4

// faded is what is left of strands that are not traced.
const faded = 0.22

// Painter paints pictures without their labels. It keeps its memory, and is for
// one goroutine at a time.
type Painter struct {
	raster vector.Rasterizer
	mask   image.Alpha // how far a shape covers each pixel of its area
	dst    *image.RGBA
	scale  float32
}

// Paint paints the picture's shapes, larger by scale. chosen is the part that is
// traced, -1 if none: strands that its coins do not run through fade.
func (pt *Painter) Paint(dst *image.RGBA, p *Picture, palette *Palette, scale float32, chosen int) {
	pt.dst, pt.scale = dst, scale
	var traced []bool
	if chosen >= 0 && chosen < len(p.Parts) && len(p.Parts[chosen].Trace) > 0 {
		traced = make([]bool, len(p.Parts))
		for _, i := range p.Parts[chosen].Trace {
			traced[i] = true
		}
	}
	for _, s := range p.Shapes {
		strength := float32(1)
		if traced != nil && s.Coins && (s.Part < 0 || !traced[s.Part]) {
			strength = faded
		}
		if s.Fill != None {
			alpha := s.Alpha * strength
			if traced != nil && s.Coins && traced[s.Part] {
				alpha = min(1, alpha*1.35)
			}
			pt.fill(s.Path, palette[s.Fill], alpha)
		}
		if s.Stroke != None {
			pt.stroke(s, palette[s.Stroke], strength)
		}
	}
	if traced != nil {
		pt.mark(p, chosen, palette)
	}
}

// mark outlines what is chosen.
func (pt *Painter) mark(p *Picture, chosen int, palette *Palette) {
	part := p.Parts[chosen]
	for _, b := range part.bands {
		pt.stroke(Shape{Path: b, Line: 2}, palette[Accent], 1)
	}
	for _, a := range part.Areas {
		r := float32(4)
		if part.Kind == Transaction {
			r = 6
		}
		pt.stroke(Shape{Path: rounded(a, r), Line: 2}, palette[Accent], 1)
	}
}

// begin makes the rasterizer ready for what lies in an area, and says where that
// is; ok is false if nothing of it can be seen.
func (pt *Painter) begin(a Area, grow float32) (at image.Rectangle, ok bool) {
	k := pt.scale
	at = image.Rect(
		int(math.Floor(float64((a.X-grow)*k))), int(math.Floor(float64((a.Y-grow)*k))),
		int(math.Ceil(float64((a.X+a.Width+grow)*k))), int(math.Ceil(float64((a.Y+a.Height+grow)*k))),
	).Intersect(pt.dst.Bounds())
	if at.Empty() {
		return at, false
	}
	pt.raster.Reset(at.Dx(), at.Dy())
	pt.raster.DrawOp = draw.Src
	return at, true
}

// end puts a colour on what the shape covers. The rasterizer could do it, but
// most of a strand's or an outline's area is not covered, and it would go
// through all of that pixel by pixel.
func (pt *Painter) end(at image.Rectangle, c color.NRGBA, alpha float32) {
	c.A = uint8(float32(c.A)*max(0, min(1, alpha)) + 0.5)
	w, h := at.Dx(), at.Dy()
	if cap(pt.mask.Pix) < w*h {
		pt.mask.Pix = make([]uint8, w*h)
	}
	pt.mask = image.Alpha{Pix: pt.mask.Pix[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}
	pt.raster.Draw(&pt.mask, pt.mask.Rect, image.Opaque, image.Point{})
	ink := newInk(c)
	for y := range h {
		row := pt.dst.Pix[pt.dst.PixOffset(at.Min.X, at.Min.Y+y):][:4*w]
		ink.row(row, pt.mask.Pix[y*w:][:w])
	}
}

func (pt *Painter) fill(path Path, c color.NRGBA, alpha float32) {
	at, ok := pt.begin(path.bounds(), 0)
	if !ok {
		return
	}
	k, x, y := pt.scale, float32(at.Min.X), float32(at.Min.Y)
	for _, s := range path {
		v := s.At
		switch s.Kind {
		case Move:
			pt.raster.MoveTo(v[0]*k-x, v[1]*k-y)
		case Lined:
			pt.raster.LineTo(v[0]*k-x, v[1]*k-y)
		case Curve:
			pt.raster.CubeTo(v[0]*k-x, v[1]*k-y, v[2]*k-x, v[3]*k-y, v[4]*k-x, v[5]*k-y)
		case Close:
			pt.raster.ClosePath()
		}
	}
	pt.end(at, c, alpha)
}

func (pt *Painter) stroke(s Shape, c color.NRGBA, alpha float32) {
	at, ok := pt.begin(s.Path.bounds(), s.Line)
	if !ok {
		return
	}
	figures, closed := s.Path.flat()
	for i, f := range figures {
		if closed[i] {
			f = append(f, f[0])
		}
		if s.Dashed {
			pt.dashes(f, s.Line, at)
			continue
		}
		for j := 1; j < len(f); j++ {
			pt.piece(f[j-1], f[j], s.Line, at)
		}
	}
	pt.end(at, c, alpha)
}

// dashes draws a line in dashes.
func (pt *Painter) dashes(f []point, width float32, at image.Rectangle) {
	on, left := true, float32(dash)
	for j := 1; j < len(f); j++ {
		a, b := f[j-1], f[j]
		length := distance(a, b)
		for done := float32(0); done < length; {
			step := min(left, length-done)
			if on {
				pt.piece(between(a, b, done/length), between(a, b, (done+step)/length), width, at)
			}
			done += step
			if left -= step; left <= 0 {
				on, left = !on, dash
			}
		}
	}
}

// piece draws a straight line as a rectangle that is a little longer at both
// ends, so that bends have no gaps.
func (pt *Painter) piece(a, b point, width float32, at image.Rectangle) {
	length := distance(a, b)
	if length == 0 {
		return
	}
	k, half := pt.scale, width/2
	dx, dy := (b.x-a.x)/length*half, (b.y-a.y)/length*half
	over := float32(0.25)
	ax, ay, bx, by := a.x-dx*over, a.y-dy*over, b.x+dx*over, b.y+dy*over
	x, y := float32(at.Min.X), float32(at.Min.Y)
	pt.raster.MoveTo((ax-dy)*k-x, (ay+dx)*k-y)
	pt.raster.LineTo((bx-dy)*k-x, (by+dx)*k-y)
	pt.raster.LineTo((bx+dy)*k-x, (by-dx)*k-y)
	pt.raster.LineTo((ax+dy)*k-x, (ay-dx)*k-y)
	pt.raster.ClosePath()
}

func distance(a, b point) float32 {
	return float32(math.Hypot(float64(b.x-a.x), float64(b.y-a.y)))
}

func between(a, b point, t float32) point {
	return point{a.x + (b.x-a.x)*t, a.y + (b.y-a.y)*t}
}
