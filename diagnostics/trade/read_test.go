package trade_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/psbt/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
)

// contractText is a contract in Bisq's layout, shortened.
const contractText = `{
  "offerPayload": {
    "id": "QWZTRD-14547c67-571c-4cdd-b3fe-a6cdaf528981-1917",
    "direction": "BUY",
    "amount": 2000000,
    "offerFeePaymentTxId": "1111111111111111111111111111111111111111111111111111111111111111",
    "blockHeightAtOfferCreation": 700000,
    "makerFee": 5000,
    "isCurrencyForMakerFeeBtc": true,
    "buyerSecurityDeposit": 300000,
    "sellerSecurityDeposit": 300000,
    "extraDataMap": {
      "f2fExtraInfo": "a brace } and a \"quote\" // in a text"
    }
  },
  "tradeAmount": 1000000,
  "takerFeeTxID": "2222222222222222222222222222222222222222222222222222222222222222",
  "isBuyerMakerAndSellerTaker": true,
  "makerPayoutAddressString": "bc1qinvented",
  "takerPayoutAddressString": "bc1qinvented2",
  "lockTime": 702880
}`

// offerLast is the same with its fields in another order, and an object before the
// offer.
const offerLast = `{"buyerNodeAddress": {"hostName": "x.onion", "port": 9999}, "tradeAmount": 1000000,
 "takerFeeTxID": "2222222222222222222222222222222222222222222222222222222222222222", "isBuyerMakerAndSellerTaker": true,
 "makerPayoutAddressString": "bc1qinvented", "takerPayoutAddressString": "bc1qinvented2", "offerPayload": {"amount": 2000000}}`

func readText(t *testing.T, text string) (trade.Known, trade.Understood) {
	t.Helper()
	var k trade.Known
	u, err := k.Read([]byte(text), trade.Origin{Kind: trade.FromPaste})
	if err != nil {
		t.Fatalf("%v, %+v", err, u)
	}
	return k, u
}

func deposit() *wire.MsgTx {
	tx := wire.NewMsgTx(1)
	for i := range uint32(2) {
		tx.AddTxIn(wire.NewTxIn(&wire.OutPoint{Hash: chainhash.HashH([]byte{byte(i)}), Index: 1}, nil, nil))
	}
	tx.AddTxOut(wire.NewTxOut(1_600_000, append([]byte{0, 32}, make([]byte, 32)...)))
	return tx
}

func hexOf(t *testing.T, tx *wire.MsgTx) string {
	t.Helper()
	var b bytes.Buffer
	if err := tx.Serialize(&b); err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(b.Bytes())
}

func TestReadContractInEveryState(t *testing.T) {
	smart := func(s string) string {
		for i := 0; strings.Contains(s, `"`); i++ {
			s = strings.Replace(s, `"`, []string{"“", "”"}[i%2], 1)
		}
		return s
	}
	plain := strings.Replace(contractText, `a \"quote\" `, "", 1)
	for name, c := range map[string]struct {
		text   string
		fault  string // part of it; "" if there must be none
		edited bool
	}{
		"as Bisq writes it": {contractText, "", false},
		"between words":     {"Hello, here it is:\n" + contractText + "\nBye {sic}", "", false},
		"quoted":            {"> " + strings.ReplaceAll(contractText, "\n", "\n> "), "", false},
		"smart quotes":      {smart(plain), "typographic quotes", true},
		"comments":          {strings.Replace(contractText, `"tradeAmount"`, "// the amount\n  /* here: { */ \"tradeAmount\"", 1), "comments", true},
		"extra comma":       {strings.Replace(contractText, "702880", "702880,", 1), "commas", true},
		"cut off":           {contractText[:strings.Index(contractText, `"makerPayout`)+12], "cut off", true},
		"cut off in a text": {contractText[:strings.Index(contractText, "invented2")+3], "cut off", true},
		"edited mark":       {strings.Replace(contractText, "bc1qinvented2", "[***EDITED***]", 1), "", true},
		"one line":          {strings.ReplaceAll(strings.ReplaceAll(contractText, "\n", ""), "  ", ""), "", true},
		"after a byte mark": {"\ufeff" + contractText, "", false},
		"offer last":        {offerLast, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			k, u := readText(t, c.text)
			if !u.Contract || k.Contract == nil || k.Contract.TradeAmount != 1_000_000 || k.Contract.Offer.Amount != 2_000_000 || k.Contract.TakerFeeTxID[0] != '2' {
				t.Fatalf("%+v, %+v", u, k.Contract)
			}
			if (c.fault == "") != k.ContractFault.IsZero() || !strings.Contains(k.ContractFault.English, c.fault) || k.Contract.Edited != c.edited {
				t.Errorf("fault %q, edited %v, notes %q", k.ContractFault, k.Contract.Edited, u.Notes)
			}
		})
	}
}

func TestReadKeepsTheTextForItsHash(t *testing.T) {
	k, _ := readText(t, "Contract as json:\n"+contractText+"\n\nOther detail data:\n")
	if string(k.Contract.Raw) != contractText {
		t.Errorf("another text: %q", k.Contract.Raw)
	}
}

