package trade_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/btcsuite/btcd/chainhash/v2"

	"tradecase/diagnostics"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

// withPaper is what is known of a trade whose contract was altered.
func withPaper(t *testing.T, tr *tradetest.Trade, alter func(string) string) trade.Known {
	t.Helper()
	k := known(t, tr)
	k.Contract, k.Others = nil, nil
	text := alter(tr.Contract)
	if text == tr.Contract {
		t.Fatal("the contract is as it was")
	}
	if _, err := k.Read([]byte(text), trade.Origin{Kind: trade.FromContract}); err != nil {
		t.Fatal(err)
	}
	return k
}

// field replaces a field's value.
func field(key, value string) func(string) string {
	re := regexp.MustCompile(`"` + key + `": ("[^"]*"|-?[0-9]+)`)
	return func(text string) string { return re.ReplaceAllString(text, `"`+key+`": `+value) }
}

// TestEraIsTheBlocks has a contract lie about when the trade was, so that what is
// wrong by the rules of its time is right by another's: the blocks win, and the lie
// is named.
func TestEraIsTheBlocks(t *testing.T) {
	adds := func(member string) func(string) string {
		return func(text string) string { return strings.Replace(text, `"tradeAmount"`, member+`, "tradeAmount"`, 1) }
	}
	year2021, arbitrated := "p4/no-opreturn/paid/maker-sells", "p4/no-opreturn/end/arbitrated"
	for _, c := range []struct {
		variant, mutation, rule string
		role                    diagnostics.TxRole
		key                     string
		alter                   func(string) string
	}{
		{year2021, "maker-fee/receiver-stranger", "fee.receiver", diagnostics.MakerFee, "blockHeightAtOfferCreation", field("blockHeightAtOfferCreation", "1")},
		{year2021, "maker-fee/receiver-stranger", "fee.receiver", diagnostics.MakerFee, "blockHeightAtOfferCreation", field("blockHeightAtOfferCreation", "599998")},
		{year2021, "maker-fee/receiver-stranger", "fee.receiver", diagnostics.MakerFee, "blockHeightAtOfferCreation", field("blockHeightAtOfferCreation", "2000000")},
		{year2021, "maker-fee/receiver-stranger", "fee.receiver", diagnostics.MakerFee, "blockHeightAtOfferCreation", field("blockHeightAtOfferCreation", "-5")},
		{year2021, "taker-fee/receiver-stranger", "fee.receiver", diagnostics.TakerFee, "lockTime", field("lockTime", "500000")},
		{year2021, "taker-fee/receiver-stranger", "fee.receiver", diagnostics.TakerFee, "lockTime", field("lockTime", "800000")},
		{year2021, "taker-fee/receiver-stranger", "fee.receiver", diagnostics.TakerFee, "lockTime", field("lockTime", "7")},
		{arbitrated, "delayed-payout/to-a-stranger", "delayed.receivers", diagnostics.DelayedPayout, "burningManAddressListVersion", adds(`"burningManAddressListVersion": 1`)},
		{arbitrated, "delayed-payout/to-a-stranger", "delayed.receivers", diagnostics.DelayedPayout, "burningManAddressListVersion", adds(`"burningManAddressListVersion": 99`)},
		{arbitrated, "delayed-payout/to-a-stranger", "delayed.receivers", diagnostics.DelayedPayout, "offerPayload.date", field("date", "1900000000000")},
		{arbitrated, "delayed-payout/to-a-stranger", "delayed.receivers", diagnostics.DelayedPayout, "offerPayload.protocolVersion", field("protocolVersion", "1")},
	} {
		tr := mutated(t, c.variant, c.mutation)
		r := judgedAs(t, withPaper(t, tr, c.alter), tr)
		if v := find(t, r, c.rule, c.role); v.Result != trade.Fail {
			t.Errorf("%s: %s is %s: %s", c.key, c.rule, v.Result, v.Detail)
		}
		if v := find(t, r, "trade.contract-json", ""); v.Detail.Code != "trade.contract-json.blocks" || !strings.Contains(v.Detail.String(), c.key) {
			t.Errorf("%s: %s: %s", c.key, v.Result, v.Detail)
		}
	}
}

