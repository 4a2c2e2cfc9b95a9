package logs

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/btcsuite/btcd/chainhash/v2"
	"github.com/btcsuite/btcd/txscript/v2"
	"github.com/btcsuite/btcd/wire/v2"
)

// Dump is a transaction as bitcoinj prints it. It says neither version nor
// sequence of everyday transactions, so they are tried out: if one choice
// hashes to the ID the bytes are known, else each field is the dump's word.
type Dump struct {
	Place
	Label    string // "makerCreatesDepositTx", "" if there is none
	ID       chainhash.Hash
	Inputs   []DumpInput
	Outputs  []DumpOutput
	LockTime uint32
	Fee      int64 // sat; -1 if it is not said
}

// DumpInput is an input of a dump.
type DumpInput struct {
	Prev     wire.OutPoint
	Value    int64  // sat; -1 if it is not said
	Sequence uint32 // 0xffffffff if it is not said

	script  []byte
	witness wire.TxWitness
	said    bool // Sequence is
	bad     bool // the script could not be read
}

// DumpOutput is an output of a dump.
type DumpOutput struct {
	Value  int64  // sat
	Script []byte // nil if it could not be read
}

// Bounds of one dump.
const maxDumpParts = 2_000

// dumps finds bitcoinj's dumps and calls found with where each begins.
func dumps(text []byte, found func(at int, d Dump)) {
	for at := 0; at < len(text); {
		begin, id := dumpHead(text, at)
		if begin < 0 {
			return
		}
		label, _ := txLabel(text[:id])
		end := len(text)
		if next, _ := dumpHead(text, id+txidLen); next >= 0 {
			end = next
		}
		d := readDump(text[id:end])
		d.Label = label
		if len(d.Inputs) > 0 && len(d.Outputs) > 0 {
			found(begin, d)
		}
		at = id + txidLen
	}
}

// dumpHead finds the next dump: where it begins, and its ID. begin is -1 if
// there is none.
func dumpHead(text []byte, from int) (begin, id int) {
	for at := from; ; {
		start, end := nextRun(text, at)
		if start < 0 {
			return -1, -1
		}
		at = end + 1
		if !wholeNumber(text, start, end) {
			continue
		}
		if open := []byte("Transaction{"); bytes.HasSuffix(text[from:start], open) {
			return start - len(open), start
		}
		// The old form: the ID alone on its line, inputs on the next.
		line := bytes.TrimRight(text[from:start], " \t>")
		rest := bytes.TrimLeft(text[end:], " \t\r")
		if (len(line) == 0 || line[len(line)-1] == '\n') && len(rest) > 0 && rest[0] == '\n' {
			return start, start
		}
	}
}

// readDump reads what follows a dump's ID.
func readDump(text []byte) Dump {
	d := Dump{Fee: -1}
	if id, err := chainhash.NewHashFromStr(string(text[:txidLen])); err == nil {
		d.ID = *id
	}
	for line := range bytes.Lines(text[txidLen:]) {
		line = bytes.TrimLeft(bytes.TrimSpace(line), "> ")
		if len(line) > 0 && line[0] == '}' || len(d.Inputs)+len(d.Outputs) > maxDumpParts {
			break
		}
		d.line(line)
	}
	return d
}

func (d *Dump) line(line []byte) {
	word, rest, _ := bytes.Cut(line, []byte(" "))
	rest = bytes.TrimSpace(rest)
	switch string(word) {
	case "in":
		d.input(rest)
		return
	case "out":
		d.output(rest)
		return
	case "fee":
		if i := bytes.LastIndex(rest, []byte(" BTC")); i >= 0 {
			if sat, ok := amount(rest[bytes.LastIndexByte(rest[:i], ' ')+1 : i]); ok {
				d.Fee = sat
			}
		}
		return
	}
	if after, ok := bytes.CutPrefix(line, []byte("time locked until block ")); ok {
		d.LockTime = number(after)
	}
	if n := len(d.Inputs); n > 0 {
		d.Inputs[n-1].detail(line)
	}
}

// input reads "<empty>  0.0010222 BTC (102220)" or a script before the amount.
func (d *Dump) input(text []byte) {
	in := DumpInput{Value: -1, Sequence: wire.MaxTxInSequenceNum}
	script, sat, ok := cutAmount(text)
	if ok {
		in.Value = sat
	}
	if !bytes.HasPrefix(script, []byte("<empty>")) {
		in.script = readScript(script)
		in.bad = in.script == nil && len(bytes.TrimSpace(script)) > 0
	}
	d.Inputs = append(d.Inputs, in)
}

