package esploratest

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// answer is what is sent.
type answer struct {
	status      int
	contentType string
	body        []byte
	text        string // the words of an error
}

// plain gives an error without its JSON.
func (a answer) plain() answer {
	if a.text != "" {
		a.body, a.contentType = []byte(a.text), "text/plain"
	}
	return a
}

func textAnswer(s string) answer {
	return answer{status: http.StatusOK, contentType: "text/plain", body: []byte(s)}
}

func jsonAnswer(v any) answer {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain values of our own
	}
	return answer{status: http.StatusOK, contentType: "application/json", body: b}
}

// sorry gives an error in the words of the dialect.
func (s *Server) sorry(status int, text string) answer {
	if s.opt.Dialect.electrs() {
		return answer{status: status, contentType: "text/plain", body: []byte(text)}
	}
	a := jsonAnswer(map[string]string{"error": text})
	a.status, a.text = status, text
	return a
}

// noPath answers what the server does not have.
func (s *Server) noPath(path string) answer {
	if s.opt.Dialect.electrs() {
		return answer{
			status: http.StatusNotFound, contentType: "text/plain",
			body: []byte("endpoint does not exist " + strconv.Quote(path)),
		}
	}
	return answer{
		status: http.StatusNotFound, contentType: "text/html",
		body: []byte("<!DOCTYPE html>\n<html><body><pre>Cannot GET /api/v1" + path + "</pre></body></html>\n"),
	}
}

// The words of the two.
const (
	electrsNoTx    = "Transaction not found"
	electrsNoProof = "Transaction not found or is unconfirmed"
	electrsNoBlock = "Block not found"
	mempoolNoTx    = "No such mempool or blockchain transaction"
	noMerkleProof  = "Method getTransactionMerkleProof not supported by the Bitcoin RPC API."
)

// answer says what the dialect says.
func (s *Server) answer(ctx context.Context, q query) answer {
	if !s.has(q.kind) {
		return s.noPath(q.path)
	}
	switch q.kind {
	case Tx, Hex, Raw, Status, MerkleProof, MerkleblockProof, Outspends, Outspend:
		return s.aboutTx(ctx, q)
	case BlockInfo, Header, TxIDs:
		return s.aboutBlock(ctx, q)
	case BlockHeight:
		return s.blockHeight(ctx, q)
	case TipHeight, TipHash:
		return s.tip(ctx, q)
	case BackendInfo:
		name := map[Dialect]string{MempoolEsplora: "esplora", MempoolElectrum: "electrum", MempoolNone: "none"}[s.opt.Dialect]
		return jsonAnswer(map[string]string{"hostname": "test", "version": "3.2.1", "gitCommit": "0000000", "backend": name})
	case Address:
		if s.opt.Dialect == MempoolNone {
			return s.sorry(http.StatusMethodNotAllowed, "Address lookups cannot be used with bitcoind as backend.")
		}
		return jsonAnswer([]string{})
	case Fees:
		a := jsonAnswer(map[string]float64{"1": 2, "6": 1})
		if !s.opt.Dialect.electrs() {
			a.status = http.StatusNonAuthoritativeInfo
		}
		return a
	default:
		return s.noPath(q.path)
	}
}

// seen is a transaction as the server tells of it.
type seen struct {
	id        chainhash.Hash
	tx        *wire.MsgTx // the real one
	confirmed bool
	block     Block          // the real one; only if confirmed
	hash      chainhash.Hash // as it is told
	height    int32          // as it is told
}

// see looks a transaction up, through the lies.
func (s *Server) see(ctx context.Context, id chainhash.Hash) (seen, error) {
	v := seen{id: id}
	if s.lying(Denied, id) {
		return v, ErrNotFound
	}
	var err error
	if v.tx, err = s.chain.Transaction(ctx, id); err != nil {
		return v, err
	}
	if s.lying(AlteredWitness, id) {
		v.tx = alter(v.tx)
	}
	hash, err := s.chain.BlockOf(ctx, id)
	if err != nil || hash == (chainhash.Hash{}) {
		return v, err
	}
	if v.block, err = s.chain.Block(ctx, hash); err != nil {
		return v, err
	}
	h := s.told(v.block.Header)
	v.confirmed, v.hash, v.height = true, h.BlockHash(), v.block.Height
	if s.lying(WrongHeight, id) {
		v.height += wrongBy
	}
	return v, nil
}

