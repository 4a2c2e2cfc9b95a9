//go:build nogui

package app

import (
	"context"
	"errors"

	"tradecase/diagnostics"
)

// openWindow says that this build has none.
func openWindow(context.Context, settings) error {
	return diagnostics.WithHint(errors.New("this build of Tradecase has no window"),
		"see what the command line can do with: tradecase help")
}
