package explorer

import "github.com/btcsuite/btcd/chainhash/v2"

// disagreements names those who say otherwise about a transaction's block. With
// a proof or the user's own node on one side, the other side was disproved. With
// word against word all who disagree are named, or those that are outnumbered.
func (v *view) disagreements(ch *chain, liars []bool) []caught {
	if v.final != nil {
		return nil
	}
	camps := v.camps(ch, liars)
	if k := v.choose(camps); k != nil {
		if v.tx == nil {
			return nil
		}
		return append(v.againstBlock(ch, k), v.againstHeight(k, liars)...)
	}
	var found []caught
	for _, k := range camps {
		if !ch.deep(k.height) {
			continue
		}
		for _, s := range k.against {
			detail := "others name another block"
			lie := LieOtherBlock
			if said := v.denies(s); said != "" {
				if ch.heights[s] < k.height+settled-1 {
					continue
				}
				lie, detail = LieDenied, said+", which others say"
			}
			found = append(found, caught{s, lie, detail + "; it is word against word", false})
			for _, s := range k.sources {
				found = append(found, caught{s, LieOtherBlock, "it names a block that others do not; it is word against word", false})
			}
		}
	}
	return found
}

// againstBlock names those whom the chosen block contradicts.
func (v *view) againstBlock(ch *chain, k *camp) []caught {
	proved := k.proved || k.voices.own
	var found []caught
	if ch.deep(k.height) {
		for _, c := range v.claims {
			if c.block != k.block && !c.void {
				found = append(found, caught{c.source, LieOtherBlock, "it names another block than the one that holds the transaction", proved})
			}
		}
	}
	for _, s := range v.c.servers {
		said := v.denies(s)
		if said == "" || !ch.knows(s, k.height) {
			continue
		}
		// Sources do not see a block at the same moment; that it knows the
		// transaction and not its block is a lie only when that is settled.
		knows := v.txs[s] != nil && v.txs[s].value.tx != nil
		if settledThere := ch.heights[s] >= k.height+settled-1; knows && !settledThere {
			continue
		}
		if ch.heights[s] < 0 && !ch.deep(k.height) {
			continue
		}
		found = append(found, caught{s, LieDenied, said + ", though a block holds it", proved})
	}
	return found
}

// againstHeight names those who give the chosen block another height. If none of
// the heights was carried, it is word against word.
func (v *view) againstHeight(k *camp, liars []bool) []caught {
	height, vouched := v.height(k, liars)
	var found []caught
	heights := map[int32]bool{}
	for _, c := range v.claims {
		if c.block == k.block && !c.void {
			heights[c.height] = true
		}
	}
	if len(heights) < 2 {
		return nil
	}
	for _, c := range v.claims {
		switch {
		case c.block != k.block || c.void:
		case vouched && c.height != height:
			found = append(found, caught{c.source, LieWrongHeight, "it gives the block another height than others do", k.voices.own})
		case !vouched:
			found = append(found, caught{c.source, LieWrongHeight, "sources give the block different heights; it is word against word", false})
		}
	}
	return found
}

// accused gives those that were disproved.
func accused(views map[chainhash.Hash]*view, more ...caught) map[int]bool {
	found := map[int]bool{}
	for _, v := range views {
		more = append(more, v.lies...)
	}
	for _, lie := range more {
		if lie.proved {
			found[lie.source] = true
		}
	}
	return found
}
