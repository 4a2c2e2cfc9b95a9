package work

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"runtime"
	"slices"
	"testing"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/app/config"
	"tradecase/explorer"
	"tradecase/explorer/esplora/esploratest"
)

// periods is a chain of three periods of 2016 blocks, the last of which is not
// buried yet.
var periods = esploratest.NewMemory(3*2016 + 50)

// twoOperators gives two servers of the user's own, and the settings for them.
func twoOperators(t *testing.T) (one, two *esploratest.Server, s config.Settings) {
	t.Helper()
	one, two = esploratest.New(t, periods, esploratest.Options{}), esploratest.New(t, periods, esploratest.Options{Dialect: esploratest.MempoolEsplora})
	return one, two, without(
		t,
		config.Explorer{Name: "one", Operator: "one", URL: one.URL},
		config.Explorer{Name: "two", Operator: "two", URL: two.URL},
	)
}

func TestCheckpointsThatTwoAgreeOn(t *testing.T) {
	_, two, s := twoOperators(t)
	d := newTestDesk(t, s)
	got, err := d.ExtendCheckpoints(t.Context(), "regtest", nil)
	if err != nil || got.Added != 2 || got.Known != 2 || got.To != 2*2016 || got.Unsettled != 0 || len(got.Findings) != 0 || !slices.Equal(got.Operators, []string{"one", "two"}) {
		t.Fatalf("%+v, %v", got, err)
	}
	path := d.checkpointsPath(&chaincfg.RegressionNetParams)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("the file: %v, %v", info, err)
	}
	known, err := d.anchors(&chaincfg.RegressionNetParams)
	if a, ok := known.At(2016); err != nil || !ok || a.Bits == 0 {
		t.Errorf("they are not known: %+v, %v", a, err)
	}
	two.Forget()
	again, err := d.ExtendCheckpoints(t.Context(), "regtest", nil)
	if err != nil || again.Added != 0 || again.Known != 2 || two.Counts()[esploratest.Header] != 0 {
		t.Errorf("again: %+v, %v, asked %v", again, err, two.Counts())
	}
}

func TestCheckpointsWhenOneLies(t *testing.T) {
	_, two, s := twoOperators(t)
	two.Lie(esploratest.LowWork)
	d := newTestDesk(t, s)
	got, err := d.ExtendCheckpoints(t.Context(), "regtest", nil)
	if err != nil || got.Added != 0 || got.Unsettled != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := os.Stat(d.checkpointsPath(&chaincfg.RegressionNetParams)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was written: %v", err)
	}
}

func TestCheckpointsOfOneOperator(t *testing.T) {
	_, two, s := twoOperators(t)
	two.Close()
	d := newTestDesk(t, s)
	if got, err := d.ExtendCheckpoints(t.Context(), "regtest", nil); !errors.Is(err, explorer.ErrOneVoice) || got.Added != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

// stopper cancels after the first block.
type stopper struct{ cancel context.CancelFunc }

func (stopper) Stage(string, int64) {}
func (s stopper) Add(int64)         { s.cancel() }

func TestCheckpointsThatAreInterrupted(t *testing.T) {
	_, _, s := twoOperators(t)
	d := newTestDesk(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	got, err := d.ExtendCheckpoints(ctx, "regtest", stopper{cancel})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%+v, %v", got, err)
	}
	rest, err := d.ExtendCheckpoints(t.Context(), "regtest", nil)
	if err != nil || got.Added+rest.Added != 2 || rest.Known != 2 {
		t.Errorf("first %+v, then %+v, %v", got, rest, err)
	}
}

func TestCheckpointsThatAreDamaged(t *testing.T) {
	_, _, s := twoOperators(t)
	d := newTestDesk(t, s)
	bad, err := json.Marshal(map[string]any{"schema": 1, "anchors": []map[string]any{{"Height": 2016, "Bits": 1}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, content := range [][]byte{[]byte("{"), bad} {
		if err := os.WriteFile(d.checkpointsPath(&chaincfg.RegressionNetParams), content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := d.ExtendCheckpoints(t.Context(), "regtest", nil); err == nil {
			t.Errorf("%s is taken", content)
		}
	}
}
