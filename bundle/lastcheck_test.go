package bundle

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chaincfg/v2"

	"tradecase/diagnostics"
	"tradecase/explorer/proof"
)

// TestHandoffNamesNoFileAfterAPerson has a log under a
// person's name that contradicts the notes on an ID: the report says so with
// the name that the zip has.
func TestHandoffNamesNoFileAfterAPerson(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	tx, _, _ := checked(t, b.Evidence(regtest, anchors(t)))
	if err := b.SetNotes(t.Context(), NotesChange{Tx: map[diagnostics.TxRole]string{diagnostics.Deposit: tx.ID.String()}}); err != nil {
		t.Fatal(err)
	}
	log := filepath.Join(t.TempDir(), "Otto Meier.log")
	text := logLine + fmt.Sprintf("Okt.-08 09:06:36.079 [main] INFO  b.c.t.Trade: trade %s depositTxId=%s \n", fullOne, "3"+txid[1:])
	if err := os.WriteFile(log, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Add(t.Context(), diagnostics.Seller, log, nil); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "out.zip")
	opt := options()
	opt.Anchors = func(*chaincfg.Params) (proof.Anchors, error) { return anchors(t), nil }
	if _, err := handoff(t.Context(), b, out, false, opt); err != nil {
		t.Fatal(err)
	}
	files := unzip(t, out)
	for name, content := range files {
		if all := name + "\n" + content; strings.Contains(all, "Otto") || strings.Contains(strings.ToLower(all), "meier") {
			t.Errorf("%s names a person", filepath.Base(name))
		}
	}
	for _, report := range []string{"report.md", "report.html"} {
		if !strings.Contains(files[string(fullOne)+"/"+report], "seller/log-1.log:") {
			t.Errorf("%s does not say which log contradicts:\n%s", report, files[string(fullOne)+"/"+report])
		}
	}
}
