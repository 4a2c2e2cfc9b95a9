package model

import (
	"testing"
	"time"

	"tradecase/bundle"
	"tradecase/diagnostics"
)

func TestUndoOffersWhatWasChangedHere(t *testing.T) {
	start := time.Date(2026, 3, 1, 12, 0, 0, 500, time.UTC)
	u := NewUndo(start)
	for name, tt := range map[string]struct {
		change *bundle.Change
		want   string
	}{
		"nothing":      {nil, ""},
		"long ago":     {&bundle.Change{Kind: bundle.ChangeAdd, Subject: "a", At: start.Add(-time.Hour)}, ""},
		"in this tick": {&bundle.Change{Kind: bundle.ChangeAdd, Subject: "a", At: start.Truncate(time.Second)}, "undo.added"},
		"removed":      {&bundle.Change{Kind: bundle.ChangeRemove, Subject: "seller/bisq.log", At: start.Add(time.Second)}, "undo.removed"},
		"moved":        {&bundle.Change{Kind: bundle.ChangeMove, Subject: "a", At: start.Add(time.Second)}, "undo.moved"},
		"noted":        {&bundle.Change{Kind: bundle.ChangeNote, Subject: "what", At: start.Add(time.Second)}, "undo.noted"},
		"found":        {&bundle.Change{Kind: bundle.ChangeFound, Subject: "notes", At: start.Add(time.Second)}, "undo.found"},
		"found one":    {&bundle.Change{Kind: bundle.ChangeFound, Subject: "deposit", At: start.Add(time.Second)}, "undo.found.one"},
		"unknown":      {&bundle.Change{Kind: "merge", At: start.Add(time.Second)}, "undo.changed"},
	} {
		u.Load(tt.change, nil)
		got, ok := u.Offered()
		if got.Key != tt.want || ok != (tt.want != "") {
			t.Errorf("%s: offers %q, %v", name, got.Key, ok)
		}
		if tt.change != nil && got.Data["Name"] != nil && got.Data["Name"] != tt.change.Subject {
			t.Errorf("%s: names %v", name, got.Data["Name"])
		}
	}
}

func TestUndoKnowsWhatIsKept(t *testing.T) {
	u := NewUndo(time.Now())
	if u.Keeps() {
		t.Error("keeps something at once")
	}
	u.Removed()
	u.Removed()
	u.Undone(bundle.Change{Kind: bundle.ChangeMove})
	u.Undone(bundle.Change{Kind: bundle.ChangeRemove})
	if !u.Keeps() {
		t.Error("one is still removed")
	}
	if got := u.Undone(bundle.Change{Kind: bundle.ChangeRemove, Subject: "a"}); u.Keeps() || got.Key != "undo.done" {
		t.Errorf("keeps %v, says %q", u.Keeps(), got.Key)
	}
}

func TestUndoNamesItemsByTheirPath(t *testing.T) {
	u := NewUndo(time.Now())
	u.Load(nil, []bundle.Item{{Number: 3, Party: "seller", Name: "bisq.log"}})
	u.Load(&bundle.Change{Kind: bundle.ChangeRemove, Subject: "#3", At: time.Now()}, nil)
	if got, _ := u.Offered(); got.Data["Name"] != "seller/bisq.log" {
		t.Errorf("it names %v", got.Data["Name"])
	}
}

func TestLostIn(t *testing.T) {
	tx := func(id string) map[diagnostics.TxRole]string {
		return map[diagnostics.TxRole]string{diagnostics.Deposit: id}
	}
	then := &bundle.Change{Kind: bundle.ChangeAdd, Subject: "#1", At: time.Unix(1, 0)}
	lost := LostIn(bundle.Notes{What: "it", When: "now", Tx: tx("aa"), Dispute: bundle.DisputeMediation}, bundle.Notes{When: "now", Tx: tx("bb"), Dispute: bundle.DisputeUnknown}, then)
	if lost == nil || *lost.Change.What != "it" || lost.Change.When != nil || lost.Change.Unusual != nil || len(lost.Change.Tx) != 1 || lost.Change.Tx[diagnostics.Deposit] != "aa" || *lost.Change.Dispute != bundle.DisputeMediation {
		t.Fatalf("lost %+v", lost)
	}
	if same := *then; !lost.Fits(&same) || lost.Fits(nil) || lost.Fits(&bundle.Change{Kind: bundle.ChangeNote}) {
		t.Error("it does not know whether anything was changed since")
	}
	if LostIn(bundle.Notes{What: "it"}, bundle.Notes{What: "it"}, nil) != nil {
		t.Error("an undo of something else takes nothing out of the notes")
	}
	if LostIn(bundle.Notes{Tx: tx("aa"), Found: []diagnostics.TxRole{diagnostics.Deposit}}, bundle.Notes{}, nil) != nil {
		t.Error("what a check has found would become the agent's")
	}
}
