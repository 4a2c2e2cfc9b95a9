package tortest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Bridge gives the line of an obfs4 bridge into the network, which the first
// call starts.
func (n *Network) Bridge(t testing.TB) string {
	t.Helper()
	program, err := exec.LookPath("obfs4proxy")
	if err != nil {
		t.Fatal("obfs4proxy is missing; install it: sudo apt-get install --no-install-recommends obfs4proxy")
	}
	n.bridge.Lock()
	defer n.bridge.Unlock()
	dir := filepath.Join(n.dir, "bridge")
	if _, err := os.Stat(dir); err != nil {
		if err := n.startBridge(dir, program); err != nil {
			t.Fatal(err)
		}
	}
	line, err := bridgeLine(dir)
	if err != nil {
		t.Fatal(err)
	}
	return line
}

func (n *Network) startBridge(dir, program string) error {
	ports, err := freePorts(2)
	if err != nil {
		return err
	}
	b := &node{name: "bridge", dir: dir, or: ports[0]}
	n.nodes = append(n.nodes, b)
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	if err := b.start(ctx, append(n.ClientTorrc(),
		"Nickname bridge",
		"Address 127.0.0.1",
		"OutboundBindAddress 127.0.0.1",
		fmt.Sprintf("ORPort 127.0.0.1:%d IPv4Only", b.or),
		"AssumeReachable 1",
		"SocksPort 0",
		"BridgeRelay 1",
		"BridgeDistribution none",
		"PublishServerDescriptor 0",
		"ExtORPort 127.0.0.1:auto",
		"ServerTransportPlugin obfs4 exec "+program,
		fmt.Sprintf("ServerTransportListenAddr obfs4 127.0.0.1:%d", ports[1]),
	)); err != nil {
		return err
	}
	for file, sign := range map[string]string{
		"log":                           "Bootstrapped 100%",
		"pt_state/obfs4_bridgeline.txt": "Bridge obfs4",
	} {
		if err := b.wait(ctx, file, func(text []byte) bool { return bytes.Contains(text, []byte(sign)) }); err != nil {
			return err
		}
	}
	time.Sleep(time.Second) // it writes what clients will ask for
	return nil
}

// bridgeLine fills in what obfs4proxy leaves to the operator.
func bridgeLine(dir string) (string, error) {
	fingerprint, err := os.ReadFile(filepath.Join(dir, "fingerprint"))
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(filepath.Join(dir, "pt_state", "obfs4_bridgeline.txt"))
	if err != nil {
		return "", err
	}
	log, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil {
		return "", err
	}
	_, address, _ := strings.Cut(string(log), "Registered server transport 'obfs4' at '")
	address, _, _ = strings.Cut(address, "'")
	_, id, _ := strings.Cut(strings.TrimSpace(string(fingerprint)), " ")
	for line := range strings.Lines(string(text)) {
		if _, arguments, ok := strings.Cut(strings.TrimSpace(line), "<FINGERPRINT> "); ok && strings.HasPrefix(line, "Bridge ") && address != "" {
			return fmt.Sprintf("obfs4 %s %s %s", address, id, arguments), nil
		}
	}
	return "", fmt.Errorf("no bridge line in %q", text)
}
