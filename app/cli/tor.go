package cli

import (
	"context"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/spf13/cobra"

	"tradecase/app/config"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/diagnostics"
	"tradecase/explorer/tor"
)

// reached is what "tradecase tor" prints.
type reached struct {
	Network   string        `json:"network"` // its own name, as "testnet3"
	Tor       torState      `json:"tor"`
	Explorers []work.Tested `json:"explorers"`
}

// torState is how Tor is.
type torState struct {
	State   tor.State `json:"state"`
	Percent int       `json:"percent"`
	Phase   string    `json:"phase,omitempty"`
	Trouble string    `json:"trouble,omitempty"` // its stable code
	Detail  string    `json:"detail,omitempty"`
	Hint    string    `json:"hint,omitempty"`
	Seconds float64   `json:"seconds"` // until it was on
}

func (c *command) tor() *cobra.Command {
	var network string
	cmd := &cobra.Command{
		Use:   "tor",
		Short: "Start Tor and test each explorer",
		Long: `Start Tor, show how far it is, and test every explorer of the settings, and the
own node if there is one: is it reachable, what is behind it, how high is its
chain. Nothing about any trade is asked. Tor ends with the command.

Exit codes: 1 if Tor is needed and cannot be used; 4 if an explorer could not be
reached.`,
		Example: "tradecase tor",
		Args:    args(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			desk, params, err := c.deskOn(network)
			if err != nil {
				return err
			}
			return carryOut(cmd.Context(), c, "tor", func(ctx context.Context, p *job.Progress) (reached, error) {
				r, err := testTor(ctx, desk, network, p)
				r.Network = params.Name
				return r, err
			}, printReached, reachedAll)
		},
	}
	networkFlag(cmd, &network)
	cmd.AddCommand(c.checkpoints())
	return cmd
}

// deskOn builds the desk and gives the chain of a network, "" for that of the
// settings.
func (c *command) deskOn(network string) (*work.Desk, *chaincfg.Params, error) {
	desk, err := c.desk()
	if err != nil {
		return nil, nil, err
	}
	params, err := desk.Chain(network)
	return desk, params, usage(err)
}

// networkFlag lets another network be asked for.
func networkFlag(cmd *cobra.Command, network *string) {
	cmd.Flags().StringVar(network, "network", "", "mainnet, testnet or regtest (default: that of the settings)")
}

// printNetwork says that a chain, by its own name, is none of real bitcoin.
func printNetwork(w io.Writer, chain string) {
	if network := work.NetworkOf(chain); network != config.Mainnet {
		say(w, "! Bitcoin network: %s, not mainnet\n\n", network)
	}
}

// testTor waits for Tor, showing how far it is, and tests every server.
func testTor(ctx context.Context, desk *work.Desk, network string, p *job.Progress) (reached, error) {
	before := time.Now()
	p.Stage("starting Tor", 100)
	shown := 0
	stop := desk.Network().Watch(func(s tor.Status) {
		if s.Percent > shown {
			p.Add(int64(s.Percent - shown))
			shown = s.Percent
		}
	})
	werr := desk.WaitTor(ctx)
	stop()
	if ctx.Err() != nil {
		return reached{}, ctx.Err()
	}
	s := desk.Network().Status()
	r := reached{Tor: torState{State: s.State, Percent: s.Percent, Phase: s.Phase, Seconds: time.Since(before).Round(time.Millisecond).Seconds()}}
	if s.Trouble != nil {
		r.Tor.Trouble, r.Tor.Detail, r.Tor.Hint = string(s.Trouble.Code), s.Trouble.Text, s.Trouble.Hint
	}
	if werr != nil && !desk.DirectOnly() {
		return r, werr
	}
	p.Stage("testing the explorers", int64(desk.Servers()))
	list, err := desk.TestExplorers(ctx, network, func(work.Tested) { p.Add(1) })
	r.Explorers = list
	return r, err
}

// reachedAll is 4 if somebody could not be reached.
func reachedAll(r reached) error {
	if slices.ContainsFunc(r.Explorers, func(t work.Tested) bool { return !t.Reachable }) {
		return exitCode(exitUnknown)
	}
	return nil
}

func printReached(w io.Writer, r reached) {
	printNetwork(w, r.Network)
	say(w, "Tor\t%s\t%.1f s\n", r.Tor.State, r.Tor.Seconds)
	if r.Tor.Detail != "" {
		say(w, "\t%s\t%s\n", cell(r.Tor.Detail), cell(r.Tor.Hint))
	}
	say(w, "\nexplorer\toperator\tby way of\treachable\tbackend\tnewest block\tanswered in\n")
	for _, t := range r.Explorers {
		if !t.Reachable {
			say(w, "%s\t%s\t%s\tno: %s\t\t\t\n", cell(t.Name), cell(t.Operator), t.Way, cell(t.Detail))
			continue
		}
		say(w, "%s\t%s\t%s\tyes\t%s\t%d\t%d ms\n", cell(t.Name), cell(t.Operator), t.Way, cell(t.Backend), t.Tip, t.LatencyMS)
	}
}

func (c *command) checkpoints() *cobra.Command {
	var network string
	cmd := &cobra.Command{
		Use:   "checkpoints",
		Short: "Get known blocks, to judge proofs of work by",
		Long: `Ask all explorers for the first block of each period of 2016 blocks. What two
independent operators agree on is kept, and later proofs are compared with it:
without, a newer block counts as confirmed only if two operators name it. Each
is asked once only, so this can be interrupted.

Exit codes: 3 if somebody was caught with a false block; 4 if something was not
settled.`,
		Example: "tradecase tor checkpoints",
		Args:    args(0, 0, "no arguments"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			desk, _, err := c.deskOn(network)
			if err != nil {
				return err
			}
			return carryOut(cmd.Context(), c, "checkpoints", func(ctx context.Context, p *job.Progress) (work.Checkpoints, error) {
				return desk.ExtendCheckpoints(ctx, network, p)
			}, printCheckpoints, settledAll)
		},
	}
	networkFlag(cmd, &network)
	return cmd
}

// settledAll is 3 if somebody was caught, 4 if a height was not settled.
func settledAll(got work.Checkpoints) error {
	switch {
	case len(got.Findings) > 0:
		return exitCode(exitFound)
	case got.Unsettled > 0:
		return exitCode(exitUnknown)
	}
	return nil
}

func printCheckpoints(w io.Writer, got work.Checkpoints) {
	say(w, "new\t%d\nknown\t%d\nup to height\t%s\n", got.Added, got.Known, height(got.To))
	for _, o := range got.Operators {
		say(w, "from\t%s\n", cell(o))
	}
	if got.Unsettled > 0 {
		say(w, "not settled\t%d\n", got.Unsettled)
	}
	for _, f := range got.Findings {
		say(w, "%s\t%s\n", diagnostics.Problem, cell(f))
	}
}

// height is a block's height, or a dash.
func height(h int32) string {
	if h == 0 {
		return "–"
	}
	return strconv.Itoa(int(h))
}
