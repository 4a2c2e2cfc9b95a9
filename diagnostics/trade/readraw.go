package trade

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"regexp"
	"strings"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/psbt/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics"
)

// minRaw is the length in hex digits of the smallest transaction that pays
// somebody; maxRaw is that of the largest block's.
const (
	minRaw = 120
	maxRaw = 8_000_000
)

var (
	keyLine  = regexp.MustCompile(`(?i)(buyer|seller)[\s_]*multi[\s_]*sig[\s_]*pub[\s_]*key(?:[\s_]*\(?hex\)?)?["']?\s*[:=]?\s*["']?(0[23][0-9a-f]{64})\b`)
	hexRun   = regexp.MustCompile(`[0-9a-fA-F]{120,}`)
	base64ed = regexp.MustCompile(`cHNidP8[A-Za-z0-9+/\s]*=*`)
	idLine   = regexp.MustCompile(`(?im)^[\s\-*•]*([a-z][a-z ._\-/()]{2,60}?)\s*(?:transaction|tx)?[\s_\-]*(?:id|hash)?\s*[:=]\s*["'` + "`" + `“]?([0-9a-fA-F]{64}(?:[0-9a-fA-F]{64})?)\b`)
)

// readKeys takes in the multisig's keys.
func (k *Known) readKeys(text []byte, origin Origin, u *Understood) {
	var keys Keys
	keep := func() {
		if keys.Buyer != nil || keys.Seller != nil {
			k.Keys = append(k.Keys, Stated[Keys]{keys, origin})
			u.Keys = true
		}
		keys = Keys{}
	}
	for _, m := range keyLine.FindAllSubmatch(text, maxIDs) {
		key, err := hex.DecodeString(string(m[2]))
		if err != nil {
			continue
		}
		at := &keys.Seller
		if strings.EqualFold(string(m[1]), "buyer") {
			at = &keys.Buyer
		}
		if *at != nil && !bytes.Equal(*at, key) { // of another contract in the same text
			keep()
		}
		*at = key
	}
	keep()
}

// readRaw takes in raw transactions and PSBTs.
func (k *Known) readRaw(text []byte, origin Origin, u *Understood) {
	for _, at := range base64ed.FindAllIndex(text, -1) {
		if u.full() {
			return
		}
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(text[at[0]:at[1]])), ""))
		raw, ok := parsePSBT(data)
		if err != nil || !ok {
			u.note("something that begins like a PSBT could not be read")
			continue
		}
		k.addRaw(raw, text[:at[0]], origin, u)
	}
	for _, at := range hexRun.FindAllIndex(text, -1) {
		if u.full() {
			return
		}
		digits := text[at[0]:at[1]]
		if len(digits) > maxRaw || len(digits)%2 != 0 {
			u.note("hex of %d digits is no transaction: it was cut off, or is too long", len(digits))
			continue
		}
		data, err := hex.DecodeString(string(digits))
		if err != nil {
			continue
		}
		if raw, ok := parsePSBT(data); ok {
			k.addRaw(raw, text[:at[0]], origin, u)
			continue
		}
		tx, err := parseTx(data)
		if err != nil {
			u.note("hex of %d digits is no transaction: it was cut off, or is something else", len(digits))
			continue
		}
		k.addRaw(Raw{Tx: tx}, text[:at[0]], origin, u)
	}
}

// maxRaws is how many transactions a text can have: a trade has five, and every
// one is compared with the others. maxIDs is the same for labelled IDs.
const (
	maxRaws = 64
	maxIDs  = 64
)

// full reports whether there are as many transactions as are read.
func (u *Understood) full() bool {
	if u.Transactions < maxRaws {
		return false
	}
	u.note("only the first %d transactions were read: a trade has five", maxRaws)
	return true
}

