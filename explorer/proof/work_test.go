package proof_test

import (
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer/proof"
)

var regtest = &chaincfg.RegressionNetParams

// easyBits let tests mine: one hash in 256 is enough.
const easyBits = 0x2000ffff

// like is a network with the main one's rules, and a limit at which tests can
// mine.
func like(limit uint32, change func(*chaincfg.Params)) *chaincfg.Params {
	p := chaincfg.MainNetParams
	p.PowLimit, p.PowLimitBits = proof.Target(limit), limit
	p.Checkpoints = nil
	genesis := *p.GenesisBlock
	genesis.Header.Bits = limit
	p.GenesisBlock = &genesis
	if change != nil {
		change(&p)
	}
	return &p
}

// mined reports whether a header has the work of its bits.
func mined(h wire.BlockHeader) bool {
	hash := h.BlockHash()
	slices.Reverse(hash[:])
	return new(big.Int).SetBytes(hash[:]).Cmp(proof.Target(h.Bits)) <= 0
}

// mine makes a header with work.
func mine(t testing.TB, bits uint32, seed byte) wire.BlockHeader {
	t.Helper()
	h := wire.BlockHeader{Version: 4, MerkleRoot: chainhash.Hash{seed}, Timestamp: time.Unix(1_700_000_000, 0), Bits: bits}
	for !mined(h) {
		h.Nonce++
	}
	return h
}

