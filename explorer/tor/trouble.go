package tor

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Code names what is wrong. It is stable: translations hang on it.
type Code string

// What can be wrong with Tor itself.
const (
	CodeMissing          Code = "tor-missing"        // no tor program
	CodeDied             Code = "tor-died"           // it ended by itself
	CodeNoAnswer         Code = "tor-no-answer"      // it runs but cannot be talked to
	CodeTooOld           Code = "tor-too-old"        // it lacks what the network or we demand
	CodeFolder           Code = "data-dir"           // its folder cannot be made or is not private
	CodeLocked           Code = "data-dir-locked"    // another Tor holds its folder
	CodeClock            Code = "clock-skew"         // the computer's clock is wrong
	CodeNoRelay          Code = "no-relay"           // no relay can be reached
	CodeBlocked          Code = "blocked"            // relays can be reached, but are cut off
	CodeOldCache         Code = "old-cache"          // stuck, also without what it had kept
	CodeBadBridge        Code = "bad-bridge"         // a bridge line that Tor would refuse
	CodeBridgeDown       Code = "bridge-unreachable" // no bridge can be reached
	CodeTransportMissing Code = "transport-missing"  // the program that a bridge needs
	CodeBadAddress       Code = "bad-address"        // the address of a running Tor is none
	CodeNotThere         Code = "not-there"          // nothing listens where a running Tor should
	CodeNotTor           Code = "not-tor"            // something listens there, but it is not Tor
	CodeOff              Code = "tor-off"            // it was closed
	CodeFailed           Code = "tor-failed"         // Tor could not do what it was asked
)

// What can be wrong with one connection.
const (
	CodeOnionOffline   Code = "onion-offline"       // nobody serves this address now
	CodeOnionAddress   Code = "onion-address-wrong" // the address cannot be right
	CodeOnionTemporary Code = "onion-temporary"     // it failed on the way; another try may do
	CodeOnionAuth      Code = "onion-auth"          // the service wants a key that we lack
	CodeRefused        Code = "connection-refused"  // the service is there, its port is closed
	CodeUnreachable    Code = "unreachable"         // a clearnet host that Tor cannot reach
	CodeClearnet       Code = "clearnet-refused"    // not an onion service, and not switched on
	CodeTimeout        Code = "timeout"             // no answer in time
	CodeCancelled      Code = "cancelled"           // the caller ended it
)

// The words of explorer.Fault.
const (
	faultTor         = "tor"
	faultOnion       = "onion"
	faultTimeout     = "timeout"
	faultCancelled   = "cancelled"
	faultUnreachable = "unreachable"
)

// Trouble says what is wrong, in English, and what to do about it. It holds no
// path, no address and no bridge line.
type Trouble struct {
	Code Code
	Text string // the fact
	Hint string // what to do; may be empty
	// What Text says beyond the code, for those who have words of their own for
	// the codes.
	Detail string        // tor's own words, or what exactly failed; may be empty
	Ahead  time.Duration // CodeClock: how wrong the clock is, negative if behind; 0: not known
}

// Codes lists all codes: what a Status can tell of, and what only a connection
// can fail with.
func Codes() (ofTor, ofConnections []Code) {
	ofTor = []Code{
		CodeMissing, CodeDied, CodeNoAnswer, CodeTooOld, CodeFolder, CodeLocked, CodeClock, CodeNoRelay, CodeBlocked, CodeOldCache,
		CodeBadBridge, CodeBridgeDown, CodeTransportMissing, CodeBadAddress, CodeNotThere, CodeNotTor, CodeOff, CodeFailed,
	}
	ofConnections = []Code{
		CodeOnionOffline, CodeOnionAddress, CodeOnionTemporary, CodeOnionAuth, CodeRefused, CodeUnreachable, CodeClearnet,
		CodeTimeout, CodeCancelled,
	}
	return ofTor, ofConnections
}

// Error is a trouble as an error.
type Error struct {
	Trouble
	Cause error // may be nil
}

// Error gives the text, with the cause last.
func (e *Error) Error() string {
	if e.Cause == nil {
		return e.Text
	}
	return fmt.Sprintf("%s: %v", e.Text, e.Cause)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Hint says what to do; it may be empty.
func (e *Error) Hint() string { return e.Trouble.Hint }

// Fault gives the word of explorer.Fault that says why there was no answer.
func (e *Error) Fault() string {
	switch e.Code {
	case CodeOnionOffline, CodeOnionAddress, CodeOnionTemporary, CodeOnionAuth:
		return faultOnion
	case CodeRefused, CodeUnreachable, CodeClearnet:
		return faultUnreachable
	case CodeTimeout:
		return faultTimeout
	case CodeCancelled:
		return faultCancelled
	default:
		return faultTor
	}
}

// Is makes two errors of one code equal for errors.Is.
func (e *Error) Is(target error) bool {
	other, ok := target.(*Error)
	return ok && other.Code == e.Code
}

// CodeOf gives the code of an error of this package, empty for another's.
func CodeOf(err error) Code {
	var e *Error
	if !errors.As(err, &e) {
		return ""
	}
	return e.Code
}

// newError makes an error with the text and the hint of a code.
func newError(code Code, cause error) *Error {
	words := troubles[code]
	return &Error{Trouble: Trouble{Code: code, Text: words[0], Hint: words[1]}, Cause: cause}
}

// ended is the error of a context that ended while something was waited for.
func ended(ctx context.Context) *Error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return newError(CodeTimeout, ctx.Err())
	}
	return newError(CodeCancelled, ctx.Err())
}

