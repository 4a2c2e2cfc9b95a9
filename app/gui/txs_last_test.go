package gui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/app/config"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer/esplora/esploratest"
)

func offline() work.CheckInput { return work.CheckInput{Bundle: tradeID, Offline: true} }

// keepCheck makes a bundle whose trade was checked by two explorers: all but its
// maker fee is in their chain. It gives the trade.
func keepCheck(t *testing.T, desk *work.Desk) *tradetest.Trade {
	t.Helper()
	v, ok := tradetest.Find("p4/burning-2024/paid/maker-buys")
	if !ok {
		t.Fatal("there is no such variant")
	}
	chain := esploratest.NewMemory(1)
	funding := chain.Fund(wire.NewTxOut(25_0000_0000, tradetest.FaucetScript()))
	chain.AddBlock(funding)
	made := tradetest.Regtest(v, 1, funding, 0, 2)
	for _, step := range made.Steps() {
		var all []*wire.MsgTx
		for _, tx := range step.Txs {
			if tx.ID != made.Txs[diagnostics.MakerFee].ID {
				all = append(all, tx.Msg)
			}
		}
		chain.AddBlock(all...)
	}
	chain.Mine(10)
	in := work.CheckInput{Bundle: tradeID, Network: "regtest"}
	for range 2 {
		in.Explorers = append(in.Explorers, esploratest.New(t, chain, esploratest.Options{}).URL)
	}
	if _, err := desk.New(t.Context(), tradeID); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "contract.json")
	if err := os.WriteFile(path, []byte(made.Contract), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.AddSlot(t.Context(), tradeID, bundle.Contract, []string{path}); err != nil {
		t.Fatal(err)
	}
	checked, err := desk.Check(t.Context(), in, nil)
	if err != nil || checked.Transactions[0].State != trade.Absent {
		t.Fatalf("%v, %v", checked.Result, err)
	}
	return made
}

// reopen is the program started anew on the same data folder.
func (r *rig) reopen() {
	r.t.Helper()
	if err := r.Rescue(); err != nil {
		r.t.Fatal(err)
	}
	r.mu.Lock()
	r.queue = nil
	r.mu.Unlock()
	r.desk.Close()
	r.desk = work.NewDesk(r.dir, "test", "Tradecase test", config.Settings{})
	w, err := newWindow(r.t.Context(), test.NewTempApp(r.t), r.desk, r.setup(), r.post)
	if err != nil {
		r.t.Fatal(err)
	}
	r.Window = w
	w.setup.Settings.Network = config.Regtest
	r.t.Cleanup(func() {
		w.jobs.Close()
		r.desk.Close()
	})
	r.openPage()
}

// TestLastCheckIsShownAfterARestart closes everything and opens it again: the
// verdict is there, with the time of the asking, and the stale mark works.
func TestLastCheckIsShownAfterARestart(t *testing.T) {
	r := newRig(t, nil)
	keepCheck(t, r.desk)
	before := time.Now().UTC()
	r.openPage()
	r.reopen()
	x := r.page.txs
	r.until("what is kept is judged", func() bool { return x.now != nil })
	r.rest()
	if text, _ := said(x.notice); !strings.Contains(text, "absent everywhere") {
		t.Errorf("it says %q", text)
	}
	if !strings.HasPrefix(x.when.Text, "Last asked at ") || !strings.HasSuffix(x.when.Text, " UTC; judged again from what the bundle keeps.") || x.now.Asked.After(before) {
		t.Errorf("%q", x.when.Text)
	}
	if x.body.Objects[0] != x.views.Object || x.stale.Visible() || x.check.Text != "Check, through Tor" {
		t.Errorf("the views are shown: %v, stale: %v, %q", x.body.Objects[0] == x.views.Object, x.stale.Visible(), x.check.Text)
	}
	if x.adder.panel.Visible() || !x.adder.open.Visible() {
		t.Error("what adds a contract is not behind its button")
	}
	r.add(diagnostics.Buyer, r.image("shot.png"))
	r.until("the page says that it has changed", func() bool { return x.stale.Visible() })
	test.Tap(x.offline)
	r.until("it is judged again", func() bool { return x.job == nil })
	if x.stale.Visible() || !strings.HasPrefix(x.when.Text, "Last asked at ") {
		t.Errorf("after that: stale %v, %q", x.stale.Visible(), x.when.Text)
	}
}

// TestNotesOfACheckAreCalledSo: what a check writes into the notes can be taken
// back, and the head says that it was the check.
func TestNotesOfACheckAreCalledSo(t *testing.T) {
	v, ok := tradetest.Find("p4/burning-2024/paid/maker-buys")
	if !ok {
		t.Fatal("there is no such variant")
	}
	path := filepath.Join(t.TempDir(), "contract.json")
	if err := os.WriteFile(path, []byte(tradetest.Build(v, 1).Contract), 0o600); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, nil)
	p := r.bundle()
	if _, err := r.desk.AddSlot(t.Context(), tradeID, bundle.Contract, []string{path}); err != nil {
		t.Fatal(err)
	}
	test.Tap(p.txs.offline)
	r.until("what it found is noted", func() bool { return p.txs.now != nil && len(p.status.Notes.Tx) > 0 })
	r.rest()
	if got := p.undo.text.Text; got != "The check noted transaction IDs" {
		t.Errorf("the head says %q", got)
	}
	test.Tap(p.undo.button)
	r.until("it is taken back", func() bool { return len(p.status.Notes.Tx) == 0 })
}

