package tor

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// The SOCKS 5 that we speak: RFC 1928 and 1929, and Tor's socks-extensions.txt.
const (
	socksVersion  = 5
	socksUserPass = 2 // the only way to log in that we offer: the user is the isolation

	socksConnect = 0x01
	socksResolve = 0xF0 // Tor's own command

	socksIPv4 = 1
	socksName = 3
	socksIPv6 = 4
)

// SocksError is a refusal, as its number.
type SocksError byte

// Error names the number.
func (e SocksError) Error() string { return fmt.Sprintf("socks reply 0x%02x", byte(e)) }

// errNotSocks is an answer that SOCKS 5 does not have.
var errNotSocks = errors.New("not a socks 5 answer")

// code says what a refusal means for a connection to host.
func (e SocksError) code(host string) Code {
	switch e {
	case 0x02: // by Tor's rules, which are OnionTrafficOnly
		return CodeClearnet
	case 0x05:
		return CodeRefused
	case 0x06: // "TTL expired" is Tor's word for a time-out
		return CodeTimeout
	case 0xF0: // no descriptor
		return CodeOnionOffline
	case 0xF1, 0xF2, 0xF3, 0xF7: // descriptor damaged; introduction, rendezvous failed
		return CodeOnionTemporary
	case 0x01: // a circuit broke, or the service cannot reach its own server
		if isOnion(host) {
			return CodeOnionTemporary
		}
		return CodeUnreachable
	case 0xF4, 0xF5: // client key missing, wrong
		return CodeOnionAuth
	case 0xF6:
		return CodeOnionAddress
	case 0x03, 0x04: // what a Tor without ExtendedErrors says instead of 0xF0
		if isOnion(host) {
			return CodeOnionOffline
		}
		return CodeUnreachable
	default:
		return CodeUnreachable
	}
}

// isOnion says whether a host is an onion service's name.
func isOnion(host string) bool {
	return len(host) > len(".onion") && strings.EqualFold(host[len(host)-len(".onion"):], ".onion")
}

// dialSocks connects to a host by name through a SOCKS port, logged in as
// user. The name is never looked up here.
func dialSocks(ctx context.Context, proxy, user, host string, port uint16) (net.Conn, error) {
	conn, err := dialLocal(ctx, proxy)
	if err != nil {
		return nil, err
	}
	if err := within(ctx, conn, func() error {
		_, err := socksAsk(conn, user, socksConnect, host, port)
		return err
	}); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// dialLocal connects to a listener of a Tor: host:port, or unix:PATH.
func dialLocal(ctx context.Context, address string) (net.Conn, error) {
	var dialer net.Dialer
	if path, ok := strings.CutPrefix(address, "unix:"); ok {
		return dialer.DialContext(ctx, "unix", path)
	}
	return dialer.DialContext(ctx, "tcp", address)
}

// within runs a talk on a connection, which the end of the context cuts short.
// After it the connection has no deadline.
func within(ctx context.Context, conn net.Conn, talk func() error) error {
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	err := talk()
	if !stop() {
		return ctx.Err()
	}
	return err
}

// socksAsk logs in, sends one request and gives the address in the answer.
func socksAsk(conn io.ReadWriter, user string, command byte, host string, port uint16) (netip.Addr, error) {
	if user == "" || len(user) > 255 || host == "" || len(host) > 255 {
		return netip.Addr{}, errors.New("a socks user or host of a wrong length")
	}
	// One step after the other: Tor loses an answer if both come at once.
	login := append([]byte{1, byte(len(user))}, user...)
	login = append(login, 1, '0') // a password is demanded, but means nothing
	for _, step := range []struct {
		say    []byte
		answer [2]byte
	}{
		{[]byte{socksVersion, 1, socksUserPass}, [2]byte{socksVersion, socksUserPass}},
		{login, [2]byte{1, 0}},
	} {
		if _, err := conn.Write(step.say); err != nil {
			return netip.Addr{}, err
		}
		var answer [2]byte
		if _, err := io.ReadFull(conn, answer[:]); err != nil {
			return netip.Addr{}, err
		}
		if answer != step.answer {
			return netip.Addr{}, errNotSocks
		}
	}
	if _, err := conn.Write(socksRequest(command, host, port)); err != nil {
		return netip.Addr{}, err
	}
	return readSocksReply(conn)
}

func socksRequest(command byte, host string, port uint16) []byte {
	request := []byte{socksVersion, command, 0}
	if ip, err := netip.ParseAddr(host); err == nil {
		kind := byte(socksIPv6)
		if ip.Is4() {
			kind = socksIPv4
		}
		request = append(append(request, kind), ip.AsSlice()...)
	} else {
		request = append(append(request, socksName, byte(len(host))), host...)
	}
	return binary.BigEndian.AppendUint16(request, port)
}

// readSocksReply reads the answer to a request and not a byte more. A refusal
// is a SocksError.
func readSocksReply(r io.Reader) (netip.Addr, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:2]); err != nil {
		return netip.Addr{}, err
	}
	if head[0] != socksVersion {
		return netip.Addr{}, errNotSocks
	}
	if head[1] != 0 {
		return netip.Addr{}, SocksError(head[1])
	}
	if _, err := io.ReadFull(r, head[2:]); err != nil {
		return netip.Addr{}, err
	}
	var size int
	switch head[3] {
	case socksIPv4:
		size = 4
	case socksIPv6:
		size = 16
	case socksName:
		var n [1]byte
		if _, err := io.ReadFull(r, n[:]); err != nil {
			return netip.Addr{}, err
		}
		size = int(n[0])
	default:
		return netip.Addr{}, errNotSocks
	}
	rest := make([]byte, size+2) // with the port
	if _, err := io.ReadFull(r, rest); err != nil {
		return netip.Addr{}, err
	}
	if head[3] == socksName {
		return netip.Addr{}, nil
	}
	ip, _ := netip.AddrFromSlice(rest[:size])
	return ip, nil
}

// splitAddress takes host and port from "host:port".
func splitAddress(address string) (host string, port uint16, err error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, errors.New("an address without host or port")
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 || host == "" {
		return "", 0, errors.New("an address without host or port")
	}
	return host, uint16(n), nil
}
