package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var update = flag.Bool("update", false, "write docs/cli.md anew")

const referencePath = "../../docs/cli.md"

// TestReference holds docs/cli.md to what the commands say of themselves.
func TestReference(t *testing.T) {
	want := reference()
	if *update {
		if err := os.WriteFile(referencePath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referencePath)
	if err != nil || string(got) != want {
		t.Errorf("docs/cli.md is not what the commands say; write it with: go test -tags ci,migrated_fynedo ./app/cli -run TestReference -update (%v)", err)
	}
}

// TestEveryCommandIsDocumented wants a sentence and an example of each.
func TestEveryCommandIsDocumented(t *testing.T) {
	for _, cmd := range commands() {
		if cmd.Short == "" || cmd.Example == "" {
			t.Errorf("%s lacks a sentence or an example", cmd.CommandPath())
		}
		for line := range strings.SplitSeq(cmd.Example, "\n") {
			if !strings.HasPrefix(line, "tradecase") {
				t.Errorf("%s: example %q is no command line", cmd.CommandPath(), line)
			}
		}
	}
}

// commands lists all commands that the project documents itself.
func commands() []*cobra.Command {
	root := (&command{Env: Env{Stdout: io.Discard, Stderr: io.Discard}}).root()
	root.SetContext(context.Background())
	var all []*cobra.Command
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Name() == "help" || cmd.Name() == "completion" {
			return
		}
		all = append(all, cmd)
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(root)
	return all
}

func reference() string {
	var s strings.Builder
	s.WriteString("# The command line\n\nMade from the commands' own help; do not edit.\n\n")
	for _, cmd := range commands() {
		writeCommand(&s, cmd)
	}
	intro, err := os.ReadFile("testdata/json.md")
	if err != nil {
		panic(err)
	}
	s.Write(intro)
	return s.String()
}

func writeCommand(s *strings.Builder, cmd *cobra.Command) {
	fmt.Fprintf(s, "## %s\n\n%s.\n\n", cmd.CommandPath(), cmd.Short)
	if cmd.Long != "" {
		fmt.Fprintf(s, "%s\n\n", cmd.Long)
	}
	use := cmd.UseLine()
	fmt.Fprintf(s, "```\n%s\n```\n\n", strings.TrimSuffix(use, " [flags]"))
	flags := cmd.LocalFlags()
	if flags.HasAvailableFlags() {
		s.WriteString("| flag | meaning |\n|---|---|\n")
		flags.VisitAll(func(f *pflag.Flag) {
			name, text := pflag.UnquoteUsage(f)
			fmt.Fprintf(s, "| `%s` | %s |\n", strings.TrimSpace("--"+f.Name+" "+name), text)
		})
		s.WriteString("\n")
	}
	fmt.Fprintf(s, "Example:\n\n```\n%s\n```\n\n", cmd.Example)
}
