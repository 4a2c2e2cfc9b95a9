package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"tradecase/app/job"
	"tradecase/bundle"
	"tradecase/diagnostics"
)

func (c *command) add() *cobra.Command {
	var party, slot string
	cmd := &cobra.Command{
		Use:   "add TRADE-ID --party buyer|seller|unknown PATH…",
		Short: "Add a party's logs and screenshots: files, folders, archives",
		Long: `Add what a trader sent: log files, folders, archives (zip, 7z, rar, tar, gz, bz2,
xz, zst, also one in another) and screenshots. Bisq logs are found at any depth
and under any name. Wallets, keys and databases are never taken. What was left
out is listed with the reason.

With --as a file goes into a slot of the checklist: trade-details,
dispute-details, chat-buyer, chat-seller, popup, contract.`,
		Example: `tradecase add UGLRYY --party buyer buyer.7z
tradecase add UGLRYY --party seller seller
tradecase add UGLRYY --as trade-details details.png`,
		Args: args(2, -1, "a trade ID and at least one path"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, s, err := addTo(party, slot)
			if err != nil {
				return usage(err)
			}
			desk, err := c.desk()
			if err != nil {
				return err
			}
			var added bundle.Added
			err = c.run(cmd.Context(), "add", func(ctx context.Context, progress *job.Progress) error {
				var err error
				if s != "" {
					added, err = desk.AddSlot(ctx, args[0], s, args[1:])
				} else {
					added, err = desk.Add(ctx, args[0], p, args[1:], progress)
				}
				return err
			})
			if err != nil && len(added.Skipped) == 0 {
				return err
			}
			return errors.Join(c.print(added, func(w io.Writer) { printAdded(w, added) }), err)
		},
	}
	cmd.Flags().StringVar(&party, "party", "", "whose it is: buyer, seller or unknown")
	cmd.Flags().StringVar(&slot, "as", "", "the slot that the file fills")
	return cmd
}

// addTo reads whose it is that is added, or which slot it fills.
func addTo(party, slot string) (p diagnostics.Party, s bundle.Slot, err error) {
	switch {
	case party == "" && slot == "":
		err = diagnostics.WithHint(errors.New("whose is it?"), "say --party buyer, seller or unknown, or --as SLOT")
	case party != "" && slot != "":
		err = diagnostics.WithHint(errors.New("--party and --as do not go together"), "a slot says whose it is")
	case slot != "":
		s, err = bundle.ParseSlot(slot)
	default:
		p, err = diagnostics.ParseParty(party)
	}
	return p, s, err
}

func printAdded(w io.Writer, added bundle.Added) {
	for _, it := range added.Items {
		say(w, "added #%d\t%s\t%s\t%s\n", it.Number, cell(it.Path()), bundle.Size(it.Size), it.Slot)
	}
	printSkipped(w, added.Skipped)
}

func (c *command) move() *cobra.Command {
	var party, slot string
	cmd := &cobra.Command{
		Use:   "move TRADE-ID ITEM [--party buyer|seller|unknown] [--as SLOT]",
		Short: "Give an item to another party or slot",
		Long:  "Put right what was added wrongly. ITEM is its path, number or name as status shows it. --as none takes an image out of its slot.",
		Example: `tradecase move UGLRYY seller/bisq.log --party buyer
tradecase move UGLRYY details.png --as popup`,
		Args: args(2, 2, "a trade ID and an item"),
		RunE: func(cmd *cobra.Command, args []string) error {
			p, s, err := moveTo(party, slot)
			if err != nil {
				return usage(err)
			}
			desk, err := c.desk()
			if err != nil {
				return err
			}
			it, err := desk.Move(cmd.Context(), args[0], args[1], p, s)
			if err != nil {
				return err
			}
			return c.print(it, func(w io.Writer) { say(w, "moved #%d to %s %s\n", it.Number, cell(it.Path()), it.Slot) })
		},
	}
	cmd.Flags().StringVar(&party, "party", "", "whose it is: buyer, seller or unknown")
	cmd.Flags().StringVar(&slot, "as", "", "the slot that it fills, or none")
	return cmd
}

func moveTo(party, slot string) (p diagnostics.Party, s *bundle.Slot, err error) {
	if party == "" && slot == "" {
		return "", nil, diagnostics.WithHint(errors.New("where to?"), "say --party, --as, or both")
	}
	if party != "" {
		if p, err = diagnostics.ParseParty(party); err != nil {
			return "", nil, err
		}
	}
	switch slot {
	case "":
		return p, nil, nil
	case "none":
		return p, new(bundle.Slot), nil
	}
	to, err := bundle.ParseSlot(slot)
	return p, &to, err
}