// clockTrouble says how wrong the clock is; ahead is negative if it is behind.
func clockTrouble(ahead time.Duration) *Trouble {
	words := troubles[CodeClock]
	text := words[0]
	if ahead != 0 {
		side := "ahead"
		if ahead < 0 {
			side = "behind"
		}
		text = fmt.Sprintf("this computer's clock is %s %s", roughly(ahead.Abs()), side)
	}
	return &Trouble{Code: CodeClock, Text: text, Hint: words[1], Ahead: ahead}
}

// roughly says a time as a person would: 3 h, 2 days.
func roughly(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d < 48*time.Hour:
		return fmt.Sprintf("%.0f h", d.Hours())
	default:
		return fmt.Sprintf("%.0f days", d.Hours()/24)
	}
}

const installTor = "Install Tor: \"sudo apt-get install tor\" on Debian and Ubuntu, \"sudo dnf install tor\" on Fedora, " +
	"\"brew install tor\" on macOS; Tor Browser will do everywhere."

// troubles has the text and the hint of every code.
var troubles = map[Code][2]string{
	CodeMissing: {"tor is not installed", installTor},
	CodeDied: {
		"tor ended by itself",
		"Start it again; if it ends again, what it said last tells why.",
	},
	CodeNoAnswer: {
		"the tor program does not answer",
		"See in the settings whether the path of the program is right.",
	},
	CodeTooOld: {"this tor is too old", "Install version 0.4.8 or newer."},
	CodeFolder: {
		"tor's folder cannot be used",
		"See whether the disk is full and whether the data folder is yours.",
	},
	CodeLocked: {
		"another tor uses the same folder",
		"End the other Tradecase, or wait until its tor has ended.",
	},
	CodeClock:    {"this computer's clock is wrong", "Set the clock and the time zone; Tor needs them right to within an hour or so."},
	CodeNoRelay:  {"no Tor relay can be reached", "You are offline, or a firewall blocks Tor: then set a bridge."},
	CodeBlocked:  {"connections to Tor relays are cut off", "Something between you and Tor blocks it: set an obfs4 or snowflake bridge."},
	CodeOldCache: {"tor cannot load the list of relays", "Try again in some minutes, or set a bridge."},
	CodeBadBridge: {
		"a bridge line is not valid",
		"Copy the whole line as it was given, as \"obfs4 ADDRESS:PORT FINGERPRINT cert=… iat-mode=0\".",
	},
	CodeBridgeDown: {"no bridge can be reached", "The bridges are offline or blocked: ask for others at bridges.torproject.org."},
	CodeTransportMissing: {
		"the program that a bridge needs is missing",
		"Install it: on Debian and Ubuntu obfs4proxy (for obfs4) or snowflake-client (for snowflake).",
	},
	CodeBadAddress: {
		"the address of the running Tor is not valid",
		"Give its SOCKS port as 127.0.0.1:9050, or unix:PATH; a name is not looked up.",
	},
	CodeNotThere: {"no Tor runs at the address that was set", "Start it there, or let Tradecase start its own."},
	CodeNotTor: {
		"what runs at the address that was set is not Tor",
		"Nothing was sent through it. Give the SOCKS port of a Tor: 9050, or 9150 for Tor Browser.",
	},
	CodeOff:            {"tor is off", ""},
	CodeFailed:         {"tor could not make the connection", "Try again."},
	CodeOnionOffline:   {"the onion service is offline, or its address is an old one", "Try again later, or use another explorer."},
	CodeOnionAddress:   {"this is not a valid onion address", "Compare it with where you have it from: one wrong character is enough."},
	CodeOnionTemporary: {"the onion service could not be reached this time", "Try again."},
	CodeOnionAuth:      {"the onion service demands a key", ""},
	CodeRefused:        {"the server is there, but refuses the connection", "See whether the port is right."},
	CodeUnreachable:    {"tor cannot reach the server", ""},
	CodeClearnet:       {"only onion services are asked", "Hosts that are none can be switched on in the settings; they are then asked through Tor."},
	CodeTimeout:        {"no answer in time", ""},
	CodeCancelled:      {"cancelled", ""},
}
