package gui

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tradecase/app/gui/model"
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// pasted puts a text into the bundle with the page's own button.
func (r *rig) pasted(text string) {
	r.t.Helper()
	x := r.page.txs
	x.adder.taken.Say(model.Message{})
	x.adder.paste.SetText(text)
	test.Tap(x.adder.take)
	r.until("it is said what became of it", func() bool { return x.adder.taken.Visible() })
	r.rest()
	status, err := r.desk.Status(tradeID)
	if err != nil {
		r.t.Fatal(err)
	}
	r.until("the window has read it", func() bool {
		return reflect.DeepEqual(r.page.status.Notes, status.Notes) && len(r.page.status.Files) == len(status.Files)
	})
}

func TestPastedContractGoesIntoTheBundle(t *testing.T) {
	r, d := checking(t)
	x := r.page.txs
	test.Tap(buttonNamed(t, x.teach, "Put it into the bundle"))
	if text, _ := said(x.adder.taken); !strings.HasPrefix(text, "There is nothing") {
		t.Errorf("it says %q", text)
	}
	r.pasted(d.trade.Contract)
	if !slices.ContainsFunc(r.page.status.Files, func(i bundle.Item) bool { return i.Slot == bundle.Contract }) {
		t.Error("it fills no place of the checklist")
	}
	if text, _ := said(x.adder.taken); text != "It lies in the bundle now. Check goes by it." {
		t.Errorf("it says %q", text)
	}
	if left, _ := filepath.Glob(filepath.Join(r.dir, "tmp", "*")); len(left) != 0 || x.adder.paste.Text != "" {
		t.Errorf("left: %v, %q", left, x.adder.paste.Text)
	}
}

// TestContractIsAddedAfterACheck opens the panel with the keyboard alone.
func TestContractIsAddedAfterACheck(t *testing.T) {
	r, d := checking(t)
	x := r.page.txs
	if x.adder.open.Visible() {
		t.Error("there are two ways to the same before anything is judged")
	}
	r.checkNow()
	if x.adder.panel.Visible() || !x.adder.open.Visible() {
		t.Fatal("it is not closed after a check, or cannot be opened")
	}
	c := r.win.Canvas()
	c.Focus(x.check)
	for i := 0; c.Focused() != fyne.Focusable(x.adder.open); i++ {
		if c.FocusNext(); i > 10 {
			t.Fatal("Tab does not reach what opens it")
		}
	}
	key(x.adder.open, fyne.KeySpace)
	c.FocusNext()
	if !x.adder.panel.Visible() || c.Focused() != fyne.Focusable(x.adder.paste) {
		t.Fatalf("Tab leads to %T from there; the panel is shown: %v", c.Focused(), x.adder.panel.Visible())
	}
	r.pasted(d.trade.Contract)
	if text, _ := said(x.adder.taken); text != "It lies in the bundle now. Check goes by it." {
		t.Errorf("it says %q", text)
	}
	r.until("the page says that it has changed", func() bool { return x.stale.Visible() })
	x.adder.paste.SetText("half typed")
	r.checkNow()
	if x.stale.Visible() || !x.adder.panel.Visible() || x.adder.paste.Text != "half typed" {
		t.Errorf("stale %v, after a check what was typed is hidden or gone: %q", x.stale.Visible(), x.adder.paste.Text)
	}
}

// TestSecondContractIsToldOf: both stay, the first counts, and the page says so;
// what says nothing is no success either.
func TestSecondContractIsToldOf(t *testing.T) {
	r, d := checking(t)
	x := r.page.txs
	r.pasted(d.trade.Contract)
	r.pasted(strings.Replace(d.trade.Contract, `"tradeAmount": `, `"tradeAmount": 1`, 1))
	if text, hint := said(x.adder.taken); !strings.Contains(text, "another contract") || !strings.Contains(hint, "goes by the first") {
		t.Errorf("it says %q, %q", text, hint)
	}
	path := filepath.Join(t.TempDir(), "mail.txt")
	if err := os.WriteFile(path, []byte("good morning"), 0o600); err != nil {
		t.Fatal(err)
	}
	x.adder.takeFile(path)
	r.until("it is there", func() bool { return len(r.page.status.Files) == 3 })
	r.rest()
	if text, _ := said(x.adder.taken); !strings.Contains(text, "nothing could be made of it") {
		t.Errorf("it says %q", text)
	}
	checked, err := r.desk.Check(t.Context(), offline(), nil)
	if err != nil {
		t.Fatal(err)
	}
	x.now, x.nobody = &checked, true
	x.show()
	if text, _ := said(x.remarks); !strings.Contains(text, "another contract") {
		t.Errorf("of the bundle it says %q", text)
	}
}

