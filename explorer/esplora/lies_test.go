package esplora_test

import (
	"errors"
	"testing"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/esplora"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/proof"
)

// A lie comes through as it was told, for it to be found where it is judged:
// each is caught here by the proof that catches it there.
func TestLiesComeThrough(t *testing.T) {
	sc := newScene(t)
	id := sc.spend.TxHash()
	for _, d := range esploratest.Dialects {
		for _, c := range []struct {
			lie    esploratest.Lie
			caught func(t *testing.T, s *esplora.Source) bool
		}{
			{esploratest.OtherBytes, func(t *testing.T, s *esplora.Source) bool {
				raw, _ := s.Transaction(t.Context(), id)
				_, _, err := proof.Transaction(id, raw)
				return code(err) == proof.OtherBytes
			}},
			{esploratest.JSONDiffers, func(t *testing.T, s *esplora.Source) bool {
				c, _ := s.Confirmation(t.Context(), id)
				return c.Described != nil && c.Described.Tx.TxHash() != id
			}},
			{esploratest.ForgedBranch, func(t *testing.T, s *esplora.Source) bool {
				c, _ := s.Confirmation(t.Context(), id)
				h, _ := s.Header(t.Context(), c.Block)
				_, err := proof.Inclusion(sc.spend, *c.Branch, h)
				return code(err) == proof.ForgedBranch
			}},
			{esploratest.LowWork, func(t *testing.T, s *esplora.Source) bool {
				c, _ := s.Confirmation(t.Context(), id)
				h, _ := s.Header(t.Context(), c.Block)
				_, included := proof.Inclusion(sc.spend, *c.Branch, h)
				_, err := proof.Work(&chaincfg.RegressionNetParams, anchors(t), h, c.Height)
				return included == nil && proof.Header(c.Block, h) == nil && code(err) == proof.LowWork
			}},
			{esploratest.WrongHeight, func(t *testing.T, s *esplora.Source) bool {
				c, _ := s.Confirmation(t.Context(), id)
				h, r := s.HeaderAt(t.Context(), c.Height)
				return c.Height == 16 && (r.Outcome != explorer.Found || h.BlockHash() != c.Block)
			}},
			{esploratest.FalseSpender, func(t *testing.T, s *esplora.Source) bool {
				list, _ := s.Spenders(t.Context(), sc.funding.TxHash())
				if list[3].By == nil {
					return list[3].Spent // a backend that knows no spender names none
				}
				raw, _ := s.Transaction(t.Context(), list[3].By.Hash)
				tx, _, err := proof.Transaction(list[3].By.Hash, raw)
				if err != nil {
					return false
				}
				_, err = proof.Spend(tx, list[3].By.Index, wire.OutPoint{Hash: sc.funding.TxHash(), Index: 3})
				return code(err) == proof.FalseSpender
			}},
			{esploratest.HiddenSpender, func(t *testing.T, s *esplora.Source) bool {
				list, _ := s.Spenders(t.Context(), sc.funding.TxHash())
				return !list[0].Spent && list[0].By == nil
			}},
			{esploratest.Denied, func(t *testing.T, s *esplora.Source) bool {
				_, bytes := s.Transaction(t.Context(), id)
				_, confirmation := s.Confirmation(t.Context(), id)
				return bytes.Outcome == explorer.NotFound && confirmation.Outcome == explorer.NotFound
			}},
			{esploratest.StaleTip, func(t *testing.T, s *esplora.Source) bool {
				tip, _ := s.Tip(t.Context())
				return tip == 0
			}},
			{esploratest.AlteredWitness, func(t *testing.T, s *esplora.Source) bool {
				raw, _ := s.Transaction(t.Context(), id)
				tx, _, err := proof.Transaction(id, raw)
				if err != nil {
					return false
				}
				_, err = proof.Scripts(tx, func(o wire.OutPoint) *wire.TxOut { return sc.funding.TxOut[o.Index] })
				return code(err) == proof.BadScript
			}},
		} {
			t.Run(string(d)+" "+string(c.lie), func(t *testing.T) {
				srv := esploratest.New(t, sc.chain, esploratest.Options{Dialect: d})
				if c.caught(t, open(t, srv)) {
					t.Error("an honest server is taken for a liar")
				}
				srv.Lie(c.lie)
				if !c.caught(t, open(t, srv)) {
					t.Error("the lie does not come through")
				}
				srv.Honest()
				if c.caught(t, open(t, srv)) {
					t.Error("an honest server is taken for a liar")
				}
			})
		}
	}
}

// The other forms of a proof can be forged as well.
func TestForgedMerkleblock(t *testing.T) {
	sc := newScene(t)
	srv := esploratest.New(t, sc.chain, esploratest.Options{Lacks: []esploratest.Kind{esploratest.MerkleProof}})
	s := open(t, srv)
	c, r := s.Confirmation(t.Context(), sc.spend.TxHash())
	expect(t, r, "confirmation", explorer.Found, "")
	if c.Header == nil || c.Header.BlockHash() != c.Block {
		t.Error("the proof's header is not given")
	}
	if _, err := proof.Inclusion(sc.spend, *c.Branch, *c.Header); err != nil {
		t.Error(err)
	}
	srv.Lie(esploratest.ForgedBranch, sc.spend.TxHash())
	c, r = s.Confirmation(t.Context(), sc.spend.TxHash())
	expect(t, r, "confirmation", explorer.Found, "")
	h, _ := s.Header(t.Context(), c.Block)
	if _, err := proof.Inclusion(sc.spend, *c.Branch, h); code(err) != proof.ForgedBranch {
		t.Errorf("the forgery is taken for %v", err)
	}
	// Told about one transaction only.
	c, _ = s.Confirmation(t.Context(), sc.funding.TxHash())
	h, _ = s.Header(t.Context(), c.Block)
	if _, err := proof.Inclusion(sc.funding, *c.Branch, h); err != nil {
		t.Error(err)
	}
}

func code(err error) proof.Code {
	var e *proof.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func anchors(t *testing.T) proof.Anchors {
	t.Helper()
	a, err := proof.NewAnchors(&chaincfg.RegressionNetParams)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// What the scene's honest transactions are: their signatures hold.
func TestScene(t *testing.T) {
	sc := newScene(t)
	for _, tx := range []*wire.MsgTx{sc.spend, sc.waiting} {
		if _, err := proof.Scripts(tx, func(o wire.OutPoint) *wire.TxOut { return sc.funding.TxOut[o.Index] }); err != nil {
			t.Error(err)
		}
	}
	if txscript.GetScriptClass(sc.funding.TxOut[1].PkScript) != txscript.NullDataTy {
		t.Error("the second output can be spent")
	}
}
