package model

import (
	"slices"
	"strings"
	"testing"

	"tradecase/bundle"
	"tradecase/diagnostics"
)

func TestGroups(t *testing.T) {
	check := bundle.Checklist{State: bundle.Open, Items: []bundle.Row{
		{Slot: "description", State: bundle.Done, Title: "What happened", Detail: "it broke", Ask: "Please describe"},
		{Slot: "when", State: bundle.Missing, Title: "When", Ask: "When?"},
		{Slot: "transactions", State: bundle.Partial, Title: "IDs", Ask: "Send them"},
		{Slot: "logs", Party: diagnostics.Buyer, State: bundle.Missing, Ask: "Send logs"},
		{Slot: "logs", Party: diagnostics.Unknown, State: bundle.Unsure},
		{Slot: bundle.ChatSeller, Party: diagnostics.Seller, State: bundle.Missing, Ask: "Send it"},
		{Slot: bundle.Popup, State: bundle.Empty, Ask: "If there was one"},
		{Slot: "screenshots", State: bundle.Unsure},
		{Slot: "new-kind", State: "unheard-of"},
	}}
	groups := Groups(check)
	var keys []string
	rows := map[string]Row{}
	for _, g := range groups {
		keys = append(keys, g.Title.Key)
		for _, r := range g.Rows {
			rows[strings.TrimSpace(r.Key)] = r
		}
	}
	if want := []string{"checklist.missing", "checklist.unsure", "checklist.there", "checklist.optional"}; !slices.Equal(keys, want) {
		t.Fatalf("groups %v, want %v", keys, want)
	}
	if len(groups[0].Rows) != 4 || groups[0].Title.Data["Count"] != 4 || len(groups[1].Rows) != 2 {
		t.Errorf("%d rows are missing, want 4", len(groups[0].Rows))
	}
	for key, want := range map[string]Row{
		"description":  {Sign: Good, Fill: Write},
		"when":         {Sign: Absent, Fill: Write, Ask: Plain("When?")},
		"transactions": {Sign: Part, Fill: Write, Ask: Plain("Send them")},
		"logs buyer":   {Sign: Absent, Fill: File, Target: Target{Party: diagnostics.Buyer}, Ask: Plain("Send logs")},
		"logs unknown": {Sign: Question, Fill: Sort},
		"chat-seller seller": {
			Sign: Absent, Fill: File, Target: Target{Slot: bundle.ChatSeller}, Ask: Plain("Send it"),
		},
		"popup":       {Sign: Optional, Fill: File, Target: Target{Slot: bundle.Popup}, Ask: Plain("If there was one")},
		"screenshots": {Sign: Question, Fill: Sort},
		"new-kind":    {Sign: Question, Fill: Write},
	} {
		got := rows[key]
		if got.Sign != want.Sign || got.Fill != want.Fill || got.Target != want.Target || fill(t, got.Ask) != fill(t, want.Ask) {
			t.Errorf("%s: got %+v, want %+v", key, got, want)
		}
		if got.State.Empty() {
			t.Errorf("%s: its state has no words", key)
		}
	}
}

func TestDamagedHasNoChecklist(t *testing.T) {
	groups := Groups(bundle.Checklist{State: bundle.Damaged, Items: []bundle.Row{{State: bundle.Missing}, {State: bundle.Done}}})
	if len(groups) != 1 || len(groups[0].Rows) != 0 || groups[0].Title.Key != "checklist.unknown" {
		t.Errorf("got %+v", groups)
	}
}

func TestHeading(t *testing.T) {
	for state, want := range map[bundle.State]Sign{bundle.Open: NoSign, bundle.ReadOnly: Warn, bundle.Damaged: Bad} {
		h := HeadingOf(bundle.Checklist{ID: "UGLRYY", State: state, Reason: "bundle.json: no"})
		if h.Warning.Sign != want || h.Warning.Empty() != (state == bundle.Open) {
			t.Errorf("%s: warning %+v", state, h.Warning)
		}
		if state != bundle.Open && fill(t, h.Warning.Text.Data["Reason"]) != "bundle.json: no" {
			t.Errorf("%s: the reason is not told: %v", state, h.Warning.Text.Data)
		}
	}
}

