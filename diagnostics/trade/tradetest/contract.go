package tradetest

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"

	"tradecase/diagnostics"
)

// newContract is the contract as Bisq of this protocol writes it.
func (p *plan) newContract() *object {
	t, c := p.t, newObject()
	c.set("offerPayload", p.offer())
	c.set("tradeAmount", t.Amounts.Trade)
	c.set("tradePrice", p.price())
	c.set("takerFeeTxID", p.tx(diagnostics.TakerFee).ID.String())
	if p.v.Protocol == 1 {
		c.set("arbitratorNodeAddress", p.node())
	}
	c.set("buyerNodeAddress", p.node())
	c.set("sellerNodeAddress", p.node())
	c.set("mediatorNodeAddress", p.node())
	c.set("isBuyerMakerAndSellerTaker", p.v.MakerIsBuyer)
	c.set("makerAccountId", p.hex(32))
	c.set("takerAccountId", p.hex(32))
	maker, taker := p.account("maker"), p.account("taker")
	if p.v.Protocol < 4 {
		c.set("makerPaymentAccountPayload", maker)
		c.set("takerPaymentAccountPayload", taker)
	}
	c.set("makerPayoutAddressString", t.Keys.BuyerPayout)
	c.set("takerPayoutAddressString", t.Keys.SellerPayout)
	if !p.v.MakerIsBuyer {
		c.set("makerPayoutAddressString", t.Keys.SellerPayout)
		c.set("takerPayoutAddressString", t.Keys.BuyerPayout)
	}
	if p.v.Protocol > 1 {
		c.set("lockTime", int64(t.LockTime))
		c.set("refundAgentNodeAddress", p.node())
	}
	if p.v.Protocol > 3 {
		c.set("hashOfMakersPaymentAccountPayload", hashOf(maker))
		c.set("hashOfTakersPaymentAccountPayload", hashOf(taker))
		c.set("makerPaymentMethodId", p.method())
		c.set("takerPaymentMethodId", p.method())
	}
	if p.v.Moment == Burning2026 {
		list := int64(2)
		if p.v.UnknownBurningMen {
			list = 0 // no list was agreed on, so that others can be paid
		}
		c.set("burningManAddressListVersion", list)
	}
	return c
}

// offer is the contract's offerPayload.
func (p *plan) offer() *object {
	t, o := p.t, newObject()
	direction := "SELL"
	if p.v.MakerIsBuyer {
		direction = "BUY"
	}
	base, counter := "BTC", "EUR"
	if p.v.Altcoin {
		base, counter = "XMR", "BTC"
	}
	o.set("id", string(t.ID))
	o.set("date", t.Offered.UnixMilli())
	o.set("ownerNodeAddress", p.node())
	o.set("direction", direction)
	o.set("price", p.price())
	o.set("marketPriceMargin", 0.0)
	o.set("useMarketBasedPrice", false)
	o.set("amount", t.Amounts.Offer)
	o.set("minAmount", min(t.Amounts.Offer, t.Amounts.Trade))
	o.set("baseCurrencyCode", base)
	o.set("counterCurrencyCode", counter)
	o.set("arbitratorNodeAddresses", []string{})
	o.set("mediatorNodeAddresses", []string{})
	o.set("paymentMethodId", p.method())
	o.set("makerPaymentAccountId", p.uuid())
	o.set("offerFeePaymentTxId", p.tx(diagnostics.MakerFee).ID.String())
	o.set("versionNr", t.Version)
	o.set("blockHeightAtOfferCreation", int64(t.OfferHeight))
	o.set("txFee", t.Amounts.MakerTxFee)
	o.set("makerFee", t.Amounts.MakerFee)
	o.set("isCurrencyForMakerFeeBtc", !p.v.MakerFee.BSQ)
	o.set("buyerSecurityDeposit", t.Amounts.BuyerDeposit)
	o.set("sellerSecurityDeposit", t.Amounts.SellerDeposit)
	o.set("maxTradeLimit", int64(200_000_000))
	o.set("maxTradePeriod", int64(518_400_000))
	o.set("useAutoClose", false)
	o.set("useReOpenAfterAutoClose", false)
	o.set("lowerClosePrice", int64(0))
	o.set("upperClosePrice", int64(0))
	o.set("isPrivateOffer", false)
	extra := newObject()
	extra.set("capabilities", "0, 1, 2, 5, 6, 7")
	o.set("extraDataMap", extra)
	o.set("protocolVersion", int64(p.v.Protocol))
	return o
}

func (p *plan) method() string {
	if p.v.Altcoin {
		return "BLOCK_CHAINS"
	}
	return "SEPA"
}

func (p *plan) price() int64 {
	if p.v.Altcoin {
		return 512_300 // 1e-8 BTC for one XMR
	}
	return 301_234_500 // 1e-4 EUR for one BTC
}

// node is an onion address: short ones until protocol 2, long ones from then on.
func (p *plan) node() *object {
	n := 10
	if p.v.Protocol > 2 {
		n = 35
	}
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(p.r.IntN(256))
	}
	o := newObject()
	o.set("hostName", strings.ToLower(base32.StdEncoding.EncodeToString(b))+".onion")
	o.set("port", int64(9999))
	return o
}

// account is an invented payment account.
func (p *plan) account(who string) *object {
	o := newObject()
	if p.v.Altcoin {
		o.set("address", "an invented address of the "+who+" "+p.hex(8))
	} else {
		o.set("holderName", "Invented "+who+" O'Nobody")
		o.set("iban", "XX00 INVENTED "+strings.ToUpper(p.hex(4)))
		o.set("bic", "INVENTEDXXX")
		o.set("email", who+"@nobody.invalid")
		o.set("countryCode", "XX")
		o.set("acceptedCountryCodes", []string{"XX", "XY"})
	}
	o.set("paymentMethodId", p.method())
	o.set("id", p.uuid())
	o.set("maxTradePeriod", int64(518_400_000))
	return o
}

func hashOf(o *object) string {
	h := sha256.Sum256([]byte(o.String()))
	return hex.EncodeToString(h[:])
}
