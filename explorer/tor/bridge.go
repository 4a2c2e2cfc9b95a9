package tor

import (
	"encoding/hex"
	"errors"
	"net/netip"
	"strings"
)

// transports has the programs that speak each kind of bridge, the usual ones
// first.
var transports = map[string][]string{
	"obfs4":     {"obfs4proxy", "lyrebird"},
	"snowflake": {"snowflake-client", "lyrebird"},
}

// CheckBridge says whether a bridge line can be used: "ADDRESS:PORT
// [FINGERPRINT]", or the same after obfs4 or snowflake and with their
// arguments behind; a leading "Bridge" is allowed. The error is an *Error and
// holds nothing of the line.
func CheckBridge(line string) error {
	_, _, err := parseBridge(line)
	return err
}

// parseBridge gives the line as Tor wants it and its transport, empty for a
// plain bridge.
func parseBridge(line string) (clean, transport string, err error) {
	bad := func(why string) (string, string, error) { return "", "", newError(CodeBadBridge, errors.New(why)) }
	if len(line) > 4096 || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r > '~' }) {
		return bad("it holds characters that no bridge line has")
	}
	words := strings.Fields(line)
	if len(words) > 0 && strings.EqualFold(words[0], "bridge") {
		words = words[1:]
	}
	if len(words) == 0 {
		return bad("it is empty")
	}
	clean = strings.Join(words, " ")
	if _, err := netip.ParseAddrPort(words[0]); err != nil {
		transport = words[0]
		if transports[transport] == nil {
			return bad("it begins with neither an address nor obfs4 nor snowflake")
		}
		words = words[1:]
	}
	if why := checkBridgeWords(words, transport); why != "" {
		return bad(why)
	}
	return clean, transport, nil
}

// checkBridgeWords looks at what follows the transport. It gives what is wrong.
func checkBridgeWords(words []string, transport string) string {
	if len(words) == 0 {
		return "the address is missing"
	}
	if address, err := netip.ParseAddrPort(words[0]); err != nil || address.Port() == 0 {
		return "the address is not ADDRESS:PORT in numbers"
	}
	rest := words[1:]
	if len(rest) > 0 && !strings.Contains(rest[0], "=") {
		if id, err := hex.DecodeString(strings.TrimPrefix(rest[0], "$")); err != nil || len(id) != 20 {
			return "the fingerprint is not 40 hex digits"
		}
		rest = rest[1:]
	}
	certificate := false
	for _, argument := range rest {
		key, value, ok := strings.Cut(argument, "=")
		if !ok || key == "" || transport == "" {
			return "what follows the fingerprint is not NAME=VALUE"
		}
		certificate = certificate || key == "cert" && value != ""
	}
	if transport == "obfs4" && !certificate {
		return "cert=… is missing"
	}
	return ""
}

// bridgeLines makes the torrc's lines for bridges.
func bridgeLines(bridges []string) ([]string, error) {
	if len(bridges) == 0 {
		return nil, nil
	}
	lines := []string{"UseBridges 1"}
	ready := map[string]bool{"": true}
	for _, bridge := range bridges {
		clean, transport, err := parseBridge(bridge)
		if err != nil {
			return nil, err
		}
		if !ready[transport] {
			path, ok := findTransport(transports[transport]...)
			if !ok {
				return nil, newError(CodeTransportMissing, errors.New(transport))
			}
			if strings.ContainsAny(path, " \t\r\n") { // a torrc cannot say that
				return nil, newError(CodeTransportMissing, errors.New(transport+" lies in a folder with a blank in its name"))
			}
			lines = append(lines, "ClientTransportPlugin "+transport+" exec "+path)
			ready[transport] = true
		}
		lines = append(lines, "Bridge "+clean)
	}
	return lines, nil
}
