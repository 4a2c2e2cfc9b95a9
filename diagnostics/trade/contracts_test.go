package trade_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

// withSecond is what is known of a trade to whose contract another one was added.
func withSecond(t *testing.T, tr *tradetest.Trade, second string) trade.Known {
	t.Helper()
	k := known(t, tr)
	if _, err := k.Read([]byte(second), trade.Origin{Kind: trade.FromPaste, Path: "seller/contract.json"}); err != nil {
		t.Fatal(err)
	}
	return k
}

func judgedAs(t *testing.T, k trade.Known, tr *tradetest.Trade) *trade.Result {
	t.Helper()
	r, err := trade.Judge(t.Context(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now})
	if err != nil {
		t.Fatal(err)
	}
	wellSpoken(t, r)
	return r
}

// edited changes one field of a contract's text.
func edited(t *testing.T, text, key, value string) string {
	t.Helper()
	re := regexp.MustCompile(`"` + key + `": ("[^"]*"|[0-9.]+|true|false)`)
	out := re.ReplaceAllString(text, `"`+key+`": `+value)
	if out == text {
		t.Fatalf("the contract has no %s", key)
	}
	return out
}

// TestTwoContracts has a second contract that differs in one field: it is named,
// and the rules that depend on it no longer pass.
func TestTwoContracts(t *testing.T) {
	paid := "p4/burning-2024/paid/maker-sells"
	stranger := `"bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"`
	onion := `"mediatorNodeAddress": {"hostName": "other.onion", "port": 9999}`
	for _, c := range []struct {
		variant, key, value string
		open                []string // rule and role that must be unknown
	}{
		{paid, "makerPayoutAddressString", stranger, []string{"payout.addresses payout"}},
		{paid, "takerPayoutAddressString", stranger, []string{"payout.addresses payout"}},
		{paid, "tradeAmount", "1", []string{"payout.amounts payout", "deposit.amount deposit"}},
		{paid, "buyerSecurityDeposit", "12345", []string{"payout.amounts payout", "deposit.amount deposit", "fee.reserve taker-fee"}},
		{paid, "sellerSecurityDeposit", "12345", []string{"payout.amounts payout", "deposit.amount deposit", "fee.reserve maker-fee"}},
		{paid, "makerFee", "12345", nil},
		{paid, "isBuyerMakerAndSellerTaker", "true", []string{"deposit.inputs deposit", "payout.addresses payout"}},
		{paid, "isCurrencyForMakerFeeBtc", "false", []string{"fee.receiver maker-fee"}},
		{"p4/burning-2024/end/arbitrated", "lockTime", "812345", []string{"delayed.locktime delayed-payout"}},
		{"p4/burning-2026/end/arbitrated-remainder", "burningManAddressListVersion", "0", nil},
		{paid, "price", "1", nil},
		{paid, "counterCurrencyCode", `"USD"`, nil},
		{paid, "paymentMethodId", `"ZELLE"`, nil},
		{paid, "id", `"OTHER1-11111111-2222-4333-8444-555555555555-1917"`, nil},
		{paid, "blockHeightAtOfferCreation", "1", nil},
	} {
		tr := invented(t, c.variant)
		r := judgedAs(t, withSecond(t, tr, edited(t, tr.Contract, c.key, c.value)), tr)
		v := find(t, r, "trade.contract-json", "")
		if v.Detail.Code != "trade.contract-json.differ" || !strings.Contains(v.Detail.String(), c.key) || !strings.Contains(v.Detail.String(), "seller/contract.json") {
			t.Errorf("%s: %s: %s", c.key, v.Result, v.Detail)
		}
		for _, open := range c.open {
			rule, role, _ := strings.Cut(open, " ")
			if v := find(t, r, rule, diagnostics.TxRole(role)); v.Result != trade.Unknown || v.Detail.Code != "any.torn" {
				t.Errorf("%s: %s is %s: %s", c.key, open, v.Result, v.Detail)
			}
		}
	}
	tr := invented(t, paid)
	r := judgedAs(t, withSecond(t, tr, regexp.MustCompile(`"mediatorNodeAddress": \{[^}]*\}`).ReplaceAllString(tr.Contract, onion)), tr)
	if v := find(t, r, "trade.contract-json", ""); !strings.Contains(v.Detail.String(), "mediatorNodeAddress") {
		t.Errorf("another mediator: %s: %s", v.Result, v.Detail)
	}
	r = judgedAs(t, withSecond(t, tr, edited(t, tr.Contract, "id", `"OTHER1-11111111-2222-4333-8444-555555555555-1917"`)), tr)
	if v := find(t, r, "trade.ids", ""); v.Result != trade.Warn {
		t.Errorf("another trade's contract: %s: %s", v.Result, v.Detail)
	}
}

// TestSecondContractHidesNothing has a trade in which something is wrong by both
// contracts.
func TestSecondContractHidesNothing(t *testing.T) {
	tr := mutated(t, "p4/burning-2024/paid/maker-sells", "payout/buyer-at-a-stranger")
	r := judgedAs(t, withSecond(t, tr, edited(t, tr.Contract, "buyerSecurityDeposit", "12345")), tr)
	if v := find(t, r, "payout.addresses", diagnostics.Payout); v.Result != trade.Fail {
		t.Errorf("%s: %s", v.Result, v.Detail)
	}
}

