package esploratest

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"math"
	"net/http"
	"strconv"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

type object = map[string]any

func serialise(tx *wire.MsgTx) []byte {
	var b bytes.Buffer
	if err := tx.Serialize(&b); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

func serialiseHeader(h wire.BlockHeader) []byte {
	var b bytes.Buffer
	if err := h.Serialize(&b); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

// status says which block holds a transaction. A mempool backend on a node
// computes the height from its own tip.
func (s *Server) status(v seen) object {
	if !v.confirmed {
		return object{"confirmed": false}
	}
	height := v.height
	if s.opt.CatchingUp && !s.opt.Dialect.electrs() {
		height--
	}
	return object{
		"confirmed": true, "block_height": height, "block_hash": v.hash.String(),
		"block_time": v.block.Header.Timestamp.Unix(),
	}
}

// describe gives the transaction as JSON.
func (s *Server) describe(ctx context.Context, v seen) answer {
	var in, spent int64
	vin := make([]object, 0, len(v.tx.TxIn))
	for _, i := range v.tx.TxIn {
		o, value, err := s.input(ctx, i)
		if err != nil {
			return s.sorry(http.StatusInternalServerError, "Transaction missing prevouts")
		}
		in += value
		vin = append(vin, o)
	}
	vout := make([]object, 0, len(v.tx.TxOut))
	for i, o := range v.tx.TxOut {
		told := *o
		if i == 0 && s.lying(JSONDiffers, v.id) {
			told.Value++
		}
		spent += told.Value
		vout = append(vout, output(&told))
	}
	size, base := v.tx.SerializeSize(), v.tx.SerializeSizeStripped()
	out := object{
		"txid": v.id.String(), "version": uint32(v.tx.Version), "locktime": v.tx.LockTime,
		"vin": vin, "vout": vout, "size": size, "weight": 3*base + size, "fee": max(in-spent, 0), "status": s.status(v),
	}
	return jsonAnswer(out)
}

// input describes an input and gives its amount, in sat.
func (s *Server) input(ctx context.Context, in *wire.TxIn) (object, int64, error) {
	prev := in.PreviousOutPoint
	coinbase := prev.Index == math.MaxUint32 && prev.Hash == chainhash.Hash{}
	o := object{
		"txid": prev.Hash.String(), "vout": prev.Index, "prevout": nil, "scriptsig": hex.EncodeToString(in.SignatureScript),
		"scriptsig_asm": disassemble(in.SignatureScript), "is_coinbase": coinbase, "sequence": in.Sequence,
	}
	witness := []string{}
	for _, item := range in.Witness {
		witness = append(witness, hex.EncodeToString(item))
	}
	if len(witness) > 0 || !s.opt.Dialect.electrs() {
		o["witness"] = witness
	}
	if coinbase {
		if !s.opt.Dialect.electrs() {
			o["txid"], o["vout"], o["scriptsig"], o["scriptsig_asm"] = "", 0, "", ""
		}
		return o, 0, nil
	}
	from, err := s.chain.Transaction(ctx, prev.Hash)
	if err != nil || int(prev.Index) >= len(from.TxOut) {
		return nil, 0, ErrNotFound
	}
	out := from.TxOut[prev.Index]
	o["prevout"] = output(out)
	return o, out.Value, nil
}

// output describes an output.
func output(out *wire.TxOut) object {
	class := txscript.GetScriptClass(out.PkScript)
	o := object{
		"scriptpubkey": hex.EncodeToString(out.PkScript), "scriptpubkey_asm": disassemble(out.PkScript),
		"scriptpubkey_type": typeWord(class), "value": out.Value,
	}
	_, addrs, _, err := txscript.ExtractPkScriptAddrs(out.PkScript, &chaincfg.RegressionNetParams)
	if err == nil && len(addrs) == 1 {
		o["scriptpubkey_address"] = addrs[0].EncodeAddress()
	}
	return o
}

func typeWord(class txscript.ScriptClass) string {
	switch class {
	case txscript.PubKeyTy:
		return "p2pk"
	case txscript.PubKeyHashTy:
		return "p2pkh"
	case txscript.ScriptHashTy:
		return "p2sh"
	case txscript.WitnessV0PubKeyHashTy:
		return "v0_p2wpkh"
	case txscript.WitnessV0ScriptHashTy:
		return "v0_p2wsh"
	case txscript.WitnessV1TaprootTy:
		return "v1_p2tr"
	case txscript.NullDataTy:
		return "op_return"
	case txscript.MultiSigTy:
		return "multisig"
	}
	return "unknown"
}

func disassemble(script []byte) string {
	text, _ := txscript.DisasmString(script) // as far as it goes
	return text
}

// outspends says who spends outputs: all, or the one asked for.
func (s *Server) outspends(ctx context.Context, v seen, q query) answer {
	list := make([]object, len(v.tx.TxOut))
	for i := range v.tx.TxOut {
		var err error
		if list[i], err = s.outspend(ctx, v, i); err != nil {
			return s.sorry(http.StatusInternalServerError, "Failed to get transaction outspends")
		}
	}
	if q.kind == Outspends {
		return jsonAnswer(list)
	}
	n, err := strconv.Atoi(q.n)
	switch {
	case err != nil || n < 0:
		return s.sorry(http.StatusBadRequest, "Invalid number")
	case n >= len(list):
		return jsonAnswer(object{"spent": false})
	}
	return jsonAnswer(list[n])
}

// outspend says who spends an output. Only an electrs knows who; the others see
// that it is not among the unspent, as what nobody can spend never is.
func (s *Server) outspend(ctx context.Context, v seen, n int) (object, error) {
	by, err := s.chain.Spender(ctx, wire.OutPoint{Hash: v.id, Index: uint32(n)})
	if err != nil {
		return nil, err
	}
	unspendable := txscript.GetScriptClass(v.tx.TxOut[n].PkScript) == txscript.NullDataTy
	if s.lying(FalseSpender, v.id) && !unspendable {
		if by, err = s.anyCoinbase(ctx); err != nil {
			return nil, err
		}
	}
	if s.lying(HiddenSpender, v.id) {
		by = nil
	}
	if !s.opt.Dialect.electrs() {
		return object{"spent": by != nil || unspendable}, nil
	}
	if by == nil {
		return object{"spent": false}, nil
	}
	o := object{"spent": true, "txid": by.Hash.String(), "vin": by.Index}
	spender, err := s.see(ctx, by.Hash)
	switch {
	case err == nil:
		o["status"] = s.status(spender)
	case !errors.Is(err, ErrNotFound): // it may be denied
		return nil, err
	}
	return o, nil
}

// anyCoinbase gives the input of the newest block's coinbase, which spends
// nothing.
func (s *Server) anyCoinbase(ctx context.Context) (*wire.OutPoint, error) {
	tip, err := s.chain.Tip(ctx)
	if err != nil {
		return nil, err
	}
	hash, err := s.chain.HashAt(ctx, tip)
	if err != nil {
		return nil, err
	}
	b, err := s.chain.Block(ctx, hash)
	if err != nil {
		return nil, err
	}
	return &wire.OutPoint{Hash: b.TxIDs[0]}, nil
}