// told gives the header as it is told.
func (s *Server) told(h wire.BlockHeader) wire.BlockHeader {
	if !s.lying(LowWork, chainhash.Hash{}) {
		return h
	}
	fake := withoutWork(h)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.disguise[fake.BlockHash()] = h.BlockHash()
	return fake
}

// blockNamed gives the block behind a hash as it is told.
func (s *Server) blockNamed(ctx context.Context, hash chainhash.Hash) (Block, error) {
	s.mu.Lock()
	if undisguised, ok := s.disguise[hash]; ok {
		hash = undisguised
	}
	s.mu.Unlock()
	return s.chain.Block(ctx, hash)
}

// aboutTx answers what concerns a transaction.
func (s *Server) aboutTx(ctx context.Context, q query) answer {
	id, err := chainhash.NewHashFromStr(q.arg)
	if err != nil || len(q.arg) != 2*chainhash.HashSize {
		if s.opt.Dialect.electrs() {
			return s.sorry(http.StatusBadRequest, "Invalid hex string")
		}
		return s.sorry(http.StatusBadRequest, "Invalid transaction ID")
	}
	if q.kind == MerkleProof && s.opt.Dialect == MempoolNone {
		return s.sorry(http.StatusInternalServerError, noMerkleProof)
	}
	v, err := s.see(ctx, *id)
	switch {
	case errors.Is(err, ErrNotFound):
		return s.noTx(q)
	case err != nil:
		return s.sorry(http.StatusInternalServerError, "internal error")
	}
	switch q.kind {
	case Tx:
		return s.describe(ctx, v)
	case Hex, Raw:
		tx := v.tx
		if s.lying(OtherBytes, v.id) {
			tx = other(tx)
		}
		raw := serialise(tx)
		if q.kind == Raw {
			return answer{status: http.StatusOK, contentType: "application/octet-stream", body: raw}
		}
		return textAnswer(hex.EncodeToString(raw))
	case Status:
		return jsonAnswer(s.status(v))
	case Outspends, Outspend:
		return s.outspends(ctx, v, q)
	default:
		return s.proof(v, q.kind)
	}
}

// noTx answers for a transaction that nobody saw.
func (s *Server) noTx(q query) answer {
	if !s.opt.Dialect.electrs() {
		switch q.kind {
		case Outspends:
			return s.sorry(http.StatusInternalServerError, "Failed to get transaction outspends")
		case MerkleProof:
			return s.sorry(http.StatusInternalServerError, "Failed to get transaction merkle proof")
		}
		return s.sorry(http.StatusNotFound, mempoolNoTx)
	}
	switch q.kind {
	case Status:
		return jsonAnswer(map[string]bool{"confirmed": false})
	case Outspend:
		return jsonAnswer(map[string]bool{"spent": false})
	case MerkleProof, MerkleblockProof:
		return s.sorry(http.StatusNotFound, electrsNoProof)
	}
	return s.sorry(http.StatusNotFound, electrsNoTx)
}

// proof answers with a proof of inclusion.
func (s *Server) proof(v seen, k Kind) answer {
	if !v.confirmed {
		if s.opt.Dialect.electrs() {
			return s.sorry(http.StatusNotFound, electrsNoProof)
		}
		return s.sorry(http.StatusInternalServerError, "Failed to get transaction merkle proof")
	}
	pos := slices.Index(v.block.TxIDs, v.id)
	ids := v.block.TxIDs
	if s.lying(ForgedBranch, v.id) {
		ids = slices.Clone(ids)
		for i := range ids {
			if i != pos {
				ids[i] = forge(ids[i])
			}
		}
	}
	if k == MerkleblockProof {
		return textAnswer(hex.EncodeToString(merkleblock(s.told(v.block.Header), ids, pos)))
	}
	hashes := []string{}
	for _, h := range branch(ids, pos) {
		hashes = append(hashes, h.String())
	}
	if s.lying(ForgedBranch, v.id) && len(ids) == 1 {
		hashes = append(hashes, forge(v.id).String())
	}
	return jsonAnswer(map[string]any{"block_height": v.height, "merkle": hashes, "pos": pos})
}

