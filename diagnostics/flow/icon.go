package flow

import (
	"tradecase/diagnostics/trade"
)

func colourOf(o trade.Outcome) Colour {
	switch o {
	case trade.Pass:
		return OK
	case trade.Warn:
		return Warn
	case trade.Fail:
		return Fail
	case trade.Unknown:
		return Unknown
	case trade.NotApplicable:
	}
	return Muted
}

// icon draws the sign of a result around a point. Each has a form of its own:
// a disc with a tick, a triangle, an octagon with a cross, a ring.
func (d *drawing) icon(x, y, size float32, o trade.Outcome, part int) {
	r := size / 2
	colour := colourOf(o)
	line := func(width float32, stroke Colour, points ...float32) {
		p := Path{}.to(x+points[0]*r, y+points[1]*r)
		for i := 2; i < len(points); i += 2 {
			p = p.line(x+points[i]*r, y+points[i+1]*r)
		}
		d.shape(Shape{Path: p, Stroke: stroke, Line: width * r, Part: part})
	}
	disc := rounded(Area{x - r, y - r, size, size}, r)
	switch o {
	case trade.Pass:
		d.shape(Shape{Path: disc, Fill: colour, Alpha: 1, Part: part})
		line(0.26, OnState, -0.48, 0.02, -0.12, 0.4, 0.5, -0.34)
	case trade.Warn:
		d.shape(Shape{Path: Path{}.to(x, y-r).line(x+r*1.08, y+r*0.9).line(x-r*1.08, y+r*0.9).close(), Fill: colour, Alpha: 1, Part: part})
		line(0.24, OnState, 0, -0.32, 0, 0.28)
		line(0.24, OnState, 0, 0.46, 0, 0.68)
	case trade.Fail:
		const k = 0.42
		path := Path{}.to(x-k*r, y-r).line(x+k*r, y-r).line(x+r, y-k*r).line(x+r, y+k*r).line(x+k*r, y+r).line(x-k*r, y+r).line(x-r, y+k*r).line(x-r, y-k*r).close()
		d.shape(Shape{Path: path, Fill: colour, Alpha: 1, Part: part})
		line(0.26, OnState, -0.4, -0.4, 0.4, 0.4)
		line(0.26, OnState, 0.4, -0.4, -0.4, 0.4)
	case trade.Unknown:
		d.shape(Shape{Path: rounded(Area{x - r + 0.7, y - r + 0.7, size - 1.4, size - 1.4}, r-0.7), Fill: Sheet, Stroke: colour, Line: 1.3, Alpha: 1, Part: part})
		mark := Path{}.to(x-0.32*r, y-0.22*r).curve(x-0.32*r, y-0.62*r, x+0.36*r, y-0.62*r, x+0.36*r, y-0.2*r).curve(x+0.36*r, y+0.04*r, x, y+0.02*r, x, y+0.26*r)
		d.shape(Shape{Path: mark, Stroke: colour, Line: 0.2 * r, Part: part})
		line(0.22, colour, 0, 0.4, 0, 0.62)
	case trade.NotApplicable:
	}
}
