package explorer

import (
	"slices"
	"strconv"

	"github.com/btcsuite/btcd/chainhash/v2"
)

// camp is all who say that one block holds the transaction.
type camp struct {
	block   chainhash.Hash
	sources []int // those whose word counts
	voices  voices
	// proved: a Merkle branch leads to a header with anchored work, whoever
	// gave them.
	proved bool
	height int32
	// against are those who say otherwise and should know.
	against []int
}

// agree decides in which state a transaction is.
//
// In this order a block is taken for the one that holds it: the one that the
// user's own node names; the only one with a proof; the one that more
// operators name, two at least, than say otherwise.
func (v *view) agree(ch *chain, liars []bool) {
	v.state, v.why, v.block, v.placed, v.depth, v.sure = UnknownState, nil, nil, nil, 0, false
	if v.final != nil {
		v.asBefore(ch)
		return
	}
	camps := v.camps(ch, liars)
	chosen := v.choose(camps)
	switch {
	case chosen != nil && v.tx == nil:
		v.why = because("no-bytes")
	case chosen != nil:
		v.confirm(ch, chosen, liars)
	case len(camps) > 0:
		v.why = undecidedBetween(v.c, camps)
	case v.unconfirmed(ch, liars):
	default:
		v.absent(ch, liars)
	}
}

// asBefore takes over what was final; only its depth grows, and not by the word of
// one.
func (v *view) asBefore(ch *chain) {
	t := v.final
	v.state, v.why, v.block, v.depth, v.sure = t.State, t.reasons(), t.Block, t.Confirmations, true
	if ch.vouched {
		v.depth = max(v.depth, ch.confirmations(t.Block.Height))
	}
}

// camps sorts the claims that count by block. A proof counts whoever gave it.
func (v *view) camps(ch *chain, liars []bool) []*camp {
	var camps []*camp
	for _, c := range v.claims {
		proved := c.included && c.anchored
		if c.void || liars[c.source] && !proved {
			continue
		}
		i := slices.IndexFunc(camps, func(k *camp) bool { return k.block == c.block })
		if i < 0 {
			i = len(camps)
			camps = append(camps, &camp{block: c.block})
		}
		camps[i].proved = camps[i].proved || proved
		if !liars[c.source] {
			camps[i].sources = append(camps[i].sources, c.source)
		}
	}
	for _, k := range camps {
		k.voices = v.c.voices(k.sources)
		k.height, _ = v.height(k, liars)
		k.against = v.against(k, camps, ch, liars)
	}
	return camps
}

// against gives those who name another block or none, and should know.
func (v *view) against(k *camp, camps []*camp, ch *chain, liars []bool) []int {
	var against []int
	for _, other := range camps {
		if other != k {
			against = append(against, other.sources...)
		}
	}
	for _, s := range v.c.servers {
		if !liars[s] && !ch.stale[s] && ch.knows(s, k.height) && v.denies(s) != "" {
			against = append(against, s)
		}
	}
	return against
}

// denies says in which words a source denies that a block holds the
// transaction; empty if it does not.
func (v *view) denies(source int) string {
	said, bytes := v.confirmations[source], v.txs[source]
	switch {
	case said != nil && said.reply.Outcome == Found && said.value.Confirmed:
		return ""
	case said != nil && said.reply.Outcome == NotFound, bytes != nil && bytes.reply.Outcome == NotFound:
		return "it says that there is no such transaction"
	case said != nil && said.reply.Outcome == Found:
		return "it says that no block holds the transaction"
	}
	return ""
}

func (v *view) choose(camps []*camp) *camp {
	pick := func(fits func(k *camp) bool) *camp {
		var chosen *camp
		for _, k := range camps {
			if fits(k) {
				if chosen != nil {
					return nil
				}
				chosen = k
			}
		}
		return chosen
	}
	if k := pick(func(k *camp) bool { return k.voices.own }); k != nil {
		return k
	}
	if k := pick(func(k *camp) bool { return k.proved }); k != nil {
		return k
	}
	return pick(func(k *camp) bool { return k.voices.outnumber(v.c.voices(k.against)) })
}

