package model

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/btcsuite/btcd/chaincfg/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/diagnostics/flow"
	"tradecase/diagnostics/trade"
)

// Bounds of what is shown of a transaction.
const (
	maxDecoded = 200  // inputs, outputs and items of a witness
	maxScript  = 2000 // bytes of a script or an item
	maxHex     = 200_000
)

// RawTx is a transaction decoded, in English as every other tool does, and as
// hex; hex is empty if it is too long for the clipboard.
func RawTx(c trade.Checked, network string) (decoded, hexText string) {
	msg := c.Msg()
	if msg == nil {
		return "", ""
	}
	d := rawTx{msg: msg, c: c, net: chainOf(network)}
	d.head()
	for i := range msg.TxIn {
		if i == maxDecoded {
			d.line("… and %s more inputs", Grouped(len(msg.TxIn)-i))
			break
		}
		d.input(i)
	}
	for i := range msg.TxOut {
		if i == maxDecoded {
			d.line("… and %s more outputs", Grouped(len(msg.TxOut)-i))
			break
		}
		d.output(i)
	}
	var raw bytes.Buffer
	if err := msg.Serialize(&raw); err == nil && raw.Len() <= maxHex {
		hexText = hex.EncodeToString(raw.Bytes())
	}
	return d.b.String(), hexText
}

func chainOf(network string) *chaincfg.Params {
	for _, p := range []*chaincfg.Params{&chaincfg.TestNet3Params, &chaincfg.RegressionNetParams} {
		if p.Name == network {
			return p
		}
	}
	return &chaincfg.MainNetParams
}

type rawTx struct {
	b   strings.Builder
	msg *wire.MsgTx
	c   trade.Checked
	net *chaincfg.Params
}

func (d *rawTx) line(format string, args ...any) { fmt.Fprintf(&d.b, format+"\n", args...) }

func (d *rawTx) head() {
	size, stripped := d.msg.SerializeSize(), d.msg.SerializeSizeStripped()
	d.line("txid      %s", d.msg.TxHash())
	d.line("version   %d, locktime %d", d.msg.Version, d.msg.LockTime)
	d.line("size      %d bytes, %d virtual", size, (stripped*3+size+3)/4)
}

func (d *rawTx) input(i int) {
	in := d.msg.TxIn[i]
	amount, kind := "amount not known", ""
	if d.c.Tx != nil && i < len(d.c.Tx.Inputs) && d.c.Tx.Inputs[i] != nil {
		out := d.c.Tx.Inputs[i]
		amount, kind = flow.BTC(out.Value)+" BTC", ", spends "+d.script(out.PkScript)
	}
	d.line("\ninput %d   %s%s", i, amount, kind)
	d.line("  from      %s:%d", in.PreviousOutPoint.Hash, in.PreviousOutPoint.Index)
	d.line("  sequence  %08x", in.Sequence)
	if len(in.SignatureScript) > 0 {
		d.line("  script    %s", asm(in.SignatureScript))
	}
	for j, item := range in.Witness {
		if j == maxDecoded {
			break
		}
		d.line("  witness %d %s", j, bounded(item))
	}
	if n := len(in.Witness); n > 0 && len(in.Witness[n-1]) > 40 && len(in.Witness[n-1]) < maxScript {
		if last := in.Witness[n-1]; last[len(last)-1] == txscript.OP_CHECKMULTISIG {
			d.line("  is        %s", asm(last))
		}
	}
}

func (d *rawTx) output(i int) {
	out := d.msg.TxOut[i]
	d.line("\noutput %d  %s BTC, %s", i, flow.BTC(out.Value), d.script(out.PkScript))
	d.line("  script    %s", asm(out.PkScript))
}

// script says what kind of script it is, and the address that it pays.
func (d *rawTx) script(script []byte) string {
	class, addresses, _, err := txscript.ExtractPkScriptAddrs(script, d.net)
	if err != nil || len(addresses) != 1 {
		return class.String()
	}
	return class.String() + " " + addresses[0].EncodeAddress()
}

// asm writes a script in words.
func asm(script []byte) string {
	if len(script) > maxScript {
		return bounded(script)
	}
	s, err := txscript.DisasmString(script)
	if err != nil {
		return strings.TrimSpace(s + " [cannot be read: " + bounded(script) + "]")
	}
	return s
}

func bounded(data []byte) string {
	if len(data) > maxScript {
		return fmt.Sprintf("%x… (%s bytes)", data[:maxScript], Grouped(len(data)))
	}
	return hex.EncodeToString(data)
}