// TestSameContractTwice has both traders' contracts as they may well come: laid out
// otherwise, without what is private, cut short.
func TestSameContractTwice(t *testing.T) {
	for name, second := range map[string]func(*testing.T, *tradetest.Trade) string{
		"the same": func(_ *testing.T, tr *tradetest.Trade) string { return tr.Contract },
		"in one line": func(t *testing.T, tr *tradetest.Trade) string {
			var v map[string]any
			dec := json.NewDecoder(strings.NewReader(tr.Contract))
			dec.UseNumber()
			if err := dec.Decode(&v); err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		},
		"without accounts": func(_ *testing.T, tr *tradetest.Trade) string {
			text := regexp.MustCompile(`(?s)"(maker|taker)PaymentAccountPayload": \{[^}]*\}`).ReplaceAllString(tr.Contract, `"${1}PaymentAccountPayload": null`)
			return strings.Replace(text, `"counterCurrencyCode"`, `"bankId": "***", "countryCode": null, "counterCurrencyCode"`, 1)
		},
		"names taken out": func(t *testing.T, tr *tradetest.Trade) string {
			return edited(t, edited(t, tr.Contract, "makerAccountId", `"***"`), "hostName", `"[onion-1]"`)
		},
		"IDs in upper case": func(_ *testing.T, tr *tradetest.Trade) string {
			id := tr.Txs[diagnostics.TakerFee].ID.String()
			return strings.ReplaceAll(tr.Contract, id, strings.ToUpper(id))
		},
		"segwit addresses in upper case": func(_ *testing.T, tr *tradetest.Trade) string {
			return regexp.MustCompile(`"bc1[^"]*"`).ReplaceAllStringFunc(tr.Contract, strings.ToUpper)
		},
		"numbers as others write them": func(_ *testing.T, tr *tradetest.Trade) string {
			n := fmt.Sprint(tr.Amounts.Trade)
			return strings.Replace(tr.Contract, `"tradeAmount": `+n, `"tradeAmount": `+n[:1]+`.`+n[1:]+fmt.Sprintf("e%d", len(n)-1), 1)
		},
		"cut off": func(_ *testing.T, tr *tradetest.Trade) string {
			at := strings.Index(tr.Contract, `"isBuyerMaker`)
			return tr.Contract[:at]
		},
	} {
		for _, variant := range []string{"p4/burning-2024/paid/maker-sells", "p2/before-1.3.7/paid/maker-buys"} {
			tr := invented(t, variant)
			want, r := judgedAs(t, known(t, tr), tr), judgedAs(t, withSecond(t, tr, second(t, tr)), tr)
			for i, v := range r.Verdicts {
				if v.Detail.Code == "trade.contract-json.differ" || v.Result != want.Verdicts[i].Result && v.Rule != "trade.contract-json" {
					t.Errorf("%s, %s: %s %s is %s: %s", variant, name, v.Rule, v.Role, v.Result, v.Detail)
				}
			}
		}
	}
}

// TestContractOfTheHash has the deposit say which of two contracts is the traders'.
func TestContractOfTheHash(t *testing.T) {
	tr := invented(t, "p3/segwit/paid/maker-sells")
	second := edited(t, tr.Contract, "takerPayoutAddressString", `"bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"`)
	r := judgedAs(t, withSecond(t, tr, second), tr)
	if v := find(t, r, "payout.addresses", diagnostics.Payout); v.Result != trade.Pass {
		t.Errorf("%s: %s", v.Result, v.Detail)
	}
	if v := find(t, r, "trade.contract-json", ""); v.Detail.Code != "trade.contract-json.differ" {
		t.Errorf("%s: %s", v.Result, v.Detail)
	}
}

// TestTwoPairsOfKeys has two texts name different keys of the multisig.
func TestTwoPairsOfKeys(t *testing.T) {
	key := func(b string) string { return "02" + strings.Repeat(b, 32) }
	said := func(buyer, seller string) string {
		return "BuyerMultiSigPubKeyHex: " + buyer + "\nSellerMultiSigPubKeyHex: " + seller + "\n"
	}
	for _, variant := range []string{"p4/burning-2024/paid/maker-sells", "p4/burning-2024/end/open"} {
		tr := invented(t, variant)
		ours := said(tr.Keys.BuyerPubKey, tr.Keys.SellerPubKey)
		for name, c := range map[string]struct {
			texts []string
			want  trade.Outcome
			said  bool // that sources disagree
		}{
			"one pair":              {[]string{ours}, trade.Pass, false},
			"twice the same":        {[]string{ours, ours}, trade.Pass, false},
			"two pairs":             {[]string{ours, said(key("ab"), key("cd"))}, trade.Unknown, true},
			"the other first":       {[]string{said(key("ab"), key("cd")), ours}, trade.Unknown, true},
			"two pairs in one text": {[]string{ours + said(key("ab"), key("cd"))}, trade.Unknown, true},
			"another buyer":         {[]string{ours, "BuyerMultiSigPubKeyHex: " + key("ab")}, trade.Unknown, true},
			"all are others":        {[]string{said(key("ab"), key("cd")), said(key("ab"), key("ef"))}, trade.Fail, true},
		} {
			k := known(t, tr)
			k.Keys = nil
			for i, text := range c.texts {
				if _, err := k.Read([]byte(text), trade.Origin{Kind: trade.FromPaste, Path: fmt.Sprint("text-", i)}); err != nil {
					t.Fatal(err)
				}
			}
			r := judgedAs(t, k, tr)
			if v := find(t, r, "deposit.multisig-keys", diagnostics.Deposit); v.Result != c.want {
				t.Errorf("%s, %s: %s: %s", variant, name, v.Result, v.Detail)
			}
			if v := find(t, r, "trade.ids", ""); (v.Detail.Code == "trade.ids.facts") != c.said {
				t.Errorf("%s, %s: %s: %s", variant, name, v.Result, v.Detail)
			}
		}
	}
}