// parseTx reads exactly one transaction.
func parseTx(data []byte) (*wire.MsgTx, error) {
	tx := new(wire.MsgTx)
	r := bytes.NewReader(data)
	if err := tx.Deserialize(r); err != nil {
		return nil, err
	}
	if r.Len() > 0 || len(tx.TxIn) == 0 || len(tx.TxOut) == 0 {
		return nil, errors.New("not one transaction and nothing else")
	}
	return tx, nil
}

// parsePSBT reads a partially signed transaction. Signatures that it has in
// full are put into the transaction.
func parsePSBT(data []byte) (Raw, bool) {
	if !bytes.HasPrefix(data, []byte("psbt\xff")) {
		return Raw{}, false
	}
	p, err := psbt.NewFromRawBytes(bytes.NewReader(data), false)
	if err != nil || p.UnsignedTx == nil || len(p.UnsignedTx.TxIn) == 0 || len(p.UnsignedTx.TxOut) == 0 {
		return Raw{}, false
	}
	if psbt.MaybeFinalizeAll(p) == nil {
		if tx, err := psbt.Extract(p); err == nil {
			return Raw{Tx: tx}, true
		}
	}
	return Raw{Tx: p.UnsignedTx, Partial: true}, true
}

// addRaw keeps a transaction under the role that the line before it names.
func (k *Known) addRaw(raw Raw, before []byte, origin Origin, u *Understood) {
	line := before[bytes.LastIndexByte(bytes.TrimRight(before, " \t\r\n"), '\n')+1:]
	raw.Role, raw.Origin = roleOf(string(line)), origin
	for _, old := range k.Raw {
		if old.Tx.WitnessHash() == raw.Tx.WitnessHash() && old.Role == raw.Role {
			return
		}
	}
	k.Raw = append(k.Raw, raw)
	u.Transactions++
	if raw.Partial {
		u.note("a PSBT lacks signatures: what it pays can be judged, its signatures cannot")
	}
}

// roleWords say which transaction a label names, the more special first.
var roleWords = []struct {
	word string
	role diagnostics.TxRole
}{
	{"delayed", diagnostics.DelayedPayout},
	{"timelock", diagnostics.DelayedPayout},
	{"dpt", diagnostics.DelayedPayout},
	{"payout", diagnostics.Payout},
	{"deposit", diagnostics.Deposit},
	{"offerfeepayment", diagnostics.MakerFee},
	{"maker", diagnostics.MakerFee},
	{"taker", diagnostics.TakerFee},
}

// roleOf reads a label such as "Maker", "Deposit transaction ID", "delayedPayoutTxId".
func roleOf(label string) diagnostics.TxRole {
	label = strings.ToLower(label)
	if r, err := diagnostics.ParseTxRole(strings.Join(strings.Fields(label), "-")); err == nil {
		return r
	}
	if strings.Contains(label, "security deposit") || strings.Contains(label, "pub") {
		return ""
	}
	for _, w := range roleWords {
		if strings.Contains(label, w.word) {
			return w.role
		}
	}
	return ""
}

// readIDs takes in labelled transaction IDs, one a line.
func (k *Known) readIDs(text []byte, origin Origin, u *Understood) {
	for _, m := range idLine.FindAllSubmatch(text, -1) {
		role := roleOf(string(m[1]))
		if role == "" {
			continue
		}
		if u.IDs >= maxIDs {
			u.note("only the first %d transaction IDs were read: a trade has five", maxIDs)
			return
		}
		if addID(k, role, string(m[2]), origin) {
			u.IDs++
		}
	}
}

// addID adds a claim, once.
func addID(k *Known, role diagnostics.TxRole, text string, origin Origin) bool {
	plain, err := diagnostics.ParseTxID(text)
	if err != nil {
		return false
	}
	id, err := chainhash.NewHashFromStr(plain)
	if err != nil {
		return false
	}
	if k.IDs == nil {
		k.IDs = map[diagnostics.TxRole][]Claim{}
	}
	for _, c := range k.IDs[role] {
		if c.ID == *id && c.Origin == origin {
			return true
		}
	}
	k.IDs[role] = append(k.IDs[role], Claim{*id, origin})
	return true
}
