// Package tortest runs a private Tor network for tests: three directory
// authorities, three relays, a host of onion services and, if a test asks for
// one, a bridge, all bound to 127.0.0.1 on ports that the kernel chose.
//
// What is real: the programs (tor, tor-gencert, obfs4proxy) as Debian ships
// them, their keys, consensus, circuits, directories and onion services, and
// all that is said between them. What is ours: who takes part, and settings
// that make the network vote every ten seconds and allow loopback. There are so
// few relays that nobody would be anonymous in it.
//
// A package that uses it has
//
//	func TestMain(m *testing.M) { os.Exit(tortest.Main(m)) }
//
// and starts the network with Start, once for all its tests. Several test
// programs may each have their own at the same time.
package tortest
