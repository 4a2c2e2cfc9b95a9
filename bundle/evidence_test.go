package bundle

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
	"tradecase/explorer/esplora"
	"tradecase/explorer/esplora/esploratest"
	"tradecase/explorer/proof"
)

var regtest = &chaincfg.RegressionNetParams

// checked looks a transaction up that two servers tell of: it is confirmed, ten
// blocks deep.
func checked(t *testing.T, store explorer.Store) (tx *explorer.Transaction, servers []*esploratest.Server, again func() explorer.Answer) {
	t.Helper()
	chain := esploratest.NewMemory(5)
	sent := chain.Fund(wire.NewTxOut(1000, esploratest.PayToKey(esploratest.Key(1))))
	chain.AddBlock(sent)
	chain.Mine(10)
	var sources []explorer.Source
	for _, name := range []string{"one", "two"} {
		server := esploratest.New(t, chain, esploratest.Options{})
		source, err := esplora.New(esplora.Options{Name: name, Operator: name, BaseURL: server.URL, Network: regtest})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(source.Close)
		servers, sources = append(servers, server), append(sources, source)
	}
	ask := func() explorer.Answer {
		client := explorer.NewClient(explorer.Options{Network: regtest, Sources: sources, Anchors: anchors(t), Store: store})
		answer, err := client.Check(t.Context(), explorer.Want{ID: sent.TxHash()})
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	answer := ask()
	for _, err := range answer.StoreErrors {
		t.Error(err)
	}
	tx = answer.Transactions[sent.TxHash()]
	if tx == nil || tx.State != explorer.Confirmed {
		t.Fatalf("it is not confirmed: %+v", tx)
	}
	return tx, servers, ask
}

func anchors(t *testing.T) proof.Anchors {
	t.Helper()
	a, err := proof.NewAnchors(regtest)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// asked is how often the servers were asked for a transaction's bytes.
func asked(servers []*esploratest.Server) (n int) {
	for _, s := range servers {
		n += s.Counts()[esploratest.Hex] + s.Counts()[esploratest.Raw] + s.Counts()[esploratest.Tx]
	}
	return n
}

func TestEvidenceRoundTrip(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	e := b.Evidence(regtest, anchors(t))
	tx, servers, again := checked(t, e)
	back, err := e.Load(tx.ID)
	if err != nil || back == nil || back.State != explorer.Confirmed || back.Tx.TxHash() != tx.ID || back.Block.Height != tx.Block.Height || back.Final != tx.Final {
		t.Fatalf("kept %+v, %v", back, err)
	}
	if runtime.GOOS != "windows" {
		for path, want := range map[string]fs.FileMode{e.path(tx.ID): 0o600, e.dir(): 0o700, filepath.Dir(e.dir()): 0o700} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("%v, %v, want %v", info.Mode().Perm(), err, want)
			}
		}
	}
	if !tx.Final {
		t.Fatal("ten blocks deep by proof is not final")
	}
	for _, s := range servers {
		s.Forget()
	}
	if got := again().Transactions[tx.ID]; got == nil || !got.Final || asked(servers) != 0 {
		t.Errorf("what is final was asked again %d times: %+v", asked(servers), got)
	}
	if nothing, err := e.Load(chainhash.Hash{1}); nothing != nil || err != nil {
		t.Errorf("what was never kept: %v, %v", nothing, err)
	}
	other := b.Evidence(&chaincfg.MainNetParams, proof.Anchors{})
	if nothing, err := other.Load(tx.ID); nothing != nil || err != nil {
		t.Errorf("on another network: %v, %v", nothing, err)
	}
}

// TestEvidenceThatIsEdited has somebody write into the file what no proof shows:
// that is read as the file's word, with the file's date.
func TestEvidenceThatIsEdited(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	e := b.Evidence(regtest, anchors(t))
	tx, _, _ := checked(t, e)
	good, err := os.ReadFile(e.path(tx.ID))
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(good), `"saw": 2`, `"saw": 9`, 1)
	if edited == string(good) {
		t.Fatalf("nothing was edited:\n%s", good)
	}
	if err := os.WriteFile(e.path(tx.ID), []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	back, err := e.Load(tx.ID)
	if err != nil || !back.Kept || tx.Kept || !back.Checked.Equal(tx.Checked) {
		t.Fatalf("%+v, %v", back, err)
	}
	words := 0
	for i, o := range back.Outputs {
		if o.State == explorer.NotSeenSpent {
			words++
			if !o.Noted || o.Saw != 9 {
				t.Errorf("output %d is said to be unspent now", i)
			}
		}
	}
	if words == 0 {
		t.Error("what was edited was not read")
	}
}

