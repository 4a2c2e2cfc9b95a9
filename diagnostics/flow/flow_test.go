package flow_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/flow"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

var update = flag.Bool("update", false, "write the golden files anew")

// judged is the result of an invented trade.
func judged(t testing.TB, tr *tradetest.Trade) *trade.Result {
	t.Helper()
	agent := trade.Origin{Kind: trade.FromAgent}
	k := trade.Known{TradeID: tr.ID, Network: tr.Net, IDs: map[diagnostics.TxRole][]trade.Claim{}}
	if tr.Given.Paper != "" {
		if _, err := k.Read([]byte(tr.Given.Paper), trade.Origin{Kind: trade.FromPaste}); err != nil {
			t.Fatal(err)
		}
	}
	for role, id := range tr.Given.IDs {
		k.IDs[role] = append(k.IDs[role], trade.Claim{ID: id, Origin: agent})
	}
	for _, text := range tr.Given.Raw {
		raw, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		tx := new(wire.MsgTx)
		if err := tx.Deserialize(bytes.NewReader(raw)); err != nil {
			t.Fatal(err)
		}
		k.Raw = append(k.Raw, trade.Raw{Tx: tx, Origin: agent})
	}
	currency := trade.BTC
	if tr.Given.TakerFeeBSQ {
		currency = trade.BSQ
	}
	k.TakerCurrency = []trade.Stated[trade.Currency]{{Value: currency, Origin: agent}}
	var err error
	if k.Dispute, err = trade.ParseDispute(string(tr.Given.Dispute)); err != nil {
		t.Fatal(err)
	}
	r, err := trade.Judge(context.Background(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// build makes the trade of a variant, with the mutations of these names in it.
func build(t testing.TB, variant string, mutations ...string) *tradetest.Trade {
	t.Helper()
	v, ok := tradetest.Find(variant)
	if !ok {
		t.Fatalf("there is no variant %s", variant)
	}
	tr := tradetest.Build(v, 1)
	for _, name := range mutations {
		i := slices.IndexFunc(tradetest.Mutations(), func(m tradetest.Mutation) bool { return m.Name == name })
		if i < 0 {
			t.Fatalf("there is no mutation %s", name)
		}
		tradetest.Mutations()[i].Apply(tr)
	}
	return tr
}

// missing takes transactions away from every source.
func missing(tr *tradetest.Trade, roles ...diagnostics.TxRole) *tradetest.Trade {
	for _, role := range roles {
		tr.Txs[role].State = explorer.Absent
	}
	return tr
}

// pictures are the trades of the golden files.
func pictures(t testing.TB) map[string]*trade.Result {
	t.Helper()
	return map[string]*trade.Result{
		"healthy":           judged(t, build(t, "p4/burning-2024/paid/maker-sells")),
		"maker-fee-missing": judged(t, missing(build(t, "p4/burning-2024/pending/deposit"), diagnostics.MakerFee, diagnostics.Deposit)),
		"legacy-delayed":    judged(t, build(t, "p3/segwit/end/arbitrated")),
		"burning-men":       judged(t, build(t, "p4/burning-2024/end/arbitrated")),
		"open-with-hex":     judged(t, build(t, "p4/burning-2024/end/open-hex")),
		"bsq-fees":          judged(t, build(t, "p4/burning-2024/fee/bsq-both")),
	}
}

func TestGoldenSVG(t *testing.T) {
	for name, r := range pictures(t) {
		t.Run(name, func(t *testing.T) {
			got := flow.New(r, flow.Options{}).SVG(flow.Neutral())
			golden(t, name+".svg", got)
			var lines strings.Builder
			for _, row := range flow.Table(r) {
				lines.WriteString(row.Text(nil) + "\n")
			}
			golden(t, name+".txt", []byte(lines.String()))
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what it was; look at it, then write it anew with -update", path)
	}
}

// TestSVGIsSafe reads every SVG as XML: nothing in it runs or loads anything.
func TestSVGIsSafe(t *testing.T) {
	for name, r := range pictures(t) {
		r.Summary = `<script>alert(1)</script>]]>&"` + "\x00\x1b"
		for _, style := range []flow.Style{flow.Light(), flow.Dark(), flow.Neutral()} {
			svg := flow.New(r, flow.Options{}).SVG(style)
			d := xml.NewDecoder(bytes.NewReader(svg))
			for {
				token, err := d.Token()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if e, ok := token.(xml.StartElement); ok {
					safeElement(t, e)
				}
			}
			if bytes.Contains(svg, []byte("<script")) {
				t.Errorf("%s: a text is not escaped", name)
			}
		}
	}
}

func safeElement(t *testing.T, e xml.StartElement) {
	t.Helper()
	if !slices.Contains([]string{"svg", "title", "desc", "rect", "path", "text"}, e.Name.Local) {
		t.Errorf("there is an element %s", e.Name.Local)
	}
	for _, a := range e.Attr {
		if strings.Contains(a.Value, "url(") || strings.Contains(a.Value, "//") && a.Name.Local != "xmlns" || strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" {
			t.Errorf("%s has %s=%q", e.Name.Local, a.Name.Local, a.Value)
		}
	}
}

func TestPNG(t *testing.T) {
	for name, r := range pictures(t) {
		p := flow.New(r, flow.Options{})
		for kind, style := range map[string]flow.Style{"light": flow.Light(), "dark": flow.Dark()} {
			style.Background = true
			data, err := p.PNG(style, 0)
			if err != nil {
				t.Fatal(err)
			}
			img, err := png.Decode(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			if got := img.Bounds().Dx(); got != 2*int(p.Width) {
				t.Errorf("%s is %d pixels wide", name, got)
			}
			if dir := os.Getenv("FLOW_SHOTS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, name+"-"+kind+".png"), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// TestHostile draws a transaction with 20,000 outputs and one with absurd
// amounts.
func TestHostile(t *testing.T) {
	r := judged(t, build(t, "p4/burning-2024/end/arbitrated"))
	for i := range r.Transactions {
		c := &r.Transactions[i]
		if c.Role != diagnostics.DelayedPayout {
			continue
		}
		msg := c.Tx.Tx.Copy()
		msg.TxOut = nil
		for n := range 20_000 {
			msg.TxOut = append(msg.TxOut, wire.NewTxOut(int64(n)*1e15-5e18, nil))
		}
		for n := range 5_000 {
			msg.TxIn = append(msg.TxIn, wire.NewTxIn(wire.NewOutPoint(&chainhash.Hash{byte(n)}, 0), nil, nil))
		}
		c.Tx.Tx = msg
	}
	p := flow.New(r, flow.Options{})
	var text strings.Builder
	for _, row := range p.Table() {
		text.WriteString(row.Text(nil) + "\n")
	}
	for _, want := range []string{"and 19,980 more", "5,000 inputs"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not said in:\n%s", want, text.String())
		}
	}
	if len(p.Parts) > 60 || p.Height > 1200 {
		t.Errorf("%d parts, %g high", len(p.Parts), p.Height)
	}
	if _, err := p.Image(flow.Light(), 1); err != nil {
		t.Error(err)
	}
}

// TestReceiversShareALine where there are many; their sum stays what it is.
func TestReceiversShareALine(t *testing.T) {
	v, ok := tradetest.Find("p4/burning-2024/end/arbitrated")
	if !ok {
		t.Fatal("there is no such variant")
	}
	made := tradetest.Build(v, 1)
	r := judged(t, made)
	outputs := len(made.Txs[diagnostics.DelayedPayout].Msg.TxOut)
	receivers := func(o flow.Options) (n int, rest string, high float32) {
		p := flow.New(r, o)
		for _, row := range p.Table() {
			if strings.HasPrefix(row.Part.English, "Receiver ") {
				n++
			}
			if strings.HasSuffix(row.Part.English, " more") {
				rest = row.Part.English
			}
		}
		return n, rest, p.Height
	}
	all, rest, high := receivers(flow.Options{})
	if all != outputs || rest != "" {
		t.Fatalf("%d of %d, %q", all, outputs, rest)
	}
	n, rest, lower := receivers(flow.Options{Receivers: 4})
	if n != 4 || rest != fmt.Sprintf("and %d more", outputs-4) || lower >= high {
		t.Errorf("%d, %q, %g high, was %g", n, rest, lower, high)
	}
	if n, rest, _ := receivers(flow.Options{Receivers: outputs - 1}); n != outputs || rest != "" {
		t.Errorf("a single one has no line of its own: %d, %q", n, rest)
	}
}

func TestNothingKnown(t *testing.T) {
	for _, r := range []*trade.Result{{}, {Trade: trade.Trade{Kind: trade.BSQSwap}}} {
		p := flow.New(r, flow.Options{Width: 10})
		if p.Width != flow.MinWidth || len(p.Parts) != 6 {
			t.Errorf("%g wide, %d parts", p.Width, len(p.Parts))
		}
		p.SVG(flow.Dark())
	}
}

// TestTrace follows the maker's reserve to the end and back to where it came
// from.
func TestTrace(t *testing.T) {
	p := flow.New(judged(t, build(t, "p4/burning-2024/paid/maker-sells")), flow.Options{})
	at := slices.IndexFunc(p.Parts, func(p flow.Part) bool {
		return p.Role == diagnostics.MakerFee && p.Name.English == "Reserve"
	})
	if at < 0 {
		t.Fatal("there is no reserve")
	}
	if p.Parts[at].To != diagnostics.Deposit {
		t.Errorf("it goes to %q", p.Parts[at].To)
	}
	roles := map[diagnostics.TxRole]bool{}
	for _, i := range p.Parts[at].Trace {
		if p.Parts[i].Kind == flow.Transaction {
			roles[p.Parts[i].Role] = true
		}
	}
	for role, want := range map[diagnostics.TxRole]bool{
		diagnostics.MakerFee: true, diagnostics.TakerFee: false, diagnostics.Deposit: true,
		diagnostics.Payout: true, diagnostics.DelayedPayout: false,
	} {
		if roles[role] != want {
			t.Errorf("%s is traced: %v", role, roles[role])
		}
	}
}

// TestEveryPartCanBeChosen reaches every part with a pointer and with the keys.
func TestEveryPartCanBeChosen(t *testing.T) {
	for name, r := range pictures(t) {
		p := flow.New(r, flow.Options{})
		for i, part := range p.Parts {
			a := part.Areas[0]
			if got := p.Find(a.X+a.Width/2, a.Y+a.Height/2); got != i {
				t.Errorf("%s: part %d is found as %d", name, i, got)
			}
		}
		reached := map[int]bool{}
		for todo := []int{p.Next(-1, flow.Down)}; len(todo) > 0; todo = todo[1:] {
			if reached[todo[0]] {
				continue
			}
			reached[todo[0]] = true
			for _, d := range []flow.Direction{flow.Up, flow.Down, flow.Left, flow.Right} {
				todo = append(todo, p.Next(todo[0], d))
			}
		}
		if len(reached) != len(p.Parts) {
			t.Errorf("%s: the keys reach %d of %d parts", name, len(reached), len(p.Parts))
		}
		if p.Find(-5, -5) != -1 {
			t.Errorf("%s: something is found outside", name)
		}
	}
}

// TestLabelsDoNotOverlap compares every two labels, as wide as they may be.
func TestLabelsDoNotOverlap(t *testing.T) {
	for name, r := range pictures(t) {
		for _, width := range []float32{flow.MinWidth, 830, 1000, 1600} {
			p := flow.New(r, flow.Options{Width: width})
			for i, a := range p.Labels {
				for _, b := range p.Labels[:i] {
					if box(a).Overlaps(box(b)) {
						t.Errorf("%s at %g: %q and %q overlap", name, width, a.Text.English, b.Text.English)
					}
				}
			}
		}
	}
}

func BenchmarkNew(b *testing.B) {
	r := judged(b, build(b, "p4/burning-2024/end/arbitrated"))
	for b.Loop() {
		flow.New(r, flow.Options{})
	}
}

func BenchmarkNewAndPaint(b *testing.B) {
	r := judged(b, build(b, "p4/burning-2024/end/arbitrated"))
	for b.Loop() {
		if _, err := flow.New(r, flow.Options{}).Image(flow.Neutral(), 1); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	p := flow.New(judged(b, build(b, "p4/burning-2024/end/arbitrated")), flow.Options{})
	for b.Loop() {
		p.SVG(flow.Neutral())
	}
}
