package work_test

import (
	"archive/zip"
	"context"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/app/config"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
	"tradecase/explorer/esplora/esploratest"
)

// invented puts a trade of a variant into a chain in memory, but for some of
// its transactions.
func invented(t *testing.T, variant string, without ...diagnostics.TxRole) (*tradetest.Trade, *esploratest.Memory) {
	t.Helper()
	v, ok := tradetest.Find(variant)
	if !ok {
		t.Fatalf("there is no variant %s", variant)
	}
	chain := esploratest.NewMemory(1)
	funding := chain.Fund(wire.NewTxOut(25_0000_0000, tradetest.FaucetScript()))
	chain.AddBlock(funding)
	made := tradetest.Regtest(v, 1, funding, 0, height(t, chain))
	for _, step := range made.Steps() {
		if n := step.Height - 1 - height(t, chain); n > 0 {
			chain.Mine(int(n))
		}
		var held []*wire.MsgTx
		for _, tx := range step.Txs {
			if !slices.ContainsFunc(without, func(r diagnostics.TxRole) bool { return made.Txs[r] != nil && made.Txs[r].ID == tx.ID }) {
				held = append(held, tx.Msg)
			}
		}
		chain.AddBlock(held...)
	}
	chain.Mine(10)
	return made, chain
}

func height(t *testing.T, chain *esploratest.Memory) int32 {
	t.Helper()
	h, err := chain.Tip(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func checkDesk(t *testing.T) *work.Desk {
	t.Helper()
	d := work.NewDesk(t.TempDir(), "test", "test", config.Settings{})
	t.Cleanup(d.Close)
	return d
}

func contractFile(t *testing.T, made *tradetest.Trade) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "contract.json")
	if err := os.WriteFile(path, []byte(made.Contract), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func explorers(t *testing.T, chain *esploratest.Memory, n int) (servers []*esploratest.Server, urls []string) {
	t.Helper()
	for range n {
		s := esploratest.New(t, chain, esploratest.Options{})
		servers, urls = append(servers, s), append(urls, s.URL)
	}
	return servers, urls
}

func results(c work.Checked, result trade.Outcome) []string {
	var rules []string
	for _, v := range c.Verdicts {
		if v.Result == result {
			rules = append(rules, v.Rule+" "+string(v.Role)+": "+v.Detail.String())
		}
	}
	return rules
}

func TestCheckHealthyTradeFromItsContract(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys")
	_, urls := explorers(t, chain, 2)
	c, err := checkDesk(t).Check(t.Context(), work.CheckInput{Contract: contractFile(t, made), Explorers: urls, Network: "regtest", Dispute: trade.DisputeNone}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if failed := results(c, trade.Fail); len(failed) > 0 || c.Money != trade.PaidOut || len(c.Disagreements) != 0 {
		t.Errorf("%s: %s\n%s\n%v", c.Money, c.Summary, strings.Join(failed, "\n"), c.Disagreements)
	}
	for _, tx := range c.Transactions {
		if want := tx.Role != diagnostics.DelayedPayout; want != (tx.State == trade.Confirmed) {
			t.Errorf("%s is %s: %s", tx.Role, tx.State, tx.Why)
		}
	}
}

func TestCheckFindsAMissingMakerFee(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys", diagnostics.MakerFee, diagnostics.Deposit, diagnostics.Payout)
	taker := made.Txs[diagnostics.TakerFee]
	_, urls := explorers(t, chain, 2)
	c, err := checkDesk(t).Check(t.Context(), work.CheckInput{
		Explorers: urls, Network: "regtest",
		IDs: map[diagnostics.TxRole][]string{
			diagnostics.MakerFee: {made.Txs[diagnostics.MakerFee].ID.String()}, diagnostics.TakerFee: {taker.ID.String()},
		},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Transactions[0].State != trade.Absent || c.Transactions[1].State != trade.Confirmed || !strings.Contains(c.Summary, "maker") {
		t.Errorf("%s, %s: %s", c.Transactions[0].State, c.Transactions[1].State, c.Summary)
	}
	if failed := results(c, trade.Fail); !slices.ContainsFunc(failed, func(s string) bool { return strings.HasPrefix(s, "fee.found maker-fee") }) {
		t.Errorf("%q", failed)
	}
}

func TestCheckNamesALiar(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys")
	servers, urls := explorers(t, chain, 3)
	servers[1].Lie(esploratest.OtherBytes, made.Txs[diagnostics.Deposit].ID)
	c, err := checkDesk(t).Check(t.Context(), work.CheckInput{Contract: contractFile(t, made), Explorers: urls, Network: "regtest"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Disagreements) != 1 || c.Disagreements[0].Code != explorer.LieOtherBytes || c.Disagreements[0].Source != "explorer 2" {
		t.Errorf("%+v", c.Disagreements)
	}
	if c.Money != trade.PaidOut {
		t.Errorf("%s: %s", c.Money, c.Summary)
	}
}

// TestCheckKeepsEvidence asks a second time with the explorers gone.
func TestCheckKeepsEvidence(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys")
	servers, urls := explorers(t, chain, 2)
	d := checkDesk(t)
	if _, err := d.New(t.Context(), string(made.ID)); err != nil {
		t.Fatal(err)
	}
	in := work.CheckInput{Bundle: string(made.ID), Contract: contractFile(t, made), Explorers: urls, Network: "regtest"}
	if _, err := d.Check(t.Context(), in, nil); err != nil {
		t.Fatal(err)
	}
	for _, s := range servers {
		s.Forget()
	}
	status, err := d.Status(string(made.ID))
	if err != nil || status.Notes.Tx[diagnostics.Payout] != made.Txs[diagnostics.Payout].ID.String() {
		t.Errorf("the notes have %v, %v", status.Notes.Tx, err)
	}
	in.Offline, in.Explorers = true, nil
	c, err := d.Check(t.Context(), in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Money != trade.PaidOut || len(results(c, trade.Fail)) > 0 {
		t.Errorf("%s: %s", c.Money, c.Summary)
	}
	for _, s := range servers {
		if n := len(s.Requests()); n > 0 {
			t.Errorf("%d requests were made", n)
		}
	}
}

// A check fills the notes; what it filled in is no second witness at the next.
func TestSecondCheckSaysWhatTheFirstSaid(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys")
	_, urls := explorers(t, chain, 2)
	for _, given := range []diagnostics.TxRole{diagnostics.MakerFee, diagnostics.TakerFee, diagnostics.Deposit} {
		d := checkDesk(t)
		if _, err := d.New(t.Context(), string(made.ID)); err != nil {
			t.Fatal(err)
		}
		in := work.CheckInput{Bundle: string(made.ID), Explorers: urls, Network: "regtest", IDs: map[diagnostics.TxRole][]string{given: {made.Txs[given].ID.String()}}}
		before, err := d.Check(t.Context(), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		after, err := d.Check(t.Context(), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		status, err := d.Status(string(made.ID))
		if err != nil || len(status.Notes.Tx) < 2 || len(status.Notes.Found) != len(status.Notes.Tx) {
			t.Errorf("%s: notes %v, found %v, %v", given, status.Notes.Tx, status.Notes.Found, err)
		}
		for _, o := range []trade.Outcome{trade.Pass, trade.Warn, trade.Fail, trade.Unknown} {
			if a, b := results(before, o), results(after, o); !slices.Equal(a, b) {
				t.Errorf("%s, %s:\n%s\nthen:\n%s", given, o, strings.Join(a, "\n"), strings.Join(b, "\n"))
			}
		}
		if c := results(after, trade.Unknown); !slices.ContainsFunc(c, func(s string) bool { return strings.HasPrefix(s, "deposit.inputs") }) {
			t.Errorf("%s: deposit.inputs is not unknown: %s", given, strings.Join(c, "\n"))
		}
	}
}

// An unpublished delayed payout that is at hand stays one after its ID is noted.
func TestSecondCheckOfAnUnpublishedDelayedPayout(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/end/open-hex")
	_, urls := explorers(t, chain, 2)
	d := checkDesk(t)
	if _, err := d.New(t.Context(), string(made.ID)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "delayed.hex")
	if err := os.WriteFile(path, []byte(hex.EncodeToString(made.Txs[diagnostics.DelayedPayout].Raw)), 0o600); err != nil {
		t.Fatal(err)
	}
	in := work.CheckInput{Bundle: string(made.ID), Contract: contractFile(t, made), Raw: []string{path}, Explorers: urls, Network: "regtest"}
	for range 2 {
		c, err := d.Check(t.Context(), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(c.Transactions, func(tx trade.Checked) bool { return tx.Role == diagnostics.DelayedPayout })
		if tx := c.Transactions[i]; tx.State != trade.Unpublished {
			t.Errorf("it is %s: %s", tx.State, tx.Why)
		}
	}
}

// TestCheckFromLogsAlone reads the deposit from a log and asks nobody.
func TestCheckFromLogsAlone(t *testing.T) {
	v, _ := tradetest.Find("p4/burning-2024/paid/maker-buys")
	made := tradetest.Build(v, 1)
	log := filepath.Join(t.TempDir(), "bisq.log")
	var text strings.Builder
	for role, tx := range made.Txs {
		text.WriteString("Okt.-07 09:06:35.077 [JavaFX Application Thread] INFO  b.c.t.p.TradeProtocol: tradeId=" + string(made.ID) + ", " +
			map[diagnostics.TxRole]string{
				diagnostics.MakerFee: "makerFeeTxId", diagnostics.TakerFee: "takerFeeTxId", diagnostics.Deposit: "depositTxId",
				diagnostics.DelayedPayout: "delayedPayoutTxId", diagnostics.Payout: "payoutTxId",
			}[role] + "=" + tx.ID.String() + " \n" +
			"Okt.-07 09:06:36.077 [JavaFX Application Thread] INFO  b.c.b.w.TxBroadcaster: Txid: " + tx.ID.String() + " hex: " + tx.Hex() + " \n")
	}
	if err := os.WriteFile(log, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := checkDesk(t).Check(t.Context(), work.CheckInput{Contract: contractFile(t, made), Logs: []string{log}, Offline: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if failed := results(c, trade.Fail); len(failed) > 0 {
		t.Errorf("%q", failed)
	}
	for _, tx := range c.Transactions {
		if tx.Msg() == nil {
			t.Errorf("%s was not read from the log: %s", tx.Role, tx.Why)
		}
		if tx.State == trade.Confirmed {
			t.Errorf("%s: a log proves no block", tx.Role)
		}
	}
}

// TestHandoffPrintsTheLastCheck makes a hand-off after a check: it asks nobody,
// and its report says what was found and when.
func TestHandoffPrintsTheLastCheck(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys")
	servers, urls := explorers(t, chain, 2)
	d := checkDesk(t)
	if _, err := d.New(t.Context(), string(made.ID)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.AddSlot(t.Context(), string(made.ID), bundle.Contract, []string{contractFile(t, made)}); err != nil {
		t.Fatal(err)
	}
	c, err := d.Check(t.Context(), work.CheckInput{Bundle: string(made.ID), Explorers: urls, Network: "regtest"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range servers {
		s.Forget()
	}
	out := filepath.Join(t.TempDir(), "out.zip")
	if _, err := d.Handoff(t.Context(), string(made.ID), work.Output{Path: out}, nil); err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close() //nolint:errcheck // opened for reading
	for _, name := range []string{"report.md", "report.html"} {
		data, err := fs.ReadFile(z, string(made.ID)+"/"+name)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"explorers were last asked on", "paid out", made.Txs[diagnostics.Deposit].ID.String(), "Nobody was asked anew", " rules 0 failed, 0 warned, ", "rules could not be judged", "Bitcoin network: regtest, not mainnet"} {
			if !strings.Contains(string(data), want) {
				t.Errorf("%s lacks %q (summary: %s)", name, want, c.Summary)
			}
		}
	}
	for _, s := range servers {
		if n := len(s.Requests()); n > 0 {
			t.Errorf("the hand-off made %d requests", n)
		}
	}
}

// TestCheckNamesExplorersThatCannotBeAsked has one unusable address among those
// given, which is an error, and among those of the settings, which is noted.
func TestCheckNamesExplorersThatCannotBeAsked(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys")
	_, urls := explorers(t, chain, 1)
	in := work.CheckInput{Contract: contractFile(t, made), Network: "regtest", Explorers: append(slices.Clone(urls), "http://explorer.example")}
	if _, err := checkDesk(t).Check(t.Context(), in, nil); err == nil || !strings.Contains(err.Error(), "explorer.example") || diagnostics.Hint(err) == "" {
		t.Errorf("given: %v", err)
	}
	in.Explorers = nil
	d := work.NewDesk(t.TempDir(), "test", "test", config.Settings{Explorers: []config.Explorer{
		{Name: "good", Operator: "good", URL: urls[0]},
		{Name: "typo", Operator: "typo", URL: "htps://explorer.example"},
		{Name: "plain", Operator: "plain", URL: "https://explorer.example"},
	}})
	t.Cleanup(d.Close)
	c, err := d.Check(t.Context(), in, nil)
	for _, name := range []string{"typo", "plain"} {
		if err != nil || !slices.ContainsFunc(c.Notes, func(n string) bool { return strings.Contains(n, "the explorer "+name+" ") }) {
			t.Errorf("of the settings, %s: %q, %v", name, c.Notes, err)
		}
	}
}

// TestCheckNamesLogsThatAreNone has logs given that cannot be read: named beside
// others that can, an error alone.
func TestCheckNamesLogsThatAreNone(t *testing.T) {
	made, _ := invented(t, "p4/burning-2024/paid/maker-buys")
	dir := t.TempDir()
	log, image := filepath.Join(dir, "bisq.log"), filepath.Join(dir, "shot.png")
	for path, text := range map[string]string{log: "Nov-20 10:11:12.131 [main] INFO  b.c.app.BisqSetup: Version: 1.9.17 \n", image: "\x89PNG\r\n\x1a\n"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in := work.CheckInput{Contract: contractFile(t, made), Network: "regtest", Offline: true, Logs: []string{log, filepath.Join(dir, "gone.log")}}
	c, err := checkDesk(t).Check(t.Context(), in, nil)
	if err != nil || !slices.ContainsFunc(c.Notes, func(n string) bool {
		return strings.Contains(n, "gone.log: does not exist") && !strings.Contains(n, dir)
	}) {
		t.Errorf("one of two: %q, %v", c.Notes, err)
	}
	in.Logs = []string{image}
	if _, err := checkDesk(t).Check(t.Context(), in, nil); err == nil || diagnostics.Hint(err) == "" {
		t.Errorf("a picture for a log: %v", err)
	}
}

// TestTimeoutBoundsTheReading gives more logs than can be read in the time: nothing
// is judged by a part of them.
func TestTimeoutBoundsTheReading(t *testing.T) {
	log := filepath.Join(t.TempDir(), "bisq.log")
	line := "Nov-14 12:00:02.000 [main] INFO  b.c.t.Trade: " + strings.Repeat(`{"txid":"a","x":`, 3000) + " \n"
	if err := os.WriteFile(log, []byte(strings.Repeat(line, 400)), 0o600); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	c, err := checkDesk(t).Check(t.Context(), work.CheckInput{Logs: []string{log}, Offline: true, Timeout: time.Millisecond}, nil)
	if err == nil || c.Result != nil || !strings.Contains(err.Error(), "in time") || diagnostics.Hint(err) == "" {
		t.Errorf("%v, %+v", err, c.Result)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := checkDesk(t).Check(ctx, work.CheckInput{Logs: []string{log}, Offline: true, Timeout: time.Minute}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
