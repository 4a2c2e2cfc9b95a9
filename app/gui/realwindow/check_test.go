package realwindow

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
	"tradecase/explorer/bitcoind/nodetest"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/lab/labtest"
	"tradecase/explorer/proof"
)

// checkPatience is for a check over the private Tor network, the start of Tor
// included.
const checkPatience = 90 * time.Second

// published are the transactions of a paid trade that are in the chain.
func published() []diagnostics.TxRole {
	return []diagnostics.TxRole{diagnostics.MakerFee, diagnostics.TakerFee, diagnostics.Deposit, diagnostics.Payout}
}

// publish has the lab's node put a whole trade into its chain; its payout is
// two blocks deep.
func publish(t *testing.T) *tradetest.Trade {
	t.Helper()
	v, ok := tradetest.Find("p4/burning-2024/paid/maker-buys")
	if !ok {
		t.Fatal("there is no such variant")
	}
	node := nodetest.Start(t)
	funding, out := node.Fund(tradetest.FaucetScript(), 25_0000_0000)
	made := tradetest.Regtest(v, 1, funding, out, node.Height())
	for _, step := range made.Steps() {
		if n := step.Height - 1 - node.Height(); n > 0 {
			node.Mine(int(n))
		}
		for _, tx := range step.Txs {
			node.Send(tx.Msg)
		}
		node.Mine(1)
	}
	node.Mine(1)
	return made
}

// checked is a window on a bundle whose trade the lab's explorers know.
type checked struct {
	*screen
	lab  *labtest.Lab
	made *tradetest.Trade
	data string
}

// bundle makes the bundle with the trade's contract in it and gives a window's
// settings: the lab's network, its Tor, its explorers.
func (c *checked) bundle() {
	c.t.Helper()
	torrc, contract := filepath.Join(c.home, "torrc"), filepath.Join(c.home, "contract.json")
	text := "role = 'support'\nnetwork = 'regtest'\n[tor]\ntorrc = '" + torrc + "'\n"
	for _, e := range c.lab.Explorers {
		text += fmt.Sprintf("[[explorers]]\nname = %q\noperator = %q\nurl = %q\n", e.Name, e.Operator, e.URL())
	}
	c.settle(text)
	for path, content := range map[string]string{torrc: strings.Join(c.lab.Tor.ClientTorrc(), "\n"), contract: c.made.Contract} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			c.t.Fatal(err)
		}
	}
	id := string(c.made.ID)
	for _, args := range [][]string{{"new", id}, {"add", id, "--as", "contract", contract}} {
		if code, output := c.exitCode(c.env(), append(args, "--data-dir", c.data)...); code != 0 {
			c.t.Fatalf("%s: exit code %d:\n%s", args[0], code, output)
		}
	}
}

func (c *checked) dir() string { return filepath.Join(c.data, "bundles", string(c.made.ID)) }

// begin presses "Check" once, and again only if nothing came of it: a second
// press would stop the check.
func (c *checked) begin(begun func() bool) {
	c.t.Helper()
	c.until("the check has begun", begun, func() { c.press("Escape", "ctrl+5", "Return") })
}

// asked reports whether an explorer was asked anything since Forget.
func (c *checked) asked() bool {
	return slices.ContainsFunc(c.lab.Explorers, func(e labtest.Explorer) bool { return len(e.Server.Requests()) > 0 })
}

func (c *checked) forget() {
	for _, e := range c.lab.Explorers {
		e.Server.Forget()
	}
}

// result waits for the end of the check, by what the window copies of it; what
// it copied before is none.
func (c *checked) result(before string) string {
	c.t.Helper()
	var said string
	came := c.within(checkPatience, func() bool {
		// From "Check" past "Offline". While it is checked there is no such
		// button, and the keys find another place that Return does no harm at;
		// Escape would stop the check.
		time.Sleep(200 * time.Millisecond)
		c.press("ctrl+5", "Tab", "Tab", "Return")
		said = c.clipboard()
		return strings.HasPrefix(said, "Checked at ") && said != before
	})
	if !came {
		c.shoot("realwindow-failed.png")
		c.t.Fatalf("the check does not end; the clipboard has:\n%s", said)
	}
	return said
}

// evidence reads what the bundle keeps of the trade's transactions, with its
// proofs checked anew.
func (c *checked) evidence() map[diagnostics.TxRole]*explorer.Transaction {
	c.t.Helper()
	anchors, err := proof.NewAnchors(nodetest.Params)
	if err != nil {
		c.t.Fatal(err)
	}
	kept := map[diagnostics.TxRole]*explorer.Transaction{}
	for _, role := range published() {
		data, err := os.ReadFile(filepath.Join(c.dir(), "evidence", "regtest", c.made.Txs[role].ID.String()+".json"))
		if err != nil {
			c.t.Errorf("%s: %v", role, err)
			continue
		}
		if kept[role], err = explorer.DecodeRecord(data, nodetest.Params, anchors); err != nil {
			c.t.Errorf("%s: %v", role, err)
		}
	}
	return kept
}

// isProved compares the evidence with the trade and the node.
func (c *checked) isProved() {
	c.t.Helper()
	for role, tx := range c.evidence() {
		made := c.made.Txs[role]
		if tx == nil || tx.State != explorer.Confirmed || tx.Block == nil || tx.Block.Height != made.Height {
			c.t.Errorf("%s is kept as %+v", role, tx)
			continue
		}
		for _, claim := range []proof.Claim{proof.ClaimID, proof.ClaimInclusion, proof.ClaimWork} {
			if !slices.ContainsFunc(tx.Proofs, func(p proof.Proof) bool { return p.Claim == claim }) {
				c.t.Errorf("%s: no proof of %s", role, claim)
			}
		}
	}
}

