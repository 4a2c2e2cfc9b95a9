// Package explorertest has the test that every explorer.Source must pass. It
// has no data of its own: who calls it says what is true, and the source is
// asked as the program would ask it. What a source hands over is proved with
// package proof; only the table of questions is ours.
package explorertest

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/proof"
)

// Facts are what is true of the chain that the source knows.
type Facts struct {
	Confirmed *wire.MsgTx // a transaction in the chain
	Block     chainhash.Hash
	Height    int32
	// SpentBy says who spends the outputs of Confirmed; those not named are not
	// spent.
	SpentBy map[uint32]wire.OutPoint
	Waiting *wire.MsgTx // a transaction in the mempool
	Absent  chainhash.Hash
	Tip     int32 // at the least

	// What the source can do.
	Denies        bool // says positively that Absent is not there
	Proves        bool // gives a branch
	NamesSpenders bool // says by whom an output is spent
}

// TestSource asks a source everything, and compares its answers with the facts.
func TestSource(t *testing.T, newSource func(t testing.TB) explorer.Source, facts Facts) {
	t.Helper()
	s := &suite{source: newSource(t), facts: facts}
	t.Run("transaction", s.transaction)
	t.Run("confirmation", s.confirmation)
	t.Run("spenders", s.spenders)
	t.Run("header", s.header)
	t.Run("absent", s.absent)
	t.Run("tip", s.tip)
	t.Run("ended context", s.ended)
	t.Run("concurrent", s.concurrent)
}

type suite struct {
	source explorer.Source
	facts  Facts
}

func (s *suite) transaction(t *testing.T) {
	for _, want := range []*wire.MsgTx{s.facts.Confirmed, s.facts.Waiting} {
		raw, r := s.source.Transaction(t.Context(), want.TxHash())
		s.reply(t, r, "transaction", explorer.Found)
		got, _, err := proof.Transaction(want.TxHash(), raw)
		if err != nil {
			t.Fatal(err)
		}
		if got.WitnessHash() != want.WitnessHash() {
			t.Error("the witness is not the one sent")
		}
	}
}

func (s *suite) confirmation(t *testing.T) {
	c, r := s.source.Confirmation(t.Context(), s.facts.Confirmed.TxHash())
	s.reply(t, r, "confirmation", explorer.Found)
	if !c.Confirmed || c.Height != s.facts.Height || c.Block != s.facts.Block {
		t.Fatalf("confirmed %v at height %d, want %d", c.Confirmed, c.Height, s.facts.Height)
	}
	h := c.Header
	if h == nil {
		asked, r := s.source.Header(t.Context(), c.Block)
		s.reply(t, r, "header", explorer.Found)
		h = &asked
	}
	if err := proof.Header(s.facts.Block, *h); err != nil {
		t.Error(err)
	}
	if s.facts.Proves && c.Branch == nil {
		t.Fatal("no branch")
	}
	if c.Branch != nil {
		if _, err := proof.Inclusion(s.facts.Confirmed, *c.Branch, *h); err != nil {
			t.Error(err)
		}
	}
	c, r = s.source.Confirmation(t.Context(), s.facts.Waiting.TxHash())
	s.reply(t, r, "confirmation", explorer.Found)
	if c.Confirmed {
		t.Error("a waiting transaction is said to be confirmed")
	}
}

func (s *suite) spenders(t *testing.T) {
	list, r := s.source.Spenders(t.Context(), s.facts.Confirmed.TxHash())
	s.reply(t, r, "spenders", explorer.Found)
	if len(list) != len(s.facts.Confirmed.TxOut) {
		t.Fatalf("%d outputs, want %d", len(list), len(s.facts.Confirmed.TxOut))
	}
	for i, got := range list {
		want, spent := s.facts.SpentBy[uint32(i)]
		switch {
		case got.Spent != spent:
			t.Errorf("output %d: spent %v, want %v", i, got.Spent, spent)
		case spent && got.By == nil && s.facts.NamesSpenders:
			t.Errorf("output %d: no spender named (%s)", i, r.Detail)
		case got.By != nil && *got.By != want:
			t.Errorf("output %d: another spender", i)
		}
	}
}

