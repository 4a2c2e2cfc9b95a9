package esploratest

import (
	"slices"
	"strings"
)

// Kind is a kind of question, by its path.
type Kind string

// The kinds.
const (
	Tx               Kind = "tx"
	Hex              Kind = "hex"
	Raw              Kind = "raw"
	Status           Kind = "status"
	MerkleProof      Kind = "merkle-proof"
	MerkleblockProof Kind = "merkleblock-proof"
	Outspends        Kind = "outspends"
	Outspend         Kind = "outspend"
	Header           Kind = "header"
	TxIDs            Kind = "txids"
	BlockInfo        Kind = "block"
	BlockHeight      Kind = "block-height"
	TipHeight        Kind = "tip-height"
	TipHash          Kind = "tip-hash"
	BackendInfo      Kind = "backend-info"
	Address          Kind = "address"
	Fees             Kind = "fee-estimates"
	Other            Kind = "other"
)

// query is what a path asks.
type query struct {
	kind Kind
	path string // below the base
	arg  string // ID, hash or height
	n    string // number of an output
}

// routes has the paths; "*" is an argument.
var routes = []struct {
	path string
	kind Kind
}{
	{"tx/*", Tx},
	{"tx/*/hex", Hex},
	{"tx/*/raw", Raw},
	{"tx/*/status", Status},
	{"tx/*/merkle-proof", MerkleProof},
	{"tx/*/merkleblock-proof", MerkleblockProof},
	{"tx/*/outspends", Outspends},
	{"tx/*/outspend/*", Outspend},
	{"block/*", BlockInfo},
	{"block/*/header", Header},
	{"block/*/txids", TxIDs},
	{"block-height/*", BlockHeight},
	{"blocks/tip/height", TipHeight},
	{"blocks/tip/hash", TipHash},
	{"fee-estimates", Fees},
}

// route reads a path. A mempool backend has its paths below /v1 as well.
func (s *Server) route(path string) query {
	q := query{kind: Other, path: path}
	rest, v1 := strings.CutPrefix(strings.TrimPrefix(path, "/"), "v1/")
	switch {
	case v1 && rest == "backend-info":
		q.kind = BackendInfo
		return q
	case v1 && s.opt.Dialect.electrs():
		return q
	case strings.HasPrefix(rest, "address/"):
		q.kind = Address
		return q
	}
	parts := strings.Split(rest, "/")
	for _, r := range routes {
		if args, ok := match(strings.Split(r.path, "/"), parts); ok {
			q.kind = r.kind
			q.arg, q.n = args[0], args[1]
		}
	}
	return q
}

func match(pattern, parts []string) (args [2]string, ok bool) {
	if len(pattern) != len(parts) {
		return args, false
	}
	n := 0
	for i, p := range pattern {
		switch {
		case p == "*":
			args[n] = parts[i]
			n++
		case p != parts[i]:
			return args, false
		}
	}
	return args, true
}

// has reports whether this server has such a path.
func (s *Server) has(k Kind) bool {
	if slices.Contains(s.opt.Lacks, k) {
		return false
	}
	if s.opt.Dialect.electrs() {
		return k != Other && (k != BackendInfo || s.opt.Dialect == MempoolEsplora)
	}
	return !slices.Contains([]Kind{Other, Raw, Outspend, MerkleblockProof}, k)
}