// TestLastCheckIsOlderThanWhatWasAdded: judged again with it, but nobody was
// asked about it.
func TestLastCheckIsOlderThanWhatWasAdded(t *testing.T) {
	r := newRig(t, nil)
	made := keepCheck(t, r.desk)
	path := filepath.Join(t.TempDir(), "more.txt")
	if err := os.WriteFile(path, []byte("Delayed payout: "+made.Txs[diagnostics.Payout].ID.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond) // an item's time has seconds
	if _, err := r.desk.AddSlot(t.Context(), tradeID, bundle.Contract, []string{path}); err != nil {
		t.Fatal(err)
	}
	r.Window.setup.Settings.Network = config.Regtest
	x := r.openPage().txs
	r.until("what is kept is judged", func() bool { return x.now != nil })
	if text, _ := said(x.stale); text != "The bundle has changed since anybody was asked. Check again." {
		t.Errorf("it says %q", text)
	}
}

// recallingDesk holds the judging of what is kept until it is let go.
type recallingDesk struct {
	*work.Desk
	held  chan struct{}
	begun chan struct{}
	ended chan error
}

func (d *recallingDesk) LastCheck(ctx context.Context, tradeID string, p work.Progress) (work.Checked, error) {
	close(d.begun)
	select {
	case <-ctx.Done():
		d.ended <- ctx.Err()
		return work.Checked{}, ctx.Err()
	case <-d.held:
	}
	return d.Desk.LastCheck(ctx, tradeID, p)
}

func recalling(t *testing.T) (*rig, *recallingDesk) {
	t.Helper()
	d := &recallingDesk{held: make(chan struct{}), begun: make(chan struct{}), ended: make(chan error, 1)}
	r := newRig(t, func(desk *work.Desk) Desk {
		d.Desk = desk
		return d
	})
	keepCheck(t, r.desk)
	r.openPage()
	r.until("it is being judged", func() bool { return r.page.txs.last.job != nil })
	<-d.begun
	return r, d
}

// TestRecallHoldsNothingUp: the bundle is open while what is kept is judged, and
// stopping that leaves the page as it teaches, with the time of the asking.
func TestRecallHoldsNothingUp(t *testing.T) {
	r, d := recalling(t)
	x := r.page.txs
	if x.body.Objects[0] != x.teach || x.check.Text != "Check, through Tor" || !strings.HasPrefix(x.when.Text, "Judging again") {
		t.Errorf("%q, %q", x.check.Text, x.when.Text)
	}
	r.bar.cancel()
	r.until("it is stopped", func() bool { return x.last.job == nil })
	if err := <-d.ended; err == nil || x.now != nil || !strings.HasPrefix(x.when.Text, "Last asked at ") {
		t.Errorf("%v, %q", err, x.when.Text)
	}
	r.page.update(r.page.status)
	r.page.tabs.Open(txsTab)
	r.rest()
	if x.last.job != nil || x.now != nil {
		t.Error("what was stopped has begun again")
	}
}

func TestCheckEndsRecall(t *testing.T) {
	r, d := recalling(t)
	x := r.page.txs
	test.Tap(x.offline)
	r.until("it is checked", func() bool { return x.job == nil && x.now != nil && x.last.job == nil })
	if err := <-d.ended; err == nil {
		t.Error("it went on")
	}
	if len(x.now.Transactions) != 5 || x.notice.Message().Text.Empty() {
		t.Errorf("%+v", x.now)
	}
}

// TestNothingIsJudgedUnasked: a bundle that no explorer was asked about keeps the
// page that teaches.
func TestNothingIsJudgedUnasked(t *testing.T) {
	r := newRig(t, nil)
	x := r.bundle().txs
	r.page.tabs.Open(txsTab)
	r.pasted("Deposit: " + strings.Repeat("ab", 32))
	r.until("that was looked for", func() bool { return x.last.begun })
	r.rest()
	if x.now != nil || x.body.Objects[0] != x.teach || x.when.Text != "Never checked yet." {
		t.Errorf("%q", x.when.Text)
	}
}

// TestIDsThatACheckFoundAreNoChange: it writes them into the notes itself.
func TestIDsThatACheckFoundAreNoChange(t *testing.T) {
	r, d := checking(t)
	x := r.checkNow()
	found := x.now.Transactions[1]
	if found.ID == nil || found.Role != diagnostics.TakerFee {
		t.Fatalf("%+v", found)
	}
	for _, id := range []string{found.ID.String(), d.trade.Txs[diagnostics.Deposit].ID.String()} {
		if _, err := r.desk.Note(t.Context(), tradeID, bundle.NotesChange{Tx: map[diagnostics.TxRole]string{diagnostics.TakerFee: id}, Found: id == found.ID.String()}); err != nil {
			t.Fatal(err)
		}
		r.page.reload()
		r.until("the page has it", func() bool { return r.page.status.Notes.Tx[diagnostics.TakerFee] == id })
		if want := id != found.ID.String(); x.stale.Visible() != want {
			t.Errorf("stale is %v, want %v", x.stale.Visible(), want)
		}
	}
}
