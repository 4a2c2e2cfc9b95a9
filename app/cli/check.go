package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"tradecase/app/config"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// checkFlags are the flags of check.
type checkFlags struct {
	in       work.CheckInput
	dispute  string
	txs      []string
	all      bool
	list     string
	out      string
	parallel int
}

func (c *command) check() *cobra.Command {
	var f checkFlags
	cmd := &cobra.Command{
		Use:   "check [TRADE-ID…]",
		Short: "Judge a trade's five transactions",
		Long: `Judge the transactions of a bundle's trade, or of what is given: are the fees, the
deposit, the delayed payout and the payout what they must be, where is the money,
and what is to be done. What a bundle's logs, notes and contract tell is used.

Explorers are asked through Tor; one on this computer or in its network is the
user's own server and is asked directly. Each --explorer counts as an operator
of its own, and they replace those of the settings. What was proved is kept in
the bundle and not asked again. With --offline nobody is asked: a bundle is
judged by what it keeps of the last check, its logs, notes and contract.

With --list, a file with a trade ID or the path of a contract on each line, or
with several trade IDs, one result a line is written; with --out to that file,
and what it holds already is not done again.

ROLE is maker-fee, taker-fee, deposit, delayed-payout or payout.

Exit codes: 3 if a verdict is warn or fail; 4 if something is unknown (3 wins).`,
		Example: `tradecase check UGLRYY
tradecase check --contract contract.json --offline
tradecase check --tx deposit=b89344814f2acb2a84d45416ec60101a9e5c9a9e537feadae6f5b60b4fc1c5e8`,
		Args: args(0, -1, "trade IDs, or none"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.finish(args); err != nil {
				return usage(err)
			}
			desk, err := c.desk()
			if err != nil {
				return err
			}
			if f.list != "" || len(args) > 1 {
				return c.checkList(cmd.Context(), desk, &f, args)
			}
			return c.checkOne(cmd.Context(), desk, &f, args)
		},
	}
	f.register(cmd)
	return cmd
}

func (f *checkFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.in.Contract, "contract", "", "a contract: JSON, or what Bisq's windows copy")
	flags.StringArrayVar(&f.txs, "tx", nil, "a transaction ID by its role, as ROLE=TXID; may be repeated")
	flags.StringArrayVar(&f.in.Raw, "raw", nil, "a file with a raw transaction or a PSBT; may be repeated")
	flags.StringArrayVar(&f.in.Logs, "log", nil, "logs to read transactions from; may be repeated")
	flags.StringArrayVar(&f.in.Explorers, "explorer", nil, "an explorer's address; may be repeated")
	flags.BoolVar(&f.in.Offline, "offline", false, "ask nobody")
	networkFlag(cmd, &f.in.Network)
	flags.StringVar(&f.dispute, "dispute", "", "how it is settled: none, mediation, arbitration or manual")
	flags.DurationVar(&f.in.Timeout, "timeout", 0, "for everything, reading logs and retries included (default: 30s for own servers, 2m over Tor, and as much to read)")
	flags.BoolVar(&f.all, "all", false, "show every verdict, not only what is not passed")
	flags.StringVar(&f.list, "list", "", "a file with a trade on each line")
	flags.StringVar(&f.out, "out", "", "with --list: a file that gets one result a line, as JSON")
	flags.IntVar(&f.parallel, "parallel", 8, "with --list: how many trades are checked at once")
}

// finish reads what is not plain text.
func (f *checkFlags) finish(args []string) (err error) {
	if f.in.Dispute, err = trade.ParseDispute(f.dispute); err != nil {
		return err
	}
	if f.in.Network != "" {
		if err := config.CheckNetwork(f.in.Network); err != nil {
			return err
		}
	}
	if f.in.Timeout < 0 {
		return errors.New("a time cannot be below zero")
	}
	for _, address := range f.in.Explorers {
		if err := work.CheckExplorer(address); err != nil {
			return err
		}
	}
	f.in.IDs = map[diagnostics.TxRole][]string{}
	for _, pair := range f.txs {
		one, err := parseTxs([]string{pair})
		if err != nil {
			return err
		}
		for role, id := range one {
			f.in.IDs[role] = append(f.in.IDs[role], id)
		}
	}
	several := len(args) > 1 || f.list != ""
	given := f.in.Contract != "" || len(f.txs)+len(f.in.Raw)+len(f.in.Logs) > 0
	switch {
	case several && given:
		return errors.New("with several trades nothing can be given beside them")
	case f.out != "" && !several:
		return errors.New("--out is for --list or several trades; one result goes to the standard output")
	case len(args) == 0 && !several && !given:
		return diagnostics.WithHint(errors.New("there is nothing to check"), "give a bundle's trade ID, --contract, --tx, --raw or --log")
	}
	return nil
}

