package flow

import (
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// Sizes of the picture, in units.
const (
	MinWidth     = 760  // narrower than this a picture cannot be read
	defaultWidth = 1000 // where nobody says

	margin    float32 = 8
	stub      float32 = 34 // how far coins from and to elsewhere are drawn
	maxBox    float32 = 270
	topLine   float32 = 30 // what stands above the transactions
	headHigh  float32 = 62 // of a box: name, ID, state
	rowHigh   float32 = 20
	rowGap    float32 = 4 // between inputs and outputs
	boxGap    float32 = 20
	footHigh  float32 = 26
	leastHigh float32 = 170

	thickest float32 = 34 // the strand of the largest amount that the trade is about
	limit    float32 = 46 // no strand is wider
	thinnest float32 = 2.5

	textSize  float32 = 12
	titleSize float32 = 14
	iconSize  float32 = 14
)

// Options are how a picture is made.
type Options struct {
	// Width is how wide it is, in units; 0 is the usual, and it is never less
	// than MinWidth.
	Width float32
	// Receivers is how many receivers of a delayed payout are drawn each, if there
	// are more by two or more: the others then share a line with their number and
	// their sum. 0 is all, as far as a picture has room.
	Receivers int
}

// drawing is a picture while it is made.
type drawing struct {
	*coins
	p    *Picture
	box  float32 // how wide a transaction's box is
	gap  float32 // between two of them
	scal float32 // units for one satoshi
	tiny bool    // some strand is wider than its amount
	cut  bool    // some strand is narrower than its amount
}

// New makes the picture of a trade. It takes well below a millisecond.
func New(r *trade.Result, o Options) *Picture {
	width := max(o.Width, MinWidth)
	if o.Width == 0 {
		width = defaultWidth
	}
	d := &drawing{coins: newCoins(r, o.Receivers), p: &Picture{Width: width, Title: say("title", "The coins of the trade, from left to right"), Says: r.Said}}
	d.gap = min(150, max(70, width*0.09))
	d.box = (width - 2*margin - 2*stub - 2*d.gap) / 3
	if d.box > maxBox {
		d.gap += (d.box - maxBox) * 3 / 2
		d.box = maxBox
	}
	d.scale()
	d.place()
	d.makeParts()
	d.judgeParts()
	d.draw()
	return d.p
}

// scale finds how wide strands are.
func (d *drawing) scale() {
	most := int64(0)
	for _, n := range d.nodes {
		for _, r := range n.outs {
			if r.use == useReserve || r.use == useMultisig || r.use == usePaid {
				most = max(most, r.sat)
			}
		}
	}
	for _, n := range d.nodes { // where nothing of the trade itself is known
		for _, r := range n.outs {
			if most == 0 {
				most = r.sat
			}
		}
	}
	if most > 0 {
		d.scal = thickest / float32(most)
	}
	for _, n := range d.nodes {
		for i := range n.ins {
			d.widen(&n.ins[i])
		}
		for i := range n.outs {
			d.widen(&n.outs[i])
		}
	}
}

func (d *drawing) widen(r *row) {
	switch w := float32(r.sat) * d.scal; {
	case r.use == useData || r.known && r.sat == 0:
		r.wide = 0
	case !r.known:
		r.wide = thinnest
	case w < thinnest:
		r.wide, r.tiny = thinnest, true
	case w > limit:
		r.wide, r.cut = limit, true
	default:
		r.wide = w
	}
	d.tiny, d.cut = d.tiny || r.tiny, d.cut || r.cut
	r.h = max(rowHigh, r.wide+5)
}

// high is the height of a transaction's box.
func (n *node) high() float32 {
	if len(n.ins)+len(n.outs) == 0 {
		return headHigh
	}
	h := headHigh + 2*rowGap
	for _, r := range n.ins {
		h += r.h
	}
	for _, r := range n.outs {
		h += r.h
	}
	return h + rowGap
}

// grid are the transactions by column, from the top down.
var grid = [3][]diagnostics.TxRole{
	{diagnostics.MakerFee, diagnostics.TakerFee},
	{diagnostics.Deposit},
	{diagnostics.Payout, diagnostics.DelayedPayout},
}

// place puts the boxes into their columns, each in the middle of the height.
func (d *drawing) place() {
	var heights [3]float32
	tallest := leastHigh
	for c, roles := range grid {
		for i, role := range roles {
			if i > 0 {
				heights[c] += boxGap
			}
			heights[c] += d.nodes[role].high()
		}
		tallest = max(tallest, heights[c])
	}
	for c, roles := range grid {
		x := margin + stub + float32(c)*(d.box+d.gap)
		y := margin + topLine + (tallest-heights[c])/2
		for _, role := range roles {
			n := d.nodes[role]
			n.at = Area{x, y, d.box, n.high()}
			n.placeRows()
			y += n.at.Height + boxGap
		}
	}
	d.p.Height = margin + topLine + tallest + footHigh + margin
}

// placeRows puts a transaction's rows below each other.
func (n *node) placeRows() {
	y := n.at.Y + headHigh + rowGap
	for i := range n.ins {
		n.ins[i].y = y + n.ins[i].h/2
		y += n.ins[i].h
	}
	y += rowGap
	for i := range n.outs {
		n.outs[i].y = y + n.outs[i].h/2
		y += n.outs[i].h
	}
}

// area is the room of a row in its box.
func (n *node) area(r *row) Area { return Area{n.at.X, r.y - r.h/2, n.at.Width, r.h} }

// head is the room of a box's first lines.
func (n *node) head() Area { return Area{n.at.X, n.at.Y, n.at.Width, headHigh} }
