package flow

import (
	"slices"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// makeParts lists what can be chosen: the trade, each transaction, and each
// strand once, though it may stand in two boxes.
func (d *drawing) makeParts() {
	d.p.columns = make([][]int, 3)
	whole := Part{Kind: Whole, Name: title(""), at: Area{margin, margin, 190, topLine - 8}}
	whole.Areas = []Area{whole.at}
	for i, v := range d.r.Verdicts {
		if v.Role == "" {
			whole.Verdicts = append(whole.Verdicts, i)
		}
	}
	d.add(0, whole)
	for c, roles := range grid {
		for _, role := range roles {
			d.partsOf(c, d.nodes[role])
		}
	}
	for i := range d.p.Parts {
		d.p.Parts[i].Trace = d.trace(i)
	}
}

func (d *drawing) add(column int, p Part) int {
	d.p.Parts = append(d.p.Parts, p)
	i := len(d.p.Parts) - 1
	d.p.columns[column] = append(d.p.columns[column], i)
	return i
}

func (d *drawing) partsOf(column int, n *node) {
	p := Part{Kind: Transaction, Role: n.role, Name: title(n.role), TxID: n.id(), at: n.head(), Areas: []Area{n.head()}}
	p.Details = append(p.Details, stateOf(n.c, n.swap))
	if !n.c.Why.IsZero() && !n.swap {
		p.Details = append(p.Details, n.c.Why.Within())
	}
	for i, v := range d.r.Verdicts {
		if v.Role == n.role {
			p.Verdicts = append(p.Verdicts, i)
		}
	}
	n.part = d.add(column, p)
	for i := range n.ins {
		r := &n.ins[i]
		if r.part = d.source(r); r.part < 0 {
			r.part = d.add(column, d.strand(n, r, true))
		} else {
			d.p.Parts[r.part].Areas = append(d.p.Parts[r.part].Areas, n.area(r))
			d.p.Parts[r.part].Verdicts = append(d.p.Parts[r.part].Verdicts, d.rulesOf(n, r, true)...)
			d.p.Parts[r.part].To = n.role
		}
	}
	paid := 0
	for _, r := range n.outs {
		if r.use == usePaid {
			paid++
		}
	}
	for i := range n.outs {
		r := &n.outs[i]
		p := d.strand(n, r, false)
		if r.use == usePaid && paid > 2 { // they are about all of them
			p.Verdicts = nil
		}
		r.part = d.add(column, p)
	}
}

// source is the strand that an input's coins come in by, if it is drawn already.
func (d *drawing) source(r *row) int {
	if r.link == "" {
		return -1
	}
	from := d.nodes[r.link]
	for i := range from.outs {
		if from.outs[i].index == r.linked && from.outs[i].use != useMore {
			return from.outs[i].part
		}
	}
	return -1
}

// strand is the part of a row.
func (d *drawing) strand(n *node, r *row, in bool) Part {
	p := Part{Kind: Strand, Role: n.role, Name: r.name, Address: r.address, Verdicts: d.rulesOf(n, r, in), at: n.area(r), Areas: []Area{n.area(r)}}
	if r.known {
		p.Sat = &r.sat
	}
	p.TxID = n.id()
	if in {
		p.To = n.role
		if r.link != "" {
			p.Role = r.link
			p.TxID = d.nodes[r.link].id()
		}
	}
	p.Details = d.details(r, in)
	return p
}

func (d *drawing) details(r *row, in bool) (out []trade.Text) {
	switch {
	case r.index >= 0 && in:
		out = append(out, say("detail.input", "input %s", r.index))
	case r.index >= 0:
		out = append(out, say("detail.output", "output %s", r.index))
	}
	if r.note.Code != "" {
		out = append(out, r.note)
	}
	if r.use == useMultisig && d.r.Money == trade.Locked {
		out = append(out, say("detail.locked", "locked: nobody was seen to spend it"))
	}
	switch {
	case r.tiny:
		out = append(out, say("detail.tiny", "drawn wider than its amount, to be seen"))
	case r.cut:
		out = append(out, say("detail.cut", "drawn narrower than its amount"))
	}
	return out
}

func (n *node) id() string {
	if n.c.ID == nil {
		return ""
	}
	return n.c.ID.String()
}

// trace follows the coins of a part both ways.
func (d *drawing) trace(i int) []int {
	found := map[int]bool{i: true}
	p := d.p.Parts[i]
	switch p.Kind {
	case Whole:
		return nil
	case Transaction:
		d.before(p.Role, found)
		d.after(p.Role, found)
	case Strand:
		if d.leaves(i) {
			d.before(p.Role, found)
		}
		if p.To != "" {
			d.after(p.To, found)
		}
	}
	out := make([]int, 0, len(found))
	for i := range found {
		out = append(out, i)
	}
	slices.Sort(out)
	return out
}

// leaves reports whether a strand is an output of its transaction.
func (d *drawing) leaves(i int) bool {
	return d.p.Parts[i].To != d.p.Parts[i].Role
}

// before adds a transaction with all that came into it.
func (d *drawing) before(role diagnostics.TxRole, found map[int]bool) {
	n := d.nodes[role]
	if n == nil {
		return
	}
	found[n.part] = true
	for _, r := range n.ins {
		if found[r.part] = true; r.link != "" {
			d.before(r.link, found)
		}
	}
}

// after adds a transaction with all that went out of it.
func (d *drawing) after(role diagnostics.TxRole, found map[int]bool) {
	n := d.nodes[role]
	if n == nil {
		return
	}
	found[n.part] = true
	for _, r := range n.outs {
		found[r.part] = true
		if to := d.p.Parts[r.part].To; to != "" && to != role {
			d.after(to, found)
		}
	}
}
