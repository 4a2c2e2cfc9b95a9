package logs

import (
	"cmp"
	"slices"
	"strings"

	"tradecase/diagnostics"
)

// assemble puts what the files say into one result, the same whatever order
// they were read in.
func assemble(scans []*fileScan) *Result {
	all := histories(scans)
	res := &Result{
		Files: []FileSummary{}, Versions: []Version{}, Transactions: []Transaction{},
		TradeIDs: []TradeIDCount{}, Findings: []diagnostics.Finding{},
	}
	trades := map[diagnostics.TradeID]int64{}
	seen := map[[2]string]bool{}
	for i, h := range all {
		years := carry(h.files)
		for order, f := range h.files {
			res.Files = append(res.Files, f.summary(i, order))
			for _, st := range f.starts {
				res.Versions = append(res.Versions, Version{
					Version: st.name, Path: f.file.Path, Line: st.line, At: st.at,
					Time: years.time(order, st.place), Party: h.party,
				})
			}
			for _, tx := range f.mentions.txs {
				if key := [2]string{tx.TxID, tx.Label}; !seen[key] {
					seen[key] = true
					res.Transactions = append(res.Transactions, tx)
				}
			}
			mergeTrades(trades, f.mentions.trades)
		}
	}
	res.TradeIDs = counts(trades, res.TradeIDs)
	res.Findings = append(res.Findings, findings(all)...)
	return res
}

func (f *fileScan) summary(history, order int) FileSummary {
	return FileSummary{
		Path: f.file.Path, Party: f.file.Party, Bytes: f.bytes, Lines: f.lines, Entries: f.entries,
		History: history, Order: order, Rotation: max(f.file.Rotation, -1), First: f.first, Last: string(f.last),
	}
}

// counts lists trades, the most mentioned first.
func counts(trades map[diagnostics.TradeID]int64, out []TradeIDCount) []TradeIDCount {
	for id, n := range trades {
		out = append(out, TradeIDCount{id, n})
	}
	slices.SortFunc(out, func(a, b TradeIDCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(string(a.ID), string(b.ID)))
	})
	return out
}
