package assets

import _ "embed" // for trade.toml

// Trade has what the rules on trades know of the past, as TOML: receivers, fee
// rates and eras, each with its source.
//
//go:embed trade.toml
var Trade []byte
