package model

import (
	"slices"
	"testing"

	"tradecase/bundle"
	"tradecase/diagnostics"
)

func TestShortenID(t *testing.T) {
	for id, want := range map[diagnostics.TradeID]string{
		"UGLRYY": "UGLRYY",
		"UGLRYY-ebc606f3-70a4-4b44-89b7-1dd6b1d0a9f2-1917": "UGLRYY-ebc606f3…-1917",
		"4471902-0f6d2a3b-9c1e-4b7a-8d55-3e2f1a0b9c8d-150": "4471902-0f6d2a3b…-150",
		"x-1-2": "x-1-2",
	} {
		if got := ShortenID(id); got != want {
			t.Errorf("ShortenID(%s) = %s, want %s", id, got, want)
		}
	}
	if got := ShortenHash("0123456789abcdef0123456789abcdef"); got != "0123456789ab…456789abcdef" {
		t.Errorf("hash shortened to %s", got)
	}
	if got := ShortenHash("short"); got != "short" {
		t.Errorf("a short hash became %s", got)
	}
}

func TestStanding(t *testing.T) {
	for name, tt := range map[string]struct {
		summary bundle.Summary
		sign    Sign
		key     string
		count   any
	}{
		"ready":     {bundle.Summary{State: bundle.Open, Ready: true}, Good, "state.ready", nil},
		"missing":   {bundle.Summary{State: bundle.Open, Missing: 2}, Absent, "state.missing", 2},
		"read-only": {bundle.Summary{State: bundle.ReadOnly, Ready: true}, Warn, "state.readonly", nil},
		"damaged":   {bundle.Summary{State: bundle.Damaged}, Bad, "state.damaged", nil},
	} {
		l := line(tt.summary)
		if l.Sign != tt.sign || l.State.Key != tt.key || l.State.Data["Count"] != tt.count {
			t.Errorf("%s: got %+v", name, l)
		}
	}
}

// TestSameShortIDsAreToldApart by as much of the ID as it takes.
func TestSameShortIDsAreToldApart(t *testing.T) {
	const rest = "-9c1e-4b7a-8d55-3e2f1a0b9c8d-150"
	var l List
	var all []bundle.Summary
	want := map[diagnostics.TradeID]string{
		"xeeOtQ-0f6d2a3b" + rest:                           "xeeOtQ",
		"UGLRYY-0f6d2a3b" + rest:                           "UGLRYY-0f6d2a3b",
		"uglryy-1f6d2a3b" + rest:                           "uglryy-1f6d2a3b",
		"4471902-0f6d2a3b" + rest:                          "4471902-0f6d2a3b…-150",
		"4471902-0f6d2a3b-9c1e-4b7a-8d55-3e2f1a0b9c8d-151": "4471902-0f6d2a3b…-151",
		"abcdef-0f6d2a3b" + rest:                           "abcdef-0f6d2a3b" + rest,
		"abcdef-0f6d2a3b-9c1e-4b7a-8d55-3e2f1a0b9c8e-150":  "abcdef-0f6d2a3b-9c1e-4b7a-8d55-3e2f1a0b9c8e-150",
	}
	for id := range want {
		all = append(all, bundle.Summary{ID: id})
	}
	l.Load(all)
	l.Search("0F6D") // what is not shown counts, too
	for i := range l.Len() {
		if got := l.At(i); got.Title != want[got.ID] {
			t.Errorf("%s is called %s, want %s", got.ID, got.Title, want[got.ID])
		}
	}
	if l.Len() != len(want)-1 {
		t.Errorf("%d lines", l.Len())
	}
}

func TestListSearch(t *testing.T) {
	all := []bundle.Summary{
		{ID: "4471902-0f6d2a3b-9c1e-4b7a-8d55-3e2f1a0b9c8d-1103"}, {ID: "UGLRYY"}, {ID: "xeeOtQ"},
	}
	var l List
	l.Load(all)
	spaced := " uglry "
	for search, want := range map[string][]string{
		"": {"4471902", "UGLRYY", "xeeOtQ"}, spaced: {"UGLRYY"}, "XEEO": {"xeeOtQ"}, "9C1E": {"4471902"}, "nothing": nil,
	} {
		l.Search(search)
		var got []string
		for i := range l.Len() {
			got = append(got, l.At(i).Title)
		}
		if !slices.Equal(got, want) {
			t.Errorf("search %q shows %v, want %v", search, got, want)
		}
	}
	l.Search("xee")
	l.Load(all[1:]) // the search stays
	if l.Len() != 1 || l.Find("xeeOtQ") != 0 || l.Find("UGLRYY") != -1 || !l.Has("UGLRYY") || l.Has("gone") || l.Total() != 2 {
		t.Errorf("after loading again: %d shown of %d", l.Len(), l.Total())
	}
	if l.At(-1).ID != "" || l.At(7).ID != "" {
		t.Error("a place outside the list is not empty")
	}
}
