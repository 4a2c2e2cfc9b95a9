package trade

import (
	"tradecase/diagnostics"
	"tradecase/explorer"
)

// Findings are the verdicts that warn or fail, what sources were caught at, and
// payment accounts in a contract, as every other finding is shown, what failed
// first. A finding's code is the rule's name.
func (r *Result) Findings() []diagnostics.Finding {
	out := []diagnostics.Finding{}
	for _, v := range Worst(r.Verdicts) {
		severity := diagnostics.Warning
		switch v.Result {
		case Fail:
			severity = diagnostics.Problem
		case Warn:
		default:
			continue
		}
		title := v.Detail.English
		if v.Role != "" {
			title = v.Role.Title() + ": " + title
		}
		evidence := v.Evidence
		if evidence == nil {
			evidence = []diagnostics.Evidence{}
		}
		out = append(out, diagnostics.Finding{Code: v.Rule, Severity: severity, Title: title, Advice: v.Advice.English, Evidence: evidence})
	}
	if r.payloads {
		out = append(out, diagnostics.Finding{
			Code: "trade.contract-payloads", Severity: diagnostics.Warning, Title: "The contract still holds payment accounts.",
			Advice: "Remove them before the contract is handed on; a hand-off does so by itself.", Evidence: []diagnostics.Evidence{},
		})
	}
	for _, c := range r.Transactions {
		if c.Tx != nil {
			out = append(out, caught(c.Role.Title()+": ", c.Tx.Disagreements)...)
		}
	}
	return append(out, caught("", r.Disagreements)...)
}

// caught tells what sources were caught at.
func caught(about string, list []explorer.Disagreement) []diagnostics.Finding {
	var out []diagnostics.Finding
	for _, d := range list {
		out = append(out, diagnostics.Finding{
			Code: "source." + string(d.Code), Severity: diagnostics.Warning, Title: about + d.Source + ": " + d.Detail,
			Advice: "What this source says here was left out. If it happens again, do without it.", Evidence: []diagnostics.Evidence{},
		})
	}
	return out
}