// aboutBlock answers what concerns a block.
func (s *Server) aboutBlock(ctx context.Context, q query) answer {
	hash, err := chainhash.NewHashFromStr(q.arg)
	if err != nil {
		return s.sorry(http.StatusBadRequest, "Invalid hash string")
	}
	b, err := s.blockNamed(ctx, *hash)
	switch {
	case errors.Is(err, ErrNotFound) && s.opt.Dialect.electrs():
		return s.sorry(http.StatusNotFound, electrsNoBlock)
	case err != nil:
		return s.sorry(http.StatusInternalServerError, "Failed to get block")
	}
	h := s.told(b.Header)
	switch q.kind {
	case Header:
		return textAnswer(hex.EncodeToString(serialiseHeader(h)))
	case TxIDs:
		ids := make([]string, len(b.TxIDs))
		for i, id := range b.TxIDs {
			if s.lying(ForgedBranch, id) {
				// The next one is told otherwise, so that this one's branch leads elsewhere.
				ids[(i+1)%len(ids)] = forge(b.TxIDs[(i+1)%len(ids)]).String()
			}
			if ids[i] == "" {
				ids[i] = id.String()
			}
		}
		return jsonAnswer(ids)
	default:
		height := b.Height
		if s.lying(WrongHeight, b.TxIDs[len(b.TxIDs)-1]) {
			height += wrongBy
		}
		return jsonAnswer(map[string]any{
			"id": h.BlockHash().String(), "height": height, "version": h.Version, "timestamp": h.Timestamp.Unix(),
			"bits": h.Bits, "nonce": h.Nonce, "merkle_root": h.MerkleRoot.String(), "tx_count": len(b.TxIDs),
			"previousblockhash": h.PrevBlock.String(),
		})
	}
}

// blockHeight answers which block is at a height.
func (s *Server) blockHeight(ctx context.Context, q query) answer {
	height, err := strconv.ParseInt(q.arg, 10, 32)
	if err != nil {
		return s.sorry(http.StatusBadRequest, "Invalid number")
	}
	hash, err := s.chain.HashAt(ctx, int32(height))
	if errors.Is(err, ErrNotFound) && s.opt.Dialect.electrs() {
		return s.sorry(http.StatusNotFound, electrsNoBlock)
	}
	if err != nil {
		return s.sorry(http.StatusInternalServerError, "Block height out of range")
	}
	b, err := s.chain.Block(ctx, hash)
	if err != nil {
		return s.sorry(http.StatusInternalServerError, "Failed to get block")
	}
	switch {
	case height > 0:
		h := s.told(b.Header)
		hash = h.BlockHash()
	case s.lying(OtherNetwork, chainhash.Hash{}):
		hash = forge(hash)
	}
	a := textAnswer(hash.String())
	if !s.opt.Dialect.electrs() {
		a.contentType = "text/html; charset=utf-8"
	}
	return a
}

// tip answers which block is the newest.
func (s *Server) tip(ctx context.Context, q query) answer {
	tip, err := s.chain.Tip(ctx)
	if err != nil {
		return s.sorry(http.StatusInternalServerError, "internal error")
	}
	if s.opt.CatchingUp && !s.opt.Dialect.electrs() {
		tip--
	}
	if s.lying(StaleTip, chainhash.Hash{}) {
		tip -= staleBy
	}
	tip = max(tip, 0)
	if q.kind == TipHash {
		return s.blockHeight(ctx, query{kind: BlockHeight, arg: strconv.Itoa(int(tip))})
	}
	return textAnswer(strconv.Itoa(int(tip)))
}
