//go:build !windows && !darwin

package words

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"tradecase/app/gui/model"
	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

// results judges invented trades of every kind, and with everything wrong that can
// be made wrong.
func results(t *testing.T) (all []*trade.Result) {
	t.Helper()
	var trades []*tradetest.Trade
	for _, v := range tradetest.Variants() {
		trades = append(trades, tradetest.Build(v, 1))
	}
	for _, m := range tradetest.Mutations() {
		for _, v := range tradetest.Variants() {
			if m.Applies(v) {
				tr := tradetest.Build(v, 1)
				m.Apply(tr)
				trades = append(trades, tr)
				break
			}
		}
	}
	for _, tr := range trades {
		k := trade.Known{TradeID: tr.ID, Network: tr.Net, Dispute: trade.Dispute(tr.Given.Dispute), IDs: map[diagnostics.TxRole][]trade.Claim{}}
		if _, err := k.Read([]byte(tr.Given.Paper), trade.Origin{Kind: trade.FromPaste}); err != nil && k.ContractFault.IsZero() {
			continue // no contract, and nothing else: the reader's error is no text of a verdict
		}
		for role, id := range tr.Given.IDs {
			k.IDs[role] = append(k.IDs[role], trade.Claim{ID: id, Origin: trade.Origin{Kind: trade.FromLog, Path: "a/1.log", Line: 2}})
		}
		r, err := trade.Judge(context.Background(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// textsOf are all texts of a result that the window shows.
func textsOf(r *trade.Result) (all []trade.Text) {
	all = append(all, r.Said...)
	for _, a := range r.Advice {
		all = append(all, a.Text)
	}
	for _, l := range r.Losses {
		all = append(all, l.Reason)
	}
	for _, c := range r.Transactions {
		all = append(all, c.Why)
	}
	for _, v := range r.Verdicts {
		all = append(all, v.Detail, v.Advice)
		for _, f := range v.Figures {
			all = append(all, f.Name, f.Got, f.Want)
		}
	}
	return all
}

// TestTradesInEnglish says every text of every invented trade by the English file:
// it must be what the core says.
func TestTradesInEnglish(t *testing.T) {
	load(t, "en_GB.UTF-8")
	n := 0
	for _, r := range results(t) {
		for _, text := range textsOf(r) {
			n++
			if got := Of(model.TradeText(text)); got != text.English {
				t.Errorf("%s: %q, the core says %q", text.Code, got, text.English)
			}
		}
	}
	if n < 5000 {
		t.Errorf("only %d texts", n)
	}
}

// englishWord finds words that are English and not German; names of fields, forms
// and networks are neither.
var englishWord = regexp.MustCompile(`(?i)\b(the|is|are|of|and|not|its?|which|who|whether|with|from|above|known|spends?|waits?|absent|outputs?|inputs?|fee|buyer|seller|confirmed|deposit|payout|rules?)\b`)

// TestTradesInGerman says the same by the German file: nothing may be left of the
// English.
func TestTradesInGerman(t *testing.T) {
	load(t, "de_DE.UTF-8")
	seen := map[string]bool{}
	for _, r := range results(t) {
		for _, text := range textsOf(r) {
			got := Of(model.TradeText(text))
			if seen[got] || text.Code == "" {
				continue
			}
			seen[got] = true
			if strings.Contains(got, "{{") || strings.Contains(got, "<no value>") {
				t.Errorf("%s: %q has a gap left", text.Code, got)
			}
			if n := englishNumber.FindString(got); n != "" {
				t.Errorf("%s: %q has the English number %q", text.Code, got, n)
			}
			for _, w := range englishWord.FindAllString(ruleName.ReplaceAllString(got, ""), -1) {
				t.Errorf("%s: %q has the English word %q", text.Code, got, w)
			}
		}
		for _, party := range []diagnostics.Party{diagnostics.Buyer, diagnostics.Seller} {
			letter := r.Letter(party, func(t trade.Text) string { return Of(model.TradeText(t)) })
			if letter != "" && !strings.HasPrefix(letter, "Hallo ") || strings.Contains(letter, "Hello") || strings.Contains(letter, "your trade") {
				t.Errorf("the letter: %q", letter)
			}
		}
	}
	if len(seen) < 300 {
		t.Errorf("only %d texts", len(seen))
	}
}

// englishNumber finds numbers as English writes them; amounts have more decimals.
var englishNumber = regexp.MustCompile(`\d,\d{3}\b|\b\d+\.\d (Prozent|sat)`)

// TestNumbers writes numbers as each language does, also those that stand in the
// core's texts.
func TestNumbers(t *testing.T) {
	for name, tt := range map[string]struct {
		phrase          model.Phrase
		english, german string
	}{
		"in a text": {model.TradeText(trade.Say("flow.state.confirmations", "%s confirmations", trade.Whole(3262))), "3,262 confirmations", "3.262 Bestätigungen"},
		"few":       {model.TradeText(trade.Whole(999)), "999", "999"},
		"many":      {model.TradeText(trade.Whole(1234567)), "1,234,567", "1.234.567"},
		"decimals":  {model.TradeText(trade.Decimal(1234.56)), "1234.6", "1.234,6"},
		"size":      {model.Size(9_800_000), "9.8 MB", "9,8 MB"},
		"bytes":     {model.Size(7), "7 bytes", "7 Byte"},
		"in a list": {model.Grouped(12345), "12\u00a0345", "12.345"},
		"amount":    {model.TradeText(trade.Plain("0.01234567 BTC")), "0.01234567 BTC", "0.01234567 BTC"},
	} {
		load(t, "en_GB.UTF-8")
		if got := Of(tt.phrase); got != tt.english {
			t.Errorf("%s in English: %q", name, got)
		}
		load(t, "de_DE.UTF-8")
		if got := Of(tt.phrase); got != tt.german {
			t.Errorf("%s in German: %q", name, got)
		}
	}
}

// ruleName is a rule's name, or a script's form as Bitcoin calls it.
var ruleName = regexp.MustCompile(`\b(fee|deposit|delayed|payout|trade)\.[a-z-]+|[1-3]-of-[1-3]`)