func TestTargets(t *testing.T) {
	all := Targets()
	if len(all) != 9 || all[0] != (Target{Party: diagnostics.Unknown}) {
		t.Fatalf("targets %v", all)
	}
	for _, target := range all {
		if target.Label().Empty() || (target.Party == "") == (target.Slot == "") {
			t.Errorf("%+v is no proper target", target)
		}
	}
}

func TestHolding(t *testing.T) {
	items := []bundle.Item{
		{Party: diagnostics.Buyer, Size: 1500},
		{Party: diagnostics.Buyer, Size: 500},
		{Party: diagnostics.Unknown, Size: 7},
		{Party: diagnostics.Unknown, Size: 9, Slot: bundle.TradeDetails},
	}
	if p := Holding(items, diagnostics.Buyer); p.Data["Count"] != 2 || fill(t, p.Data["Size"]) != "2.0 kB" {
		t.Errorf("buyer holds %+v", p)
	}
	if p := Holding(items, diagnostics.Unknown); p.Data["Count"] != 1 {
		t.Errorf("nobody holds %+v", p)
	}
	if p := Holding(items, diagnostics.Seller); p.Key != "holding.none" {
		t.Errorf("seller holds %+v", p)
	}
}

func TestMoves(t *testing.T) {
	parties := func(ts []Target) (n int) {
		for _, t := range ts {
			if t.Party != "" {
				n++
			}
		}
		return n
	}
	for name, tt := range map[string]struct {
		item                bundle.Item
		parties, slots      int
		contract, ownTarget bool
	}{
		"log":   {bundle.Item{Kind: bundle.Log, Party: diagnostics.Buyer}, 2, 0, false, false},
		"image": {bundle.Item{Kind: bundle.Image, Party: diagnostics.Unknown}, 2, 5, false, false},
		"image in a slot": {
			bundle.Item{Kind: bundle.Image, Party: diagnostics.Buyer, Slot: bundle.ChatBuyer}, 2, 4, false, false,
		},
		"text": {bundle.Item{Kind: bundle.Text, Party: diagnostics.Unknown, Slot: bundle.Popup}, 0, 5, true, false},
	} {
		moves := Moves(tt.item)
		if p := parties(moves); p != tt.parties || len(moves)-p != tt.slots {
			t.Errorf("%s: %d parties and %d slots, want %d and %d", name, p, len(moves)-p, tt.parties, tt.slots)
		}
		if got := slices.Contains(moves, Target{Slot: bundle.Contract}); got != tt.contract {
			t.Errorf("%s: contract offered: %v", name, got)
		}
		if slices.Contains(moves, Target{Party: tt.item.Party}) || tt.item.Slot != "" && slices.Contains(moves, Target{Slot: tt.item.Slot}) {
			t.Errorf("%s: may be moved to where it is", name)
		}
	}
}

func TestItem(t *testing.T) {
	it := ItemOf(bundle.Item{Number: 7, Party: diagnostics.Seller, Name: "chat.png", Kind: bundle.Image, Slot: bundle.ChatSeller, Size: 1234})
	if it.Name() != "#7" || it.Path != "seller/chat.png" || fill(t, it.Size) != "1.2 kB" || fill(t, it.Slot) != "Seller's first chat message" {
		t.Errorf("got %+v", it)
	}
	if k := ItemOf(bundle.Item{Kind: "unheard-of"}).Kind.Key; k != "kind.unknown" {
		t.Errorf("an unknown kind is called %s", k)
	}
}

func TestAdded(t *testing.T) {
	two := make([]bundle.Item, 2)
	skipped := make([]bundle.Skipped, 3)
	for name, tt := range map[string]struct {
		added bundle.Added
		sign  Sign
		hint  any
	}{
		"all":     {bundle.Added{Items: two}, Good, nil},
		"some":    {bundle.Added{Items: two, Skipped: skipped}, Good, 3},
		"nothing": {bundle.Added{Skipped: skipped}, Warn, 3},
	} {
		m := Added(tt.added)
		if m.Sign != tt.sign || m.Hint.Data["Count"] != tt.hint {
			t.Errorf("%s: got %+v", name, m)
		}
	}
}
