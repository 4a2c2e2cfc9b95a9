package logstest

// A shape is one entry with places to fill in:
//
//	{h40} {h64} {n3} …  that many random hex or decimal digits
//	{uuid}              a random UUID
//	{tx} {peer} {addr}  one of the trader's transactions, peers, addresses
//	{other}             the ID of somebody else's trade
//	{own} {trade} {short}  the trader's onion, trade ID and its first part
//	{iso} {local}       the present time, where it gives the year away
//
// A shape with {iso} or {local} is left out where the year must not show.
type shape struct {
	weight         int // how often it stands in a block
	thread, level  string
	logger, layout string
}

const (
	fx      = "JavaFX Application Thread"
	peerNet = "BlockingClient network thread for {peer}:8333"
)

// noise is what fills a real log: mostly peer-to-peer chatter.
var noise = []shape{
	{90, "InputHandler-{h8}", "INFO", "b.n.p.n.Connection", "We received a BundleOfEnvelopes with {n2} messages from {peer}:9999, uid={uuid}, size={n5} bytes"},
	{60, "NetworkNode:SendMessage-to-{peer}:9999", "INFO", "b.n.p.n.NetworkNode", "onFailure at sendMessage: peersNodeAddress={peer}:9999\n\tmessage=GetPeersRequest\n\tthrowable=java.io.IOException: Cannot connect to hidden service"},
	{40, "PeerExchangeManager", "INFO", "b.n.p.p.p.PeerExchangeManager", "Number of connected peers: {n1}. Known peers: {n3}"},
	{40, "JavaFX Application Thread", "INFO", "b.n.p.p.BroadcastHandler", "Broadcast to {n2} peers completed in {n3} ms, hash={h40}"},
	{20, "pool-20-thread-1", "INFO", "b.n.p.p.g.m.PreliminaryGetDataRequest", "Sending a PreliminaryGetDataRequest with 1611.{n3} kB and {n5} excluded key entries. Requesters version=1.8.0"},
	{20, peerNet, "INFO", "org.bitcoinj.core.Peer", "Announcing to {peer}:8333 as: /bitcoinj:0.14.7.bisq.1-SNAPSHOT/Bisq:1.2.4/"},
	{12, peerNet, "INFO", "org.bitcoinj.core.Peer", "[{peer}]:8333: Got version=70015, subVer='/Satoshi:0.18.1/', services=0x1037, time={local}, blocks=8{n5}"},
	{6, "NioClientManager", "INFO", "org.bitcoinj.core.listeners.DownloadProgressTracker", "Chain download 99% done with {n1} blocks to go, block date {iso}"},
	{20, "NioClientManager", "INFO", "org.bitcoinj.core.PeerGroup", "[127.0.0.1]:8333: Peer died      (0 connected, 0 pending, 1 max)"},
	{30, fx, "INFO", "b.c.d.m.DaoStateMonitoringService", "Conflict with non-seed nodes: We received a block hash from peer {peer}:9999 which conflicts with our block hash.\nmy daoStateHash=StateHash{\n     height=8{n5},\n     hash={h40}\n}"},
	{30, fx, "INFO", "b.c.d.n.l.n.RequestBlocksHandler", "We received from peer {peer}:9999 a GetBlocksResponse with blocks from height 8{n5} to height 8{n5}, hash={h64}"},
	{20, fx, "INFO", "b.c.b.w.BtcWalletService", "swap addressEntry with address {addr} and offerId {other} from context OFFER_FUNDING to available"},
	{20, fx, "INFO", "b.c.o.OpenOfferManager", "Received OfferAvailabilityRequest from {peer}:9999 with offerId {other} and uid {uuid}"},
	{8, fx, "INFO", "b.c.t.m.b.Trade", "Set new state at SellerAsMakerTrade (id={short}): MAKER_SENT_PUBLISH_DEPOSIT_TX_REQUEST"},
	{8, fx, "INFO", "b.c.t.TaskRunner", "Run task: BuyerSetupDepositTxListener"},
	{6, fx, "INFO", "b.c.t.p.b.t.b.BuyerAsTakerSendsDepositTxMessage", "DepositTxMessage arrived at peer {peer}:9999. tradeId={trade}, uid={uuid}"},
	{4, fx, "INFO", "b.c.t.p.TradeProtocol", "TaskRunner successfully completed. Triggered from InputsForDepositTxResponse, tradeId={trade}"},
	{4, fx, "INFO", "b.n.p.P2PService", "myNodeAddress={own}:9999"},
	{2, fx, "INFO", "b.c.b.w.WalletService", dump},
	{2, "MempoolRequest @ http://{peer}/api/tx", "INFO", "b.c.p.m.MempoolRequest", mempool},
	{2, fx, "WARN", "i.b.c.b.w.Broadcaster", "Broadcast of tx {tx} not completed after 8 sec. We optimistically assume that the tx broadcast succeeded and call onSuccess on the callback handler."},
	{2, fx, "INFO", "o.b.c.TransactionBroadcast", "broadcastTransaction: TYPE:  TX {tx} seen by 0 peers"},
	{1, fx, "WARN", "o.b.w.Wallet", "Saw two pending transactions double spend each other"},
	{1, fx, "WARN", "b.c.trade.Trade", "depositTx is null"},
	{1, fx, "ERROR", "b.c.b.s.WalletsSetup", "Service failure from state: STARTING; failure={} org.bitcoinj.wallet.UnreadableWalletException: Could not connect {h64} to {h64}\n\tat org.bitcoinj.wallet.WalletProtobufSerializer.connectTransactionOutputs(WalletProtobufSerializer.java:745)\n\tat org.bitcoinj.wallet.WalletProtobufSerializer.readWallet(WalletProtobufSerializer.java:542)\n\tat org.bitcoinj.wallet.WalletProtobufSerializer.readWallet(WalletProtobufSerializer.java:438)\n\t... 12 common frames omitted"},
	{1, fx, "ERROR", "b.c.t.p.TradeProtocol", "Task runner failed with error We received a DepositTxAndDelayedPayoutTxMessage but we are are not in the expected phase.\nExpected phases=[DEPOSIT_PUBLISHED, TAKER_FEE_PUBLISHED],\nTrade phase=DEPOSIT_CONFIRMED,\ntradeId={trade}. Triggered from INVALID_PHASE"},
}