func (c *command) remove() *cobra.Command {
	return &cobra.Command{
		Use:     "remove TRADE-ID ITEM",
		Short:   "Remove an item from a bundle",
		Long:    "Remove an item and its content. ITEM is its path, number or name as status shows it.",
		Example: "tradecase remove UGLRYY seller/bisq_1.log",
		Args:    args(2, 2, "a trade ID and an item"),
		RunE: func(cmd *cobra.Command, args []string) error {
			desk, err := c.desk()
			if err != nil {
				return err
			}
			it, err := desk.Remove(cmd.Context(), args[0], args[1])
			if err == nil {
				err = desk.Forget(cmd.Context(), args[0])
			}
			if err != nil {
				return err
			}
			return c.print(it, func(w io.Writer) { say(w, "removed #%d %s\n", it.Number, cell(it.Path())) })
		},
	}
}

func (c *command) note() *cobra.Command {
	var what, when, unusual, dispute string
	var txs []string
	cmd := &cobra.Command{
		Use:   "note TRADE-ID [--what T] [--when T] [--unusual T] [--dispute STATE] [--tx ROLE=TXID]…",
		Short: "Write down what happened, when, anything unusual, and transaction IDs",
		Long: `Write notes into a bundle; what is not given stays, an empty text clears. Say
buyer and seller, never names. ROLE is maker-fee, taker-fee, deposit,
delayed-payout or payout; STATE is none, mediation, arbitration, manual or
unknown. Without flags the notes are shown.`,
		Example: `tradecase note UGLRYY --what "Deposit never confirmed." --when "4 Nov, about 10:00 CET"
tradecase note UGLRYY --tx deposit=b89344814f2acb2a84d45416ec60101a9e5c9a9e537feadae6f5b60b4fc1c5e8`,
		Args: args(1, 1, "one trade ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var change bundle.NotesChange
			for flag, part := range map[string]struct {
				to   **string
				from *string
			}{"what": {&change.What, &what}, "when": {&change.When, &when}, "unusual": {&change.Unusual, &unusual}} {
				if cmd.Flags().Changed(flag) {
					*part.to = part.from
				}
			}
			if cmd.Flags().Changed("dispute") {
				d, err := bundle.ParseDispute(dispute)
				if err != nil {
					return usage(err)
				}
				change.Dispute = &d
			}
			var err error
			if change.Tx, err = parseTxs(txs); err != nil {
				return err
			}
			given := slices.ContainsFunc([]string{"what", "when", "unusual", "dispute", "tx"}, cmd.Flags().Changed)
			return c.setNotes(cmd.Context(), args[0], change, given)
		},
	}
	cmd.Flags().StringVar(&what, "what", "", "what happened")
	cmd.Flags().StringVar(&when, "when", "", "when it happened, with the time zone")
	cmd.Flags().StringVar(&unusual, "unusual", "", "anything non-standard, or earlier problems")
	cmd.Flags().StringVar(&dispute, "dispute", "", "state of the dispute")
	cmd.Flags().StringArrayVar(&txs, "tx", nil, "a transaction ID by its role")
	return cmd
}

func (c *command) setNotes(ctx context.Context, tradeID string, change bundle.NotesChange, changed bool) error {
	desk, err := c.desk()
	if err != nil {
		return err
	}
	status, err := desk.Status(tradeID)
	if err == nil && changed {
		status, err = desk.Note(ctx, tradeID, change)
	}
	if err != nil {
		return err
	}
	return c.print(status.Notes, func(w io.Writer) {
		n := status.Notes
		say(w, "what:\t%s\nwhen:\t%s\nunusual:\t%s\ndispute:\t%s\n", cell(n.What), cell(n.When), cell(n.Unusual), orUnknown(string(n.Dispute)))
		for _, role := range diagnostics.TxRoles() {
			say(w, "%s:\t%s\n", role, orUnknown(n.Tx[role]))
		}
	})
}

func orUnknown(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

// parseTxs reads ROLE=TXID pairs.
func parseTxs(pairs []string) (map[diagnostics.TxRole]string, error) {
	txs := map[diagnostics.TxRole]string{}
	for _, pair := range pairs {
		name, id, ok := strings.Cut(pair, "=")
		role, err := diagnostics.ParseTxRole(strings.TrimSpace(name))
		if !ok || err != nil {
			return nil, usage(diagnostics.WithHint(fmt.Errorf("--tx %q is not ROLE=TXID", pair),
				"for example --tx deposit=TXID; the roles are maker-fee, taker-fee, deposit, delayed-payout, payout"))
		}
		txs[role] = strings.TrimSpace(id)
	}
	return txs, nil
}
