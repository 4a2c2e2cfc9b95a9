package cli

import (
	"context"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/redact"
)

// exportFlags are common to all commands that write a redacted zip.
type exportFlags struct {
	out     string
	profile string
	hide    []string
	dry     bool
	force   bool
}

func (f *exportFlags) on(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.out, "out", "", "the zip to make")
	cmd.Flags().StringArrayVar(&f.hide, "hide", nil, "a word of your own to hide, such as a nickname; may be repeated")
	cmd.Flags().BoolVar(&f.dry, "dry-run", false, "show what would be in the zip, write nothing")
	cmd.Flags().BoolVar(&f.force, "force", false, "replace a file that has this name")
}

func (f *exportFlags) output() (work.Output, error) {
	out := work.Output{Path: f.out, Hide: f.hide, DryRun: f.dry, Replace: f.force}
	if f.out == "" && !f.dry {
		return out, usage(diagnostics.WithHint(errors.New("where to?"), "say --out FILE.zip, or --dry-run to look first"))
	}
	if f.profile != "" {
		p, err := redact.ParseProfile(f.profile)
		if err != nil {
			return out, usage(err)
		}
		out.Profile = p
	}
	return out, nil
}

// export runs an export and shows what came of it.
func (c *command) export(ctx context.Context, flags *exportFlags, do func(context.Context, *work.Desk, work.Output, *job.Progress) (bundle.Export, error)) error {
	out, err := flags.output()
	if err != nil {
		return err
	}
	desk, err := c.desk()
	if err != nil {
		return err
	}
	var x bundle.Export
	err = c.run(ctx, "export", func(ctx context.Context, p *job.Progress) error {
		x, err = do(ctx, desk, out, p)
		return err
	})
	leak := new(bundle.LeakError)
	switch {
	case errors.As(err, &leak):
		c.printLeaks(leak.Leaks)
		if c.json {
			return errors.Join(c.print(x, nil), err)
		}
		return err
	case err != nil:
		return err
	}
	if err := c.print(x, func(w io.Writer) { printExport(w, x, out.Hide) }); err != nil {
		return err
	}
	return found(x.Findings, untold(x.Findings))
}

func (c *command) redact() *cobra.Command {
	flags := &exportFlags{}
	cmd := &cobra.Command{
		Use:   "redact PATH… --out FILE.zip [--profile support|public] [--hide TEXT]…",
		Short: "Write redacted copies of logs into a zip",
		Long: `Find private data in logs and texts, replace it, and write the copies into one
zip that is read back and searched before it gets its name. Screenshots go in as
new pixels without metadata. The originals stay as they are. A folder that is given keeps its name; other names
of files and folders go out only if they are Bisq's own or everyday words.

Profile support hides who you are (names, addresses, bank data, keys) and keeps
what support needs: trade IDs, transaction IDs, onion addresses. Profile public
hides these, too.`,
		Example: `tradecase redact seller --dry-run
tradecase redact seller --out redacted.zip --hide mynickname`,
		Args: args(1, -1, "at least one path"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.export(cmd.Context(), flags, func(ctx context.Context, desk *work.Desk, out work.Output, p *job.Progress) (bundle.Export, error) {
				return desk.Redact(ctx, args, out, p)
			})
		},
	}
	flags.on(cmd)
	cmd.Flags().StringVar(&flags.profile, "profile", "", "support or public (default: the setting profile, or support)")
	return cmd
}

func (c *command) handoff() *cobra.Command {
	flags := &exportFlags{}
	cmd := &cobra.Command{
		Use:   "handoff TRADE-ID --out FILE.zip",
		Short: "Make the redacted zip for a developer",
		Long: `Make one zip from a bundle: description, transaction IDs, both traders' logs,
screenshots as new pixels, a report and a manifest. Private data is replaced in
all of it; the zip is read back and searched, and gets its name only if nothing
is left. What the checklist lacks is listed and blocks nothing. The same bundle
gives the same bytes.`,
		Example: `tradecase handoff UGLRYY --dry-run
tradecase handoff UGLRYY --out UGLRYY.zip`,
		Args: args(1, 1, "one trade ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.export(cmd.Context(), flags, func(ctx context.Context, desk *work.Desk, out work.Output, p *job.Progress) (bundle.Export, error) {
				return desk.Handoff(ctx, args[0], out, p)
			})
		},
	}
	flags.on(cmd)
	return cmd
}

func (c *command) verify() *cobra.Command {
	return &cobra.Command{
		Use:   "verify FILE.zip",
		Short: "Judge a received zip: safe, complete, unaltered, leak-free",
		Long: `Read a zip without unpacking it: are its names safe, does it have what a developer
needs, is every file what the manifest says, is private data left in it. The
manifest lies in the zip itself: to know that nobody made a new one, compare the
zip's SHA-256 with what its maker tells you.

Exit codes: 3 if anything is found, 4 if there is no manifest to compare with.`,
		Example: "tradecase verify UGLRYY.zip",
		Args:    args(1, 1, "one zip"),
		RunE: func(cmd *cobra.Command, args []string) error {
			desk, err := c.desk()
			if err != nil {
				return err
			}
			return carryOut(cmd.Context(), c, "verify", func(ctx context.Context, p *job.Progress) (bundle.Verified, error) {
				return desk.Verify(ctx, args[0], p)
			}, printVerified, func(v bundle.Verified) error { return found(v.Findings, v.Intact == nil) })
		},
	}
}

func printVerified(w io.Writer, v bundle.Verified) {
	if v.TradeID != "" {
		say(w, "trade:\t%s\n", v.TradeID)
	}
	say(w, "files:\t%d\nsize:\t%s\nSHA-256:\t%s\n", v.Files, bundle.Size(v.Bytes), v.SHA256)
	switch {
	case v.Intact == nil:
		say(w, "intact:\tunknown\n")
	case *v.Intact:
		say(w, "intact:\tyes, every file is what the manifest says\n")
	default:
		say(w, "intact:\tno\n")
	}
	say(w, "private data:\t%s\n", map[bool]string{true: "none found", false: bundle.Count(len(v.Leaks), "place")}[len(v.Leaks) == 0])
	printFindings(w, v.Findings)
	for _, l := range v.Leaks {
		say(w, "leak: %s line %d: %s\n", cell(l.Path), l.Line, l.Class)
	}
}
