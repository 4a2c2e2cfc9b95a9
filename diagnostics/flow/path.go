package flow

// Path is an outline of straight and curved pieces.
type Path []Piece

// Piece is one of them: a move, a line, a cubic curve or the closing of the
// outline. The last two numbers are where it ends.
type Piece struct {
	Kind PieceKind
	At   [6]float32
}

// PieceKind says what a piece is.
type PieceKind byte

// The kinds of pieces.
const (
	Move  PieceKind = 'M'
	Lined PieceKind = 'L'
	Curve PieceKind = 'C'
	Close PieceKind = 'Z'
)

func (p Path) to(x, y float32) Path { return append(p, Piece{Move, [6]float32{x, y}}) }

func (p Path) line(x, y float32) Path { return append(p, Piece{Lined, [6]float32{x, y}}) }

func (p Path) curve(ax, ay, bx, by, x, y float32) Path {
	return append(p, Piece{Curve, [6]float32{ax, ay, bx, by, x, y}})
}

func (p Path) close() Path { return append(p, Piece{Kind: Close}) }

// rounded is a rectangle with round corners.
func rounded(a Area, r float32) Path {
	const k = 0.4477 // of the radius: how far from the corner a curve is held
	x, y, w, h := a.X, a.Y, a.X+a.Width, a.Y+a.Height
	return Path{}.to(x+r, y).line(w-r, y).curve(w-r*k, y, w, y+r*k, w, y+r).
		line(w, h-r).curve(w, h-r*k, w-r*k, h, w-r, h).
		line(x+r, h).curve(x+r*k, h, x, h-r*k, x, h-r).
		line(x, y+r).curve(x, y+r*k, x+r*k, y, x+r, y).close()
}

// band is a strand of a width from one point to another, with a soft bend.
func band(x0, y0, x1, y1, width float32) Path {
	half, mid := width/2, (x0+x1)/2
	return Path{}.to(x0, y0-half).curve(mid, y0-half, mid, y1-half, x1, y1-half).
		line(x1, y1+half).curve(mid, y1+half, mid, y0+half, x0, y0+half).close()
}

// thread is the middle of a band.
func thread(x0, y0, x1, y1 float32) Path {
	mid := (x0 + x1) / 2
	return Path{}.to(x0, y0).curve(mid, y0, mid, y1, x1, y1)
}

// arrow is a strand that leads out of the picture.
func arrow(x, y, length, width float32) Path {
	half := width / 2
	tip := min(length*0.4, half+3)
	return Path{}.to(x, y-half).line(x+length-tip, y-half).line(x+length, y).line(x+length-tip, y+half).line(x, y+half).close()
}

// inlet is a strand that comes from outside of the picture.
func inlet(x, y, length, width float32) Path {
	half := width / 2
	notch := min(length*0.3, half)
	return Path{}.to(x, y-half).line(x+length, y-half).line(x+length, y+half).line(x, y+half).line(x+notch, y).close()
}

// point is a place of the picture.
type point struct{ x, y float32 }

// bends is how many straight pieces make a curve.
const bends = 14

// flat gives the outline as straight lines; each list is one of its figures,
// closed says whether it ends where it began.
func (p Path) flat() (figures [][]point, closed []bool) {
	var now []point
	end := func(isClosed bool) {
		if len(now) > 1 {
			figures, closed = append(figures, now), append(closed, isClosed)
		}
		now = nil
	}
	for _, s := range p {
		switch s.Kind {
		case Move:
			end(false)
			now = append(now, point{s.At[0], s.At[1]})
		case Lined:
			now = append(now, point{s.At[0], s.At[1]})
		case Curve:
			from := now[len(now)-1]
			for i := 1; i <= bends; i++ {
				now = append(now, cubic(from, s.At, float32(i)/bends))
			}
		case Close:
			end(true)
		}
	}
	end(false)
	return figures, closed
}

func cubic(from point, c [6]float32, t float32) point {
	u := 1 - t
	a, b, d, e := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
	return point{a*from.x + b*c[0] + d*c[2] + e*c[4], a*from.y + b*c[1] + d*c[3] + e*c[5]}
}

// near reports whether a point is in a closed outline or so close above or below
// that it is meant.
func (p Path) near(x, y float32) bool {
	const reach = 3
	figures, _ := p.flat()
	for _, f := range figures {
		if inside(f, x, y) || inside(f, x, y-reach) || inside(f, x, y+reach) {
			return true
		}
	}
	return false
}

func inside(f []point, x, y float32) bool {
	in := false
	for i, j := 0, len(f)-1; i < len(f); j, i = i, i+1 {
		a, b := f[i], f[j]
		if (a.y > y) != (b.y > y) && x < (b.x-a.x)*(y-a.y)/(b.y-a.y)+a.x {
			in = !in
		}
	}
	return in
}

// bounds is the least rectangle around the outline.
func (p Path) bounds() Area {
	first := true
	var x0, y0, x1, y1 float32
	add := func(x, y float32) {
		if first {
			x0, y0, x1, y1, first = x, y, x, y, false
		}
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	for _, s := range p {
		switch s.Kind {
		case Curve:
			add(s.At[0], s.At[1])
			add(s.At[2], s.At[3])
			add(s.At[4], s.At[5])
		case Move, Lined:
			add(s.At[0], s.At[1])
		case Close:
		}
	}
	return Area{x0, y0, x1 - x0, y1 - y0}
}
