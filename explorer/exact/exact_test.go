package exact_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"tradecase/explorer/exact"
)

type inner struct {
	Height int `json:"block_height"`
}

type outer struct {
	Confirmed bool             `json:"confirmed"`
	Status    inner            `json:"status"`
	List      []*inner         `json:"list,omitempty"`
	Map       map[string]inner `json:"map"`
	Untagged  int
	skipped   int
}

func TestUnmarshal(t *testing.T) {
	for text, want := range map[string]struct {
		meant string // of a KeyError
		twice bool
		bad   bool // another error
	}{
		`{"confirmed": true, "status": {"block_height": 5}, "list": [{"block_height": 1}, {"block_height": 2}]}`: {},
		`{"other": {"a": 1}, "more": [{"a": 1}, {"a": 2}, [[{"a": 3}]]], "untagged": 3}`:                         {},
		`[1, "confirmed", "confirmed"]`:                                      {bad: true},
		`{"confirmed": true, "confirmed": false}`:                            {twice: true},
		`{"confirmed": true, "Confirmed": false}`:                            {meant: "confirmed"},
		`{"other": 1, "OTHER": 2}`:                                           {twice: true},
		`{"status": {"block_height": 5, "x": {}, "block_height": 6}}`:        {twice: true},
		`{"list": [{"block_height": 5}, {"block_height": 5, "x":1, "x":2}]}`: {twice: true},
		`{"con\u0066irmed": true, "confirmed": false}`:                       {twice: true},
		`{"Confirmed": true}`:                                                {meant: "confirmed"},
		`{"status": {"BLOCK_HEIGHT": 5}}`:                                    {meant: "block_height"},
		"{\"\u017ftatus\": {}}":                                              {meant: "status"},
		"{\"bloc\u212a_height\": 3}":                                         {meant: "block_height"},
		"{\"\u00e9\": 3, \"\u00c9\": 4}":                                     {twice: true},
		`{"confirmed": `:                                                     {bad: true},
		`{"confirmed": true} {`:                                              {bad: true},
		``:                                                                   {bad: true},
	} {
		var o outer
		err := exact.Unmarshal([]byte(text), &o)
		var key *exact.KeyError
		switch isKey := errors.As(err, &key); {
		case want.bad && (err == nil || isKey):
			t.Errorf("%s: %v", text, err)
		case (want.twice || want.meant != "") && (!isKey || key.Meant != want.meant || strings.Contains(key.Error(), "\u017f")):
			t.Errorf("%s: %v", text, err)
		case !want.bad && !want.twice && want.meant == "" && err != nil:
			t.Errorf("%s: %v", text, err)
		}
	}
	_ = outer{}.skipped
}

func TestCheck(t *testing.T) {
	for text, bad := range map[string]bool{
		`{"id": 1, "other": {"ID2": 3}}`: false,
		`{"ID": 1}`:                      true,
		`{"x": [{"Id": 1}]}`:             true,
		`{"a": 1, "a": 1}`:               true,
		`{"a": "b`:                       true,
		`{"a": {`:                        true,
		`7`:                              false,
	} {
		if err := exact.Check([]byte(text), "id"); (err != nil) != bad {
			t.Errorf("%s: %v", text, err)
		}
	}
}

// FuzzUnmarshal: what is read has one meaning, so that writing it again in other
// order and reading that gives the same.
func FuzzUnmarshal(f *testing.F) {
	for _, text := range []string{`{"confirmed": true, "status": {"block_height": 5}}`, `{"a": 1, "A": 2}`, `[{"x":{"y":[]}}]`, "{\"\u212a\": 1}"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var o outer
		if exact.Unmarshal(text, &o) != nil {
			return
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(text, &members); err != nil {
			return // null, or a list of nothing
		}
		again, err := json.Marshal(members)
		if err != nil {
			t.Fatal(err)
		}
		var p outer
		if err := exact.Unmarshal(again, &p); err != nil || p.Confirmed != o.Confirmed || p.Status != o.Status {
			t.Fatalf("%v: %+v, %+v", err, o, p)
		}
	})
}
