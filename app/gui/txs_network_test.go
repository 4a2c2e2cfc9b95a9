package gui

import (
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tradecase/app/config"
	"tradecase/app/gui/model"
	"tradecase/explorer"
	"tradecase/explorer/tor"
)

// TestNetworkIsChosen chooses another network in the settings: it is kept where
// tradecase config keeps it, and said wherever transactions are looked up.
func TestNetworkIsChosen(t *testing.T) {
	r, _ := checking(t)
	x := r.checkNow()
	if x.network.Visible() || r.tor.other.Visible() || r.tor.place.Text != "Tor: off" || x.stale.Visible() {
		t.Errorf("on mainnet it says %q", r.tor.place.Text)
	}
	r.openNetworkSettings()
	choose := func(at int, network string) {
		r.options.selects[model.Network].SetSelectedIndex(at)
		r.until("the network is stored", func() bool { return r.stored().Network == network })
		r.until("it is used", func() bool { return r.Window.setup.Settings.Network == network })
	}
	choose(2, config.Regtest)
	for name, n := range map[string]interface{ Message() model.Message }{"transactions": x.network, "Tor": r.tor.other} {
		if m := n.Message(); m.Sign != model.Warn || m.Text.Key != "network.other" || m.Hint.Empty() {
			t.Errorf("the page about %s says %+v", name, m)
		}
	}
	if r.tor.place.Text != "Tor: off · not Mainnet" {
		t.Errorf("the frame says %q", r.tor.place.Text)
	}
	if text, _ := said(x.stale); text != "This was checked on Mainnet; the settings say Regtest now. Check again." {
		t.Errorf("what was checked before: %q", text)
	}
	if params, err := r.desk.Chain(""); err != nil || params.Name != "regtest" {
		t.Errorf("the desk goes by %v, %v", params, err)
	}
	r.tor.show(tor.Status{State: tor.On, Percent: 100})
	if r.tor.place.Text != "Tor: on, 4 explorers · not Mainnet" {
		t.Errorf("the frame says %q", r.tor.place.Text)
	}
	choose(0, "")
	if x.network.Visible() || r.tor.other.Visible() || x.stale.Visible() || strings.Contains(r.tor.place.Text, "Mainnet") {
		t.Errorf("back on mainnet it says %q", r.tor.place.Text)
	}
}

// TestCheckSaysWhetherItGoesThroughTor: not if all who are asked are servers of
// one's own.
func TestCheckSaysWhetherItGoesThroughTor(t *testing.T) {
	r, _ := checking(t)
	x := r.page.txs
	own := config.Explorer{Name: "own", Operator: "own", URL: "http://127.0.0.1:3000"}
	other := config.Explorer{Name: "other", Operator: "other", URL: "http://" + strings.Repeat("a", 56) + ".onion"}
	for i, tt := range []struct {
		settings config.Settings
		want     string
	}{
		{config.Settings{}, "Check, through Tor"},
		{config.Settings{Explorers: []config.Explorer{own}}, "Check, with your own servers"},
		{config.Settings{Explorers: []config.Explorer{own, other}}, "Check, through Tor"},
		{config.Settings{Explorers: []config.Explorer{own}, Node: config.Node{URL: other.URL}}, "Check, through Tor"},
		{config.Settings{Explorers: []config.Explorer{own}, Node: config.Node{URL: "http://192.168.0.2:8332"}}, "Check, with your own servers"},
	} {
		tt.settings.Role = config.RoleSupport
		r.use(tt.settings)
		if x.check.Text != tt.want {
			t.Errorf("%d: it says %q, want %q", i, x.check.Text, tt.want)
		}
	}
}

// TestResultIsCopied opens the page and checks with the keyboard, and copies
// what came of it.
func TestResultIsCopied(t *testing.T) {
	r, d := checking(t)
	x := r.page.txs
	if x.copy.Visible() {
		t.Error("there is nothing to copy yet")
	}
	d.caught = []explorer.Disagreement{{Code: explorer.LieDenied, Source: "explorer.example", Detail: "it denied what others prove"}}
	r.page.tabs.Open(overviewTab)
	r.keys[fyne.Key5]()
	if r.win.Canvas().Focused() != fyne.Focusable(x.check) {
		t.Fatal("the key does not lead to the button")
	}
	key(x.check, fyne.KeyReturn)
	r.until("it is checked", func() bool { return x.job == nil && x.now != nil })
	test.Tap(x.copy)
	got := r.app.Clipboard().Content()
	for _, want := range []string{"Checked at ", "absent everywhere", "explorer.example: it says that there is no such transaction, though a block holds it"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in:\n%s", want, got)
		}
	}
}

func TestGoldenOnAnotherNetwork(t *testing.T) {
	r, _ := checking(t)
	nowhere := t.TempDir()
	if _, err := r.setup().File.Change(func(s *config.Settings) error {
		s.Role, s.Network, s.Tor.Program = config.RoleSupport, config.Regtest, filepath.Join(nowhere, "tor")
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	r.openNetworkSettings()
	r.settle()
	r.until("the settings are read", func() bool { return r.options.network.found.Text != "" && r.tor.other.Visible() })
	r.golden("settings-network", nowhere)
	r.closeAside()
	r.golden("transactions-network")
	r.openTor()
	r.golden("tor-network")
}