const dump = `
makerCreatesDepositTx:
Transaction{{tx}, wtxid {h64}
weight: 650 wu, 163 virtual bytes, 245 bytes
purpose: UNKNOWN
   in   <empty>  0.0010222 BTC (102220)
        P2WPKH addr:{addr}  outpoint:{tx}:1
   in   <empty>  0.004875 BTC (487500)
        witness:3044{h140}01 02{h64}
        P2WPKH addr:{addr}  outpoint:{tx}:1
   out  0[] PUSHDATA(32)[{h64}] (0020{h64})  0.0058736 BTC (587360)
        P2WSH addr:{addr}
   fee  0.0000363 BTC/wu, 0.00014478 BTC/vkB, 0.00009632 BTC/kB  0.0000236 BTC
}`

const mempool = `Received mempoolData of [{"txid":"{tx}","version":1,"locktime":0,"vin":[{"txid":"{tx}","vout":0,"prevout":{"scriptpubkey":"0014{h40}","scriptpubkey_asm":"OP_0 OP_PUSHBYTES_20 {h40}","scriptpubkey_type":"v0_p2wpkh","scriptpubkey_address":"{addr}","value":15281},"scriptsig":"","scriptsig_asm":"","witness":["3044{h140}01","02{h64}"],"is_coinbase":false,"sequence":4294967295}],"vout":[{"scriptpubkey":"0014{h40}","scriptpubkey_type":"v0_p2wpkh","scriptpubkey_address":"{addr}","value":15000},{"scriptpubkey":"0014{h40}","scriptpubkey_type":"v0_p2wpkh","scriptpubkey_address":"{addr}","value":41}],"size":222,"weight":561,"fee":240,"status":{"confirmed":true,"block_height":8{n5},"block_hash":"00000000000000000{h47}","block_time":1663{n6}}}] from provider`
