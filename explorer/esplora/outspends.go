package esplora

import (
	"github.com/btcsuite/btcd/wire/v2"

	"tradecase/explorer"
)

// outspendJSON is what /tx/:id/outspend/:n answers, and /tx/:id/outspends a
// list of.
type outspendJSON struct {
	Spent *bool   `json:"spent"`
	TxID  *string `json:"txid"`
	Vin   *uint32 `json:"vin"`
}

// parseOutspends reads who spends each output. A server on a plain node knows
// only that an output is not among the unspent: it says so of an OP_RETURN too,
// and cannot say by whom.
func parseOutspends(body []byte) ([]explorer.Spender, error) {
	var list []outspendJSON
	if err := decode(body, &list); err != nil {
		return nil, err
	}
	if len(list) == 0 || len(list) > maxOutputs {
		return nil, errShape
	}
	out := make([]explorer.Spender, len(list))
	for i := range list {
		var err error
		if out[i], err = list[i].spender(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// parseOutspend reads who spends one output.
func parseOutspend(body []byte) (explorer.Spender, error) {
	var j outspendJSON
	if err := decode(body, &j); err != nil {
		return explorer.Spender{}, err
	}
	return j.spender()
}

func (j *outspendJSON) spender() (explorer.Spender, error) {
	if j.Spent == nil {
		return explorer.Spender{}, errShape
	}
	s := explorer.Spender{Spent: *j.Spent}
	if !s.Spent || j.TxID == nil || *j.TxID == "" || j.Vin == nil {
		return s, nil
	}
	id, err := parseHash(*j.TxID)
	if err != nil {
		return explorer.Spender{}, err
	}
	if *j.Vin >= maxInputs {
		return explorer.Spender{}, errShape
	}
	s.By = &wire.OutPoint{Hash: id, Index: *j.Vin}
	return s, nil
}
