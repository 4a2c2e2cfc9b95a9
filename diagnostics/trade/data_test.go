package trade

import (
	"bytes"
	"testing"

	"tradecase/assets"
)

func TestDataIsSound(t *testing.T) {
	d, err := load()
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Lists.Member) != 35 || len(d.legacyReceivers) != 5 || len(d.feeReceivers) != 46 {
		t.Errorf("%d members, %d legacy receivers, %d fee receivers", len(d.Lists.Member), len(d.legacyReceivers), len(d.feeReceivers))
	}
	longest := 0
	for _, list := range d.Lists.List {
		longest = max(longest, list.Entries)
	}
	if longest != 28 { // delayed.amount says so
		t.Errorf("the longest list has %d entries", longest)
	}
	if d.rateAt(0).MakerBTC != 100_000 || d.rateAt(581_106).TakerBSQ != 150 || d.rateAt(581_107).TakerBSQ != 480 ||
		d.rateAt(900_000).TakerBSQ != 10_597 || d.rateAt(600_000).TakerBTC != 600_000 || d.lastRate() != 706_305 {
		t.Error("a rate is not what it was")
	}
	for height, want := range map[int32]int{500_000: 1, 600_000: 0, 640_000: 2, 660_000: 0, 680_000: 3, 700_000: 0, 900_000: 4} {
		if got := d.protocolAt(height); got != want {
			t.Errorf("at %d: protocol %d, want %d", height, got, want)
		}
	}
	for version, want := range map[string]int{"1.9.17": 4, "1.7.0": 4, "1.6.5": 3, "1.4.2": 2, "1.1.7": 1, "0.4.9": 0, "1.10.3": 4, "x": 0, "1.9.1-SNAPSHOT": 4} {
		if got := d.protocolOf(version); got != want {
			t.Errorf("%s: protocol %d, want %d", version, got, want)
		}
	}
}

func TestDataThatContradictsItselfIsRefused(t *testing.T) {
	for _, c := range [][2]string{
		{"sure_until = 656000", "sure_until = 605000"},
		{"legacy_until = 769500", "legacy_until = 770500"},
		{"height = 585787", "height = 100"},
		{"tolerance = 0.5", "tolerance = 0"},
		{`address = "1BVxNn3T12veSK6DgqwU4Hdn7QHcDDRag7"`, `address = "1BVxNn3T12veSK6DgqwU4Hdn7QHcDDRag8"`},
		{"entries = 28", "entries = 36"},
		{"[burning_men]", "[burning_men"},
		{"multisig = \"2-of-3 P2SH\"\n", ""},
	} {
		if !bytes.Contains(assets.Trade, []byte(c[0])) {
			t.Fatalf("%q is not in the data", c[0])
		}
		if _, err := parseData(bytes.Replace(assets.Trade, []byte(c[0]), []byte(c[1]), 1)); err == nil {
			t.Errorf("%q instead of %q was read", c[1], c[0])
		}
	}
}
