package flow

import (
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// Bounds of what is drawn of one transaction; the rest is put together.
const (
	maxInputs  = 6
	maxOutputs = 20
)

// use is what an output or an input is for.
type use int

const (
	useOther use = iota
	useFee       // a trade fee
	useReserve
	useChange
	useMiner
	useMultisig
	useData
	usePaid
	useDeposit // of a deposit: what a fee transaction reserved; of a payout: the multisig
	useMore
)

// row is a line in a transaction's box: an input, an output, or several of them.
type row struct {
	use     use
	name    trade.Text
	sat     int64
	known   bool // sat is
	index   int  // of the input or output; -1 if it is none of them
	link    diagnostics.TxRole
	linked  int // the output of link that an input spends
	address string
	note    trade.Text // what else is to be said

	part int
	y    float32
	h    float32
	wide float32 // of the strand, 0 if it has none
	tiny bool    // it is drawn wider than its amount
	cut  bool    // it is drawn narrower than its amount
}

// node is one of the five transactions.
type node struct {
	role  diagnostics.TxRole
	c     *trade.Checked
	swap  bool
	ghost bool // absent, not published, or nothing is known of it
	ins   []row
	outs  []row

	part int
	at   Area
}

// coins reads the five transactions.
type coins struct {
	r     *trade.Result
	net   *chaincfg.Params
	nodes map[diagnostics.TxRole]*node

	receivers int // how many are drawn each, 0: all
}

func newCoins(r *trade.Result, receivers int) *coins {
	c := &coins{r: r, net: params(r.Trade.Network), nodes: map[diagnostics.TxRole]*node{}, receivers: receivers}
	for _, role := range diagnostics.TxRoles() {
		n := &node{role: role, c: &trade.Checked{Role: role, State: trade.StateOpen}, swap: r.Trade.Kind == trade.BSQSwap}
		for i := range r.Transactions {
			if r.Transactions[i].Role == role {
				n.c = &r.Transactions[i]
			}
		}
		switch n.c.State {
		case trade.Confirmed, trade.Unconfirmed:
		case trade.StateOpen:
			n.ghost = n.c.Msg() == nil
		default:
			n.ghost = true
		}
		c.nodes[role] = n
	}
	for _, role := range diagnostics.TxRoles() {
		c.read(c.nodes[role])
	}
	return c
}

func params(network string) *chaincfg.Params {
	for _, p := range []*chaincfg.Params{&chaincfg.TestNet3Params, &chaincfg.RegressionNetParams} {
		if p.Name == network {
			return p
		}
	}
	return &chaincfg.MainNetParams
}

// read fills a transaction's rows.
func (c *coins) read(n *node) {
	msg := n.c.Msg()
	if msg == nil {
		return
	}
	c.readInputs(n, msg)
	c.readOutputs(n, msg)
}

func (c *coins) readInputs(n *node, msg *wire.MsgTx) {
	total, all := int64(0), true
	var rest row
	others := 0
	for i, in := range msg.TxIn {
		r := row{index: i, use: useOther, name: say("input", "Input %s", i)}
		r.sat, r.known = c.spent(n, i, in)
		total, all = total+r.sat, all && r.known
		if from := c.from(n, in); from != "" {
			r.use, r.link, r.linked = useDeposit, from, int(in.PreviousOutPoint.Index)
			r.name = fromName(from)
		} else if others++; others > maxInputs || len(msg.TxIn) > maxInputs+2 {
			rest = joined(rest, r)
			continue
		}
		n.ins = append(n.ins, r)
	}
	if rest.linked > 0 {
		rest.use, rest.name = useMore, say("inputs", "%s inputs", trade.Whole(rest.linked))
		if rest.linked == 1 {
			rest.name = say("one-input", "1 input")
		}
		rest.link, rest.linked = "", 0
		n.ins = append(n.ins, rest)
	}
	if n.role == diagnostics.MakerFee || n.role == diagnostics.TakerFee {
		c.foldInputs(n, len(msg.TxIn), total, all)
	}
}

// foldInputs shows what a trader puts into a fee transaction as one strand.
func (c *coins) foldInputs(n *node, count int, total int64, known bool) {
	name := say("inputs", "%s inputs", trade.Whole(count))
	if count == 1 {
		name = say("one-input", "1 input")
	}
	n.ins = []row{{index: -1, use: useOther, name: name, sat: total, known: known}}
}

// joined adds a row to those that are put together; linked counts them.
func joined(all, r row) row {
	if all.linked == 0 {
		all.known, all.index = true, -1
	}
	all.sat, all.known = all.sat+r.sat, all.known && r.known
	all.linked++
	return all
}

// spent is what an input spends.
func (c *coins) spent(n *node, i int, in *wire.TxIn) (sat int64, known bool) {
	if tx := n.c.Tx; i < len(tx.Inputs) && tx.Inputs[i] != nil {
		return tx.Inputs[i].Value, true
	}
	for _, other := range c.nodes {
		msg := other.c.Msg()
		if msg != nil && other.c.ID != nil && *other.c.ID == in.PreviousOutPoint.Hash && int(in.PreviousOutPoint.Index) < len(msg.TxOut) {
			return msg.TxOut[in.PreviousOutPoint.Index].Value, true
		}
	}
	return 0, false
}

// from is which of the five an input spends, if it is one of those that it may.
func (c *coins) from(n *node, in *wire.TxIn) diagnostics.TxRole {
	var roles []diagnostics.TxRole
	switch n.role {
	case diagnostics.Deposit:
		roles = []diagnostics.TxRole{diagnostics.MakerFee, diagnostics.TakerFee}
	case diagnostics.DelayedPayout, diagnostics.Payout:
		roles = []diagnostics.TxRole{diagnostics.Deposit}
	case diagnostics.MakerFee, diagnostics.TakerFee:
	}
	for _, role := range roles {
		if id := c.nodes[role].c.ID; id != nil && *id == in.PreviousOutPoint.Hash {
			return role
		}
	}
	return ""
}

func fromName(role diagnostics.TxRole) trade.Text {
	switch role {
	case diagnostics.MakerFee:
		return say("from-maker", "From maker")
	case diagnostics.TakerFee:
		return say("from-taker", "From taker")
	case diagnostics.Deposit, diagnostics.DelayedPayout, diagnostics.Payout:
	}
	return say("from-deposit", "From deposit")
}

func (c *coins) readOutputs(n *node, msg *wire.MsgTx) {
	reserve, most := c.reserve(n, msg), c.mostOutputs(n, len(msg.TxOut))
	var rest row
	total := int64(0)
	for i, out := range msg.TxOut {
		total += out.Value
		r := row{index: i, sat: out.Value, known: true}
		if i >= most && i != reserve {
			rest = joined(rest, r)
			continue
		}
		r.address = c.address(out)
		c.name(n, &r, out, reserve)
		n.outs = append(n.outs, r)
	}
	if rest.linked > 0 {
		rest.use, rest.name = useMore, say("more", "and %s more", trade.Whole(rest.linked))
		rest.linked = 0
		n.outs = append(n.outs, rest)
	}
	c.minerFee(n, msg, total)
}

// mostOutputs is how many outputs of a transaction are drawn each.
func (c *coins) mostOutputs(n *node, outputs int) int {
	if n.role == diagnostics.DelayedPayout && c.receivers > 0 && outputs > c.receivers+1 {
		return min(c.receivers, maxOutputs)
	}
	return maxOutputs
}

// reserve is the output of a fee transaction that the deposit spends, or by its
// place should.
func (c *coins) reserve(n *node, msg *wire.MsgTx) int {
	if n.role != diagnostics.MakerFee && n.role != diagnostics.TakerFee {
		return -1
	}
	if deposit := c.nodes[diagnostics.Deposit].c.Msg(); deposit != nil && n.c.ID != nil {
		for _, in := range deposit.TxIn {
			if in.PreviousOutPoint.Hash == *n.c.ID {
				return int(in.PreviousOutPoint.Index)
			}
		}
	}
	return min(1, len(msg.TxOut)-1)
}

// name says what an output is for.
func (c *coins) name(n *node, r *row, out *wire.TxOut, reserve int) {
	r.use, r.name = useOther, say("output", "Output %s", r.index)
	switch n.role {
	case diagnostics.MakerFee, diagnostics.TakerFee:
		c.nameFee(n, r, reserve)
	case diagnostics.Deposit:
		switch {
		case r.index == 0:
			r.use, r.name = useMultisig, say("multisig", "Multisig")
		case len(out.PkScript) > 0 && out.PkScript[0] == txscript.OP_RETURN:
			r.use, r.name = useData, say("contract-hash", "Contract hash")
		default:
			r.use, r.name = useChange, say("change", "Change")
		}
	case diagnostics.DelayedPayout:
		r.use, r.name = usePaid, say("receiver", "Receiver %s", r.index+1)
		if c.r.Trade.Era.Delayed == trade.Legacy && r.index == 0 {
			r.name = say("receiver-one", "Receiver")
		}
	case diagnostics.Payout:
		c.namePayout(r)
	}
}

func (c *coins) nameFee(n *node, r *row, reserve int) {
	currency := c.r.Trade.MakerCurrency
	if n.role == diagnostics.TakerFee {
		currency = c.r.Trade.TakerCurrency
	}
	switch {
	case r.index == reserve:
		r.use, r.name = useReserve, say("reserve", "Reserve")
	case r.index > reserve:
		r.use, r.name = useChange, say("change", "Change")
	case currency == trade.BTC:
		r.use, r.name = useFee, say("trade-fee", "Trade fee")
	case currency == trade.BSQ:
		r.use, r.name = useFee, say("bsq-change", "BSQ change")
	default:
		r.use, r.name = useFee, say("fee-or-bsq", "Fee or BSQ")
	}
}

func (c *coins) namePayout(r *row) {
	r.use = usePaid
	if r.address == "" {
		return
	}
	for _, f := range c.r.Trade.Facts {
		switch {
		case f.Value != r.address:
		case f.Name == "buyer-payout-address":
			r.name = say("buyer", "Buyer")
		case f.Name == "seller-payout-address":
			r.name = say("seller", "Seller")
		}
	}
}

// address gives the address that an output pays, "" if it pays none.
func (c *coins) address(out *wire.TxOut) string {
	_, addresses, _, err := txscript.ExtractPkScriptAddrs(out.PkScript, c.net)
	if err != nil || len(addresses) != 1 {
		return ""
	}
	return addresses[0].EncodeAddress()
}

// minerFee adds what is left for the miner; of a fee in BSQ also what was burned.
func (c *coins) minerFee(n *node, msg *wire.MsgTx, outs int64) {
	in, known := int64(0), len(msg.TxIn) > 0
	for i, txIn := range msg.TxIn {
		sat, ok := c.spent(n, i, txIn)
		in, known = in+sat, known && ok
	}
	r := row{use: useMiner, index: -1, name: say("miner-fee", "Miner fee"), sat: in - outs, known: known && in >= outs}
	if currency := c.r.Trade.MakerCurrency; n.role == diagnostics.MakerFee && currency == trade.BSQ ||
		n.role == diagnostics.TakerFee && c.r.Trade.TakerCurrency == trade.BSQ {
		r.name = say("miner-fee-bsq", "Miner and BSQ")
		r.note = say("burned", "The burned BSQ are part of it.")
	}
	n.outs = append(n.outs, r)
}