func (s *suite) header(t *testing.T) {
	h, r := s.source.Header(t.Context(), s.facts.Block)
	s.reply(t, r, "header", explorer.Found)
	if err := proof.Header(s.facts.Block, h); err != nil {
		t.Error(err)
	}
	h, r = s.source.HeaderAt(t.Context(), s.facts.Height)
	s.reply(t, r, "header", explorer.Found)
	if err := proof.Header(s.facts.Block, h); err != nil {
		t.Error(err)
	}
	if _, r = s.source.Header(t.Context(), s.facts.Absent); r.Outcome == explorer.Found {
		t.Error("the header of a block that is not there was found")
	}
	if _, r = s.source.HeaderAt(t.Context(), 1<<30); r.Outcome == explorer.Found {
		t.Error("a header at a height that is not there was found")
	}
}

func (s *suite) absent(t *testing.T) {
	_, r := s.source.Transaction(t.Context(), s.facts.Absent)
	want := explorer.Unknown
	if s.facts.Denies {
		want = explorer.NotFound
	}
	s.reply(t, r, "transaction", want)
	if c, r := s.source.Confirmation(t.Context(), s.facts.Absent); r.Outcome == explorer.Found && c.Confirmed {
		t.Error("a transaction that is not there is said to be confirmed")
	}
	if _, r := s.source.Spenders(t.Context(), s.facts.Absent); r.Outcome == explorer.Found {
		t.Error("spenders of a transaction that is not there were found")
	}
}

func (s *suite) tip(t *testing.T) {
	height, r := s.source.Tip(t.Context())
	s.reply(t, r, "tip", explorer.Found)
	if height < s.facts.Tip {
		t.Errorf("height %d, want %d at the least", height, s.facts.Tip)
	}
}

func (s *suite) ended(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, r := s.source.Transaction(ctx, s.facts.Confirmed.TxHash())
	s.reply(t, r, "transaction", explorer.Unknown)
	if r.Fault != explorer.FaultCancelled {
		t.Errorf("fault %q, want %q", r.Fault, explorer.FaultCancelled)
	}
	ctx, cancel = context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	_, r = s.source.Confirmation(ctx, s.facts.Confirmed.TxHash())
	s.reply(t, r, "confirmation", explorer.Unknown)
	if r.Fault != explorer.FaultTimeout {
		t.Errorf("fault %q, want %q", r.Fault, explorer.FaultTimeout)
	}
}

func (s *suite) concurrent(t *testing.T) {
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			_, r := s.source.Transaction(t.Context(), s.facts.Confirmed.TxHash())
			s.reply(t, r, "transaction", explorer.Found)
			_, r = s.source.Spenders(t.Context(), s.facts.Confirmed.TxHash())
			s.reply(t, r, "spenders", explorer.Found)
		})
	}
	group.Wait()
}

// id matches what no reply may hold.
var id = regexp.MustCompile(`[0-9a-fA-F]{16}`)

// reply checks what every reply must keep.
func (s *suite) reply(t *testing.T, r explorer.Reply, question string, want explorer.Outcome) {
	t.Helper()
	info := s.source.Info()
	if r.Outcome != want {
		t.Errorf("%s: outcome %q, fault %q (%s), want %q", question, r.Outcome, r.Fault, r.Detail, want)
	}
	if r.Source != info.Name || r.Operator != info.Operator || r.Question != question {
		t.Errorf("%s: the reply is signed %q, %q, %q", question, r.Source, r.Operator, r.Question)
	}
	if (r.Outcome == explorer.Unknown) != (r.Fault != explorer.FaultNone) {
		t.Errorf("%s: outcome %q with fault %q", question, r.Outcome, r.Fault)
	}
	if r.Fault != explorer.FaultNone && r.Detail == "" {
		t.Errorf("%s: a fault without a word on why", question)
	}
	if id.MatchString(r.Detail) {
		t.Errorf("%s: the detail holds an ID", question)
	}
	for _, e := range r.Exchanges {
		switch {
		case e.What == "" || id.MatchString(e.What) || strings.Contains(e.What, "://"):
			t.Errorf("%s: an exchange is called %q", question, e.What)
		case e.At.IsZero() || e.At.Location() != time.UTC || e.Took < 0:
			t.Errorf("%s: an exchange at %v took %v", question, e.At, e.Took)
		case (e.Bytes > 0) != (len(e.SHA256) == 2*chainhash.HashSize):
			t.Errorf("%s: %d bytes with digest %q", question, e.Bytes, e.SHA256)
		}
	}
}
