// Package app is the program: it reads the settings, builds everything once
// and hands over to the window or the command line.
package app

import (
	"context"
	"io"
	"log" //nolint:depguard // only to silence it
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"tradecase/app/cli"
	"tradecase/app/config"
	"tradecase/app/work"
)

// tool names the program in what it makes.
const tool = Name + " " + Version

// Main runs the program and returns its exit code.
func Main(args []string) int {
	ignoreFileSizeSignal()
	log.SetOutput(io.Discard) // net/http would print what a misbehaving server sends
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	return cli.Run(ctx, args, cli.Env{
		Stdout:     os.Stdout,
		Stderr:     os.Stderr,
		Terminal:   term.IsTerminal(int(os.Stderr.Fd())),
		Version:    Version,
		ConfigPath: config.Path(),
		Desk: func(dataDir string) (*work.Desk, error) {
			s, err := readSettings(dataDir)
			if err != nil {
				return nil, err
			}
			return s.desk("command line"), nil
		},
		Window: start,
	})
}

// settings are what was read, and where bundles lie.
type settings struct {
	config.Settings
	dataDir string
}

// readSettings reads the settings. The data folder is the one given, else the
// settings', else the platform's.
func readSettings(dataDir string) (settings, error) {
	read, err := config.Load(config.Path())
	if err != nil {
		return settings{}, err
	}
	if dataDir == "" {
		dataDir = read.DataDir
	}
	if dataDir == "" {
		dataDir = config.DefaultDataDir()
	}
	return settings{read, dataDir}, nil
}

// desk builds the desk; who names this face of the program to the other.
func (s settings) desk(who string) *work.Desk {
	return work.NewDesk(s.dataDir, who, tool, s.Settings)
}
