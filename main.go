// Tradecase turns a Bisq trade's logs, screenshots and transaction IDs into one
// bundle that a developer can work from.
package main

import (
	"os"
	"runtime"

	"tradecase/app"
)

func main() {
	runtime.MemProfileRate = 0 // nobody asks for a profile, whose tables are more than a megabyte
	os.Exit(app.Main(os.Args[1:]))
}
