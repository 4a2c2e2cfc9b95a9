// Tradecase turns a Bisq trade's logs, screenshots and transaction IDs into one
// bundle that a developer can work from.
package main

import (
	"os"

	"tradecase/app"
)

func main() { os.Exit(app.Main(os.Args[1:])) }
