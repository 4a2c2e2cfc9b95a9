package bundle

import (
	"bytes"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tradecase/diagnostics"
)

const txid = "b89344814f2acb2a84d45416ec60101a9e5c9a9e537feadae6f5b60b4fc1c5e8"

func TestSetNotesChangesAllOrNothing(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	what, when := " It failed. ", "4 Nov"
	if err := b.SetNotes(t.Context(), NotesChange{What: &what, Tx: map[diagnostics.TxRole]string{diagnostics.Deposit: txid}}); err != nil {
		t.Fatal(err)
	}
	bad := []map[diagnostics.TxRole]string{
		{diagnostics.Payout: "nonsense"},
		{diagnostics.Payout: txid},
	}
	for _, tx := range bad {
		if err := b.SetNotes(t.Context(), NotesChange{When: &when, Tx: tx}); err == nil || diagnostics.Hint(err) == "" {
			t.Errorf("%v: %v", tx, err)
		}
	}
	n := b.Notes()
	if n.What != "It failed." || n.When != "" || n.Tx[diagnostics.Deposit] != txid || len(n.Tx) != 1 {
		t.Errorf("notes %+v", n)
	}
	empty := ""
	if err := b.SetNotes(t.Context(), NotesChange{What: &empty, Tx: map[diagnostics.TxRole]string{diagnostics.Deposit: ""}}); err != nil {
		t.Fatal(err)
	}
	if n := b.Notes(); n.What != "" || len(n.Tx) != 0 {
		t.Errorf("cleared: %+v", n)
	}
}

// writePNG makes an image file.
func writePNG(t *testing.T, name string, width int) string {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, corner(width, 8)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestChecklistBecomesReady(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	steps := []struct {
		name  string
		do    func() error
		fills string
	}{
		{"what", func() error { s := "It failed."; return b.SetNotes(t.Context(), NotesChange{What: &s}) }, "description"},
		{"when", func() error { s := "4 Nov"; return b.SetNotes(t.Context(), NotesChange{When: &s}) }, "when"},
		{"unusual", func() error { s := "nothing"; return b.SetNotes(t.Context(), NotesChange{Unusual: &s}) }, "unusual"},
		{"transactions", func() error {
			return b.SetNotes(t.Context(), NotesChange{Tx: map[diagnostics.TxRole]string{
				diagnostics.MakerFee: txid, diagnostics.TakerFee: "1" + txid[1:], diagnostics.Deposit: "2" + txid[1:],
			}})
		}, "transactions"},
		{"buyer's logs", func() error { addText(t, b, diagnostics.Buyer, "bisq.log", logLine); return nil }, "logs buyer"},
		{"seller's logs", func() error { addText(t, b, diagnostics.Seller, "bisq.log", logLine+"x"); return nil }, "logs seller"},
		{"trade details", func() error { _, err := b.AddSlot(t.Context(), TradeDetails, writePNG(t, "a.png", 8)); return err }, "trade-details"},
		{"dispute details", func() error { _, err := b.AddSlot(t.Context(), DisputeDetails, writePNG(t, "a.png", 9)); return err }, "dispute-details"},
		{"buyer's chat", func() error { _, err := b.AddSlot(t.Context(), ChatBuyer, writePNG(t, "a.png", 10)); return err }, "chat-buyer buyer"},
		{"seller's chat", func() error { _, err := b.AddSlot(t.Context(), ChatSeller, writePNG(t, "a.png", 11)); return err }, "chat-seller seller"},
	}
	for _, row := range b.Checklist().Items {
		if (row.State == Missing) != (row.Ask != "" && !row.Optional) {
			t.Errorf("%s %s: state %s, ask %q", row.Slot, row.Party, row.State, row.Ask)
		}
	}
	for _, step := range steps {
		before := b.Checklist()
		if before.Ready || !slices.Contains(before.Missing, step.fills) {
			t.Errorf("before %s: missing %q", step.name, before.Missing)
		}
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if after := b.Checklist(); slices.Contains(after.Missing, step.fills) || len(after.Missing) != len(before.Missing)-1 {
			t.Errorf("after %s: missing %q", step.name, after.Missing)
		}
	}
	if c := b.Checklist(); !c.Ready || len(c.Missing) != 0 {
		t.Errorf("at the end: %+v", c)
	}
}

func TestLogsOfNobodyAreAPlaceOfTheirOwn(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	addText(t, b, diagnostics.Unknown, "bisq.log", logLine)
	var states []string
	for _, row := range b.Checklist().Items {
		if row.Slot == slotLogs {
			states = append(states, string(row.Party)+" "+string(row.State))
		}
	}
	if got := strings.Join(states, ", "); got != "buyer missing, seller missing, unknown unassigned" {
		t.Errorf("rows %s", got)
	}
}

func TestSlotsRefuse(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	write := func(name, content string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for _, c := range []struct {
		name, path string
		slot       Slot
		kind       bool // the error is ErrWrongKind
	}{
		{"a log", write("bisq.log", logLine), Popup, true},
		{"an image as contract", writePNG(t, "a.png", 8), Contract, true},
		{"a program", write("a.png", "\x7fELF\x00\x00\x00"), Popup, true},
		{"nothing", write("a.txt", ""), Contract, true},
		{"a key", write("contract.txt", "-----BEGIN RSA PRIVATE KEY-----\n"), Contract, false},
		{"a wallet", write("bisq_BTC.wallet", "text"), Contract, false},
		{"a folder", t.TempDir(), Popup, false},
		{"no file", filepath.Join(t.TempDir(), "none"), Popup, false},
	} {
		_, err := b.AddSlot(t.Context(), c.slot, c.path)
		if err == nil || diagnostics.Hint(err) == "" || errors.Is(err, ErrWrongKind) != c.kind {
			t.Errorf("%s: %v (hint %q)", c.name, err, diagnostics.Hint(err))
		}
	}
	if len(b.Items()) != 0 {
		t.Errorf("items %s", paths(b.Items()))
	}
}

// TestNotesAreTheSameWhenReadAgain compares what a change leaves in memory with
// what the disk says: whoever compares bundles must see no change.
func TestNotesAreTheSameWhenReadAgain(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	id := strings.Repeat("0a", 32)
	what := "x"
	for _, change := range []NotesChange{
		{What: &what},
		{Tx: map[diagnostics.TxRole]string{diagnostics.Payout: id}},
		{Tx: map[diagnostics.TxRole]string{diagnostics.Payout: ""}},
	} {
		if err := b.SetNotes(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		again, err := b.library.Open(fullOne)
		if err != nil || !reflect.DeepEqual(again.Notes(), b.Notes()) {
			t.Errorf("in memory %#v, on disk %#v, %v", b.Notes(), again.Notes(), err)
		}
	}
}

// What is so already is no change: nothing is written, nothing is left to undo.
func TestSameNotesAreNoChange(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	what, same := "It failed.", " It failed. "
	tx := map[diagnostics.TxRole]string{diagnostics.Deposit: txid}
	if err := b.SetNotes(t.Context(), NotesChange{What: &what, Tx: tx}); err != nil {
		t.Fatal(err)
	}
	first, _ := b.LastChange()
	for _, change := range []NotesChange{{}, {What: &same}, {Tx: tx}, {Tx: map[diagnostics.TxRole]string{diagnostics.Payout: ""}}} {
		if err := b.SetNotes(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		if last, _ := b.LastChange(); last != first {
			t.Errorf("%+v is a change: %+v", change, last)
		}
	}
	if _, err := b.Undo(t.Context()); err != nil || b.Notes().What != "" {
		t.Errorf("%q is left, %v", b.Notes().What, err)
	}
}
