package work_test

import (
	"testing"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/app/config"
	"tradecase/app/work"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// TestEveryNetworkHasAChain goes by the list of the settings.
func TestEveryNetworkHasAChain(t *testing.T) {
	for _, network := range config.Networks() {
		d := work.NewDesk(t.TempDir(), "test", "test", config.Settings{Network: network})
		t.Cleanup(d.Close)
		set, err := d.Chain("")
		if err != nil {
			t.Fatalf("%s: %v", network, err)
		}
		given, err := checkDesk(t).Chain(network)
		if err != nil || given != set || work.NetworkOf(set.Name) != network {
			t.Errorf("%s: given %v, set %v, back %q (%v)", network, given, set, work.NetworkOf(set.Name), err)
		}
	}
	d := checkDesk(t)
	if params, err := d.Chain(""); err != nil || params != &chaincfg.MainNetParams {
		t.Errorf("usually: %v, %v", params, err)
	}
	if _, err := d.Chain("mars"); err == nil || diagnostics.Hint(err) == "" {
		t.Errorf("there is no such network: %v", err)
	}
	if got := work.NetworkOf("mars"); got != "mars" {
		t.Errorf("what none has is %q", got)
	}
}

// TestNetworkTakesEffectAtTheNextCheck changes the network under a desk that
// has a bundle and has asked its explorers already.
func TestNetworkTakesEffectAtTheNextCheck(t *testing.T) {
	made, chain := invented(t, "p4/burning-2024/paid/maker-buys")
	_, urls := explorers(t, chain, 2)
	var s config.Settings
	for i, url := range urls {
		name := []string{"one", "two"}[i]
		s.Explorers = append(s.Explorers, config.Explorer{Name: name, Operator: name, URL: url})
	}
	d := work.NewDesk(t.TempDir(), "test", "test", s)
	t.Cleanup(d.Close)
	if _, err := d.New(t.Context(), string(made.ID)); err != nil {
		t.Fatal(err)
	}
	in := work.CheckInput{Bundle: string(made.ID), Contract: contractFile(t, made)}
	for _, step := range []struct {
		settings, flag, chain string
		there                 bool
	}{
		{"", "", "mainnet", false}, // the servers are of another network, which counts as no answer
		{"regtest", "", "regtest", true},
		{"regtest", "mainnet", "mainnet", false}, // what is given wins
		{"", "regtest", "regtest", true},
		{"testnet", "", "testnet3", false},
	} {
		s.Network = step.settings
		d.Use(s)
		in.Network = step.flag
		c, err := d.Check(t.Context(), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.Trade.Network != step.chain || (c.Money == trade.PaidOut) != step.there {
			t.Errorf("settings %q, given %q: %s on %s", step.settings, step.flag, c.Money, c.Trade.Network)
		}
		for _, tx := range c.Transactions {
			if !step.there && (tx.State == trade.Absent || tx.State == trade.Confirmed) {
				t.Errorf("settings %q: %s is %s by servers of another network", step.settings, tx.Role, tx.State)
			}
		}
		tested, err := d.TestExplorers(t.Context(), step.flag, nil)
		if err != nil || tested[0].Reachable != step.there || step.there == (tested[0].Fault != "") {
			t.Errorf("settings %q: %+v, %v", step.settings, tested, err)
		}
	}
}
