package flow

import (
	"slices"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// draw makes the shapes and labels: strands first, boxes above them.
func (d *drawing) draw() {
	for _, roles := range grid {
		for _, role := range roles {
			d.strands(d.nodes[role])
		}
	}
	d.wayOut()
	for _, roles := range grid {
		for _, role := range roles {
			d.drawBox(d.nodes[role])
		}
	}
	d.topLine()
	d.legend()
}

func (d *drawing) shape(s Shape) { d.p.Shapes = append(d.p.Shapes, s) }

func (d *drawing) label(l Label) {
	if l.Text.English != "" && l.Width > 0 {
		d.p.Labels = append(d.p.Labels, l)
	}
}

// strands draws what comes into a transaction, and what leaves it for elsewhere.
func (d *drawing) strands(n *node) {
	for i := range n.ins {
		r := &n.ins[i]
		if r.wide == 0 {
			continue
		}
		if x, y, ok := d.start(r); ok {
			d.flow(r, band(x, y, n.at.X, r.y, r.wide), d.nodes[r.link].ghost || n.ghost)
			continue
		}
		d.flow(r, inlet(n.at.X-stub, r.y, stub, r.wide), n.ghost)
	}
	for i := range n.outs {
		r := &n.outs[i]
		if r.wide > 0 && d.p.Parts[r.part].To == "" {
			length := stub
			if n.role == diagnostics.Payout || n.role == diagnostics.DelayedPayout {
				length = stub - 4
			}
			if r.use == useMiner {
				length = stub * 0.7
			}
			d.flow(r, arrow(n.at.X+n.at.Width, r.y, length, r.wide), n.ghost)
		}
	}
}

// start is where the strand of an input begins: at the row of the output that it
// spends, else at the box.
func (d *drawing) start(r *row) (x, y float32, ok bool) {
	if r.link == "" {
		return 0, 0, false
	}
	from := d.nodes[r.link]
	x, y = from.at.X+from.at.Width, from.at.Y+headHigh/2
	for i := range from.outs {
		if from.outs[i].part == r.part {
			y = from.outs[i].y
		}
	}
	return x, y, true
}

// flow draws a strand in the colour of what is said of it.
func (d *drawing) flow(r *row, path Path, ghost bool) {
	part := &d.p.Parts[r.part]
	s := Shape{Path: path, Fill: Coins, Alpha: 0.62, Part: r.part, Coins: true}
	if r.use == useFee || r.use == useMiner {
		s.Fill = Fees
	}
	switch part.Worst {
	case trade.Fail:
		s.Fill = Fail
	case trade.Warn:
		s.Fill = Warn
	case trade.Pass, trade.Unknown, trade.NotApplicable:
	}
	if ghost || !r.known {
		s.Stroke, s.Line, s.Dashed, s.Alpha = s.Fill, 1, true, 0.18
	}
	part.bands = append(part.bands, path)
	d.shape(s)
}

// wayOut shows where coins would go next: into transactions whose content is
// not known.
func (d *drawing) wayOut() {
	for c, roles := range grid[:2] {
		for _, role := range roles {
			n := d.nodes[role]
			x, y, ok := d.next(n)
			if !ok {
				continue
			}
			for _, to := range grid[c+1] {
				if t := d.nodes[to]; t.c.Msg() == nil {
					d.shape(Shape{Path: thread(x, y, t.at.X, t.at.Y+headHigh/2), Stroke: Muted, Line: 1.2, Dashed: true, Part: -1})
				}
			}
		}
	}
}

// next is where the coins of a transaction that the trade is about end, if they
// are seen to go nowhere.
func (d *drawing) next(n *node) (x, y float32, ok bool) {
	x, y = n.at.X+n.at.Width, n.at.Y+headHigh/2
	if n.c.Msg() == nil {
		return x, y, !d.feeds(n)
	}
	for _, r := range n.outs {
		if r.use == useReserve || r.use == useMultisig {
			return x + stub, r.y, d.p.Parts[r.part].To == ""
		}
	}
	return 0, 0, false
}

// feeds reports whether another transaction is seen to spend one that is not.
func (d *drawing) feeds(n *node) bool {
	for _, other := range d.nodes {
		for _, r := range other.ins {
			if r.link == n.role {
				return true
			}
		}
	}
	return false
}

// drawBox draws a transaction.
func (d *drawing) drawBox(n *node) {
	s := Shape{Path: rounded(n.at, 6), Fill: Sheet, Stroke: Line, Line: 1, Alpha: 1, Part: n.part}
	worst := d.p.Parts[n.part].Worst
	switch {
	case n.ghost:
		s.Fill, s.Stroke, s.Line, s.Dashed = Ground, Muted, 1.2, true
	case worst == trade.Fail:
		s.Stroke, s.Line = Fail, 1.6
	case worst == trade.Warn:
		s.Stroke, s.Line = Warn, 1.6
	}
	d.shape(s)
	d.drawHead(n)
	if len(n.ins)+len(n.outs) == 0 {
		return
	}
	rule := func(y float32) {
		d.shape(Shape{Path: Path{}.to(n.at.X+10, y).line(n.at.X+n.at.Width-10, y), Stroke: Line, Line: 1, Part: -1})
	}
	rule(n.at.Y + headHigh)
	for i := range n.ins {
		d.drawRow(n, &n.ins[i], true)
	}
	if len(n.ins) > 0 && len(n.outs) > 0 {
		last := n.ins[len(n.ins)-1]
		rule(last.y + last.h/2 + rowGap/2)
	}
	for i := range n.outs {
		d.drawRow(n, &n.outs[i], false)
	}
}

// drawHead writes name, ID and state, with the sign of the worst result.
func (d *drawing) drawHead(n *node) {
	part := d.p.Parts[n.part]
	x, width := n.at.X+10, n.at.Width-20
	ink := Ink
	if n.ghost {
		ink = Muted
	}
	right := n.at.X + n.at.Width - 10
	taken := d.badge(right, n.at.Y+17, part, n.part)
	d.label(Label{Text: title(n.role), X: x, Y: n.at.Y + 20, Width: width - taken - 4, Size: titleSize, Bold: true, Colour: ink, Part: n.part})
	id := plain(Short(part.TxID))
	if part.TxID == "" {
		id = say("no-id", "no ID known")
	}
	d.label(Label{Text: id, X: x, Y: n.at.Y + 37, Width: width, Size: textSize, Mono: part.TxID != "", Colour: Muted, Part: n.part})
	d.label(Label{Text: stateOf(n.c, n.swap), X: x, Y: n.at.Y + 53, Width: width, Size: textSize, Colour: ink, Part: n.part})
}

// badge draws the sign of a part's worst result with how many there are, ending
// at x, and says how much room that takes.
func (d *drawing) badge(x, y float32, part Part, i int) float32 {
	if len(part.Verdicts) == 0 || part.Worst == trade.NotApplicable {
		return 0
	}
	count := trade.Whole(part.Count)
	width := float32(len(count.English)) * 7.5
	d.label(Label{Text: count, X: x, Y: y + 4.5, End: true, Width: width + 8, Size: textSize, Bold: true, Colour: colourOf(part.Worst), Part: i})
	d.icon(x-width-4-iconSize/2, y, iconSize, part.Worst, i)
	return width + 6 + iconSize
}

// drawRow writes an input or output with its sign and amount.
func (d *drawing) drawRow(n *node, r *row, in bool) {
	part := d.p.Parts[r.part]
	colour := Ink
	if n.ghost || r.use == useMiner || r.use == useMore {
		colour = Muted
	}
	amount := plain(BTC(r.sat))
	switch {
	case r.use == useData:
		amount = say("bytes", "32 bytes")
		if r.sat > 0 {
			amount = plain(BTC(r.sat))
		}
	case !r.known:
		amount = say("amount-unknown", "not known")
	}
	x, right := n.at.X+10, n.at.X+n.at.Width-10
	wide := float32(len(amount.English))*textSize*0.605 + 2
	if amount.Code != "" {
		wide = textSize * 5.4
	}
	d.label(Label{Text: amount, X: right, Y: r.y + 4.5, End: true, Width: wide, Size: textSize, Mono: amount.Code == "", Colour: colour, Part: r.part})
	verdicts := part
	verdicts.Verdicts = d.own(n, r, in, part)
	if len(verdicts.Verdicts) > 0 && part.Worst != trade.NotApplicable {
		d.icon(x+iconSize/2-1, r.y, iconSize-2, part.Worst, r.part)
	}
	x += iconSize + 4
	d.label(Label{Text: r.name, X: x, Y: r.y + 4.5, Width: right - wide - 6 - x, Size: textSize, Colour: colour, Part: r.part})
}

// own are a part's verdicts that are about one of the two boxes it stands in.
func (d *drawing) own(n *node, r *row, in bool, part Part) (out []int) {
	mine := d.rulesOf(n, r, in)
	for _, v := range part.Verdicts {
		if slices.Contains(mine, v) {
			out = append(out, v)
		}
	}
	return out
}

// topLine says what the whole trade's rules came to, and what the figures are.
func (d *drawing) topLine() {
	part := d.p.Parts[0]
	y := margin + 12
	x := margin + 6
	if len(part.Verdicts) > 0 && part.Worst != trade.NotApplicable {
		d.icon(x+iconSize/2, y, iconSize, part.Worst, 0)
		x += iconSize + 6
	}
	name := say("whole-count", "Whole trade: %s %s", trade.Whole(part.Count), stateWord(part.Worst))
	if part.Worst == trade.NotApplicable {
		name = part.Name
	}
	d.label(Label{Text: name, X: x, Y: y + 4.5, Width: d.p.Width/2 - x, Size: textSize, Bold: true, Colour: Ink, Part: 0})
	d.label(Label{Text: say("unit", "Amounts in BTC"), X: d.p.Width - margin - 6, Y: y + 4.5, End: true, Width: d.p.Width / 3, Size: textSize, Colour: Muted, Part: -1})
}

// legend says what signs and widths mean.
func (d *drawing) legend() {
	y := d.p.Height - margin - 10
	x := margin + 6
	for _, o := range []trade.Outcome{trade.Pass, trade.Warn, trade.Fail, trade.Unknown} {
		d.icon(x+6, y, iconSize-2, o, -1)
		d.label(Label{Text: stateWord(o), X: x + 18, Y: y + 4.5, Width: 74, Size: textSize, Colour: Muted, Part: -1})
		x += 94
	}
	note := trade.Text{}
	switch {
	case d.tiny && d.cut:
		note = say("legend.both", "The thinnest strands are drawn wider, the widest narrower.")
	case d.tiny:
		note = say("legend.tiny", "The thinnest strands are drawn wider than their amounts.")
	case d.cut:
		note = say("legend.cut", "The widest strands are drawn narrower than their amounts.")
	}
	right := d.p.Width - margin - 6
	d.label(Label{Text: note, X: right, Y: y + 4.5, End: true, Width: right - x - 8, Size: textSize, Colour: Muted, Part: -1})
}