func anchors(t testing.TB, p *chaincfg.Params, extra ...proof.Anchor) proof.Anchors {
	t.Helper()
	a, err := proof.NewAnchors(p, extra...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func anchor(height int32, h wire.BlockHeader) proof.Anchor {
	return proof.Anchor{Height: height, Hash: h.BlockHash(), Bits: h.Bits}
}

func TestWork(t *testing.T) {
	t.Parallel()
	net := like(0x2100ffff, nil) // 256 times as easy as easyBits
	known, header := mine(t, easyBits, 1), mine(t, easyBits, 2)
	with := anchors(t, net, anchor(40_320, known))
	noBits := anchors(t, net, proof.Anchor{Height: 40_400, Hash: known.BlockHash()})
	low := header
	for mined(low) {
		low.Nonce++
	}
	for name, c := range map[string]struct {
		net      *chaincfg.Params
		anchors  proof.Anchors
		header   wire.BlockHeader
		height   int32
		code     proof.Code // empty: a proof
		anchored bool
	}{
		"the known block":               {net, with, known, 40_320, "", true},
		"a known block without bits":    {net, noBits, known, 40_400, "", true},
		"the known block, other bits":   {net, anchors(t, net, proof.Anchor{Height: 40_320, Hash: known.BlockHash(), Bits: 0x2003fffc}), known, 40_320, proof.LowWork, false},
		"another at its height":         {net, with, header, 40_320, proof.OtherHeader, false},
		"first of the period":           {net, anchors(t, net, anchor(42_335, known)), header, 40_320, "", true},
		"last of the period":            {net, with, header, 42_335, "", true},
		"the next period":               {net, with, header, 42_336, "", false},
		"the period before":             {net, with, header, 40_319, "", false},
		"in the period, no bits known":  {net, noBits, header, 40_401, "", false},
		"in the period, other bits":     {net, with, mine(t, 0x2000fffe, 3), 40_321, proof.LowWork, false},
		"in the period, the limit":      {net, with, mine(t, 0x207fffff, 4), 40_321, proof.LowWork, false},
		"a period on, four times":       {net, with, mine(t, 0x2003fffc, 5), 42_336, "", false},
		"a period on, 127 times":        {net, with, mine(t, 0x207fffff, 6), 42_336, proof.LowWork, false},
		"a period before, 127 times":    {net, with, mine(t, 0x207fffff, 7), 40_319, proof.LowWork, false},
		"ten periods on, 127 times":     {net, with, mine(t, 0x207fffff, 8), 60_480, "", false},
		"no anchor near":                {net, anchors(t, net), header, 900_000, "", false},
		"no work":                       {net, with, low, 40_321, proof.LowWork, false},
		"below zero":                    {net, with, header, -1, proof.LowWork, false},
		"easier than the network":       {&chaincfg.MainNetParams, proof.Anchors{}, header, 900_000, proof.LowWork, false},
		"bits of nothing":               {net, with, wire.BlockHeader{Bits: 0}, 1, proof.LowWork, false},
		"bits below zero":               {net, with, wire.BlockHeader{Bits: 0x04923456}, 1, proof.LowWork, false},
		"bits beyond a hash":            {net, with, wire.BlockHeader{Bits: 0xff00ffff}, 1, proof.LowWork, false},
		"the main network's first":      {&chaincfg.MainNetParams, anchors(t, &chaincfg.MainNetParams), chaincfg.MainNetParams.GenesisBlock.Header, 0, "", true},
		"the main network's first, 1":   {&chaincfg.MainNetParams, anchors(t, &chaincfg.MainNetParams), chaincfg.MainNetParams.GenesisBlock.Header, 1, "", true},
		"the first at a checkpoint":     {&chaincfg.MainNetParams, anchors(t, &chaincfg.MainNetParams), chaincfg.MainNetParams.GenesisBlock.Header, 11_111, proof.OtherHeader, false},
		"regtest":                       {regtest, anchors(t, regtest), mine(t, 0x207fffff, 9), 7, "", true},
		"regtest, harder than it is":    {regtest, anchors(t, regtest), header, 7, proof.LowWork, false},
		"regtest, another first":        {regtest, anchors(t, regtest), mine(t, 0x207fffff, 9), 0, proof.OtherHeader, false},
		"testnet's rule, in the period": {like(0x2100ffff, func(p *chaincfg.Params) { p.ReduceMinDifficulty = true }), with, header, 40_321, "", false},
		"testnet's rule, known block":   {like(0x2100ffff, func(p *chaincfg.Params) { p.ReduceMinDifficulty = true }), with, known, 40_320, "", true},
	} {
		p, err := proof.Work(c.net, c.anchors, c.header, c.height)
		if c.code != "" {
			wantCode(t, name, err, c.code)
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantProof(t, p, err, proof.ClaimWork)
		if p.Anchored != c.anchored || p.Anchored == strings.Contains(p.RestsOn, "work unanchored") {
			t.Errorf("%s: anchored %v, rests on %q", name, p.Anchored, p.RestsOn)
		}
	}
}

func TestNewAnchors(t *testing.T) {
	t.Parallel()
	net := like(0x2100ffff, nil)
	one, two := mine(t, easyBits, 1), mine(t, easyBits, 2)
	far := mine(t, 0x207fffff, 3)
	main := chaincfg.MainNetParams.Checkpoints[0]
	for name, c := range map[string]struct {
		net   *chaincfg.Params
		extra []proof.Anchor
		good  bool
	}{
		"none":                        {&chaincfg.MainNetParams, nil, true},
		"a checkpoint again":          {&chaincfg.MainNetParams, []proof.Anchor{{Height: main.Height, Hash: *main.Hash}}, true},
		"against a checkpoint":        {&chaincfg.MainNetParams, []proof.Anchor{{Height: main.Height, Hash: chainhash.Hash{1}}}, false},
		"against the first block":     {net, []proof.Anchor{anchor(0, one)}, false},
		"below zero":                  {net, []proof.Anchor{anchor(-1, one)}, false},
		"one":                         {net, []proof.Anchor{anchor(9_000, one)}, true},
		"one twice":                   {net, []proof.Anchor{anchor(9_000, one), anchor(9_000, one)}, true},
		"bits learnt later":           {net, []proof.Anchor{{Height: 9_000, Hash: one.BlockHash()}, anchor(9_000, one)}, true},
		"bits not said again":         {net, []proof.Anchor{anchor(9_000, one), {Height: 9_000, Hash: one.BlockHash()}}, true},
		"two at a height":             {net, []proof.Anchor{anchor(9_000, one), anchor(9_000, two)}, false},
		"one at two heights":          {net, []proof.Anchor{anchor(9_000, one), anchor(9_001, one)}, false},
		"two bits for one":            {net, []proof.Anchor{anchor(9_000, one), {Height: 9_000, Hash: one.BlockHash(), Bits: 0x2100ffff}}, false},
		"bits that it has not earned": {net, []proof.Anchor{{Height: 9_000, Hash: one.BlockHash(), Bits: 0x1d00ffff}}, false},
		"bits that cannot be":         {net, []proof.Anchor{{Height: 9_000, Hash: one.BlockHash(), Bits: 0xffffffff}}, false},
		"two bits in a period":        {net, []proof.Anchor{anchor(20_160, one), anchor(20_161, far)}, false},
		"127 times easier at once":    {net, []proof.Anchor{anchor(20_160, one), anchor(22_176, far)}, false},
		"127 times easier in time":    {net, []proof.Anchor{anchor(20_160, one), anchor(40_320, far)}, true},
	} {
		if _, err := proof.NewAnchors(c.net, c.extra...); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	for bits, want := range map[uint32]string{
		0x1d00ffff: "ffff0000000000000000000000000000000000000000000000000000",
		0x207fffff: "7fffff0000000000000000000000000000000000000000000000000000000000",
		0x1b0404cb: "404cb000000000000000000000000000000000000000000000000",
		0x03123456: "123456",
		0x02123456: "1234",
		0x01120000: "12",
		0x01003456: "", // less than one
		0x04923456: "", // below zero
		0x00000000: "",
		0x22000001: "1" + strings.Repeat("00", 31),
		0x2200ff00: "", // 264 bits
		0x23000001: "",
		0xff123456: "",
	} {
		got := ""
		if n := proof.Target(bits); n != nil {
			got = n.Text(16)
		}
		if want != got {
			t.Errorf("%08x is %q, want %q", bits, got, want)
		}
	}
}
