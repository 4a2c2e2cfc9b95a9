package tradetest

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/btcsuite/btcd/address/v2"
	"github.com/btcsuite/btcd/btcec/v2"
	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/txscript/v2"
)

// key is a private key with what can be paid to it.
type key struct {
	priv *btcec.PrivateKey
	pub  []byte // compressed
}

// newKey derives the key of a purpose from a seed.
func newKey(seed uint64, purpose string) key {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], seed)
	h := sha256.Sum256(append(b[:], "tradetest "+purpose...))
	priv, pub := btcec.PrivKeyFromBytes(h[:])
	return key{priv, pub.SerializeCompressed()}
}

// pay is an address and its script.
type pay struct {
	addr   string
	script []byte
}

// legacy is the key's P2PKH address.
func (k key) legacy(net *chaincfg.Params) pay {
	a, err := address.NewAddressPubKeyHash(address.Hash160(k.pub), net)
	return payTo(a, err)
}

// segwit is the key's P2WPKH address.
func (k key) segwit(net *chaincfg.Params) pay {
	a, err := address.NewAddressWitnessPubKeyHash(address.Hash160(k.pub), net)
	return payTo(a, err)
}

// payScriptHash is the P2SH address of a redeem script.
func payScriptHash(script []byte, net *chaincfg.Params) pay {
	a, err := address.NewAddressScriptHash(script, net)
	return payTo(a, err)
}

// payWitnessScript is the P2WSH address of a witness script.
func payWitnessScript(script []byte, net *chaincfg.Params) pay {
	h := sha256.Sum256(script)
	a, err := address.NewAddressWitnessScriptHash(h[:], net)
	return payTo(a, err)
}

// payAddress reads an address.
func payAddress(s string, net *chaincfg.Params) pay {
	a, err := address.DecodeAddress(s, net)
	return payTo(a, err)
}

func payTo(a address.Address, err error) pay {
	if err != nil {
		panic(err) // a slip in an address of ours
	}
	script, err := txscript.PayToAddrScript(a)
	if err != nil {
		panic(err) // every address above has a script
	}
	return pay{a.EncodeAddress(), script}
}

// multisig is an m-of-n script over keys in the order given.
func multisig(required int, pubs ...[]byte) []byte {
	b := txscript.NewScriptBuilder().AddInt64(int64(required))
	for _, pub := range pubs {
		b.AddData(pub)
	}
	return script(b.AddInt64(int64(len(pubs))).AddOp(txscript.OP_CHECKMULTISIG))
}

// opReturn is an OP_RETURN that carries data.
func opReturn(data []byte) []byte {
	return script(txscript.NewScriptBuilder().AddOp(txscript.OP_RETURN).AddData(data))
}

func script(b *txscript.ScriptBuilder) []byte {
	s, err := b.Script()
	if err != nil {
		panic(err) // a script of ours is short
	}
	return s
}
