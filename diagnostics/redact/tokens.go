package redact

import (
	"bytes"
	"strings"

	"github.com/btcsuite/btcd/address/v2/base58"
	"github.com/btcsuite/btcd/address/v2/bech32"
)

// isWIF checks a private key in wallet import format.
func isWIF(tok []byte) bool {
	if (len(tok) != 51 && len(tok) != 52) || strings.IndexByte("5KL9c", tok[0]) < 0 {
		return false
	}
	key, version, err := base58.CheckDecode(string(tok))
	return err == nil && (version == 0x80 || version == 0xEF) && (len(key) == 32 || len(key) == 33)
}

// isEncryptedKey checks a private key under a password, as BIP 38 writes it.
func isEncryptedKey(tok []byte) bool {
	if len(tok) != 58 || tok[0] != '6' || tok[1] != 'P' {
		return false
	}
	key, version, err := base58.CheckDecode(string(tok))
	return err == nil && version == 1 && len(key) == 38
}

// isExtendedKey checks an extended private key (xprv, tprv, zprv …) by its
// prefix, length and checksum.
func isExtendedKey(tok []byte) bool {
	if len(tok) < 100 || len(tok) > 115 || !bytes.EqualFold(tok[1:4], []byte("prv")) {
		return false
	}
	key, _, err := base58.CheckDecode(string(tok))
	return err == nil && len(key) == 77
}

// isBase58Address checks a Bitcoin address, mainnet or test, or a BSQ address,
// which has a B before it.
func isBase58Address(tok []byte) bool {
	if len(tok) < 26 || len(tok) > 36 {
		return false
	}
	if len(tok) > 26 && tok[0] == 'B' && isBase58Address(tok[1:]) {
		return true
	}
	if strings.IndexByte("13mn2", tok[0]) < 0 {
		return false
	}
	hash, version, err := base58.CheckDecode(string(tok))
	return err == nil && len(hash) == 20 && (version == 0 || version == 5 || version == 111 || version == 196)
}

// isBech32Address checks a segwit address, mainnet or test, or a BSQ one.
func isBech32Address(tok []byte) bool {
	if len(tok) > 14 && tok[0] == 'B' && lower(tok[1]) == 'b' || len(tok) > 14 && tok[0] == 'B' && lower(tok[1]) == 't' {
		tok = tok[1:]
	}
	if len(tok) < 14 || len(tok) > 90 {
		return false
	}
	for _, hrp := range []string{"bc1", "tb1", "bcrt1"} {
		if hasFold(tok, 0, hrp) {
			_, _, _, err := bech32.DecodeGeneric(string(tok))
			return err == nil
		}
	}
	return false
}

// isOnionName checks the part before ".onion".
func isOnionName(tok []byte) bool {
	if len(tok) != 16 && len(tok) != 56 {
		return false
	}
	for _, b := range tok {
		if !letter(b) && (b < '2' || b > '7') {
			return false
		}
	}
	return true
}

// tradeIDAt recognises a full trade ID whose prefix is d[start:end].
func tradeIDAt(d []byte, start, end int) (idEnd int, ok bool) {
	const uuid = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx-"
	if end-start < 5 || end-start > 8 || len(d)-end < 1+len(uuid)+2 || d[end] != '-' {
		return 0, false
	}
	p := end + 1
	for i := range len(uuid) {
		if (uuid[i] == '-') != (d[p+i] == '-') || uuid[i] == 'x' && !hexDigit(d[p+i]) {
			return 0, false
		}
	}
	p += len(uuid)
	idEnd = p
	for idEnd < len(d) && digit(d[idEnd]) && idEnd-p < 7 {
		idEnd++
	}
	if n := idEnd - p; n < 2 || n > 6 || !rightEdge(d, idEnd) || !freshEdge(d, start) {
		return 0, false
	}
	return idEnd, true
}

// tokenValue is a value that is compared as it stands, but for case where the
// class has none.
func tokenValue(class Class, tok []byte) value {
	text := string(tok)
	id := text
	switch class {
	case TxID, Hash, Onion, TradeID:
		id = strings.ToLower(text)
	case Address:
		if isBech32Address(tok) {
			id = strings.ToLower(text)
		}
	}
	return value{class: class, id: id, text: text, spread: class == Key || class == TradeID}
}
