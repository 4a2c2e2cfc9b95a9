// Package app is the program: it reads the settings, builds everything once
// and hands over to the window or the command line.
package app

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"tradecase/app/cli"
	"tradecase/app/config"
	"tradecase/app/work"
)

// Main runs the program and returns its exit code.
func Main(args []string) int {
	ignoreFileSizeSignal()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return cli.Run(ctx, args, cli.Env{
		Stdout:     os.Stdout,
		Stderr:     os.Stderr,
		Terminal:   term.IsTerminal(int(os.Stderr.Fd())),
		Version:    Version,
		ConfigPath: config.Path(),
		Desk:       func(dataDir string) (*work.Desk, error) { return newDesk(dataDir, "command line") },
		Window: func(ctx context.Context, dataDir string) error {
			desk, err := newDesk(dataDir, "window")
			if err != nil {
				return err
			}
			return openWindow(ctx, desk)
		},
	})
}

// newDesk reads the settings and builds the desk. The data folder is the one
// given, else the settings', else the platform's.
func newDesk(dataDir, who string) (*work.Desk, error) {
	settings, err := config.Load(config.Path())
	if err != nil {
		return nil, err
	}
	if dataDir == "" {
		dataDir = settings.DataDir
	}
	if dataDir == "" {
		dataDir = config.DefaultDataDir()
	}
	return work.NewDesk(dataDir, who, Name+" "+Version, settings), nil
}
