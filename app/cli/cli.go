// Package cli is the command line: one group of subcommands a file, each a few
// flags, one call of package work, and its printing.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"tradecase/app/config"
	"tradecase/app/work"
	"tradecase/diagnostics"
)

// The exit codes, stable and documented in docs/cli.md.
const (
	exitFine    = 0
	exitError   = 1
	exitUsage   = 2
	exitFound   = 3 // warnings, problems or failed verdicts
	exitUnknown = 4 // something could not be told; exitFound wins
)

// Env is what the command line gets from outside.
type Env struct {
	Stdout, Stderr io.Writer
	Terminal       bool   // standard error is a terminal that can show progress
	Version        string // "0.1.0"
	ConfigPath     string
	// Desk builds the desk on a data folder; empty means what the settings say.
	Desk func(dataDir string) (*work.Desk, error)
	// Window opens the window and returns when it is closed.
	Window func(ctx context.Context, dataDir string) error
}

// Run carries out one command line, without the program's name, and returns
// the exit code.
func Run(ctx context.Context, args []string, env Env) int {
	c := &command{Env: env}
	defer c.close()
	root := c.root() //nolint:contextcheck // commands take the context from ExecuteContext
	root.SetArgs(args)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	err := root.ExecuteContext(ctx)
	var code exitCode
	switch {
	case err == nil:
		return exitFine
	case errors.As(err, &code):
		return int(code)
	}
	c.complain(err)
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitError
}

// command carries the flags that all subcommands have.
type command struct {
	Env
	json    bool
	dataDir string
	desks   []*work.Desk // what was built
}

// exitCode is an end that has been explained already.
type exitCode int

func (e exitCode) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// usageError marks a command line that cannot be meant.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

func usage(err error) error {
	if err == nil {
		return nil
	}
	return usageError{err}
}

// complain prints an error and its hint.
func (c *command) complain(err error) {
	if errors.Is(err, context.Canceled) {
		_, _ = fmt.Fprintln(c.Stderr, "error: interrupted; nothing was half done")
		return
	}
	_, _ = fmt.Fprintf(c.Stderr, "error: %s\n", printable(err.Error()))
	if hint := diagnostics.Hint(err); hint != "" {
		_, _ = fmt.Fprintf(c.Stderr, "hint: %s\n", printable(hint))
	}
}

func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "tradecase",
		Short: "Diagnostics assistant for Bisq trade support",
		Long: `Tradecase turns a Bisq trade's logs, screenshots and transaction IDs into one
bundle that a developer can work from, with nothing private in it.

Without a command it opens its window. It never talks to a network unless it is
asked to, and then only through Tor, or with servers of your own.

Exit codes: 0 fine; 1 error; 2 usage; 3 warnings or problems were found;
4 something could not be told (3 wins). Commands that change a bundle (new, add,
note, move, remove) give 0, or 1 if nothing was stored. handoff and redact with
3 or 4 have made the file; a leak is 1 and no file.`,
		Example:       "tradecase list",
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			err := fmt.Errorf("there is no command %q", args[0])
			hint := "see all with: tradecase help"
			if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
				hint = "did you mean " + strings.Join(near, " or ") + "?"
			}
			return usage(diagnostics.WithHint(err, hint))
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return c.Window(cmd.Context(), c.dataDir) },
	}
	root.CompletionOptions.HiddenDefaultCmd = false
	root.SuggestionsMinimumDistance = 2
	root.PersistentFlags().BoolVar(&c.json, "json", false, "print JSON, as described in docs/cli.md")
	root.PersistentFlags().StringVar(&c.dataDir, "data-dir", "", "data folder (default: the setting data_dir, or "+defaultDirText+")")
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage(diagnostics.WithHint(err, "see the flags with: "+cmd.CommandPath()+" --help"))
	})
	root.AddCommand(c.gui(), c.newBundle(), c.list(), c.add(), c.move(), c.remove(), c.note(), c.status(),
		c.scan(), c.redact(), c.handoff(), c.verify(), c.check(), c.tor(), c.config(), c.version())
	return root
}

const defaultDirText = "the platform's user data folder"

// args checks the number of arguments; what names them in the message.
func args(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || most >= 0 && len(args) > most {
			return usage(diagnostics.WithHint(fmt.Errorf("%s takes %s", cmd.Name(), what), "see: "+cmd.CommandPath()+" --help"))
		}
		return nil
	}
}

func (c *command) gui() *cobra.Command {
	return &cobra.Command{
		Use:     "gui",
		Short:   "Open the window",
		Example: "tradecase gui",
		Args:    args(0, 0, "no arguments"),
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.Window(cmd.Context(), c.dataDir) },
	}
}

// desk builds the desk for this command. Its Tor, if one is started, ends with
// the command.
func (c *command) desk() (*work.Desk, error) {
	desk, err := c.Desk(c.dataDir)
	if err == nil {
		c.desks = append(c.desks, desk)
	}
	return desk, err
}

// close ends what was built.
func (c *command) close() {
	for _, desk := range c.desks {
		desk.Close()
	}
}

// settings reads the settings.
func (c *command) settings() (config.Settings, error) { return config.Load(c.ConfigPath) }
