package model

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"

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

// RawTx is a transaction decoded, its labels as in says them, and as hex; hex is
// empty if it is too long for the clipboard.
func RawTx(c trade.Checked, network string, in func(Phrase) string) (decoded, hexText string) {
	msg := c.Msg()
	if msg == nil {
		return "", ""
	}
	d := rawTx{msg: msg, c: c, net: chainOf(network), in: in}
	d.head()
	for i := range msg.TxIn {
		if i == maxDecoded {
			d.line(in(Say("raw.inputs.more", "… and {{.Number}} more inputs", "Number", Grouped(len(msg.TxIn)-i))))
			break
		}
		d.input(i)
	}
	for i := range msg.TxOut {
		if i == maxDecoded {
			d.line(in(Say("raw.outputs.more", "… and {{.Number}} more outputs", "Number", Grouped(len(msg.TxOut)-i))))
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
	in  func(Phrase) string
}

func (d *rawTx) line(s string) { d.b.WriteString(s + "\n") }

// labelWidth is where what a label is about begins.
const labelWidth = 10

// field writes a label and, in a column, what it is about.
func (d *rawTx) field(indent string, label Phrase, text string) {
	name := d.in(label)
	room := max(1, labelWidth-utf8.RuneCountInString(name))
	d.line(indent + name + strings.Repeat(" ", room) + text)
}

func (d *rawTx) head() {
	size, stripped := d.msg.SerializeSize(), d.msg.SerializeSizeStripped()
	d.field("", Plain("txid"), d.msg.TxHash().String())
	d.field("", Say("raw.version", "version"), d.in(Say("raw.locktime", "{{.Version}}, locktime {{.LockTime}}", "Version", d.msg.Version, "LockTime", d.msg.LockTime)))
	d.field("", Say("raw.size", "size"), d.in(Say("raw.bytes", "{{.Bytes}} bytes, {{.Virtual}} virtual", "Bytes", size, "Virtual", (stripped*3+size+3)/4)))
}

func (d *rawTx) input(i int) {
	in := d.msg.TxIn[i]
	what := d.in(Say("raw.amount.unknown", "amount not known"))
	if d.c.Tx != nil && i < len(d.c.Tx.Inputs) && d.c.Tx.Inputs[i] != nil {
		out := d.c.Tx.Inputs[i]
		what = d.in(Say("raw.spends", "{{.Amount}} BTC, spends {{.Script}}", "Amount", flow.BTC(out.Value), "Script", d.script(out.PkScript)))
	}
	d.line("")
	d.field("", Say("raw.input", "input {{.Number}}", "Number", i), what)
	d.field("  ", Say("raw.from", "from"), in.PreviousOutPoint.String())
	d.field("  ", Say("raw.sequence", "sequence"), fmt.Sprintf("%08x", in.Sequence))
	if len(in.SignatureScript) > 0 {
		d.field("  ", Say("raw.script", "script"), d.asm(in.SignatureScript))
	}
	for j, item := range in.Witness {
		if j == maxDecoded {
			break
		}
		d.field("  ", Say("raw.witness", "witness {{.Number}}", "Number", j), d.bounded(item))
	}
	if n := len(in.Witness); n > 0 && len(in.Witness[n-1]) > 40 && len(in.Witness[n-1]) < maxScript {
		if last := in.Witness[n-1]; last[len(last)-1] == txscript.OP_CHECKMULTISIG {
			d.field("  ", Say("raw.is", "is"), d.asm(last))
		}
	}
}

func (d *rawTx) output(i int) {
	out := d.msg.TxOut[i]
	d.line("")
	d.field("", Say("raw.output", "output {{.Number}}", "Number", i), flow.BTC(out.Value)+" BTC, "+d.script(out.PkScript))
	d.field("  ", Say("raw.script", "script"), d.asm(out.PkScript))
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
func (d *rawTx) asm(script []byte) string {
	if len(script) > maxScript {
		return d.bounded(script)
	}
	s, err := txscript.DisasmString(script)
	if err != nil {
		return strings.TrimSpace(s + " " + d.in(Say("raw.unreadable", "[cannot be read: {{.Hex}}]", "Hex", d.bounded(script))))
	}
	return s
}

func (d *rawTx) bounded(data []byte) string {
	if len(data) > maxScript {
		return d.in(Say("raw.long", "{{.Hex}}… ({{.Bytes}} bytes)", "Hex", hex.EncodeToString(data[:maxScript]), "Bytes", Grouped(len(data))))
	}
	return hex.EncodeToString(data)
}