// TestEraOfAnAgent has whoever asks, or a log, name another time than the blocks.
func TestEraOfAnAgent(t *testing.T) {
	tr := mutated(t, "p4/no-opreturn/paid/maker-sells", "taker-fee/receiver-stranger")
	for _, h := range []int32{1, 500_000, 800_000} {
		k := known(t, tr)
		k.Contract.LockTime = 0
		k.TakeOfferHeight = []trade.Stated[int32]{{Value: h, Origin: trade.Origin{Kind: trade.FromAgent}}}
		if v := find(t, judgedAs(t, k, tr), "fee.receiver", diagnostics.TakerFee); v.Result != trade.Fail {
			t.Errorf("%d: %s: %s", h, v.Result, v.Detail)
		}
	}
	k := known(t, tr)
	k.Contract.Offer.Protocol, k.Contract.Offer.Version = 0, ""
	k.Protocol = []trade.Stated[int]{{Value: 1, Origin: trade.Origin{Kind: trade.FromAgent}}}
	if r := judgedAs(t, k, tr); r.Trade.Era.Protocol == 1 {
		t.Errorf("%+v", r.Trade.Era)
	}
}

// TestAgeAlone has nothing but the contract say how old an offer is.
func TestAgeAlone(t *testing.T) {
	tr := mutated(t, "p4/no-opreturn/paid/maker-sells", "maker-fee/receiver-stranger")
	fee := tr.Txs[diagnostics.MakerFee]
	for name, alter := range map[string]func(*explorer.Transaction){
		"unconfirmed": func(tx *explorer.Transaction) { tx.State, tx.Block = explorer.Unconfirmed, nil },
		"as bytes":    func(tx *explorer.Transaction) { tx.State, tx.Block = explorer.UnknownState, nil },
	} {
		k := withPaper(t, tr, field("blockHeightAtOfferCreation", "1"))
		delete(k.IDs, diagnostics.Deposit)
		r := judgedBy(t, k, tr, func(id chainhash.Hash, tx *explorer.Transaction) {
			if id == fee.ID {
				alter(tx)
			} else {
				*tx = explorer.Transaction{ID: id, State: explorer.UnknownState}
			}
		})
		if v := find(t, r, "fee.receiver", diagnostics.MakerFee); v.Result != trade.Unknown {
			t.Errorf("%s: %s: %s", name, v.Result, v.Detail)
		}
	}
}

// TestLongWay has an offer that waited long, whose fee came late, and that was
// copied from an older one: none of it speaks against the blocks.
func TestLongWay(t *testing.T) {
	tr := invented(t, "p4/burning-2024/paid/maker-sells")
	fee := tr.Txs[diagnostics.MakerFee].Height
	deposit := tr.Txs[diagnostics.Deposit].Height
	for _, c := range []struct {
		key  string
		h    int32
		fits bool
	}{
		{"blockHeightAtOfferCreation", fee - 4320, true},
		{"blockHeightAtOfferCreation", fee - 4321, false},
		{"blockHeightAtOfferCreation", deposit, true},
		{"blockHeightAtOfferCreation", deposit + 1, false},
		{"lockTime", deposit, true},
		{"lockTime", deposit - 1, false},
		{"lockTime", tr.Txs[diagnostics.TakerFee].Height + 2880 + 3, true},
		{"lockTime", tr.Txs[diagnostics.TakerFee].Height + 2880 + 4, false},
	} {
		text := regexp.MustCompile(`"`+c.key+`": [0-9]+`).ReplaceAllString(tr.Contract, fmt.Sprintf("%q: %d", c.key, c.h))
		r := judgedAs(t, withPaper(t, tr, func(string) string { return text }), tr)
		v := find(t, r, "trade.contract-json", "")
		if fits := v.Detail.Code != "trade.contract-json.blocks"; fits != c.fits {
			t.Errorf("%s %d: %s", c.key, c.h-deposit, v.Detail)
		}
	}
}
