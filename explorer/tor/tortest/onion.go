package tortest

import (
	"crypto/ed25519"
	"crypto/sha3"
	"encoding/base32"
	"fmt"
	"net"
	"net/textproto"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cretz/bine/control"
	"github.com/cretz/bine/process"
)

// onionLimit is for an onion service to be known to every directory. An upload
// whose circuit broke is tried again by tor only later than that; a service
// made anew is quicker.
const (
	onionLimit = 30 * time.Second
	onionTries = 4
)

// Onion makes an onion service that hands connections to its port 80 on to
// target, a "127.0.0.1:port", and gives its address without port. It returns
// when clients can find it, and takes it away when the test ends.
func (n *Network) Onion(t testing.TB, target string) string {
	t.Helper()
	address, closeService := n.OnionUntil(t, target)
	t.Cleanup(closeService)
	return address
}

// OnionUntil is like Onion, but the service goes on until it is closed.
func (n *Network) OnionUntil(t testing.TB, target string) (address string, closeService func()) {
	t.Helper()
	var err error
	for range onionTries {
		if address, closeService, err = n.serve(target); err == nil {
			return address, closeService
		}
	}
	t.Fatal(err)
	return "", nil
}

// serve makes one service; it lives as long as the connection that made it.
func (n *Network) serve(target string) (address string, closeService func(), err error) {
	conn, err := n.control()
	if err != nil {
		return "", nil, err
	}
	if address, err = publish(conn, target); err != nil {
		_ = conn.Close()
		return "", nil, err
	}
	return address, func() { _ = conn.Close() }, nil
}

// control connects to the host of the onion services.
func (n *Network) control() (net.Conn, error) {
	text, err := os.ReadFile(filepath.Join(n.host.dir, "control"))
	if err != nil {
		return nil, err
	}
	port, err := process.ControlPortFromFileContents(string(text))
	if err != nil {
		return nil, err
	}
	return net.Dial("tcp4", fmt.Sprintf("127.0.0.1:%d", port))
}

// publish makes a service and waits until all directories have taken it.
func publish(conn net.Conn, target string) (string, error) {
	if err := conn.SetDeadline(time.Now().Add(onionLimit)); err != nil {
		return "", err
	}
	c := control.NewConn(textproto.NewConn(conn))
	if err := c.Authenticate(""); err != nil {
		return "", err
	}
	if _, err := c.SendRequest("SETEVENTS HS_DESC"); err != nil {
		return "", err
	}
	answer, err := c.SendRequest("ADD_ONION NEW:ED25519-V3 Flags=DiscardPK Port=80,%s", target)
	if err != nil {
		return "", err
	}
	id := ""
	for _, line := range answer.DataWithReply() {
		if value, ok := strings.CutPrefix(line, "ServiceID="); ok {
			id = value
		}
	}
	// There is a descriptor for now and one for the time after, and every
	// authority is a directory that takes both.
	created, uploaded := 0, 0
	for created == 0 || uploaded < created*authorities {
		event, err := c.ReadResponse()
		if err != nil {
			return "", fmt.Errorf("publish an onion service: %w", err)
		}
		if words := strings.Fields(event.Reply); len(words) > 2 && words[2] == id {
			created += btoi(words[1] == "CREATED")
			uploaded += btoi(words[1] == "UPLOADED")
		}
	}
	return id + ".onion", conn.SetDeadline(time.Time{})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// DeadOnion gives a valid onion address that nobody serves.
func DeadOnion(t testing.TB) string {
	t.Helper()
	key, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	const version = 3
	sum := sha3.Sum256(append(append([]byte(".onion checksum"), key...), version))
	raw := append(append([]byte{}, key...), sum[0], sum[1], version)
	return strings.ToLower(base32.StdEncoding.EncodeToString(raw)) + ".onion"
}
