package work_test

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tradecase/app/config"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/explorer/esplora/esploratest"
)

// judgedOnce makes a bundle whose trade lacks its maker fee and was checked once,
// and gives its data folder and what the check came to.
func judgedOnce(t *testing.T) (dir, id string, servers []*esploratest.Server, checked work.Checked) {
	t.Helper()
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys", diagnostics.MakerFee, diagnostics.Deposit, diagnostics.Payout)
	servers, urls := explorers(t, chain, 2)
	dir, id = t.TempDir(), string(made.ID)
	d := work.NewDesk(dir, "test", "test", config.Settings{})
	defer d.Close()
	if _, err := d.New(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := d.AddSlot(t.Context(), id, bundle.Contract, []string{contractFile(t, made)}); err != nil {
		t.Fatal(err)
	}
	checked, err := d.Check(t.Context(), work.CheckInput{Bundle: id, Explorers: urls, Network: "regtest"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range servers {
		s.Forget()
	}
	return dir, id, servers, checked
}

// TestLastCheckAfterARestart has another desk judge by what the first one left.
func TestLastCheckAfterARestart(t *testing.T) {
	before := time.Now().UTC().Truncate(time.Second)
	dir, id, servers, checked := judgedOnce(t)
	if checked.Transactions[0].State != trade.Absent || !checked.Asked.IsZero() {
		t.Fatalf("the check: %s, asked %v", checked.Transactions[0].State, checked.Asked)
	}
	d := work.NewDesk(dir, "test", "test", config.Settings{})
	defer d.Close()
	files := snapshot(t, dir)
	asked, err := d.LastAsked(t.Context(), id)
	if err != nil || asked.Before(before) || asked.After(time.Now()) {
		t.Fatalf("asked at %v, %v", asked, err)
	}
	last, err := d.LastCheck(t.Context(), id, nil)
	if err != nil || last.Result == nil {
		t.Fatalf("%+v, %v", last, err)
	}
	if last.Asked != asked || last.Checked != asked || !saidAgain(last, checked) {
		t.Errorf("asked %v, judged as of %v: %s\nwas: %s", last.Asked, last.Checked, last.Summary, checked.Summary)
	}
	for i, tx := range last.Transactions {
		if want := checked.Transactions[i]; tx.State != want.State || tx.Confirmations() != want.Confirmations() {
			t.Errorf("%s is %s, was %s", tx.Role, tx.State, want.State)
		}
	}
	if now := snapshot(t, dir); !slices.Equal(now, files) {
		t.Errorf("it has changed the data folder:\n%s\nwas:\n%s", strings.Join(now, "\n"), strings.Join(files, "\n"))
	}
	for _, s := range servers {
		if n := len(s.Requests()); n > 0 {
			t.Errorf("%d requests were made", n)
		}
	}
}

// saidAgain reports whether a result says what another did, and that it is as
// old as it is; the numbers may differ, for what is noted is not known.
func saidAgain(last, was work.Checked) bool {
	for _, said := range was.Said {
		again := func(t trade.Text) bool {
			return t.Code == said.Code && (said.Code == "summary.tally" || t.English == said.English)
		}
		if !slices.ContainsFunc(last.Said, again) {
			return false
		}
	}
	return last.AsOf != nil && strings.Contains(last.Summary, last.AsOf.Format("2006-01-02 15:04"))
}

// snapshot lists the files below a folder with what they hold.
func snapshot(t *testing.T, dir string) (all []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		all = append(all, path+"\n"+string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestOfflineCheckLosesNoEvidence: what explorers denied stays denied, with the
// time when they were asked, also after a check that asked nobody and after the
// files were copied.
func TestOfflineCheckLosesNoEvidence(t *testing.T) {
	dir, id, _, checked := judgedOnce(t)
	d := work.NewDesk(dir, "test", "test", config.Settings{})
	defer d.Close()
	asked, err := d.LastAsked(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	b, err := d.Open(id)
	if err != nil {
		t.Fatal(err)
	}
	long := time.Now().Add(-1000 * time.Hour)
	kept, err := filepath.Glob(filepath.Join(b.Dir(), "evidence", "regtest", "*.json"))
	if err != nil || len(kept) == 0 {
		t.Fatalf("%d records, %v", len(kept), err)
	}
	for _, path := range kept {
		if err := os.Chtimes(path, long, long); err != nil {
			t.Fatal(err)
		}
	}
	c, err := d.Check(t.Context(), work.CheckInput{Bundle: id, Offline: true, Network: "regtest"}, nil)
	if err != nil || c.Asked != asked || !saidAgain(c, checked) {
		t.Errorf("asked %v, want %v, %v: %s", c.Asked, asked, err, c.Summary)
	}
	if again, err := d.LastAsked(t.Context(), id); err != nil || again != asked {
		t.Errorf("now it says %v, %v", again, err)
	}
}

// TestLastCheckOfWhatNobodyAsked: logs and a contract alone are judged by nobody
// who was not told to, also after an offline check.
func TestLastCheckOfWhatNobodyAsked(t *testing.T) {
	made, _ := invented(t, "p4/burning-2024/paid/maker-buys")
	d, id := checkDesk(t), string(made.ID)
	if _, err := d.New(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "bisq.log")
	tx := made.Txs[diagnostics.Deposit]
	text := "Okt.-07 09:06:35.077 [JavaFX Application Thread] INFO  b.c.t.p.TradeProtocol: tradeId=" + id + ", depositTxId=" + tx.ID.String() + " \n" +
		"Okt.-07 09:06:36.077 [JavaFX Application Thread] INFO  b.c.b.w.TxBroadcaster: Txid: " + tx.ID.String() + " hex: " + tx.Hex() + " \n"
	if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Add(t.Context(), id, diagnostics.Buyer, []string{log}, nil); err != nil {
		t.Fatal(err)
	}
	c, err := d.Check(t.Context(), work.CheckInput{Bundle: id, Offline: true, Network: "regtest"}, nil)
	if err != nil || !c.Asked.IsZero() || c.Transactions[2].Msg() == nil {
		t.Fatalf("asked %v, %v, %+v", c.Asked, err, c.Transactions)
	}
	if asked, err := d.LastAsked(t.Context(), id); err != nil || !asked.IsZero() {
		t.Errorf("asked at %v, %v", asked, err)
	}
	if last, err := d.LastCheck(t.Context(), id, nil); err != nil || last.Result != nil {
		t.Errorf("%+v, %v", last, err)
	}
}

func TestLastCheckIsCancelled(t *testing.T) {
	dir, id, _, _ := judgedOnce(t)
	d := work.NewDesk(dir, "test", "test", config.Settings{})
	defer d.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if last, err := d.LastCheck(ctx, id, nil); !errors.Is(err, context.Canceled) || last.Result != nil {
		t.Errorf("%+v, %v", last.Result, err)
	}
}

// TestPapersTellOfASecondContract adds the same one twice, another one, IDs and
// what says nothing.
func TestPapersTellOfASecondContract(t *testing.T) {
	made, _ := invented(t, "p4/burning-2024/paid/maker-buys")
	d, id := checkDesk(t), string(made.ID)
	if _, err := d.New(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	amount := made.Amounts.Trade
	other := made.Contract
	for _, field := range []string{"tradeAmount", "minAmount"} {
		other = strings.Replace(other, fmt.Sprintf(`%q: %d`, field, amount), fmt.Sprintf(`%q: %d`, field, amount-10_000), 1)
	}
	for i, text := range []string{made.Contract, other, "Deposit: " + made.Txs[diagnostics.Deposit].ID.String(), "good morning"} {
		path := filepath.Join(t.TempDir(), "paper.txt")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := d.AddSlot(t.Context(), id, bundle.Contract, []string{path}); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	papers, err := d.Papers(t.Context(), id)
	if err != nil || len(papers) != 4 {
		t.Fatalf("%+v, %v", papers, err)
	}
	if p := papers[0]; !p.Contract || p.Other || p.Err != nil {
		t.Errorf("the first: %+v", p)
	}
	if p := papers[1]; !p.Contract || !p.Other || p.Err != nil {
		t.Errorf("the other: %+v", p)
	}
	if p := papers[2]; p.Contract || p.IDs != 1 || p.Err != nil {
		t.Errorf("the ID: %+v", p)
	}
	if p := papers[3]; p.Err == nil {
		t.Errorf("nothing: %+v", p)
	}
	c, err := d.Check(t.Context(), work.CheckInput{Bundle: id, Offline: true, Network: "regtest"}, nil)
	if err != nil || !slices.ContainsFunc(c.Notes, func(n string) bool { return strings.Contains(n, "another contract") }) {
		t.Errorf("%v, %q", err, c.Notes)
	}
	if !slices.ContainsFunc(c.Verdicts, func(v trade.Verdict) bool {
		return v.Rule == "trade.ids" && v.Result == trade.Warn && strings.Contains(v.Detail.String(), "disagree on trade-amount")
	}) {
		i := slices.IndexFunc(c.Verdicts, func(v trade.Verdict) bool { return v.Rule == "trade.ids" })
		t.Errorf("no verdict tells of the disagreement: %v", c.Verdicts[i].Detail)
	}
}

// TestSilenceIsNotFresh: with the servers gone, a second check of a bundle says
// that none of them answered, from when its answers are, and that it is to be
// made again, though all that is proved still holds.
func TestSilenceIsNotFresh(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/end/open")
	servers, urls := explorers(t, chain, 2)
	d := work.NewDesk(t.TempDir(), "test", "test", config.Settings{})
	defer d.Close()
	if _, err := d.New(t.Context(), string(made.ID)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.AddSlot(t.Context(), string(made.ID), bundle.Contract, []string{contractFile(t, made)}); err != nil {
		t.Fatal(err)
	}
	in := work.CheckInput{Bundle: string(made.ID), Explorers: urls, Network: "regtest"}
	fresh, err := d.Check(t.Context(), in, nil)
	if err != nil || fresh.Money != trade.Locked || fresh.Heard.Asked != 2 || fresh.Heard.Answered != 2 || len(fresh.Heard.Silent) > 0 {
		t.Fatalf("%v: %+v: %s", err, fresh.Heard, fresh.Summary)
	}
	if strings.Contains(fresh.Summary, "answered") {
		t.Errorf("all answered, and yet: %s", fresh.Summary)
	}
	servers[0].Fail(esploratest.Fault{What: esploratest.HangUp})
	one, err := d.Check(t.Context(), in, nil)
	if err != nil {
		t.Fatal(err)
	}
	if one.Heard.Asked != 2 || one.Heard.Answered != 1 || !strings.HasPrefix(one.Summary, "1 of 2 sources answered. ") {
		t.Errorf("%+v: %s", one.Heard, one.Summary)
	}
	if why := "No answer of use from: " + one.Heard.Silent[0].Source + " (no connection)."; !strings.Contains(one.Summary, why) {
		t.Errorf("%q does not say %q", one.Summary, why)
	}
	servers[1].Fail(esploratest.Fault{What: esploratest.HangUp})
	silent, err := d.Check(t.Context(), in, nil)
	if err != nil {
		t.Fatal(err)
	}
	h := silent.Heard
	want := "No source answered (2 asked): what is said here rests on answers of " + h.Last.Format("2006-01-02 15:04 UTC") + " or older. "
	if h.Asked != 2 || h.Answered != 0 || len(h.Silent) != 2 || h.Last.IsZero() || !strings.HasPrefix(silent.Summary, want) {
		t.Errorf("%+v: %q does not begin with %q", h, silent.Summary, want)
	}
	if len(silent.Advice) == 0 || silent.Advice[0].Text.Code != "advice.no-source" || slices.ContainsFunc(silent.Advice, func(a trade.Advice) bool { return a.Text.Code == "advice.go-on" }) {
		t.Errorf("the advice is %v", silent.Advice)
	}
}

// TestOtherNetworkIsNamed: of an explorer on another network, beside one that
// answers, the summary says why nothing came of it.
func TestOtherNetworkIsNamed(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/end/open")
	servers, urls := explorers(t, chain, 2)
	servers[0].Lie(esploratest.OtherNetwork) // and so it knows none of ours
	servers[0].Lie(esploratest.Denied)
	d := work.NewDesk(t.TempDir(), "test", "test", config.Settings{})
	defer d.Close()
	c, err := d.Check(t.Context(), work.CheckInput{Contract: contractFile(t, made), Explorers: urls, Network: "regtest"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := " (it is on another network)."; c.Heard.Answered != 1 || !strings.Contains(c.Summary, want) {
		t.Errorf("%+v: %q does not say %q", c.Heard, c.Summary, want)
	}
}

// TestAbsentIDGoesOut: an ID that the contract names and no explorer knows stands
// in the hand-off's list, with where it is named and what each source said of it,
// and counts as one that is known.
func TestAbsentIDGoesOut(t *testing.T) {
	dir, id, _, checked := judgedOnce(t)
	d := work.NewDesk(dir, "test", "test", config.Settings{})
	defer d.Close()
	maker, taker := checked.Transactions[0], checked.Transactions[1]
	if maker.State != trade.Absent || maker.ID == nil || taker.State != trade.Confirmed {
		t.Fatalf("maker fee %s, taker fee %s", maker.State, taker.State)
	}
	b, err := d.Open(id)
	if err != nil {
		t.Fatal(err)
	}
	if n := b.Notes(); n.Tx[diagnostics.MakerFee] != maker.ID.String() || !slices.Contains(n.Found, diagnostics.MakerFee) {
		t.Errorf("the notes have %v, found %v", n.Tx, n.Found)
	}
	text := outgoing(t, d, id, "transactions.txt")
	lines, doubtful, _ := strings.Cut(text, "\n\n")
	if want := "Maker: " + maker.ID.String() + "\nTaker: " + taker.ID.String(); lines != want {
		t.Errorf("the list is\n%s\nwant\n%s", lines, want)
	}
	want := "Not seen in a block, or not the only one that is named:\n\nMaker: " + maker.ID.String() +
		"\n  state: absent\n  named by: contract contract.json\n  explorer 1: not-found\n  explorer 2: not-found\n"
	if doubtful != want {
		t.Errorf("below it stands\n%s\nwant\n%s", doubtful, want)
	}
}

// TestNamedIDGoesOutUnchecked: what a contract names goes out also if nobody was
// ever asked.
func TestNamedIDGoesOutUnchecked(t *testing.T) {
	made, _ := invented(t, "p4/burning-2024/paid/maker-buys")
	d := work.NewDesk(t.TempDir(), "test", "test", config.Settings{})
	defer d.Close()
	if _, err := d.New(t.Context(), string(made.ID)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.AddSlot(t.Context(), string(made.ID), bundle.Contract, []string{contractFile(t, made)}); err != nil {
		t.Fatal(err)
	}
	text := outgoing(t, d, string(made.ID), "transactions.txt")
	for _, want := range []string{"Maker: " + made.Txs[diagnostics.MakerFee].ID.String() + "\nTaker: ", "named by: contract contract.json\n  nobody was asked\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "not-found") || strings.Contains(text, "absent") {
		t.Errorf("nobody was asked, and yet\n%s", text)
	}
}

// outgoing is a text of the bundle's hand-off.
func outgoing(t *testing.T, d *work.Desk, id, name string) string {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out.zip")
	if _, err := d.Handoff(t.Context(), id, work.Output{Path: out}, nil); err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close() //nolint:errcheck // opened for reading
	data, err := fs.ReadFile(z, id+"/"+name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
