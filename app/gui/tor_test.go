package gui

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tradecase/app/config"
	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/explorer/tor"
)

// withoutTor has the window look for tor where there is none.
func (r *rig) withoutTor() {
	r.use(config.Settings{Role: config.RoleSupport, Tor: config.Tor{Program: filepath.Join(r.t.TempDir(), "tor")}})
}

func TestTorIsForAgentsOnly(t *testing.T) {
	r := newRig(t, nil)
	if !r.tor.place.Visible() || r.tor.place.Text != "Tor: off" || r.tor.place.Icon == nil {
		t.Errorf("an agent sees %q", r.tor.place.Text)
	}
	r.setRole(roleUser)
	if r.tor.place.Visible() {
		t.Error("who only exports logs sees Tor")
	}
	r.keys[fyne.KeyT]()
	if r.aside {
		t.Error("the key opens it")
	}
	r.openSettings()
	if r.options.tabs.Buttons[networkTab].Visible() {
		t.Error("the settings have the network in them")
	}
	r.setRole(roleSupport)
	if !r.tor.place.Visible() {
		t.Error("it does not come back")
	}
}

func TestTorIsNotStartedByLooking(t *testing.T) {
	r := newRig(t, nil)
	r.keys[fyne.KeyT]()
	if !r.aside || r.win.Canvas().Focused() != fyne.Focusable(r.tor.act) {
		t.Fatal("the key does not lead to the page")
	}
	r.openNetworkSettings()
	r.settle()
	if s := r.desk.Network().Status(); s.State != tor.Off {
		t.Errorf("Tor is %s", s.State)
	}
	if _, err := os.Stat(filepath.Join(r.dir, "tor")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("there is a folder for it: %v", err)
	}
}

func TestTorStates(t *testing.T) {
	r := newRig(t, nil)
	for _, tt := range []struct {
		status           tor.Status
		place, says, act string
		stop, bar        bool
	}{
		{tor.Status{State: tor.Off}, "Tor: off", "Tor is off", "Start Tor", false, false},
		{tor.Status{State: tor.Starting, Percent: 45}, "Tor: starting 45 %", "Tor is starting: 45 %", "Stop Tor", false, true},
		{tor.Status{State: tor.On, Percent: 100}, "Tor: on, 4 explorers", "Tor is on; 4 explorers can be asked.", "Stop Tor", false, false},
		{
			tor.Status{State: tor.InTrouble, Trouble: &tor.Trouble{Code: tor.CodeNoRelay, Text: "x", Hint: "x"}},
			"Tor: trouble, no relay in reach", "No Tor relay can be reached", "Try again", true, false,
		},
	} {
		r.tor.show(tt.status)
		text, hint := said(r.tor.notice)
		if r.tor.place.Text != tt.place || text != tt.says || hint == "" || r.tor.act.Text != tt.act ||
			r.tor.stop.Visible() != tt.stop || r.tor.bar.Visible() != tt.bar {
			t.Errorf("%s: %q, %q (%q), %q, %v, %v", tt.status.State, r.tor.place.Text, text, hint, r.tor.act.Text, r.tor.stop.Visible(), r.tor.bar.Visible())
		}
	}
}

func TestTorTroubleAndTryAgain(t *testing.T) {
	r := newRig(t, nil)
	r.withoutTor()
	r.openTor()
	test.Tap(r.tor.act)
	r.until("the trouble is told", func() bool { return r.tor.place.Text == "Tor: trouble, not installed" })
	if text, hint := said(r.tor.notice); !strings.Contains(text, "where the settings say") || hint == "" {
		t.Errorf("says %q, %q", text, hint)
	}
	test.Tap(r.tor.act)
	r.settle()
	r.until("it is told again", func() bool { return r.tor.status.State == tor.InTrouble })
	test.Tap(r.tor.stop)
	r.until("it is off", func() bool { return r.tor.place.Text == "Tor: off" })
}

