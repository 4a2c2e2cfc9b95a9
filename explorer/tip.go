package explorer

import (
	"fmt"
	"slices"
	"strings"
)

const (
	// settled is how many blocks deep a transaction is final, and at which two
	// different answers can no longer come from a chain that is just forking.
	settled = 6
	// behind is how many blocks a source may lag and still be asked what is not
	// there: blocks take time to travel.
	behind = 2
)

// chain is what is known of the newest block.
type chain struct {
	tip     Tip
	vouched bool    // by two operators or the user's own node
	heights []int32 // by source; -1 if it did not say
	stale   []bool  // by source: so far behind that what it lacks means nothing
	lies    []caught
}

// newest agrees on the newest block. One source alone must not make a
// transaction seem deeper than it is, so the tip is that of the user's own node
// if it keeps up, otherwise the second highest of all operators'; with one
// operator it is that one's word. Sources that were caught do not count.
//
// A source is stale if it is more than two blocks behind: of three operators or
// more behind the second highest, so that one that claims too much does not make
// the others seem stale; of two behind the higher one or the user's own node.
func (c *Client) newest(told []*told[int32], liars []bool) chain {
	ch := chain{heights: make([]int32, len(told)), stale: make([]bool, len(told))}
	ch.tip.Heights = map[string]int32{}
	byOperator := map[string]int32{}
	own := int32(-1)
	for s, t := range told {
		ch.heights[s] = -1
		if t == nil {
			continue
		}
		ch.tip.Replies = append(ch.tip.Replies, t.reply)
		if t.reply.Outcome != Found || t.value < 0 {
			continue
		}
		ch.heights[s] = t.value
		ch.tip.Heights[c.infos[s].Name] = t.value
		if liars[s] {
			continue
		}
		operator := c.infos[s].Operator
		byOperator[operator] = max(byOperator[operator], t.value)
		if c.infos[s].Kind == OwnNode {
			own = max(own, t.value)
		}
	}
	sorted := make([]int32, 0, len(byOperator))
	for _, h := range byOperator {
		sorted = append(sorted, h)
	}
	slices.Sort(sorted)
	slices.Reverse(sorted)
	if len(sorted) > 0 {
		ch.agree(sorted, own)
		ch.findStale(sorted, own)
	}
	return ch
}

// agree chooses the tip from the operators' heights, the highest first.
func (ch *chain) agree(sorted []int32, own int32) {
	ch.tip.Known = true
	ch.vouched = len(sorted) > 1
	switch {
	case own >= 0 && own >= reference(sorted, own)-behind:
		ch.tip.Height, ch.vouched = own, true
		ch.tip.Why = "It is the newest block of the user's own node."
	case len(sorted) > 1:
		ch.tip.Height = sorted[1]
		ch.tip.Why = fmt.Sprintf("Of %d operators at least two know of a block at this height.", len(sorted))
	default:
		ch.tip.Height = sorted[0]
		ch.tip.Why = "It is one operator's word."
	}
}

// reference is the height that sources are compared with.
func reference(sorted []int32, own int32) int32 {
	switch {
	case len(sorted) > 2:
		return sorted[1]
	case own >= 0:
		return own
	default:
		return sorted[0]
	}
}

func (ch *chain) findStale(sorted []int32, own int32) {
	newest := reference(sorted, own)
	for s, h := range ch.heights {
		if h < 0 || h >= newest-behind {
			continue
		}
		ch.stale[s] = true
		ch.lies = append(ch.lies, caught{
			source: s, lie: LieStaleTip,
			detail: fmt.Sprintf("its newest block is %d behind that of others, so what it does not know means nothing", newest-h),
		})
	}
}

// knows reports whether a source knows a block at this height, or may.
func (ch *chain) knows(source int, height int32) bool {
	return ch.heights[source] < 0 || ch.heights[source] >= height
}

// deep reports whether a block at this height is settled.
func (ch *chain) deep(height int32) bool {
	return ch.tip.Known && int64(ch.tip.Height)-int64(height)+1 >= settled
}

// confirmations counts the blocks from this height to the tip; one at the least,
// since the block itself is there.
func (ch *chain) confirmations(height int32) int32 {
	if !ch.tip.Known {
		return 0
	}
	return max(1, ch.tip.Height-height+1)
}

// names lists sources as they are shown.
func (c *Client) names(sources []int) string {
	names := make([]string, 0, len(sources))
	for _, s := range sources {
		names = append(names, c.infos[s].Name)
	}
	return strings.Join(names, ", ")
}
