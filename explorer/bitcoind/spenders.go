package bitcoind

import (
	"bytes"
	"context"
	"encoding/hex"
	"sync/atomic"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
	"golang.org/x/sync/errgroup"

	"tradecase/explorer"
)

// lacks remembers which questions the node does not know, so that they are
// asked once only.
type lacks struct {
	txOutProof, spendingPrevOut, scanBlocks, searchTransactions atomic.Bool
}

// How far a spender is looked for. An address that is used more often is not
// paged to its end.
const (
	maxScanned = 24  // blocks that may hold it
	pageSize   = 100 // transactions of an address
	maxPages   = 3
)

// noSpender says what a spender that is not named takes.
const noSpender = "the node does not know by whom: blockfilterindex=1 (Core, Knots) or addrindex=1 (btcd) in its settings would tell"

// hunt is the search for who spends a transaction's outputs.
type hunt struct {
	*rpc
	q     *question
	tx    *wire.MsgTx
	id    chainhash.Hash
	block *chainhash.Hash // the transaction's; nil while it is in the mempool
	list  []explorer.Spender
	late  bool // there is no time left
}

func (r *rpc) spenders(ctx context.Context, q *question, id chainhash.Hash) ([]explorer.Spender, error) {
	f, err := r.lookup(ctx, q, id)
	if err != nil {
		return nil, err
	}
	if !f.active() {
		return nil, fail(explorer.FaultUnsupported, leftChain)
	}
	tx, err := parse(f.raw)
	if err != nil {
		return nil, err
	}
	h := &hunt{rpc: r, q: q, tx: tx, id: id, block: f.block, list: make([]explorer.Spender, len(tx.TxOut))}
	if err := h.unspent(ctx); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{h.inMempool, h.inBlocks, h.byAddress} {
		if err := step(ctx); err != nil {
			return nil, err
		}
		if len(h.open()) == 0 {
			q.note = ""
			return h.list, nil
		}
	}
	if q.note == "" {
		q.note = noSpender
	}
	return h.list, nil
}

// open lists the outputs that are spent by somebody not yet found.
func (h *hunt) open() (vouts []int) {
	for i, s := range h.list {
		if s.Spent && s.By == nil {
			vouts = append(vouts, i)
		}
	}
	return vouts
}

// unspent asks for each output whether it is among the coins that there are,
// those that the mempool spends taken away.
func (h *hunt) unspent(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(parallel)
	for i, out := range h.tx.TxOut {
		if unspendable(out) {
			continue // never a coin, and spent by nobody
		}
		group.Go(func() error {
			var coin *struct{}
			if err := h.call(ctx, h.q, limitTx, &coin, "gettxout", h.id.String(), i, true); err != nil {
				return plain(err)
			}
			h.list[i].Spent = coin == nil
			return nil
		})
	}
	return group.Wait()
}

// inMempool asks which waiting transactions spend outputs. btcd counts an
// output as a coin even if the mempool spends it, so all are asked about.
func (h *hunt) inMempool(ctx context.Context) error {
	if h.lacks.spendingPrevOut.Load() {
		return nil
	}
	type outpoint struct {
		TxID string `json:"txid"`
		Vout int    `json:"vout"`
	}
	ask := make([]outpoint, len(h.list))
	for i := range h.list {
		ask[i] = outpoint{TxID: h.id.String(), Vout: i}
	}
	var answer []struct {
		SpendingTxID string
		BlockHash    string // Core with txospenderindex also knows the chain's
	}
	switch err := h.call(ctx, h.q, limitTx, &answer, "gettxspendingprevout", ask); {
	case noMethod(err):
		h.lacks.spendingPrevOut.Store(true)
		return nil
	case err != nil:
		return plain(err)
	case len(answer) != len(ask):
		return fail(explorer.FaultMalformed, notWhatItIs)
	}
	for i, a := range answer {
		if a.SpendingTxID == "" {
			continue
		}
		spender, err := chainhash.NewHashFromStr(a.SpendingTxID)
		if err != nil {
			return fail(explorer.FaultMalformed, notWhatItIs)
		}
		h.list[i].Spent = true
		params := []any{spender.String(), 0}
		if a.BlockHash != "" {
			params = append(params, a.BlockHash)
		}
		raw, err := h.callHex(ctx, h.q, limitBlock, "getrawtransaction", params...)
		if err != nil {
			continue // mined or replaced in between: the search of the chain tells
		}
		if tx, err := parse(raw); err == nil {
			h.match(tx)
		}
	}
	return nil
}

