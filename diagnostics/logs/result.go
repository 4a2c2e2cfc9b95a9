package logs

import "tradecase/diagnostics"

// Result is what a set of logs says. Its lists are ordered by history (buyer,
// seller, unknown, no party), then by age, oldest first; none is nil. The same
// files give the same Result, in whatever order they are passed. Titles and
// excerpts quote the logs, so they are as private as the logs themselves.
type Result struct {
	Files        []FileSummary         `json:"files"`
	Versions     []Version             `json:"versions"`
	Transactions []Transaction         `json:"transactions"`
	TradeIDs     []TradeIDCount        `json:"trade_ids"`
	Findings     []diagnostics.Finding `json:"findings"` // by falling severity, then by history
}

// FileSummary is one file that was read. Files with the same History are one
// run of Bisq's log; Order is the place in it, 0 the oldest.
type FileSummary struct {
	Path     string            `json:"path"`
	Party    diagnostics.Party `json:"party,omitempty"`
	Bytes    int64             `json:"bytes"` // as stored, before decoding
	Lines    int64             `json:"lines"`
	Entries  int64             `json:"entries"`
	History  int               `json:"history"`
	Order    int               `json:"order"`
	Rotation int               `json:"rotation"`        // -1 if not known
	First    string            `json:"first,omitempty"` // the first entry's stamp as logged
	Last     string            `json:"last,omitempty"`  // the last entry's
}

// Version is a start of Bisq.
//
// Logs have neither year nor zone. Time is there only where other lines give
// the year away; it is the trader's local time written with the offset Z, so
// it may be up to a day off. It orders the starts of one trader and must not
// be compared to the second with another trader's or with the chain.
type Version struct {
	Version string            `json:"version"`
	Path    string            `json:"path"`
	Line    int64             `json:"line"`
	At      string            `json:"at"`             // as logged: "Okt.-07 09:06:35.077"
	Time    string            `json:"time,omitempty"` // RFC 3339, zone unknown
	Party   diagnostics.Party `json:"party,omitempty"`
}

// Transaction is the first mention of a transaction under a label.
type Transaction struct {
	TxID string `json:"txid"` // 64 lower-case hex digits
	Path string `json:"path"`
	Line int64  `json:"line"`

	// Label is what Bisq said before the ID: the name of a dump
	// ("makerCreatesDepositTx"), of a field ("depositTxId", "outpoint"), or
	// "broadcast", "mempool" (an explorer was asked for it), "mempool input"
	// (it stands in an explorer's answer); empty if it was called a
	// transaction and nothing more.
	Label string `json:"label"`
}

// TradeIDCount says how often a full trade ID is mentioned.
type TradeIDCount struct {
	ID    diagnostics.TradeID `json:"id"`
	Count int64               `json:"count"`
}
