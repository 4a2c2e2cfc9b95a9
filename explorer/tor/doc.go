// Package tor gives connections through Tor and nothing else: from a Tor of our
// own, which ends when we end, or from one that already runs and was checked to
// be Tor. Names are handed to Tor and never resolved here; what is not an onion
// service is refused twice, by us and by Tor, unless it was switched on.
//
// It imports nothing of the project. The words that its errors give for a fault
// are those of explorer.Fault.
package tor