// TestOverviewLeadsToTheCheck once a check has something to go by, until there
// was one.
func TestOverviewLeadsToTheCheck(t *testing.T) {
	r, d := checking(t)
	f := r.page.overview.found
	r.until("it is known that nobody was asked", func() bool { return r.page.txs.last.known })
	if f.next.Check || f.goCheck.Visible() || !f.copyNext.Visible() {
		t.Errorf("with nothing to go by it says %q", f.say.Text)
	}
	r.pasted("Maker: " + d.trade.Txs[diagnostics.MakerFee].ID.String())
	r.page.tabs.Open(overviewTab)
	if !strings.HasPrefix(f.say.Text, "Check the transactions") || !f.goCheck.Visible() || f.copyNext.Visible() {
		t.Fatalf("with an ID it says %q", f.say.Text)
	}
	test.Tap(f.goCheck)
	if r.page.tabs.Current() != txsTab || r.win.Canvas().Focused() != fyne.Focusable(r.page.txs.check) {
		t.Error("the button does not lead to the check")
	}
	r.checkNow()
	if f.next.Check || f.goCheck.Visible() {
		t.Errorf("after a check it says %q", f.say.Text)
	}
}

// TestPastedIDsAreCounted: they stand in the notes, the checklist counts them, and
// no file is called a contract. What the agent has noted is not overwritten.
func TestPastedIDsAreCounted(t *testing.T) {
	r, d := checking(t)
	x := r.page.txs
	maker, taker := d.trade.Txs[diagnostics.MakerFee].ID.String(), d.trade.Txs[diagnostics.TakerFee].ID.String()
	r.pasted("Maker: " + maker + "\n\nTaker: " + strings.ToUpper(taker) + "\n")
	if text, hint := said(x.adder.taken); !strings.HasPrefix(text, "2 transaction IDs stand in the notes now: Maker fee, Taker fee") || hint != "" {
		t.Errorf("it says %q, %q", text, hint)
	}
	if n := r.page.status.Notes; n.Tx[diagnostics.MakerFee] != maker || n.Tx[diagnostics.TakerFee] != taker || len(n.Found) != 0 || len(r.page.status.Files) != 0 {
		t.Errorf("notes %v, %d files", n.Tx, len(r.page.status.Files))
	}
	if at := slices.IndexFunc(r.page.status.Items, func(row bundle.Row) bool { return row.Name() == "transactions" }); at < 0 || !strings.HasPrefix(r.page.status.Items[at].Detail, "2 of 5") {
		t.Errorf("the checklist: %+v", r.page.status.Items)
	}
	r.pasted("Maker: " + taker)
	if it := r.page.status.Files; len(it) != 1 || it[0].Name != "transaction-ids.txt" || r.page.status.Notes.Tx[diagnostics.MakerFee] != maker {
		t.Errorf("another ID than the noted one: %+v, %v", it, r.page.status.Notes.Tx)
	}
	r.pasted("He writes:\nDeposit: " + strings.Repeat("ab", 32))
	if text, hint := said(x.adder.taken); !strings.Contains(text, "Deposit") || !strings.Contains(hint, "among the items") || len(r.page.status.Files) != 2 {
		t.Errorf("an ID among words: it says %q, %q", text, hint)
	}
	r.pasted(d.trade.Txs[diagnostics.TakerFee].Hex())
	r.pasted("good morning")
	var names []string
	for _, it := range r.page.status.Files {
		names = append(names, it.Name)
	}
	if got := strings.Join(names, " "); got != "transaction-ids.txt transaction-ids (2).txt transactions.txt pasted.txt" {
		t.Errorf("the files are %s", got)
	}
}
