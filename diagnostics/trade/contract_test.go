package trade_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"tradecase/diagnostics"
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
		"nothing understood": `{"tradeAmount": "much", "lockTime": []}`,
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

// TestParseContractWithWrongKinds spoils one value after the other: that field is
// named and left out, the others are read and judged by.
func TestParseContractWithWrongKinds(t *testing.T) {
	tr := arbitrated(t, "p4/burning-2024/paid/maker-sells")
	whole, err := trade.ParseContract([]byte(tr.Contract))
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range map[string]string{
		"tradeAmount": `"0.1 BTC"`, "takerFeeTxID": `12`, "lockTime": `-1`, "isBuyerMakerAndSellerTaker": `"true"`,
		"makerPayoutAddressString": `{}`, "tradePrice": `null`, "buyerNodeAddress": `"x.onion:9999"`, "burningManAddressListVersion": `1.5`,
		"offerPayload.id": `[]`, "offerPayload.direction": `null`, "offerPayload.amount": `1e6`, "offerPayload.offerFeePaymentTxId": `0`,
		"offerPayload.blockHeightAtOfferCreation": `99999999999`, "offerPayload.isCurrencyForMakerFeeBtc": `0`,
		"offerPayload.buyerSecurityDeposit": `"15 %"`, "offerPayload.protocolVersion": `"4"`,
	} {
		t.Run(key, func(t *testing.T) {
			text := respell(t, tr.Contract, key, value)
			c, err := trade.ParseContract([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(c.Bad, []string{key}) || !c.Edited || len(c.Missing) > 0 {
				t.Fatalf("not understood %q, missing %q, edited %v", c.Bad, c.Missing, c.Edited)
			}
			if c.MakerPayout != whole.MakerPayout && key != "makerPayoutAddressString" || c.Offer.SellerDeposit != whole.Offer.SellerDeposit || c.BuyerNode.Port != 0 && key == "buyerNodeAddress" {
				t.Errorf("others were lost: %+v", c)
			}
			k := known(t, tr)
			k.Contract = nil
			u, err := k.Read([]byte(text), trade.Origin{Kind: trade.FromPaste})
			if err != nil || k.Contract == nil || len(u.Notes) == 0 || !strings.Contains(u.Notes[0], key) {
				t.Fatalf("%v, %+v", err, u)
			}
			r, err := trade.Judge(t.Context(), k, tradetest.Ledger(tr), trade.Options{Now: tr.Now})
			if err != nil {
				t.Fatal(err)
			}
			wellSpoken(t, r)
			if v := find(t, r, "trade.contract-json", ""); v.Result != trade.Warn || v.Detail.Code != "trade.contract-json.not-understood" || !strings.Contains(v.Detail.English, key) {
				t.Errorf("%s: %s", v.Result, v.Detail)
			}
			if v := find(t, r, "payout.input", diagnostics.Payout); v.Result != trade.Pass || r.Money != trade.PaidOut {
				t.Errorf("%s: %s, %s", v.Result, v.Detail, r.Money)
			}
			for _, v := range r.Verdicts {
				if v.Result == trade.Fail {
					t.Errorf("%s %s fails for the lack of it: %s", v.Rule, v.Role, v.Detail)
				}
			}
		})
	}
	c, err := trade.ParseContract([]byte(respell(t, tr.Contract, "offerPayload", `"gone"`)))
	if err != nil || !slices.Contains(c.Bad, "offerPayload") || c.TradeAmount != whole.TradeAmount || c.Offer.ID != "" {
		t.Errorf("without the offer: %v, %+v", err, c)
	}
	if c, err = trade.ParseContract([]byte(respell(t, tr.Contract, "tradeAmount", "null"))); err != nil || len(c.Bad) > 0 || !slices.Equal(c.Missing, []string{"tradeAmount"}) {
		t.Errorf("with a null that is needed: %v, %+v", err, c)
	}
}

// respell gives a key of a contract another value.
func respell(t *testing.T, text, key, value string) string {
	t.Helper()
	top := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(text), &top); err != nil {
		t.Fatal(err)
	}
	at := top
	if offerKey, ok := strings.CutPrefix(key, "offerPayload."); ok {
		at = map[string]json.RawMessage{}
		if err := json.Unmarshal(top["offerPayload"], &at); err != nil {
			t.Fatal(err)
		}
		key = offerKey
	}
	at[key] = json.RawMessage(value)
	if _, inOffer := top[key]; !inOffer {
		offer, err := json.Marshal(at)
		if err != nil {
			t.Fatal(err)
		}
		top["offerPayload"] = offer
	}
	out, err := json.Marshal(top)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
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

// TestAmbiguousContract has keys that could be read in two ways.
func TestAmbiguousContract(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"doubled at the end":    {`"lockTime": 702880`, `"lockTime": 702880, "tradeAmount": 5`, "the key tradeAmount stands twice"},
		"doubled at once":       {`"lockTime": 702880`, `"lockTime": 702880, "lockTime": 702880`, "the key lockTime stands twice"},
		"doubled in the offer":  {`"makerFee": 5000`, `"makerFee": 5000, "makerFee": 1`, "the key makerFee stands twice"},
		"doubled deep within":   {`"f2fExtraInfo"`, `"f2fExtraInfo": 1, "f2fExtraInfo"`, "a key stands twice"},
		"in other letters too":  {`"lockTime": 702880`, `"lockTime": 702880, "LockTime": 5`, "the key lockTime is written in other letters"},
		"in other letters":      {`"lockTime": 702880`, `"locktime": 702880`, "the key lockTime is written in other letters"},
		"the offer":             {`"offerPayload": {`, `"tradeAmount": 7, "offerPayload": {`, "the key tradeAmount stands twice"},
		"with an escape":        {`"lockTime": 702880`, `"lockTime": 702880, "trade\u0041mount": 5`, "the key tradeAmount stands twice"},
		"a letter that is like": {`"lockTime": 702880`, "\"loc\u212aTime\": 702880", "the key lockTime is written in other letters"},
	} {
		text := strings.Replace(contractText, c.from, c.to, 1)
		if text == contractText {
			t.Fatalf("%s: nothing was changed", name)
		}
		_, err := trade.ParseContract([]byte(text))
		if err == nil || !strings.HasSuffix(err.Error(), c.want) || diagnostics.Hint(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
		var k trade.Known
		if u, err := k.Read([]byte(text), trade.Origin{Kind: trade.FromPaste}); k.Contract != nil || !strings.Contains(k.ContractFault.String(), c.want) {
			t.Errorf("%s: %v, %+v, %s", name, err, u, k.ContractFault)
		}
	}
}
