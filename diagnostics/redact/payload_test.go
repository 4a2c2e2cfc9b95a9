package redact_test

import (
	"encoding/json"
	"strings"
	"testing"

	"tradecase/diagnostics/redact"
)

const contract = `{
  "tradeAmount": 1000000,
  "makerPaymentAccountPayload": {
    "holderName": "Ana Belén \"}\" Gómez",
    "iban": "DE89370400440532013000",
    "acceptedCountryCodes": ["DE", "FR"],
    "countryCode": "DE",
    "id": "c0ffee"
  },
  "takerPaymentAccountPayload": null,
  "hashOfMakersPaymentAccountPayload": "8f1c",
  "lockTime": 812345
}
Chat: I am Ana Belén "}" Gómez, DE89 3704 0044 0532 0130 00
`

func TestPayloadInContract(t *testing.T) {
	want := strings.Join([]string{
		"{\n  \"tradeAmount\": 1000000,\n  \"makerPaymentAccountPayload\": \"[payload-1]\"\n\n\n\n\n\n,",
		"  \"takerPaymentAccountPayload\": null,\n  \"hashOfMakersPaymentAccountPayload\": \"8f1c\",\n  \"lockTime\": 812345\n}",
		"Chat: I am [payment-1], [iban-1]\n",
	}, "\n")
	got := redacted(t, redact.Options{}, contract)
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if object, _, _ := strings.Cut(got, "Chat"); !json.Valid([]byte(object)) {
		t.Errorf("no JSON any more:\n%s", object)
	}
}

// TestPayloadTruncated cuts the contract at every byte: whatever is left of the
// payload is hidden.
func TestPayloadTruncated(t *testing.T) {
	begin := strings.Index(contract, `: {`) + 4
	end := strings.Index(contract, "  },\n")
	for n := begin + 30; n < end; n += 7 {
		got := redacted(t, redact.Options{}, contract[:n])
		if !strings.Contains(got, `"[payload-1]"`) || strings.Contains(got, "holderName") {
			t.Fatalf("cut at %d: %s", n, got)
		}
	}
}

func TestPayloadForms(t *testing.T) {
	const head = "Okt.-07 09:06:35.077 [main] INFO  b.c.X: "
	examples(t, redact.Options{}, []example{
		{
			head + "failed: peersPaymentAccountPayload {SepaAccountPayload(super=PaymentAccountPayload(id=1), holderName=Ana Belén, iban=DE00)} x",
			head + "failed: peersPaymentAccountPayload [payload-1] x",
		},
		{
			"paymentAccountPayload=SepaAccountPayload(holderName=Ana :-), iban=DE00, bic=X), next=1 Ana",
			"paymentAccountPayload=SepaAccountPayload[payload-1], next=1 Ana",
		},
		{
			"x(makerPaymentAccountPayload=null, a=1) PaymentAccountPayload{id='7'} y",
			"x(makerPaymentAccountPayload=null, a=1) PaymentAccountPayload[payload-1] y",
		},
		{
			head + "p PaymentAccountPayload{holderName='Ana\r\nstreet'\n" + head + "next Ana\n",
			head + "p PaymentAccountPayload[payload-1]\r\n\n" + head + "next Ana\n",
		},
		{
			`{"contract":"{\"makerPaymentAccountPayload\":{\"holderName\":\"Jo \\\"}\\\" Pérez\"},\"lockTime\":1}","x":"Pérez"}`,
			`{"contract":"{\"makerPaymentAccountPayload\":\"[payload-1]\",\"lockTime\":1}","x":"Pérez"}`,
		},
		{
			`{&#34;takerPaymentAccountPayload&#34;:{&#34;holderName&#34;:&#34;}&#34;},&#34;n&#34;:1}`,
			`{&#34;takerPaymentAccountPayload&#34;:&#34;[payload-1]&#34;,&#34;n&#34;:1}`,
		},
		{`"buyerPaymentAccountPayload" : "raw text",`, `"buyerPaymentAccountPayload" : "[payload-1]",`},
		{`"buyerPaymentAccountPayload": broken text, "x": 1`, `"buyerPaymentAccountPayload": "[payload-1]", "x": 1`},
		{"\tat bisq.core.trade.Trade.getPaymentAccountPayload(Trade.java:312)", ""},
		{"payload {} PaymentAccountPayload{} paymentAccountPayloadHash=12", ""},
		{`{"makerPaymentAccountPayload":{"a":"1"}} {"makerPaymentAccountPayload": { "a": "1" }}`, `{"makerPaymentAccountPayload":"[payload-1]"} {"makerPaymentAccountPayload": "[payload-1]"}`},
	})
}

// TestPayloadSpreads finds a holder's name that only a payload in the last item
// gives away in the first item.
func TestPayloadSpreads(t *testing.T) {
	chat := item("a/chat.txt", "João Pedro Silva wrote; SILVA alone, Jo\u0303ao")
	log := item("z/bisq.log", `x SepaAccountPayload(holderName=João Pedro Silva, bankName=Silva, city=Porto) Porto`)
	plan := collect(t, redact.Options{}, log, chat)
	if got, want := rewrite(t, plan, chat), "[payment-1] wrote; SILVA alone, Jo\u0303ao"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := rewrite(t, plan, log), "x SepaAccountPayload[payload-1] Porto"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPayloadLongerThanWindow hides a payload that never ends, in bounded
// memory, and one that ends far away.
func TestPayloadLongerThanWindow(t *testing.T) {
	var sb strings.Builder
	sb.WriteString(`{"makerPaymentAccountPayload": {`)
	for sb.Len() < 3<<20 {
		sb.WriteString(` "x": "Ana Belén, secret", ` + "\n")
	}
	open := sb.String()
	for name, tail := range map[string]string{"open": "", "closed": `"y":1}, "lockTime": 1}` + "\n"} {
		got := redacted(t, redact.Options{}, open+tail)
		if strings.Contains(got, "secret") || !strings.HasPrefix(got, `{"makerPaymentAccountPayload": "[payload-1]"`) {
			t.Errorf("%s: %.200q", name, got)
		}
		if name == "closed" && !strings.HasSuffix(got, `, "lockTime": 1}`+"\n") {
			t.Errorf("%s: ends in %q", name, got[len(got)-40:])
		}
	}
}
