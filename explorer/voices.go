package explorer

// voices counts who says something: sources of one operator are one voice, and
// records have none.
type voices struct {
	operators int
	own       bool // the user's own node is among them
}

// voices counts these sources' operators.
func (c *Client) voices(sources []int) voices {
	var v voices
	seen := map[string]bool{}
	for _, s := range sources {
		info := c.infos[s]
		if info.Kind == Record || seen[info.Operator] {
			continue
		}
		seen[info.Operator] = true
		v.operators++
		v.own = v.own || info.Kind == OwnNode
	}
	return v
}

// enough reports whether that many need not be proved: two independent
// operators, or the user's own node.
func (v voices) enough() bool { return v.own || v.operators >= 2 }

// outnumber reports whether these voices carry it against others: two of them at
// least, more than the others, and the user's own node not among those.
func (v voices) outnumber(others voices) bool {
	return v.operators >= 2 && v.operators > others.operators && !others.own
}
