package flow

import (
	"slices"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// Picture is a trade's coins as shapes. Positions and sizes are in units: one is
// a pixel of a screen at 100 %. A Picture is not changed once it is made, and
// may be read by several goroutines.
type Picture struct {
	Width, Height float32
	Shapes        []Shape // in the order in which they are drawn
	Labels        []Label // above the shapes
	Parts         []Part  // what can be chosen, in reading order
	Title         trade.Text
	Says          []trade.Text // the whole of it in sentences: the result's summary

	columns [][]int // parts by column, from the top down
}

// Part is a transaction or a strand: what can be chosen and traced.
type Part struct {
	Kind PartKind
	// Role is the transaction that it is, or that it leaves; of coins that come
	// from outside, the one that they enter. Empty for the whole trade.
	Role diagnostics.TxRole
	To   diagnostics.TxRole // of a strand: the transaction that it enters, "" if none of the five
	Name trade.Text         // "Reserve"
	// Sat is the amount; nil if it is not known, or of a part without one.
	Sat *int64
	// Details are what else is to be said of it, a sentence each.
	Details []trade.Text
	TxID    string // of the transaction Role; "" if it is not known
	Address string // that a strand pays; "" if it is none or not known
	// Verdicts are places in the result's list, Worst the worst of them and
	// Count how many are as bad. Worst is NotApplicable if there are none.
	Verdicts []int
	Worst    trade.Outcome
	Count    int
	// Trace has the parts that its coins come from and go to, its own included.
	Trace []int
	Areas []Area // where it is chosen with a pointer, beside its strand

	bands []Path
	at    Area // where the keyboard's focus is shown
}

// PartKind says what a part is.
type PartKind int

// The kinds of parts.
const (
	Whole       PartKind = iota // the trade as a whole
	Transaction                 // one of the five
	Strand                      // coins on their way
)

// Area is a rectangle.
type Area struct{ X, Y, Width, Height float32 }

func (a Area) has(x, y float32) bool {
	return x >= a.X && y >= a.Y && x < a.X+a.Width && y < a.Y+a.Height
}

// Place is where the part is marked when it is chosen.
func (p Part) Place() Area { return p.at }

// Shape is a filled or stroked path.
type Shape struct {
	Path   Path
	Fill   Colour // None: not filled
	Stroke Colour // None: no outline
	Line   float32
	Dashed bool
	Alpha  float32 // of the fill, 0 to 1
	Part   int     // whose it is, -1 if nobody's
	// Coins says that it is a strand, which gives way to the ones that are traced.
	Coins bool
}

// Label is a text of one line.
type Label struct {
	Text   trade.Text
	X, Y   float32 // Y is the base line
	End    bool    // X is where it ends, else where it begins
	Width  float32 // it is cut to this
	Size   float32
	Bold   bool
	Mono   bool
	Colour Colour
	Part   int // -1 if nobody's
}

// Colour is what a colour means.
type Colour int

// The roles of colours.
const (
	None Colour = iota
	Ground
	Sheet   // what a transaction's box is filled with
	Line    // borders
	Ink     // text
	Muted   // text that explains, and what is not there
	Coins   // strands
	Fees    // strands to miners and receivers of fees
	OK      // every rule is kept
	Warn    // a rule warns
	Fail    // a rule is broken
	Unknown // a rule could not be judged
	OnState // what is written on the four above
	Accent  // what is chosen
	colours
)

// Find gives the part at a point, or -1. Strands are found where they are drawn
// and on their lines in the boxes.
func (p *Picture) Find(x, y float32) int {
	for _, strands := range []bool{true, false} {
		for i, part := range p.Parts {
			if (part.Kind == Strand) == strands && slices.ContainsFunc(part.Areas, func(a Area) bool { return a.has(x, y) }) {
				return i
			}
		}
	}
	for i := len(p.Parts) - 1; i >= 0; i-- {
		if slices.ContainsFunc(p.Parts[i].bands, func(b Path) bool { return b.near(x, y) }) {
			return i
		}
	}
	return -1
}

// Direction is where the keyboard goes.
type Direction int

// The directions.
const (
	Up Direction = iota
	Down
	Left
	Right
)

// Next is the part that a key leads to from part at; from -1 it is the first. It
// stays where there is none. Up and down go through a column, left and right
// to the nearest part of the next column, or to where a strand leads.
func (p *Picture) Next(at int, d Direction) int {
	if len(p.Parts) == 0 {
		return -1
	}
	if at < 0 || at >= len(p.Parts) {
		return p.first()
	}
	if part := p.Parts[at]; d == Right && part.Kind == Strand && part.To != "" && part.To != part.Role {
		return slices.IndexFunc(p.Parts, func(q Part) bool { return q.Kind == Transaction && q.Role == part.To })
	}
	column, row := p.locate(at)
	switch d {
	case Up:
		row = max(0, row-1)
	case Down:
		row = min(len(p.columns[column])-1, row+1)
	case Left, Right:
		step := 1
		if d == Left {
			step = -1
		}
		for c := column + step; c >= 0 && c < len(p.columns); c += step {
			if len(p.columns[c]) > 0 {
				return p.nearest(c, p.Parts[at].at)
			}
		}
	}
	return p.columns[column][row]
}

func (p *Picture) first() int {
	for i, part := range p.Parts {
		if part.Kind == Transaction {
			return i
		}
	}
	return 0
}

func (p *Picture) locate(at int) (column, row int) {
	for c, list := range p.columns {
		for r, i := range list {
			if i == at {
				return c, r
			}
		}
	}
	return 0, 0
}

func (p *Picture) nearest(column int, to Area) int {
	best, distance := -1, float32(0)
	for _, i := range p.columns[column] {
		d := p.Parts[i].at.Y - to.Y
		if d < 0 {
			d = -d
		}
		if best < 0 || d < distance {
			best, distance = i, d
		}
	}
	return best
}
