// Tradecase turns a Bisq trade's logs, screenshots and transactions into one
// bundle that a developer can work from.
package main

func main() {}
