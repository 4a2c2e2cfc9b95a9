package gui

import (
	"strings"

	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
)

// openTxs shows the page of the transactions from the keyboard: Return checks.
func (p *page) openTxs() {
	p.tabs.Open(txsTab)
	p.w.win.Canvas().Focus(p.txs.check)
}

// result is what a check came to, as the page says it: to be sent on.
func (t *txsPage) result() string {
	lines := []string{t.when.Text}
	for _, n := range []*widget.Notice{t.network, t.tried, t.stale, t.notice, t.caught} {
		m := n.Message()
		for _, said := range []string{words.Of(m.Text), words.Of(m.Hint)} {
			if said != "" {
				lines = append(lines, said)
			}
		}
	}
	return strings.Join(lines, "\n")
}
