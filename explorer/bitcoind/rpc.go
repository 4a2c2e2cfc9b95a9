package bitcoind

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"tradecase/explorer"
	"tradecase/explorer/exact"
)

// The codes of RPC errors, as Core and btcd number them.
const (
	codeMisc      = -1 // also: no index, a pruned block, and btcd's "out of range"
	codeNotFound  = -5
	codeParameter = -8
	codeWarmUp    = -28
	codeNoMethod  = -32601
)

// rpcError is an error that the node answered with. The message is read, but
// never passed on: it may hold IDs.
type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

// Error gives the code.
func (e *rpcError) Error() string { return fmt.Sprintf("the node answered with error %d", e.Code) }

// isCode reports whether the node answered with one of these codes.
func isCode(err error, codes ...int) bool {
	var e *rpcError
	return errors.As(err, &e) && slices.Contains(codes, e.Code)
}

// isRPC reports whether the node itself answered with an error.
func isRPC(err error) bool {
	var e *rpcError
	return errors.As(err, &e)
}

// noMethod reports whether the node does not know the method. btcd knows some
// by name only.
func noMethod(err error) bool {
	return isCode(err, codeNoMethod) || isCode(err, codeMisc) && says(err, "unimplemented")
}

// says reports whether the node's message holds one of these words.
func says(err error, words ...string) bool {
	var e *rpcError
	if !errors.As(err, &e) {
		return false
	}
	message := strings.ToLower(e.Message)
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(message, word) })
}

// rpc asks over JSON-RPC.
type rpc struct {
	*transport
	lacks lacks
}

// call calls a method and reads its result. An error of the node is a
// *rpcError, except that it is still starting.
func (r *rpc) call(ctx context.Context, q *question, limit int64, result any, method string, params ...any) error {
	body, err := json.Marshal(map[string]any{"jsonrpc": "1.0", "id": "tradecase", "method": method, "params": params})
	if err != nil {
		return err
	}
	status, raw, err := r.exchange(ctx, q, method, "", body, limit)
	if err != nil {
		return err
	}
	var answer struct {
		Result json.RawMessage `json:"result"`
		Error  *rpcError       `json:"error"`
	}
	switch err := exact.Unmarshal(raw, &answer); {
	case err == nil && answer.Error != nil:
		if answer.Error.Code == codeWarmUp {
			return fail(explorer.FaultServer, "the node is still starting")
		}
		return answer.Error
	case status >= http.StatusInternalServerError:
		return fail(explorer.FaultServer, fmt.Sprintf("the node failed with status %d", status))
	case status >= http.StatusBadRequest:
		return fail(explorer.FaultRefused, fmt.Sprintf("what is there does not answer JSON-RPC (status %d)", status))
	case err != nil || answer.Result == nil:
		return fail(explorer.FaultMalformed, "what is there does not answer JSON-RPC")
	}
	if err := exact.Unmarshal(answer.Result, result); err != nil {
		return fail(explorer.FaultMalformed, "the answer has not the form of one to "+method)
	}
	return nil
}

// callHex calls a method that answers with bytes in hex.
func (r *rpc) callHex(ctx context.Context, q *question, limit int64, method string, params ...any) ([]byte, error) {
	var text string
	if err := r.call(ctx, q, limit, &text, method, params...); err != nil {
		return nil, err
	}
	raw, err := hex.DecodeString(text)
	if err != nil {
		return nil, fail(explorer.FaultMalformed, "the answer is not hex")
	}
	return raw, nil
}

// plain turns an error of the node into a failure; other errors stay.
func plain(err error) error {
	var e *rpcError
	switch {
	case !errors.As(err, &e):
		return err
	case noMethod(err):
		return fail(explorer.FaultUnsupported, "the node does not know the question")
	}
	return fail(explorer.FaultServer, e.Error())
}
