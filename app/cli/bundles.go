package cli

import (
	"io"

	"github.com/spf13/cobra"

	"tradecase/bundle"
)

func (c *command) newBundle() *cobra.Command {
	return &cobra.Command{
		Use:     "new TRADE-ID",
		Short:   "Create a bundle for a trade",
		Long:    "Create an empty bundle. The full trade ID is best; its first part alone will do, and takes the full one when you give it later.",
		Example: "tradecase new UGLRYY-ebc606f3-70a4-4b44-89b7-1dd6b1d0a9f2-1917",
		Args:    args(1, 1, "one trade ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			desk, err := c.desk()
			if err != nil {
				return err
			}
			check, err := desk.New(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			return c.print(check, func(w io.Writer) { printChecklist(w, check) })
		},
	}
}

func (c *command) list() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the bundles, their state and what they lack",
		Example: "tradecase list",
		Args:    args(0, 0, "no arguments"),
		RunE: func(*cobra.Command, []string) error {
			desk, err := c.desk()
			if err != nil {
				return err
			}
			list, err := desk.List()
			if err != nil {
				return err
			}
			return c.print(map[string]any{"bundles": list}, func(w io.Writer) { printList(w, list) })
		},
	}
}

func printList(w io.Writer, list []bundle.Summary) {
	if len(list) == 0 {
		say(w, "There are no bundles yet. Make one with: tradecase new TRADE-ID\n")
		return
	}
	for _, s := range list {
		state := "ready"
		switch {
		case s.State != bundle.Open:
			state = string(s.State)
		case !s.Ready:
			state = bundle.Count(s.Missing, "thing") + " missing"
		}
		say(w, "%s\t%s\t%s\t%s\n", s.ID, state, bundle.Count(s.Items, "item"), cell(s.Detail))
	}
}

func (c *command) status() *cobra.Command {
	return &cobra.Command{
		Use:     "status TRADE-ID",
		Short:   "Show a bundle's checklist: what is there, what lacks, what to ask for",
		Example: "tradecase status UGLRYY",
		Args:    args(1, 1, "one trade ID"),
		RunE: func(_ *cobra.Command, args []string) error {
			desk, err := c.desk()
			if err != nil {
				return err
			}
			status, err := desk.Status(args[0])
			if err != nil {
				return err
			}
			return c.print(status, func(w io.Writer) {
				printChecklist(w, status.Checklist)
				if len(status.Files) > 0 {
					say(w, "\nitems:\n")
				}
				for _, it := range status.Files {
					say(w, "  #%d\t%s\t%s\t%s\n", it.Number, cell(it.Path()), bundle.Size(it.Size), it.Slot)
				}
				printSkipped(w, status.Skipped)
			})
		},
	}
}

// printChecklist shows what is there with a sign and a word each.
func printChecklist(w io.Writer, c bundle.Checklist) {
	say(w, "%s\n", c.ID)
	if c.State != bundle.Open {
		say(w, "%s: %s\n", c.State, cell(c.Reason))
	}
	for _, row := range c.Items {
		say(w, "  %s %s\t%s\t%s\n", rowSign(row.State), row.Title, row.State, cell(row.Detail))
	}
	asks := false
	for _, row := range c.Items {
		if row.State != bundle.Missing && row.State != bundle.Partial {
			continue
		}
		if !asks {
			say(w, "\nto ask for:\n")
			asks = true
		}
		say(w, "  %s: %s\n", row.Title, row.Ask)
	}
	if c.Ready {
		say(w, "\nready to hand off\n")
	}
}

func rowSign(s bundle.RowState) string {
	switch s {
	case bundle.Done:
		return "✓"
	case bundle.Missing:
		return "○"
	case bundle.Partial:
		return "◐"
	case bundle.Unsure:
		return "?"
	default:
		return "–"
	}
}