// TestTorKeepsTheFocus presses the page's buttons with the keyboard: wherever
// what is shown changes by that, Tab goes on from there.
func TestTorKeepsTheFocus(t *testing.T) {
	r := newRig(t, nil)
	r.withoutTor()
	r.openTor()
	c := r.win.Canvas()
	on := func(want *widget.Button) {
		t.Helper()
		if got, ok := c.Focused().(*widget.Button); !ok || got != want {
			t.Fatalf("the focus is on %v, want %q", c.Focused(), want.Text)
		}
	}
	on(r.tor.act)
	key(c.Focused(), fyne.KeyReturn)
	r.until("the trouble is told", func() bool { return r.tor.stop.Visible() })
	on(r.tor.act)
	c.FocusNext()
	on(r.tor.stop)
	key(c.Focused(), fyne.KeyReturn)
	r.until("it is off", func() bool { return !r.tor.stop.Visible() })
	on(r.tor.act)
	for _, s := range []tor.State{tor.Starting, tor.On, tor.Off} {
		r.tor.show(tor.Status{State: s})
		on(r.tor.act)
		c.FocusNext()
		if b, ok := c.Focused().(*widget.Button); !ok || b.Text != "Settings" {
			t.Errorf("%s: Tab leads to %v", s, c.Focused())
		}
		c.FocusPrevious()
	}
}

// TestTorIsPaced sends a flood and counts what is shown.
func TestTorIsPaced(t *testing.T) {
	var mu sync.Mutex
	var shown []int
	tell := paced(func(f func()) { f() }, func(s tor.Status) {
		mu.Lock()
		defer mu.Unlock()
		shown = append(shown, s.Percent)
	})
	begun := time.Now()
	for i := range 100 {
		tell(tor.Status{Percent: i + 1})
		time.Sleep(3 * time.Millisecond)
	}
	time.Sleep(2 * torPace)
	most := int(time.Since(begun)/torPace) + 1
	mu.Lock()
	defer mu.Unlock()
	if len(shown) < 2 || len(shown) > most || shown[len(shown)-1] != 100 {
		t.Errorf("shown %v in %v", shown, time.Since(begun))
	}
}

func TestExplorersAreTested(t *testing.T) {
	closed, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + closed.Addr().String()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, nil)
	s := config.Settings{Role: config.RoleSupport, Tor: config.Tor{Program: filepath.Join(t.TempDir(), "tor")}, Explorers: []config.Explorer{
		{Name: "here", Operator: "me", URL: address},
		{Name: "far", Operator: "them", URL: "http://" + strings.Repeat("a", 56) + ".onion"},
	}}
	r.use(s)
	r.openTor()
	test.Tap(r.tor.test.button)
	if r.tor.test.button.Text != "Stop the test" || len(r.tor.test.rows) != 2 {
		t.Fatalf("shows %q, %d", r.tor.test.button.Text, len(r.tor.test.rows))
	}
	r.until("the test is over", func() bool { return r.tor.test.job == nil })
	for name, want := range map[string]string{"here": "Not reachable: no connection", "far": "Not reachable: Tor is not on"} {
		if _, hint := said(r.tor.test.rows[name]); !strings.HasPrefix(hint, want) {
			t.Errorf("%s: %q", name, hint)
		}
	}
	if r.tor.test.button.Text != "Test explorers" {
		t.Errorf("then %q", r.tor.test.button.Text)
	}
}

// TestExplorerTestIsStopped asks somebody who never answers.
func TestExplorerTestIsStopped(t *testing.T) {
	silent, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	r := newRig(t, nil)
	r.use(config.Settings{Role: config.RoleSupport, Explorers: []config.Explorer{{Name: "here", Operator: "me", URL: "http://" + silent.Addr().String()}}})
	r.openTor()
	test.Tap(r.tor.test.button)
	test.Tap(r.tor.test.button)
	r.until("the test is over", func() bool { return r.tor.test.job == nil })
	if _, hint := said(r.tor.test.rows["here"]); hint != "was not asked to the end" {
		t.Errorf("says %q", hint)
	}
}

