package trade_test

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
)

func TestParseContract(t *testing.T) {
	tr := arbitrated(t, "p3/segwit/amount/partial-maker-sells")
	c, err := trade.ParseContract([]byte(tr.Contract))
	if err != nil {
		t.Fatal(err)
	}
	a := tr.Amounts
	if c.TradeAmount != a.Trade || c.Offer.Amount != a.Offer || c.Offer.BuyerDeposit != a.BuyerDeposit || c.Offer.SellerDeposit != a.SellerDeposit ||
		c.Offer.MakerFee != a.MakerFee || c.Offer.TxFee != a.MakerTxFee || c.Offer.Height != tr.OfferHeight || int32(c.LockTime) != tr.LockTime ||
		c.BuyerIsMaker == nil || *c.BuyerIsMaker || c.Offer.MakerFeeInBTC == nil || !*c.Offer.MakerFeeInBTC || c.Offer.Protocol != 3 ||
		c.MakerPayout != tr.Keys.SellerPayout || c.Offer.ID != string(tr.ID) || c.Offer.Version != tr.Version {
		t.Errorf("%+v", c)
	}
	if !c.Payloads || !c.AnyPayload || c.Edited || len(c.Unknown)+len(c.Missing) > 0 || c.Hash() != sha256.Sum256([]byte(tr.Contract)) {
		t.Errorf("payloads %v, edited %v, unknown %q, missing %q", c.Payloads, c.Edited, c.Unknown, c.Missing)
	}
}

func TestParseContractNotesWhatIsOdd(t *testing.T) {
	text := arbitrated(t, "p4/burning-2024/paid/maker-sells").Contract
	edit := func(old, by string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("%q is not in the contract", old)
		}
		return strings.Replace(text, old, by, 1)
	}
	for name, c := range map[string]struct {
		text            string
		edited          bool
		unknown, missed []string
	}{
		"whole":          {text, false, nil, nil},
		"surrounded":     {"\n " + text + "\n", false, nil, nil},
		"new key":        {edit(`"tradeAmount"`, `"colour": "red",`+"\n  "+`"tradeAmount"`), false, []string{"colour"}, nil},
		"new offer key":  {edit(`"useAutoClose"`, `"shade": {"of": 1},`+"\n    "+`"useAutoClose"`), true, []string{"offerPayload.shade"}, nil},
		"missing":        {edit(`"tradeAmount"`, `"tradeAmountX"`), false, []string{"tradeAmountX"}, []string{"tradeAmount"}},
		"marked":         {edit(`"SEPA"`, `"[***EDITED***]"`), true, nil, nil},
		"other layout":   {strings.ReplaceAll(text, "  ", "\t"), true, nil, nil},
		"other line end": {strings.ReplaceAll(text, "\n", "\r\n"), true, nil, nil},
	} {
		got, err := trade.ParseContract([]byte(c.text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Edited != c.edited || !slices.Equal(got.Unknown, c.unknown) || !slices.Equal(got.Missing, c.missed) {
			t.Errorf("%s: edited %v, unknown %q, missing %q", name, got.Edited, got.Unknown, got.Missing)
		}
	}
}

func TestParseContractRefuses(t *testing.T) {
	text := arbitrated(t, "p4/burning-2024/paid/maker-sells").Contract
	for name, bad := range map[string]string{
		"nothing": "", "cut": text[:len(text)-10], "twice": text + text, "a list": "[1]", "words": "the contract",
		"an amount in words": strings.Replace(text, `"tradeAmount": `, `"tradeAmount": "x`, 1),
		"amount as text":     strings.Replace(text, `"lockTime": `, `"lockTime": "no", "x": `, 1),
		"endless":            strings.Repeat(" ", 10) + `{"a":"` + strings.Repeat("x", 2<<20) + `"}`,
		"an offer in words":  `{"offerPayload": "none"}`,
	} {
		c, err := trade.ParseContract([]byte(bad))
		if err == nil || c != nil {
			t.Errorf("%s was read", name)
			continue
		}
		if len(err.Error()) > 120 || strings.Contains(err.Error(), "onion") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseContract(f *testing.F) {
	for _, name := range []string{"p4/burning-2024/paid/maker-sells", "p1/burning-2019/end/open"} {
		v, ok := tradetest.Find(name)
		if !ok {
			f.Fatal(name)
		}
		f.Add([]byte(tradetest.Build(v, 1).Contract))
	}
	f.Add([]byte(`{"offerPayload":{}}`))
	f.Add([]byte(`{"offerPayload":null,"makerPaymentAccountPayload":{"a":1}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		c, err := trade.ParseContract(text)
		if err != nil {
			if c != nil || len(err.Error()) > 300 {
				t.Fatalf("%v with %v", err, c)
			}
			return
		}
		if !bytes.Equal(c.Raw, bytes.TrimSpace(text)) || c.Payloads && !c.AnyPayload {
			t.Fatal("it is not what was read")
		}
		if _, err := trade.Judge(t.Context(), trade.Known{Contract: c}, nil, trade.Options{}); err != nil {
			t.Fatal(err)
		}
	})
}