// TestEvidenceThatIsDamaged spoils the file in several ways: it is an error
// without the ID in it, and asked for again.
func TestEvidenceThatIsDamaged(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	e := b.Evidence(regtest, anchors(t))
	tx, servers, again := checked(t, e)
	good, err := os.ReadFile(e.path(tx.ID))
	if err != nil {
		t.Fatal(err)
	}
	other := tx.ID
	other[0] ^= 1
	for name, content := range map[string]string{
		"empty":      "",
		"cut":        string(good[:len(good)/2]),
		"other ID":   strings.ReplaceAll(string(good), tx.ID.String(), other.String()),
		"other coin": strings.Replace(string(good), `"raw": "02000000`, `"raw": "03000000`, 1),
		"more":       string(good) + "{}",
	} {
		if content == string(good) {
			t.Errorf("%s: nothing is spoilt", name)
		}
		if err := os.WriteFile(e.path(tx.ID), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if back, err := e.Load(tx.ID); err == nil || strings.Contains(err.Error(), tx.ID.String()) || strings.Contains(err.Error(), b.Dir()) {
			t.Errorf("%s: %+v, %v", name, back, err)
		}
		for _, s := range servers {
			s.Forget()
		}
		if got := again().Transactions[tx.ID]; got == nil || got.State != explorer.Confirmed || asked(servers) == 0 {
			t.Errorf("%s: it is not asked again", name)
		}
		if back, err := e.Load(tx.ID); err != nil || back == nil {
			t.Errorf("%s: it is not kept again: %v", name, err)
		}
	}
}

func TestEvidenceOfABundleThatIsGone(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	tx, _, _ := checked(t, nil)
	if err := os.RemoveAll(b.Dir()); err != nil {
		t.Fatal(err)
	}
	err := b.Evidence(regtest, anchors(t)).Save(tx)
	if !errors.Is(err, fs.ErrNotExist) || strings.Contains(err.Error(), tx.ID.String()) || strings.Contains(err.Error(), string(fullOne)) {
		t.Errorf("Save: %v", err)
	}
	if _, err := os.Stat(b.Dir()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is back: %v", err)
	}
}

// TestEvidenceThatCannotBeWritten has a folder where the file should be, and a
// file where the folder should be.
func TestEvidenceThatCannotBeWritten(t *testing.T) {
	tx, _, _ := checked(t, nil)
	for name, spoil := range map[string]func(e *Evidence) error{
		"file is a folder": func(e *Evidence) error { return os.MkdirAll(filepath.Join(e.path(tx.ID), "x"), 0o700) },
		"folder is a file": func(e *Evidence) error { return os.WriteFile(filepath.Dir(e.dir()), nil, 0o600) },
	} {
		b := mustNew(t, newLibrary(t), fullOne)
		e := b.Evidence(regtest, anchors(t))
		if err := spoil(e); err != nil {
			t.Fatal(err)
		}
		err := e.Save(tx)
		if err == nil || strings.Contains(err.Error(), tx.ID.String()) || strings.Contains(err.Error(), b.Dir()) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEvidenceIsSavedConcurrently(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	tx, _, _ := checked(t, nil)
	var all sync.WaitGroup
	stop := time.Now().Add(200 * time.Millisecond)
	for range 4 {
		all.Go(func() {
			e := b.Evidence(regtest, anchors(t)) // as other processes have their own
			for time.Now().Before(stop) {
				if err := e.Save(tx); err != nil {
					t.Error(err)
					return
				}
				if back, err := e.Load(tx.ID); err != nil || back == nil {
					t.Errorf("half a file was read: %v", err)
					return
				}
			}
		})
	}
	all.Wait()
	files, err := os.ReadDir(b.Evidence(regtest, anchors(t)).dir())
	if err != nil || len(files) != 1 {
		t.Errorf("%d files are left, %v", len(files), err)
	}
}
