//go:build nogui

package app

import (
	"context"
	"errors"

	"tradecase/diagnostics"
)

// start says that this build has no window.
func start(context.Context, string) error {
	return diagnostics.WithHint(errors.New("this build of Tradecase has no window"),
		"see what the command line can do with: tradecase help")
}
