// Command serve runs the lab until it is interrupted, for trying things by
// hand: a private Tor network, a node of Bitcoin's test chain (regtest) with a
// few trades, and three explorers behind onion services. It writes settings
// with which tradecase uses all that, and takes commands that make an explorer
// lie or fail.
//
//	go run ./explorer/lab/cmd/serve [DIR]
//
// Package labtest says what of it is real. Nothing leaves this computer.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/lab/labtest"
)

func main() { os.Exit(labtest.Main(serving{})) }

// serving does everything while the lab can run.
type serving struct{}

// Run gives the exit code.
func (serving) Run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := serve(ctx); err != nil {
		say("serve: %v", err)
		return 1
	}
	return 0
}

func say(format string, args ...any) { _, _ = fmt.Fprintf(os.Stdout, format+"\n", args...) }

func serve(ctx context.Context) error {
	dir, err := folder(os.Args[1:])
	if err != nil {
		return err
	}
	say("starting; this takes half a minute")
	lab, err := labtest.Open(func(line string) { say("%s", line) })
	if err != nil {
		return err
	}
	settings, err := writeSettings(dir, lab)
	if err != nil {
		return err
	}
	tell(settings, lab)
	go commands(ctx, os.Stdin, lab)
	<-ctx.Done()
	say("ending")
	return nil
}

// folder is where settings and data go: what was named, or a new one.
func folder(args []string) (string, error) {
	switch len(args) {
	case 0:
		return os.MkdirTemp("", "tradecase-lab-")
	case 1:
		dir, err := filepath.Abs(args[0])
		if err != nil {
			return "", err
		}
		return dir, os.MkdirAll(dir, 0o700) //nolint:gosec // G703: it is the user's to name
	}
	return "", errors.New("there is one argument: the folder for settings and data")
}

// writeSettings writes what tradecase needs to use the lab.
func writeSettings(dir string, lab *labtest.Lab) (path string, err error) {
	torrc, auth := filepath.Join(dir, "torrc"), filepath.Join(dir, "node-auth")
	user, password := lab.Node.Auth()
	text := fmt.Sprintf("data_dir = %q\nnetwork = \"regtest\"\n\n[tor]\ntorrc = %q\n\n[node]\nurl = %q\nauth_file = %q\n",
		filepath.Join(dir, "data"), torrc, lab.Node.URL(), auth)
	for _, e := range lab.Explorers {
		text += fmt.Sprintf("\n[[explorers]]\nname = %q\noperator = %q\nurl = %q\n", e.Name, e.Operator, e.URL())
	}
	path = filepath.Join(dir, "config.toml")
	for name, content := range map[string]string{
		torrc: strings.Join(lab.Tor.ClientTorrc(), "\n") + "\n",
		auth:  user + ":" + password + "\n",
		path:  text,
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			return "", err
		}
	}
	return path, nil
}

// tell says what there is and how to use it.
func tell(settings string, lab *labtest.Lab) {
	say("\nThe lab is up. In another terminal:\n\n  export TRADECASE_CONFIG=%s\n  tradecase tor\n", settings)
	for _, e := range lab.Explorers {
		say("explorer %-6s %s", e.Name, e.URL())
	}
	say("own node        %s", lab.Node.URL())
	say("\ntwo trades:")
	for _, trade := range lab.Trades[:2] {
		for i, name := range []string{"maker fee", "taker fee", "deposit", "payout", "withdrawal"} {
			say("  %-12s %s", name, trade.Transactions()[i].TxHash())
		}
		say("  %-12s %s\n", "never sent", trade.Late.TxHash())
	}
	say("commands:\n  EXPLORER lie LIE       one of: %s\n  EXPLORER fail FAILURE  one of: %s\n  EXPLORER honest        ends both\n  mine BLOCKS\n\nInterrupt it (Ctrl-C) to end.",
		join(esploratest.Lies), join(esploratest.Failures))
}

func join[T ~string](list []T) string {
	words := make([]string, 0, len(list))
	for _, word := range list {
		words = append(words, string(word))
	}
	return strings.Join(words, ", ")
}

// commands obeys what is typed.
func commands(ctx context.Context, typed io.Reader, lab *labtest.Lab) {
	lines := bufio.NewScanner(typed)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) == 0 {
			continue
		}
		if err := obey(ctx, words, lab); err != nil {
			say("%v", err)
			continue
		}
		say("done")
	}
}

func obey(ctx context.Context, words []string, lab *labtest.Lab) error {
	words = append(words, "", "")
	if words[0] == "mine" {
		blocks, err := strconv.Atoi(words[1])
		if err != nil || blocks < 1 {
			return errors.New("mine how many blocks?")
		}
		_, err = lab.Node.RPC(ctx, "generate", blocks)
		return err
	}
	i := slices.IndexFunc(lab.Explorers, func(e labtest.Explorer) bool { return e.Name == words[0] })
	if i < 0 {
		return errors.New("there is no such explorer")
	}
	server := lab.Explorers[i].Server
	switch lie, failure := esploratest.Lie(words[2]), esploratest.Failure(words[2]); {
	case words[1] == "honest":
		server.Honest()
	case words[1] == "lie" && slices.Contains(esploratest.Lies, lie):
		server.Lie(lie)
	case words[1] == "fail" && slices.Contains(esploratest.Failures, failure):
		server.Fail(esploratest.Fault{What: failure})
	default:
		return errors.New("there is no such command")
	}
	return nil
}