func (c *command) checkOne(ctx context.Context, desk *work.Desk, f *checkFlags, args []string) error {
	if len(args) == 1 {
		f.in.Bundle = args[0]
	}
	return carryOut(ctx, c, "check", func(ctx context.Context, p *job.Progress) (work.Checked, error) {
		return desk.Check(ctx, f.in, p)
	}, func(w io.Writer, checked work.Checked) { printChecked(w, checked, f.all) }, judged)
}

// judged gives the exit code of a result.
func judged(checked work.Checked) error {
	code := exitFine
	if checked.Heard.Nobody() {
		code = exitUnknown
	}
	for _, v := range checked.Verdicts {
		switch v.Result {
		case trade.Warn, trade.Fail:
			return exitCode(exitFound)
		case trade.Unknown:
			code = exitUnknown
		case trade.Pass, trade.NotApplicable:
		}
	}
	if len(checked.Disagreements) > 0 {
		return exitCode(exitFound)
	}
	if code == exitFine {
		return nil
	}
	return exitCode(code)
}

// signs are the results in a sign and a word.
var signs = map[trade.Outcome]string{
	trade.Pass: "✓ pass", trade.Warn: "! warn", trade.Fail: "✖ fail", trade.Unknown: "? unknown", trade.NotApplicable: "– n/a",
}

func printChecked(w io.Writer, checked work.Checked, all bool) {
	say(w, "%s\n\n", printable(checked.Summary))
	printNetwork(w, checked.Trade.Network)
	say(w, "transaction\tstate\tconfirmations\tID\n")
	for _, t := range checked.Transactions {
		id := "–"
		if t.ID != nil {
			id = t.ID.String()
		}
		confirmations := "–"
		if n := t.Confirmations(); n > 0 || t.State == trade.Unconfirmed { // 0 where no tip is known, too
			confirmations = strconv.Itoa(int(n))
		}
		say(w, "%s\t%s\t%s\t%s\n", t.Role, t.State, confirmations, id)
	}
	printVerdicts(w, checked.Verdicts, all)
	counts := checked.Counts()
	say(w, "\n%d fail, %d warn, %d unknown, %d pass, %d not applicable\n",
		counts.Fail, counts.Warn, counts.Unknown, counts.Pass, counts.NotApplicable)
	say(w, "%s\n", printable(heard(checked)))
	printAdvice(w, checked)
	for _, l := range checked.Disagreements {
		say(w, "\n✖ %s: %s [%s]\n", cell(l.Source), cell(l.Detail), l.Code)
	}
	for _, n := range checked.Notes {
		say(w, "\nnote: %s\n", cell(n))
	}
}

// heard says how many sources answered, and which did not.
func heard(checked work.Checked) string {
	return strings.TrimSpace(checked.Heard.Text().English + " " + checked.Heard.Why().English)
}

// printVerdicts shows those that are not passed, or all, the worst first. Rules
// that could not be judged for the same reason share a line, unless all are shown.
// The rules' stable names follow in brackets.
func printVerdicts(w io.Writer, verdicts []trade.Verdict, all bool) {
	say(w, "\nresult\trule\t\n")
	if all {
		for _, v := range trade.Worst(verdicts) {
			printRule(w, v.Result, v.Title(), v.Detail, []trade.Verdict{v})
		}
		return
	}
	for _, g := range trade.Grouped(verdicts) {
		if g.Result != trade.Pass && g.Result != trade.NotApplicable {
			printRule(w, g.Result, g.Title(), g.Detail(), g.Verdicts)
		}
	}
}

func printRule(w io.Writer, result trade.Outcome, title, detail trade.Text, of []trade.Verdict) {
	const shown = 3
	var names []string
	for _, v := range of {
		if !slices.Contains(names, v.Rule) {
			names = append(names, v.Rule)
		}
	}
	if more := len(names) - shown; more > 0 {
		names = append(names[:shown], fmt.Sprintf("and %d more", more))
	}
	say(w, "%s\t%s\t%s [%s]\n", signs[result], title, cell(detail.String()), strings.Join(names, ", "))
}

func printAdvice(w io.Writer, checked work.Checked) {
	for i, a := range checked.Advice {
		if i == 0 {
			say(w, "\nwhat to do:\n")
		}
		not := ""
		if a.Not {
			not = " (do NOT)"
		}
		say(w, "  %d. %s%s: %s\n", i+1, a.To, not, cell(a.Text.String()))
	}
}