// noted are the transactions' IDs in the bundle's notes.
func (c *checked) noted() map[string]string {
	c.t.Helper()
	var doc struct {
		Notes struct{ Tx map[string]string }
	}
	raw, err := os.ReadFile(filepath.Join(c.dir(), "bundle.json"))
	if err != nil {
		c.t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		c.t.Fatal(err)
	}
	return doc.Notes.Tx
}

// TestCheckThroughTor checks a trade of the lab's chain through the lab's Tor,
// with the keyboard: the verdict is on the screen and its proofs are in the
// bundle. Then an explorer lies, and is named. Then the window is closed in the
// middle of a check: it ends at once, Tor with it, and the bundle is whole.
func TestCheckThroughTor(t *testing.T) {
	needTools(t)
	lab := labtest.Start(t)
	c := &checked{screen: newScreen(t), lab: lab, made: publish(t), data: t.TempDir()}
	c.manage()
	c.bundle()
	r := c.open("--data-dir", c.data)
	c.press("ctrl+f", "Return", "Return")
	c.forget()
	c.begin(func() bool { return exists(filepath.Join(c.data, "tor")) })
	c.shoot("realwindow-check-begun.png")
	first := c.result("")
	c.shoot("realwindow-check.png")
	for _, want := range []string{"Bitcoin network: Regtest, not Mainnet", "paid out"} {
		if !strings.Contains(first, want) {
			t.Errorf("the window does not say %q:\n%s", want, first)
		}
	}
	if strings.Contains(first, "caught") {
		t.Errorf("somebody honest is blamed:\n%s", first)
	}
	c.isProved()
	share := r.rests()
	t.Logf("with a verdict on the screen and Tor on it uses %.2f %% of a processor at rest", share)
	if share >= 1 {
		t.Error("that is too much")
	}
	for _, role := range published() {
		if c.noted()[string(role)] != c.made.Txs[role].ID.String() {
			t.Errorf("the notes have %v", c.noted())
		}
	}
	c.caught(first)
	c.closedWhile(r)
}

// caught has one explorer lie about heights.
func (c *checked) caught(before string) {
	c.t.Helper()
	liar := c.lab.Explorers[1]
	var about []chainhash.Hash
	for _, role := range published() {
		about = append(about, c.made.Txs[role].ID)
	}
	liar.Server.Lie(esploratest.WrongHeight, about...)
	c.t.Cleanup(liar.Server.Honest)
	c.forget()
	c.begin(c.asked)
	said := c.result(before)
	c.shoot("realwindow-check-caught.png")
	if !strings.Contains(said, "caught") || !strings.Contains(said, liar.Name+": ") || !strings.Contains(said, "paid out") {
		c.t.Errorf("the liar is not named, or believed:\n%s", said)
	}
	for _, e := range c.lab.Explorers {
		if e.Name != liar.Name && strings.Contains(said, e.Name+": ") {
			c.t.Errorf("%s is blamed:\n%s", e.Name, said)
		}
	}
	c.isProved()
	liar.Server.Honest()
}

// closedWhile closes the window while an explorer keeps it waiting.
func (c *checked) closedWhile(r *running) {
	c.t.Helper()
	mute := c.lab.Explorers[0].Server
	mute.Fail(esploratest.Fault{What: esploratest.Silent})
	c.t.Cleanup(mute.Honest)
	before := c.files()
	c.forget()
	c.begin(func() bool { return len(mute.Requests()) > 0 })
	children := c.torsOf(r.cmd.Process.Pid)
	if len(children) == 0 {
		c.t.Error("no tor runs under the window")
	}
	began := time.Now()
	r.quit()
	output, err := r.end()
	if err != nil || strings.Contains(output, "panic") {
		c.t.Errorf("it ended with %v:\n%s", err, output)
	}
	c.t.Logf("it ended %v after the keys", time.Since(began).Round(time.Millisecond))
	for _, pid := range children {
		if exists("/proc/" + pid) {
			c.t.Errorf("tor %s outlives the window", pid)
		}
	}
	if after := c.files(); !slices.Equal(after, before) {
		c.t.Errorf("the bundle had %v\nand has %v", before, after)
	}
	c.isProved()
	c.handsOff()
}

// handsOff makes a hand-off of the bundle, whose report has the last check.
func (c *checked) handsOff() {
	c.t.Helper()
	out := filepath.Join(c.t.TempDir(), "handoff.zip")
	if code, output := c.exitCode(c.env(), "handoff", string(c.made.ID), "--out", out, "--data-dir", c.data); code == 1 || code == 2 {
		c.t.Fatalf("no hand-off can be made of it: %d:\n%s", code, output)
	}
	z, err := zip.OpenReader(out)
	if err != nil {
		c.t.Fatal(err)
	}
	defer z.Close() //nolint:errcheck // opened for reading
	report, err := fs.ReadFile(z, string(c.made.ID)+"/report.md")
	if err != nil {
		c.t.Fatal(err)
	}
	for _, want := range []string{"paid out", "Bitcoin network: regtest, not mainnet", c.made.Txs[diagnostics.Payout].ID.String()} {
		if !strings.Contains(string(report), want) {
			c.t.Errorf("the hand-off's report lacks %q", want)
		}
	}
}

// files are the paths of all that lies in the bundle.
func (c *checked) files() []string {
	c.t.Helper()
	var paths []string
	if err := filepath.WalkDir(c.dir(), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			paths = append(paths, path)
		}
		return err
	}); err != nil {
		c.t.Fatal(err)
	}
	return paths
}
