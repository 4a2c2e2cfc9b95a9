package logstest_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"tradecase/diagnostics/logs/logstest"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/address/v2/base58"
	"github.com/btcsuite/btcd/chaincfg/v2"
)

func written(t *testing.T, tr logstest.Trader, rotation, size int) string {
	t.Helper()
	var b bytes.Buffer
	if err := tr.WriteFile(&b, rotation, size); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func traders() map[string]logstest.Trader {
	return map[string]logstest.Trader{
		"alexis": logstest.Alexis(), "ana": logstest.Ana(), "joao": logstest.Joao(), "zero": {},
	}
}

func TestPlantedValuesStandInEveryFile(t *testing.T) {
	for name, tr := range traders() {
		for _, size := range []int{0, 100_000, 1_000_000} {
			got := written(t, tr, 3, size)
			for _, s := range logstest.Planted(tr) {
				if s.Value == "" || !strings.Contains(got, s.Value) {
					t.Errorf("%s, %d bytes: no %s %q", name, size, s.Class, s.Value)
				}
			}
			if !utf8.ValidString(got) {
				t.Errorf("%s: not UTF-8", name)
			}
		}
	}
}

func TestSameTraderSameBytes(t *testing.T) {
	a, b := written(t, logstest.Ana(), 1, 300_000), written(t, logstest.Ana(), 1, 300_000)
	if a != b {
		t.Error("two runs differ")
	}
	other := logstest.Ana()
	other.Seed = 1
	if written(t, other, 1, 300_000) == a {
		t.Error("another seed gives the same bytes")
	}
}

func TestSizeIsAboutRight(t *testing.T) {
	for _, size := range []int{50_000, 1_000_000, 3_000_001} {
		got := len(written(t, logstest.Alexis(), 0, size))
		if got < size-20_000 || got > size+20_000 {
			t.Errorf("asked for %d bytes, got %d", size, got)
		}
	}
}

var header = regexp.MustCompile(`^\S+-\d{2} \d{2}:\d{2}:\d{2}\.\d{3} \[`)

func TestShapesOfEntries(t *testing.T) {
	got := written(t, logstest.Ana(), 0, 500_000)
	headers := 0
	last := ""
	for line := range strings.Lines(got) {
		if !header.MatchString(line) {
			continue
		}
		headers++
		if stamp := line[strings.Index(line, "-")+1:][:15]; stamp < last {
			t.Fatalf("time goes back from %s to %s", last, stamp)
		} else {
			last = stamp
		}
	}
	if headers < 1000 {
		t.Errorf("%d headers only", headers)
	}
	if !strings.HasSuffix(got, " \n") {
		t.Error("the last entry does not end in a blank")
	}
	if regexp.MustCompile(`\{(h\d+|n\d+|tx|peer|addr|own|trade|short|uuid|iso|local|other)\}`).MatchString(got) {
		t.Error("a place was not filled in")
	}
}

func TestMempoolAnswersAreJSON(t *testing.T) {
	got := written(t, logstest.Joao(), 0, 500_000)
	found := regexp.MustCompile(`mempoolData of \[(.*)\] from provider`).FindAllStringSubmatch(got, -1)
	if len(found) == 0 {
		t.Fatal("none")
	}
	for _, m := range found {
		if !json.Valid([]byte(m[1])) {
			t.Fatalf("not JSON: %s", m[1])
		}
	}
}

func TestContractIsJSON(t *testing.T) {
	_, rest, ok := strings.Cut(written(t, logstest.Ana(), 0, 0), "Contract as json\n")
	var v map[string]any
	if err := json.NewDecoder(strings.NewReader(rest)).Decode(&v); !ok || err != nil {
		t.Fatal(ok, err)
	}
}

func TestRawTransactionHashesToItsID(t *testing.T) {
	m := regexp.MustCompile(`Txid: ([0-9a-f]{64}) hex: ([0-9a-f]+)`).FindStringSubmatch(written(t, logstest.Ana(), 0, 0))
	if m == nil {
		t.Fatal("none")
	}
	raw, err := hex.DecodeString(m[2])
	if err != nil {
		t.Fatal(err)
	}
	one := sha256.Sum256(raw)
	two := sha256.Sum256(one[:])
	for i := range 32 {
		if fmt.Sprintf("%02x", two[31-i]) != m[1][2*i:2*i+2] {
			t.Fatalf("%x is not %s", two, m[1])
		}
	}
}

func TestIBANChecksum(t *testing.T) {
	for _, s := range logstest.Planted(logstest.Ana()) {
		if s.Class != "iban" {
			continue
		}
		n, ok := new(big.Int).SetString(s.Value[4:]+"1314"+s.Value[2:4], 10)
		if !ok || new(big.Int).Mod(n, big.NewInt(97)).Int64() != 1 {
			t.Errorf("%s is not valid", s.Value)
		}
		return
	}
	t.Error("no IBAN")
}

func TestKeysAndAddressesHaveTheirChecksums(t *testing.T) {
	checked := 0
	for _, s := range logstest.Planted(logstest.Joao()) {
		if s.Class != "wif" && s.Class != "xprv" {
			continue
		}
		payload, version, err := base58.CheckDecode(s.Value)
		want := map[string]byte{"wif": 0x80, "xprv": 0x04}[s.Class]
		if err != nil || version != want || len(payload) != map[string]int{"wif": 33, "xprv": 77}[s.Class] {
			t.Errorf("%s %s: version %x, %d bytes, %v", s.Class, s.Value, version, len(payload), err)
		}
		checked++
	}
	for _, a := range regexp.MustCompile(`bc1q[a-z0-9]+`).FindAllString(written(t, logstest.Joao(), 0, 0), -1) {
		if _, err := address.DecodeAddress(a, &chaincfg.MainNetParams); err != nil {
			t.Errorf("%s: %v", a, err)
		}
		checked++
	}
	if checked < 5 {
		t.Errorf("only %d were there to check", checked)
	}
}

func TestWriteSetSpreadsVersions(t *testing.T) {
	dir := t.TempDir()
	tr := logstest.Ana()
	if err := tr.WriteSet(dir, 3, 60_000); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"1.9.10", "1.9.17", "1.9.9"} {
		b, err := os.ReadFile(filepath.Join(dir, logstest.FileName(i)))
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(`Version\{VERSION=([^,]+),`).FindAllStringSubmatch(string(b), -1)
		if len(found) != 1 || found[0][1] != want {
			t.Errorf("%s has %v, want %s", logstest.FileName(i), found, want)
		}
	}
}

func TestYearCanBeHidden(t *testing.T) {
	tr := logstest.Alexis()
	if !strings.Contains(written(t, tr, 0, 300_000), "time=2023-12-2") {
		t.Error("no year")
	}
	tr.NoYear = true
	if strings.Contains(written(t, tr, 0, 300_000), "2023-") {
		t.Error("the year shows")
	}
}

func BenchmarkWriteFile(b *testing.B) {
	b.SetBytes(10 << 20)
	for b.Loop() {
		if err := logstest.Ana().WriteFile(io.Discard, 0, 10<<20); err != nil {
			b.Fatal(err)
		}
	}
}