func TestNetworkSettings(t *testing.T) {
	r := newRig(t, nil)
	r.openNetworkSettings()
	r.until("it is said which tor is used", func() bool { return r.options.network.found.Text != "" })
	missing := filepath.Join(t.TempDir(), "tor")
	r.set(model.TorProgram, missing)
	r.until("the program is stored", func() bool { return r.stored().Tor.Program == missing })
	r.until("it is said that it is not there", func() bool { return strings.HasPrefix(r.options.network.found.Text, "There is no Tor program") })
	if r.options.network.found.Wrapping != fyne.TextWrapWord {
		t.Error("the sentence is cut within words")
	}
	r.set(model.TorBridges, "192.0.2.1:443\nobfs4 192.0.2.1:443")
	r.until("the second line is refused", func() bool {
		text, _ := said(r.options.wrongs[model.TorBridges])
		return strings.HasPrefix(text, "Line 2: A bridge line is not valid: cert=")
	})
	r.set(model.TorBridges, "192.0.2.1:443\n192.0.2.2:443")
	r.until("the bridges are stored", func() bool { return len(r.stored().Tor.Bridges) == 2 })
	for key, wrong := range map[string]string{model.TorProxy: "localhost:9050", model.NodeURL: "http://a:b@127.0.0.1", model.NodeAuth: ".cookie"} {
		r.set(key, wrong)
		r.until(key+" is refused", func() bool { return r.options.wrongs[key].Message().Sign == model.Bad })
	}
	r.options.selects[model.TorClearnet].SetSelectedIndex(1)
	r.until("clearnet is stored", func() bool { return r.stored().Tor.Clearnet })
	if s := r.stored(); s.Tor.Proxy != "" || s.Node != (config.Node{}) {
		t.Errorf("stored %+v", s)
	}
}

func TestExplorersAreEdited(t *testing.T) {
	r := newRig(t, nil)
	r.openNetworkSettings()
	r.settle()
	l := r.options.network.list
	if len(l.rows) != 4 || l.whose.Text != "These come with Tradecase." {
		t.Fatalf("%d rows, %q", len(l.rows), l.whose.Text)
	}
	leave := func() { r.win.Canvas().Unfocus(); r.settle() }
	l.add()
	added := l.rows[4]
	if r.win.Canvas().Focused() != fyne.Focusable(added.name) {
		t.Error("the new row has not the focus")
	}
	added.name.SetText("here")
	leave()
	if m := added.notice.Message(); m.Sign != model.Absent || len(r.stored().Explorers) != 0 {
		t.Errorf("an unfinished row: %+v, stored %d", m, len(r.stored().Explorers))
	}
	added.operator.SetText("me")
	added.url.SetText("http://example.org")
	added.url.OnLeft()
	r.settle()
	if text, hint := said(added.notice); !strings.Contains(text, "address is not encrypted") || !strings.HasPrefix(hint, "Write https") || len(r.stored().Explorers) != 0 {
		t.Errorf("a wrong row: %q, %q, stored %d", text, hint, len(r.stored().Explorers))
	}
	added.url.SetText("http://127.0.0.1:3000")
	added.url.OnLeft()
	r.until("five are stored", func() bool { return len(r.stored().Explorers) == 5 })
	r.until("it is said whose they are now", func() bool { return l.whose.Text == "This is your own list." })
	if added.notice.Visible() {
		t.Errorf("says %+v, %q", added.notice.Message(), l.whose.Text)
	}
	l.remove(l.rows[0])
	r.until("four are stored", func() bool { return len(r.stored().Explorers) == 4 })
	if r.stored().Explorers[3] != (config.Explorer{Name: "here", Operator: "me", URL: "http://127.0.0.1:3000"}) {
		t.Errorf("stored %+v", r.stored().Explorers)
	}
	test.Tap(l.usual)
	r.until("none are stored", func() bool { return len(r.stored().Explorers) == 0 })
	r.until("it is said whose they are", func() bool { return l.whose.Text == "These come with Tradecase." })
	if len(l.rows) != 4 {
		t.Errorf("%d rows", len(l.rows))
	}
	if !slices.Equal(l.state.Rows, config.Settings{}.Asked()) {
		t.Errorf("shows %v", l.state.Rows)
	}
}

// TestTorCodesHaveWords looks for the core's English in what is said by a code.
func TestTorCodesHaveWords(t *testing.T) {
	newRig(t, nil)
	ofTor, _ := tor.Codes()
	for _, c := range ofTor {
		s := tor.Status{State: tor.InTrouble, Trouble: &tor.Trouble{Code: c, Text: "untranslated"}}
		_, line := model.TorLine(s, 0)
		if said := words.Of(line) + words.Of(model.TorMessage(s, 0).Text); strings.Contains(said, "ntranslated") {
			t.Errorf("%s: %q", c, said)
		}
	}
}
