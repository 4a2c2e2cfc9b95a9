package model

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tradecase/bundle"
	"tradecase/diagnostics"
)

var (
	txA = strings.Repeat("ab", 32)
	txB = strings.Repeat("cd", 32)
)

func TestNotesTypeAndSave(t *testing.T) {
	deposit := TxField(diagnostics.Deposit)
	n := NewNotes(bundle.Notes{What: "old", Tx: map[diagnostics.TxRole]string{diagnostics.Deposit: txA}})
	if n.Text(What) != "old" || n.Text(deposit) != txA || len(n.Unsaved()) != 0 {
		t.Fatal("what is stored is not shown")
	}
	n.Type(What, "new")
	n.Type(deposit, " "+strings.ToUpper(txB))
	if got := n.Unsaved(); !slices.Equal(got, []Field{What, deposit}) {
		t.Fatalf("unsaved %v", got)
	}
	edit, ok := n.Begin(n.Unsaved()...)
	if !ok || *edit.Change.What != "new" || edit.Change.When != nil || !strings.EqualFold(edit.Change.Tx[diagnostics.Deposit], txB) {
		t.Fatalf("edit %+v", edit.Change)
	}
	n.Type(What, "newer") // while it is being saved
	n.Done(edit, bundle.Notes{What: "new", Tx: map[diagnostics.TxRole]string{diagnostics.Deposit: txB}}, nil)
	if n.Text(What) != "newer" || n.Text(deposit) != txB || !slices.Equal(n.Unsaved(), []Field{What}) {
		t.Errorf("after saving: %q, %q, unsaved %v", n.Text(What), n.Text(deposit), n.Unsaved())
	}
	n.Type(What, "new") // as it is stored
	if len(n.Unsaved()) != 0 {
		t.Errorf("unsaved %v although all is as stored", n.Unsaved())
	}
}

func TestNotesTrouble(t *testing.T) {
	maker := TxField(diagnostics.MakerFee)
	n := NewNotes(bundle.Notes{})
	n.Type(maker, "12345")
	n.Type(When, "today")
	edit, ok := n.Begin(n.Unsaved()...)
	if !ok || edit.Change.Tx != nil || *edit.Change.When != "today" {
		t.Fatalf("a wrong ID holds up the rest: %+v", edit.Change)
	}
	if m := n.Trouble(maker); m.Sign != Bad || m.Hint.Empty() {
		t.Errorf("a wrong ID has no trouble: %+v", m)
	}
	n.Done(edit, bundle.Notes{When: "today"}, nil)
	if got := n.Unsaved(); !slices.Equal(got, []Field{maker}) {
		t.Errorf("unsaved %v", got)
	}
	n.Type(maker, txA)
	if !n.Trouble(maker).Empty() {
		t.Error("the trouble stays although something else was typed")
	}
	edit, _ = n.Begin(maker)
	n.Done(edit, bundle.Notes{}, errors.New("disk full"))
	if n.Trouble(maker).Text.English != "Disk full" || n.Text(maker) != txA {
		t.Errorf("what could not be saved: %q, %+v", n.Text(maker), n.Trouble(maker))
	}
	if _, ok := n.Begin(What); ok {
		t.Error("a field that was not changed is saved")
	}
}

func TestNotesClearAndDispute(t *testing.T) {
	n := NewNotes(bundle.Notes{Tx: map[diagnostics.TxRole]string{diagnostics.Payout: txA}})
	n.Type(TxField(diagnostics.Payout), " ")
	n.Type(Dispute, string(bundle.DisputeMediation))
	edit, ok := n.Begin(n.Unsaved()...)
	if id, there := edit.Change.Tx[diagnostics.Payout]; !ok || !there || id != "" || *edit.Change.Dispute != bundle.DisputeMediation {
		t.Errorf("edit %+v", edit.Change)
	}
	n.Type(Dispute, "war")
	if edit, _ := n.Begin(Dispute); edit.Change.Dispute != nil || n.Trouble(Dispute).Empty() {
		t.Error("a dispute that does not exist is saved")
	}
}

func TestNotesLoadKeepsWhatIsTyped(t *testing.T) {
	n := NewNotes(bundle.Notes{What: "old"})
	n.Type(What, "typed")
	n.Load(bundle.Notes{What: "from the command line", When: "noon"})
	if n.Text(What) != "typed" || n.Text(When) != "noon" {
		t.Errorf("shows %q and %q", n.Text(What), n.Text(When))
	}
}
