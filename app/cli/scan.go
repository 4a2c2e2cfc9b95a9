package cli

import (
	"context"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
)

func (c *command) scan() *cobra.Command {
	return &cobra.Command{
		Use:   "scan PATH…",
		Short: "Read logs: versions, downgrades, errors, transactions",
		Long: `Read the Bisq logs in files, folders and archives. Nothing is kept. Logs that lie
in one folder are one history: the highest number is the oldest, bisq.log the
newest. What is shown is not redacted.

Exit codes: 3 if there is a warning or a problem, such as a version downgrade;
4 if a history shows no version, so that a downgrade cannot be ruled out.`,
		Example: "tradecase scan seller",
		Args:    args(1, -1, "at least one path"),
		RunE: func(cmd *cobra.Command, args []string) error {
			desk, err := c.desk()
			if err != nil {
				return err
			}
			return carryOut(cmd.Context(), c, "scan", func(ctx context.Context, p *job.Progress) (work.Scanned, error) {
				return desk.Scan(ctx, args, p)
			}, printScanned, func(s work.Scanned) error { return found(s.Findings, untold(s.Findings)) })
		},
	}
}

// untold reports whether the logs leave open if there was a downgrade.
func untold(findings []diagnostics.Finding) bool {
	return slices.ContainsFunc(findings, func(f diagnostics.Finding) bool {
		return f.Code == "log.version-unknown" || f.Code == "log.order-unknown"
	})
}

func printScanned(w io.Writer, s work.Scanned) {
	say(w, "file\tsize\tlines\tfrom\tto\n")
	for _, f := range s.Files {
		say(w, "%s\t%s\t%d\t%s\t%s\n", cell(f.Path), bundle.Size(f.Bytes), f.Lines, cell(f.First), cell(f.Last))
	}
	say(w, "\nversion\tstarted\tat\n")
	for _, v := range s.Versions {
		say(w, "%s\t%s\t%s:%d\n", cell(v.Version), cell(v.At), cell(v.Path), v.Line)
	}
	if len(s.Transactions) > 0 {
		say(w, "\ntransaction\tsaid to be\tfirst at\n")
	}
	for _, t := range s.Transactions {
		say(w, "%s\t%s\t%s:%d\n", t.TxID, cell(t.Label), cell(t.Path), t.Line)
	}
	printFindings(w, s.Findings)
	printSkipped(w, s.Skipped)
}
