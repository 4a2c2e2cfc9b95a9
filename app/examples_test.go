package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestExamples runs every example of docs/cli.md, which is made from the
// commands' help, one after the other in one folder.
func TestExamples(t *testing.T) {
	doc, err := os.ReadFile("../docs/cli.md")
	if err != nil {
		t.Fatal(err)
	}
	script := []string{
		"mklogs alexis buyer 2 40000",
		"mklogs ana seller 2 40000",
		"exec 7z a -bso0 buyer.7z ./buyer",
		"mkimg details.png 1",
		"code 0 tradecase new UGLRYY",
		"mkcontract contract.json",
		"code 0 tradecase config set tor.proxy 127.0.0.1:1", // no example asks anybody
	}
	blocks := regexp.MustCompile("(?s)Example:\n\n```\n(.*?)```").FindAllStringSubmatch(string(doc), -1)
	if len(blocks) < 15 {
		t.Fatalf("only %d examples in docs/cli.md", len(blocks))
	}
	for _, block := range blocks {
		for line := range strings.Lines(block[1]) {
			line = strings.ReplaceAll(strings.TrimSpace(line), `"`, `'`)
			if line == "tradecase gui" {
				script = append(script, "code 1 "+line, "stderr '^hint: '") // there is no display here
				continue
			}
			if strings.HasPrefix(line, "tradecase tor") {
				script = append(script, "code 1 "+line, "stderr '^hint: '") // nor a Tor
				continue
			}
			script = append(script, "example "+line)
		}
	}
	path := filepath.Join(t.TempDir(), "examples.txtar")
	if err := os.WriteFile(path, []byte(strings.Join(script, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	params := scriptParams()
	params.Files = []string{path}
	testscript.Run(t, params)
}

// scriptExample runs a command that may find something, but must not fail.
func scriptExample(ts *testscript.TestScript, _ bool, args []string) {
	switch exitCode(ts, args) {
	case 0, 3, 4:
	default:
		ts.Fatalf("an example failed:\n%s", ts.ReadFile("stderr"))
	}
}