func TestReadWhatBisqsWindowsCopy(t *testing.T) {
	buyer, seller := "02"+strings.Repeat("ab", 32), "03"+strings.Repeat("cd", 32)
	tx := deposit()
	k, u := readText(t, "Contract as json:\n"+contractText+"\n\nOther detail data:\nBuyerMultiSigPubKeyHex: "+buyer+
		"\nSellerMultiSigPubKeyHex: "+seller+"\nBuyer's account age: 12 days\nRaw deposit transaction as hex:\n"+hexOf(t, tx)+"\n")
	if !u.Contract || !u.Keys || u.Transactions != 1 || len(u.Notes) != 0 {
		t.Fatalf("%+v", u)
	}
	if hex.EncodeToString(k.Keys[0].Value.Buyer) != buyer || hex.EncodeToString(k.Keys[0].Value.Seller) != seller {
		t.Errorf("%+v", k.Keys)
	}
	if k.Raw[0].Role != diagnostics.Deposit || k.Raw[0].Tx.TxHash() != tx.TxHash() || k.Raw[0].Partial {
		t.Errorf("%+v", k.Raw[0])
	}
}

func TestReadLabelledIDs(t *testing.T) {
	id := func(c string) string { return strings.Repeat(c, 64) }
	k, u := readText(t, "Maker: "+id("1")+"\nTaker fee transaction ID: "+strings.ToUpper(id("a"))+"\n- Deposit tx: "+id("3")+id("3")+
		"\nDelayed payout: "+id("4")+"\nPayout: "+id("5")+"\nmakerFeeTxId = "+id("1")+"\nBlock hash: "+id("9")+"\n")
	want := map[diagnostics.TxRole]string{
		diagnostics.MakerFee: id("1"), diagnostics.TakerFee: id("a"), diagnostics.Deposit: id("3"), diagnostics.DelayedPayout: id("4"), diagnostics.Payout: id("5"),
	}
	for role, want := range want {
		if got := k.IDs[role]; len(got) != 1 || got[0].ID.String() != want {
			t.Errorf("%s: %v", role, got)
		}
	}
	if u.Contract || u.IDs != 6 {
		t.Errorf("%+v", u)
	}
}

func TestReadPSBT(t *testing.T) {
	tx := deposit()
	p, err := psbt.NewFromUnsignedTx(tx)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Serialize(&b); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"base64": "Delayed payout as PSBT:\n" + base64.StdEncoding.EncodeToString(b.Bytes()),
		"hex":    "Delayed payout as PSBT:\n" + hex.EncodeToString(b.Bytes()),
		"binary": b.String(),
	} {
		k, u := readText(t, text)
		if u.Transactions != 1 || k.Raw[0].Tx.TxHash() != tx.TxHash() || !k.Raw[0].Partial || name != "binary" && k.Raw[0].Role != diagnostics.DelayedPayout {
			t.Errorf("%s: %+v, %+v", name, u, k.Raw)
		}
	}
}

func TestReadSaysWhatItCouldNotMakeOut(t *testing.T) {
	full := hexOf(t, deposit())
	for text, want := range map[string]string{
		"":                           "nothing could be made",
		"hello":                      "nothing could be made",
		`"offerPayload": 3`:          "beginning of the contract is missing",
		`{"offerPayload": `:          "could not be read",
		"deposit: " + full[:200]:     "no transaction",
		full + "0":                   "cut off",
		`{"offerPayload": "secret"}`: "could not be read",
	} {
		var k trade.Known
		_, err := k.Read([]byte(text), trade.Origin{Kind: trade.FromPaste})
		if err == nil || !strings.Contains(err.Error(), want) || diagnostics.Hint(err) == "" || strings.Contains(err.Error(), "secret") {
			t.Errorf("%.40q: %v, want %q", text, err, want)
		}
	}
}

func TestReadOfAnotherContractIsStated(t *testing.T) {
	k, _ := readText(t, contractText)
	other := strings.Replace(contractText, "1000000", "1000001", 1)
	u, err := k.Read([]byte(other), trade.Origin{Kind: trade.FromPaste, Path: "b.txt"})
	if err != nil || !slices.ContainsFunc(u.Notes, func(n string) bool { return strings.Contains(n, "another contract") }) {
		t.Fatalf("%v, %+v", err, u)
	}
	if len(k.TradeAmount) != 1 || k.TradeAmount[0].Value != 1_000_001 || k.Contract.TradeAmount != 1_000_000 {
		t.Errorf("%+v", k.TradeAmount)
	}
}

// FuzzRead: whatever the text, nothing is made up and nothing breaks.
func FuzzRead(f *testing.F) {
	f.Add([]byte(contractText))
	f.Add([]byte("> " + strings.ReplaceAll(contractText[:300], "\n", "\n> ")))
	f.Add([]byte("{“offerPayload”: {/*}*/}, }"))
	f.Add([]byte("Deposit: " + strings.Repeat("a", 64) + "\ncHNidP8BAAA="))
	f.Add([]byte("psbt\xff\x01\x00\x80"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var k trade.Known
		u, err := k.Read(text, trade.Origin{Kind: trade.FromPaste})
		if (err == nil) == u.Nothing() {
			t.Fatalf("%v, %+v", err, u)
		}
		if u.Contract && k.Contract == nil || len(k.Raw) > u.Transactions {
			t.Fatalf("%+v, %+v", u, k)
		}
	})
}
