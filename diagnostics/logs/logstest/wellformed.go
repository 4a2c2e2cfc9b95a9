package logstest

import (
	"crypto/sha256"
	"crypto/sha3"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
)

// random returns n invented bytes.
func random(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func randomHex(r *rand.Rand, n int) string { return hex.EncodeToString(random(r, n/2)) }

func digits(r *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte(byte('0' + r.IntN(10)))
	}
	return b.String()
}

// onion is a version 3 onion name with a valid checksum (rend-spec-v3, 6).
func onion(r *rand.Rand) string {
	key := random(r, 32)
	sum := sha3.Sum256(slices.Concat([]byte(".onion checksum"), key, []byte{3}))
	raw := slices.Concat(key, sum[:2], []byte{3})
	return strings.ToLower(base32.StdEncoding.EncodeToString(raw)) + ".onion"
}

// iban is a German IBAN with valid check digits (ISO 13616, mod 97).
func iban(r *rand.Rand) string {
	account := digits(r, 18)
	n, _ := new(big.Int).SetString(account+"131400", 10) // D=13, E=14, check digits 00
	rest := new(big.Int).Mod(n, big.NewInt(97)).Int64()
	return fmt.Sprintf("DE%02d%s", 98-rest, account)
}

// wif is a compressed private key in wallet import format: an invented number
// with a valid checksum.
func wif(r *rand.Rand) string {
	return base58Check(slices.Concat([]byte{0x80}, random(r, 32), []byte{1}))
}

// xprv is an extended private key with invented content and a valid checksum.
func xprv(r *rand.Rand) string {
	return base58Check(slices.Concat([]byte{0x04, 0x88, 0xAD, 0xE4}, make([]byte, 9), random(r, 32), []byte{0}, random(r, 32)))
}

func base58Check(payload []byte) string {
	sum := doubleSHA(payload)
	full := slices.Concat(payload, sum[:4])
	const alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	n, mod, base := new(big.Int).SetBytes(full), new(big.Int), big.NewInt(58)
	var out []byte
	for n.Sign() > 0 {
		n.DivMod(n, base, mod)
		out = append(out, alphabet[mod.Int64()])
	}
	for _, b := range full {
		if b != 0 {
			break
		}
		out = append(out, '1')
	}
	slices.Reverse(out)
	return string(out)
}

func doubleSHA(b []byte) [32]byte {
	first := sha256.Sum256(b)
	return sha256.Sum256(first[:])
}

// segwit is a bech32 address of witness version 0 (BIP 173).
func segwit(program []byte) string {
	const charset = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	data := []byte{0}
	var acc, bits uint
	for _, b := range program {
		acc, bits = acc<<8|uint(b), bits+8
		for bits >= 5 {
			bits -= 5
			data = append(data, byte(acc>>bits&31))
		}
	}
	if bits > 0 {
		data = append(data, byte(acc<<(5-bits)&31))
	}
	check := polymod(slices.Concat([]byte{3, 3, 0, 2, 3}, data, make([]byte, 6))) ^ 1
	for i := range 6 {
		data = append(data, byte(check>>(5*(5-i))&31))
	}
	out := []byte("bc1")
	for _, d := range data {
		out = append(out, charset[d])
	}
	return string(out)
}

func polymod(values []byte) uint32 {
	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	sum := uint32(1)
	for _, v := range values {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range generator {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	return sum
}

// rawTx is a transaction with one unsigned input and two outputs, as hex, and
// its ID.
func rawTx(r *rand.Rand) (txid, raw string) {
	b := []byte{1, 0, 0, 0, 1}
	b = append(b, random(r, 32)...)
	b = append(b, 1, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 2)
	for range 2 {
		b = binary.LittleEndian.AppendUint64(b, 10_000+r.Uint64N(1_000_000))
		b = append(b, 22, 0, 20)
		b = append(b, random(r, 20)...)
	}
	b = append(b, 0, 0, 0, 0)
	sum := doubleSHA(b)
	slices.Reverse(sum[:])
	return hex.EncodeToString(sum[:]), hex.EncodeToString(b)
}
