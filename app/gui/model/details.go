package model

import (
	"tradecase/explorer/esplora"
)

// details are what the core, or the system below it, says beyond a fault's name.
// They have no codes: the window knows them by their sentences.
var details = []Phrase{
	Say("detail.node-url", "the node's address is no URL such as http://127.0.0.1:8332"),
	Say("detail.auth-unread", "the file with user and password cannot be read"),
	Say("detail.auth-what", "the file with user and password does not hold user:password"),
	Say("detail.auth-wrong", "the node does not take this user and password"),
	Say("detail.auth-denied", "the node does not let this machine or this user ask (rpcallowip, rpcwhitelist)"),
	Say("detail.no-onion", "it has no onion address, and such are not switched on (tor.clearnet)"),
	Say("detail.not-there", "no such file or directory"),
	Say("detail.forbidden", "permission denied"),
	Say("detail.is-folder", "is a directory"),
	Say("detail.no-folder", "not a directory"),
	Say("detail.long-name", "file name too long"),
	Say("detail.read-only", "read-only file system"),
	Say("detail.disk-fault", "input/output error"),
	Say("bridge.characters", "it holds characters that no bridge line has"),
	Say("bridge.empty", "it is empty"),
	Say("bridge.begins", "it begins with neither an address nor obfs4 nor snowflake"),
	Say("bridge.no-address", "the address is missing"),
	Say("bridge.address", "the address is not ADDRESS:PORT in numbers"),
	Say("bridge.fingerprint", "the fingerprint is not 40 hex digits"),
	Say("bridge.arguments", "what follows the fingerprint is not NAME=VALUE"),
	Say("bridge.certificate", "cert=… is missing"),
}

// knownDetail is a detail in the window's words, if it has any for it.
func knownDetail(text string) (p Phrase, ok bool) {
	for _, d := range details {
		if d.English == text {
			return d, true
		}
	}
	for _, e := range esplora.AddressErrors() {
		if e.Error() == text {
			p = told("error."+e.Code(), text, nil)
			p.Clause = true
			return p, true
		}
	}
	return Phrase{}, false
}

// detailOf is a detail in the window's words; one that it does not know stays as
// it is.
func detailOf(text string) Phrase {
	if p, ok := knownDetail(text); ok {
		return p
	}
	return Plain(Bounded(text))
}