// confirm fills in what follows from the block that was chosen.
func (v *view) confirm(ch *chain, k *camp, liars []bool) {
	v.state = Confirmed
	v.block = &Block{Hash: k.block, OwnNode: k.voices.own}
	height, vouched := v.height(k, liars)
	v.block.Height = height
	included, anchored := false, false
	for _, c := range v.claims {
		if c.block != k.block || c.void {
			continue
		}
		if c.header != nil && v.block.Header == nil {
			v.block.Header, v.block.Time = c.header, c.header.Timestamp.UTC()
		}
		if c.included && (!included || c.anchored && !anchored) {
			included, anchored = true, c.anchored
			v.block.Branch = c.branch
			v.placed = c.proofs
		}
	}
	v.depth = ch.confirmations(height)
	v.sure = included && (anchored || k.voices.own) && vouched && ch.vouched && ch.deep(height)
	v.why = v.c.confirmedBy(k, included)
}

// confirmedBy says what a confirmation rests on.
func (c *Client) confirmedBy(k *camp, included bool) []Reason {
	var why []Reason
	switch {
	case k.proved:
		why = append(why, because("proved")...)
	case included:
		why = append(why, because("unanchored")...)
	}
	switch {
	case k.voices.own:
		why = append(why, because("own-node")...)
	case k.voices.operators >= 2:
		why = append(why, because("operators", strconv.Itoa(k.voices.operators), c.names(k.sources))...)
	}
	return why
}

// height agrees on the height of a block: the user's own node's, otherwise the
// one that two operators at least and more than name another say. If nobody
// carries it, the highest counts, which makes for the fewest confirmations.
func (v *view) height(k *camp, liars []bool) (height int32, vouched bool) {
	byHeight := map[int32][]int{}
	for _, c := range v.claims {
		if c.block == k.block && !c.void && (!liars[c.source] || len(k.sources) == 0) {
			byHeight[c.height] = append(byHeight[c.height], c.source)
			height = max(height, c.height)
		}
	}
	for h, sources := range byHeight {
		var others []int
		for other, s := range byHeight {
			if other != h {
				others = append(others, s...)
			}
		}
		if voices := v.c.voices(sources); voices.own || voices.outnumber(v.c.voices(others)) {
			return h, true
		}
	}
	return height, false
}

// unconfirmed reports whether every source that knows the transaction says that
// no block holds it.
func (v *view) unconfirmed(ch *chain, liars []bool) bool {
	var say, silent []int
	for _, s := range v.c.servers {
		if v.txs[s] == nil || v.txs[s].value.tx == nil || liars[s] || ch.stale[s] {
			continue
		}
		if said := v.confirmations[s]; said != nil && said.reply.Outcome == Found {
			say = append(say, s)
		} else {
			silent = append(silent, s)
		}
	}
	switch {
	case len(say) == 0:
		return false
	case len(silent) > 0:
		v.why = because("silent", v.c.names(silent))
	default:
		v.state = Unconfirmed
		v.why = because("no-block", v.c.names(say))
	}
	return true
}

// absent decides what follows if nobody whose word counts knows the transaction.
func (v *view) absent(ch *chain, liars []bool) {
	var without, unheard, worthless []int
	for _, s := range v.c.servers {
		bytes := v.txs[s]
		switch {
		case liars[s] || ch.stale[s]:
			worthless = append(worthless, s)
		case bytes != nil && bytes.reply.Outcome == NotFound && !v.describes(s):
			without = append(without, s)
		default:
			unheard = append(unheard, s)
		}
	}
	var why []Reason
	if len(unheard) > 0 {
		why = append(why, because("unheard", v.c.names(unheard))...)
	}
	if len(worthless) > 0 {
		why = append(why, because("worthless", v.c.names(worthless))...)
	}
	if len(v.c.servers) == 0 {
		why = append(why, because("nobody")...)
	}
	if len(why) == 0 {
		v.state = Absent
		why = because("without", v.c.names(without))
	}
	v.why = why
}

// describes reports whether a source that has no bytes speaks of the
// transaction nonetheless.
func (v *view) describes(source int) bool {
	said := v.confirmations[source]
	return said != nil && said.reply.Outcome == Found && (said.value.Confirmed || said.value.Described != nil)
}

// undecidedBetween says why no block could be chosen.
func undecidedBetween(c *Client, camps []*camp) []Reason {
	var why []Reason
	for _, k := range camps {
		if len(k.sources) == 0 {
			continue
		}
		why = append(why, because("said", c.names(k.sources))...)
	}
	if against := camps[0].against; len(against) > 0 {
		why = append(why, because("otherwise", c.names(against))...)
	}
	return append(why, because("undecided")...)
}