// inBlocks has Core find, by its block filters, the blocks that touch the
// scripts of open outputs, and reads these.
func (h *hunt) inBlocks(ctx context.Context) error {
	if h.lacks.scanBlocks.Load() || h.block == nil {
		return nil
	}
	var place struct{ Height int32 }
	if err := h.call(ctx, h.q, limitSmall, &place, "getblockheader", h.block.String(), true); err != nil {
		return plain(err)
	}
	var scripts []string
	for _, i := range h.open() {
		scripts = append(scripts, "raw("+hex.EncodeToString(h.tx.TxOut[i].PkScript)+")")
	}
	var scan struct {
		RelevantBlocks []chainhash.Hash `json:"relevant_blocks"`
	}
	switch err := h.call(ctx, h.q, limitList, &scan, "scanblocks", "start", scripts, place.Height); {
	case noMethod(err) || isCode(err, codeMisc) && says(err, "not enabled"):
		h.lacks.scanBlocks.Store(true)
		return nil
	case isCode(err, codeMisc, codeParameter): // a scan is running, or the filters are still made
		return nil
	case timedOut(err):
		h.abortScan(ctx)
		return nil
	case err != nil:
		return plain(err)
	}
	for i, hash := range scan.RelevantBlocks {
		if i == maxScanned || len(h.open()) == 0 {
			break
		}
		raw, err := h.callHex(ctx, h.q, limitBlock, "getblock", hash.String(), 0)
		if isCode(err, codeMisc) {
			continue // pruned
		}
		if err != nil {
			return plain(err)
		}
		block := new(wire.MsgBlock)
		if err := block.Deserialize(bytes.NewReader(raw)); err != nil {
			return fail(explorer.FaultMalformed, notWhatItIs)
		}
		for _, tx := range block.Transactions {
			h.match(tx)
		}
	}
	return nil
}

// abortScan ends a scan that took too long, since it would keep the node busy
// and refuse the next one. That the outputs are spent is known without it.
func (h *hunt) abortScan(ctx context.Context) {
	h.late, h.q.note = true, "the node did not find by whom in time"
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	var ignored any
	_ = h.call(ctx, h.q, limitSmall, &ignored, "scanblocks", "abort")
}

// byAddress has btcd list the transactions of the addresses of open outputs.
func (h *hunt) byAddress(ctx context.Context) error {
	for _, i := range h.open() {
		if h.late || h.lacks.searchTransactions.Load() {
			return nil
		}
		if h.list[i].By != nil {
			continue // found with another output
		}
		_, addrs, _, err := txscript.ExtractPkScriptAddrs(h.tx.TxOut[i].PkScript, h.config.Params)
		if err != nil || len(addrs) != 1 {
			continue
		}
		if err := h.pages(ctx, i, addrs[0].EncodeAddress()); err != nil {
			return err
		}
	}
	return nil
}

// pages reads an address's transactions, oldest first, until one spends the
// output.
func (h *hunt) pages(ctx context.Context, vout int, address string) error {
	for page := range maxPages {
		var list []string
		err := h.call(ctx, h.q, limitTx, &list, "searchrawtransactions", address, 0, page*pageSize, pageSize)
		switch {
		case noMethod(err) || isCode(err, codeMisc): // Core, or no addrindex
			h.lacks.searchTransactions.Store(true)
			return nil
		case isRPC(err): // nothing there, or an address that btcd does not index
			return nil
		case err != nil:
			return err
		}
		for _, text := range list {
			raw, err := hex.DecodeString(text)
			if err != nil {
				return fail(explorer.FaultMalformed, notWhatItIs)
			}
			tx, err := parse(raw)
			if err != nil {
				return err
			}
			h.match(tx)
		}
		if h.list[vout].By != nil || len(list) < pageSize {
			return nil
		}
	}
	return nil
}

// match notes which outputs a transaction spends.
func (h *hunt) match(tx *wire.MsgTx) {
	for vin, in := range tx.TxIn {
		prev := in.PreviousOutPoint
		if prev.Hash != h.id || int(prev.Index) >= len(h.list) || h.list[prev.Index].By != nil {
			continue
		}
		h.list[prev.Index] = explorer.Spender{
			Spent: true,
			By:    &wire.OutPoint{Hash: tx.TxHash(), Index: uint32(vin)},
		}
	}
}

// unspendable reports whether nobody can ever spend an output, so that a node
// does not keep it among its coins.
func unspendable(out *wire.TxOut) bool {
	return txscript.IsUnspendable(out.PkScript)
}

// parse reads a transaction that takes all of the bytes.
func parse(raw []byte) (*wire.MsgTx, error) {
	tx := new(wire.MsgTx)
	r := bytes.NewReader(raw)
	if err := tx.Deserialize(r); err != nil || r.Len() > 0 {
		return nil, fail(explorer.FaultMalformed, notWhatItIs)
	}
	return tx, nil
}
