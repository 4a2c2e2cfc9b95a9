package cli

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradecase/app/config"
	"tradecase/app/work"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/tor"
)

// lab runs a command against two servers of the user's own, without Tor.
type lab struct {
	one, two *esploratest.Server
	env      Env
	out, err bytes.Buffer
	desks    []*work.Desk
}

func newLab(t *testing.T, blocks int) *lab {
	t.Helper()
	chain := esploratest.NewMemory(blocks)
	l := &lab{one: esploratest.New(t, chain, esploratest.Options{}), two: esploratest.New(t, chain, esploratest.Options{Dialect: esploratest.MempoolElectrum})}
	s := config.Settings{Tor: config.Tor{Program: filepath.Join(t.TempDir(), "tor")}, Explorers: []config.Explorer{
		{Name: "one", Operator: "first", URL: l.one.URL}, {Name: "two", Operator: "second", URL: l.two.URL},
	}}
	dir := t.TempDir()
	l.env = Env{Stdout: &l.out, Stderr: &l.err, Desk: func(string) (*work.Desk, error) {
		d := work.NewDesk(dir, "test", "Tradecase test", s)
		l.desks = append(l.desks, d)
		return d, nil
	}}
	return l
}

// run gives the exit code and reads the JSON.
func (l *lab) run(t *testing.T, into any, args ...string) int {
	t.Helper()
	l.out.Reset()
	l.err.Reset()
	code := Run(t.Context(), append(args, "--json"), l.env)
	if l.out.Len() > 0 {
		d := json.NewDecoder(&l.out)
		d.DisallowUnknownFields()
		if err := d.Decode(into); err != nil {
			t.Fatal(err)
		}
	}
	return code
}

func TestTor(t *testing.T) {
	l := newLab(t, 12)
	var got reached
	if code := l.run(t, &got, "tor", "--network", "regtest"); code != exitFine {
		t.Errorf("exit code %d: %s", code, l.err.String())
	}
	if got.Tor.State != tor.InTrouble || got.Tor.Trouble != string(tor.CodeMissing) || got.Tor.Hint == "" {
		t.Errorf("Tor is %+v", got.Tor)
	}
	for i := range got.Explorers {
		got.Explorers[i].LatencyMS = 0
	}
	want := []work.Tested{
		{Name: "one", Operator: "first", Way: work.WayDirect, Reachable: true, Backend: "electrs", Tip: 12},
		{Name: "two", Operator: "second", Way: work.WayDirect, Reachable: true, Backend: "electrum", Tip: 12},
	}
	if !slices.Equal(got.Explorers, want) {
		t.Errorf("explorers %+v", got.Explorers)
	}
	for _, d := range l.desks {
		if err := d.Network().Start(); err == nil || !strings.Contains(err.Error(), "ends") {
			t.Errorf("the desk is not closed: %v", err)
		}
	}
	got = reached{}
	if code := l.run(t, &got, "tor"); code != exitUnknown || got.Explorers[0].Reachable || got.Explorers[0].Fault == "" {
		t.Errorf("on another chain: exit code %d, %+v", code, got.Explorers)
	}
}

func TestTorInWords(t *testing.T) {
	l := newLab(t, 12)
	l.two.Fail(esploratest.Fault{What: esploratest.Broken})
	if code := Run(t.Context(), []string{"tor", "--network", "regtest"}, l.env); code != exitUnknown {
		t.Errorf("exit code %d: %s", code, l.err.String())
	}
	out := l.out.String()
	for _, want := range []string{"Tor", "trouble", "tor is not installed", "electrs", "no: "} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	}
}

func TestCheckpoints(t *testing.T) {
	l := newLab(t, 2016+150)
	var got work.Checkpoints
	if code := l.run(t, &got, "tor", "checkpoints", "--network", "regtest"); code != exitFine || got.Added != 1 || got.To != 2016 || !slices.Equal(got.Operators, []string{"first", "second"}) {
		t.Errorf("exit code %d, %+v: %s", code, got, l.err.String())
	}
	l = newLab(t, 2016+150)
	l.two.Lie(esploratest.LowWork)
	got = work.Checkpoints{}
	if code := l.run(t, &got, "tor", "checkpoints", "--network", "regtest"); code != exitFound || len(got.Findings) != 1 || got.Added != 0 || got.Unsettled != 1 {
		t.Errorf("with a liar: exit code %d, %+v", code, got)
	}
}
