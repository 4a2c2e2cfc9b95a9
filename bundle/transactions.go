package bundle

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer"
)

// transactionsText has a line for each transaction whose ID the agent noted or a
// check found, worded as Bisq's support wants it.
func (b *Bundle) transactionsText() string { return transactionLines(b.doc.Notes.Tx) }

func transactionLines(ids map[diagnostics.TxRole]string) string {
	var s strings.Builder
	for _, role := range diagnostics.TxRoles() {
		if id := ids[role]; id != "" {
			fmt.Fprintf(&s, "%s: %s\n", role.Title(), id)
		}
	}
	return s.String()
}

// namedTransactions is transactionsText with what contract and logs name beside
// it, and below that, of what is not seen in the chain or named in two ways, where
// it is named and what each source said of it.
func (b *Bundle) namedTransactions(r *trade.Result) string {
	ids := map[diagnostics.TxRole]string{}
	for role, id := range b.doc.Notes.Tx {
		ids[role] = id
	}
	var doubtful []trade.Named
	used := map[diagnostics.TxRole]bool{}
	for _, n := range r.Named() {
		used[n.Role] = used[n.Role] || n.Used
		if n.Used && ids[n.Role] == "" {
			ids[n.Role] = n.ID.String()
		}
		// What only the agent noted and nobody was asked about needs no words.
		unseen := n.State != explorer.Confirmed && (len(n.Replies) > 0 || b.doc.Notes.Tx[n.Role] == "")
		if unseen || !n.Used || ids[n.Role] != n.ID.String() {
			doubtful = append(doubtful, n)
		}
	}
	var s strings.Builder
	s.WriteString(transactionLines(ids))
	for i, n := range doubtful {
		if i == 0 {
			s.WriteString("\nNot seen in a block, or not the only one that is named:\n")
		}
		writeNamed(&s, n, used[n.Role])
	}
	return s.String()
}

// maxNamedAt bounds how many places of one ID are listed.
const maxNamedAt = 5

// writeNamed writes what is known of an ID; taken says that the rules go by one
// for its role.
func writeNamed(s *strings.Builder, n trade.Named, taken bool) {
	state := "nobody could say"
	if n.State != explorer.UnknownState {
		state = string(n.State)
	}
	fmt.Fprintf(s, "\n%s: %s\n  state: %s\n", n.Role.Title(), n.ID, state)
	switch {
	case n.Used:
	case taken:
		s.WriteString("  not used: another one is taken for it\n")
	default:
		s.WriteString("  not used: nothing bears out that it is this trade's\n")
	}
	var places []string
	for _, o := range n.Origins {
		o.Note, o.Said = "", nil // what a log calls it may be anything
		if place := o.String(); !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	if more := len(places) - maxNamedAt; more > 0 {
		places = append(places[:maxNamedAt], fmt.Sprintf("%d more places", more))
	}
	fmt.Fprintf(s, "  named by: %s\n", strings.Join(places, ", "))
	said := 0
	for _, reply := range n.Replies {
		if reply.Fault == explorer.FaultUnsupported {
			continue // logs that do not have it
		}
		said++
		outcome := string(reply.Outcome)
		if reply.Outcome == explorer.Unknown {
			outcome = "no answer"
			if reply.Fault != "" {
				outcome += " (" + string(reply.Fault) + ")"
			}
		}
		fmt.Fprintf(s, "  %s: %s\n", reply.Source, outcome)
	}
	if said == 0 {
		s.WriteString("  nobody was asked\n")
	}
}

// named judges what the bundle names without asking anybody, where no check was
// ever made.
func (b *Bundle) named(ctx context.Context, e *exporter) (*trade.Result, error) {
	known, err := b.known(ctx, e.opt.Progress, e.called)
	if err != nil {
		return nil, err
	}
	r, err := trade.Judge(ctx, known.Known, trade.NoLedger{}, trade.Options{NoSignatures: true})
	if err != nil {
		return nil, fmt.Errorf("judge the trade: %w", err)
	}
	return r, nil
}

// replace gives a text that is already laid out another content.
func (e *exporter) replace(p piece) {
	for i := range e.pieces {
		if e.pieces[i].path == p.path {
			e.pieces[i] = p
		}
	}
}
