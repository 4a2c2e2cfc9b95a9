package logstest

import "fmt"

// plant writes the entries in which private values stand, as Bisq logs them.
func (f *file) plant() {
	s := f.secrets()
	f.entry(fx, "ERROR", "b.c.t.p.TradeProtocol", fmt.Sprintf(
		"verifyPeersTradeLimit failed: peersPaymentAccountPayload SepaAccountPayload{\n     holderName='%s',\n     iban='%s',\n     bic='%s',\n     email='%s',\n     countryCode='DE'\n} CountryBasedPaymentAccountPayload(countryCode=DE)",
		s.holder, s.iban, s.bic, s.email))
	f.entry(fx, "WARN", "b.core.trade.Contract", "Contract as json\n"+f.contract(s))
	f.entry(fx, "INFO", "b.c.s.d.m.MediationManager", fmt.Sprintf(
		"Received ChatMessage from peer %s. ChatMessage{\n     tradeId='%s',\n     traderId=1,\n     senderIsTrader=true,\n     message='Hello, please write to %s or call %s.\nThe payment came from %s.\n',\n     attachments=[],\n     uid='%s'\n}",
		f.peers[0]+":9999", f.TradeID, s.email, s.phone, s.holder, uuid(f.rand)))
	f.entry("PeerGroup Thread", "INFO", "org.bitcoinj.core.PeerGroup", "Attempting connection to ["+s.ip4+"]:8333     (0 connected, 1 pending, 0 max)")
	f.entry("PeerGroup Thread", "INFO", "org.bitcoinj.core.PeerGroup", "Attempting connection to ["+s.ip6+"]:8333     (0 connected, 1 pending, 0 max)")
	f.entry(fx, "INFO", "b.c.b.w.WalletsManager", "DeterministicKey{pub HEX=02"+randomHex(f.rand, 64)+", priv WIF="+s.wif+", isEncrypted=false}\n  seed of "+s.xprv)
	txid, raw := rawTx(f.Trader.rand("raw"))
	f.entry(fx, "INFO", "b.c.b.w.TxBroadcaster", "Txid: "+txid+" hex: "+raw)
	f.entry(fx, "ERROR", "b.c.util.FileUtil", "could not open "+f.join(f.dataDir(), "btc_mainnet", "db", "PendingTrades")+"\njava.io.FileNotFoundException: "+f.join(f.dataDir(), "btc_mainnet", "db", "PendingTrades")+" (Permission denied)\n\tat java.base/java.io.FileInputStream.open0(Native Method)\n\tat bisq.common.file.FileUtil.read(FileUtil.java:88)")
}

// contract is a contract as Bisq prints it: valid JSON with both payment
// account payloads.
func (f *file) contract(s secrets) string {
	return fmt.Sprintf(`{
  "offerPayload": {
    "id": %q,
    "direction": "SELL",
    "amount": 1000000,
    "paymentMethodId": "SEPA",
    "offerFeePaymentTxId": %q
  },
  "tradeAmount": 1000000,
  "takerFeeTxID": %q,
  "buyerNodeAddress": {
    "hostName": %q,
    "port": 9999
  },
  "isBuyerMakerAndSellerTaker": false,
  "makerPaymentAccountPayload": {
    "holderName": %q,
    "iban": %q,
    "bic": %q,
    "email": %q,
    "countryCode": "DE"
  },
  "takerPaymentAccountPayload": {
    "holderName": %q,
    "accountNr": %q,
    "holderAddress": %q,
    "mobileNr": %q
  },
  "makerPayoutAddressString": %q,
  "lockTime": 823456
}`, f.TradeID, f.txids[0], f.txids[1], f.Onion, s.holder, s.iban, s.bic, s.email,
		s.holder, s.account, s.street, s.phone, f.addrs[0])
}