// detail reads the lines below an input.
func (in *DumpInput) detail(line []byte) {
	if _, after, ok := bytes.Cut(line, []byte("outpoint:")); ok && len(after) > txidLen+1 && after[txidLen] == ':' {
		if id, err := chainhash.NewHashFromStr(string(after[:txidLen])); err == nil {
			in.Prev = wire.OutPoint{Hash: *id, Index: number(after[txidLen+1:])}
		}
	}
	if after, ok := bytes.CutPrefix(line, []byte("witness:")); ok {
		in.witness = readWitness(after)
	}
	if _, after, ok := bytes.Cut(line, []byte("sequence:")); ok {
		end := 0
		for end < len(after) && end < 8 && hexOrHyphen[after[end]] && after[end] != '-' {
			end++
		}
		if n, err := strconv.ParseUint(string(after[:end]), 16, 32); err == nil {
			in.Sequence, in.said = uint32(n), true
		}
	}
}

// readWitness reads hex items with blanks between them; an empty item prints
// as "_" or as nothing.
func readWitness(text []byte) wire.TxWitness {
	var w wire.TxWitness
	for item := range bytes.FieldsSeq(text) {
		if string(item) == "_" || string(item) == "EMPTY" {
			w = append(w, nil)
			continue
		}
		b, err := hex.DecodeString(string(item))
		if err != nil {
			return nil
		}
		w = append(w, b)
	}
	return w
}

func (d *Dump) output(text []byte) {
	script, sat, ok := cutAmount(text)
	if !ok {
		return
	}
	d.Outputs = append(d.Outputs, DumpOutput{Value: sat, Script: readScript(script)})
}

// cutAmount splits "SCRIPT  0.0058736 BTC (587360)" before the amount.
func cutAmount(text []byte) (script []byte, sat int64, ok bool) {
	i := bytes.LastIndex(text, []byte(" BTC"))
	if i < 0 {
		return text, 0, false
	}
	begin := bytes.LastIndexByte(text[:i], ' ') + 1
	sat, ok = amount(text[begin:i])
	return bytes.TrimSpace(text[:begin]), sat, ok
}

// readScript reads a script: its bytes stand in brackets behind it, or it is
// put together from its words. nil if that cannot be done.
func readScript(text []byte) []byte {
	if i := bytes.LastIndexByte(text, '('); i >= 0 && len(text) > 0 && text[len(text)-1] == ')' {
		if b, err := hex.DecodeString(string(text[i+1 : len(text)-1])); err == nil {
			return b
		}
	}
	b := txscript.NewScriptBuilder()
	for word := range bytes.FieldsSeq(text) {
		if !addWord(b, string(word)) {
			return nil
		}
	}
	script, err := b.Script()
	if err != nil || len(script) == 0 {
		return nil
	}
	return script
}

// addWord adds a word of bitcoinj's spelling: DUP, PUSHDATA(20)[…], 0[], 2.
func addWord(b *txscript.ScriptBuilder, word string) bool {
	name, inside, pushed := cutPush(word)
	if pushed {
		data, err := hex.DecodeString(inside)
		if err != nil {
			return false
		}
		b.AddData(data)
		return name != ""
	}
	if n, err := strconv.Atoi(word); err == nil && n >= 0 && n <= 16 {
		b.AddInt64(int64(n))
		return true
	}
	op, known := txscript.OpcodeByName["OP_"+word]
	if known {
		b.AddOp(op)
	}
	return known
}

func cutPush(word string) (name, inside string, ok bool) {
	i := strings.IndexByte(word, '[')
	if i <= 0 || word[len(word)-1] != ']' {
		return "", "", false
	}
	return word[:i], word[i+1 : len(word)-1], true
}

// rebuild makes the transaction that hashes to the dump's ID, nil if none does.
func (d *Dump) rebuild() *wire.MsgTx {
	tx := d.plain()
	if tx == nil {
		return nil
	}
	for _, version := range []int32{1, 2} {
		for _, sequence := range []uint32{wire.MaxTxInSequenceNum, wire.MaxTxInSequenceNum - 1} {
			tx.Version = version
			for i, in := range d.Inputs {
				if !in.said {
					tx.TxIn[i].Sequence = sequence
				}
			}
			if tx.TxHash() == d.ID {
				return tx
			}
		}
	}
	return nil
}

// plain is what the dump says as a transaction, nil if it leaves out a script.
func (d *Dump) plain() *wire.MsgTx {
	tx := &wire.MsgTx{LockTime: d.LockTime}
	for _, in := range d.Inputs {
		if in.bad {
			return nil
		}
		ti := wire.NewTxIn(&in.Prev, in.script, in.witness)
		ti.Sequence = in.Sequence
		tx.AddTxIn(ti)
	}
	for _, out := range d.Outputs {
		if out.Script == nil {
			return nil
		}
		tx.AddTxOut(wire.NewTxOut(out.Value, out.Script))
	}
	return tx
}

// number reads the digits that a text begins with.
func number(text []byte) uint32 {
	n := 0
	for n < len(text) && n < 10 && digit(text[n]) {
		n++
	}
	v, err := strconv.ParseUint(string(text[:n]), 10, 32)
	if err != nil {
		return 0
	}
	return uint32(v)
}
