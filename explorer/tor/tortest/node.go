package tortest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

var v3Line = regexp.MustCompile(`(?m)^fingerprint ([0-9A-F]{40})`)

// makeKeys makes an authority's keys, of which everybody has to know the
// fingerprints before anything starts.
func (nd *node) makeKeys(ctx context.Context) error {
	keys := filepath.Join(nd.dir, "keys")
	if err := os.MkdirAll(keys, 0o700); err != nil {
		return err
	}
	identity := filepath.Join(keys, "authority_identity_key")
	if err := writeKey(identity); err != nil {
		return err
	}
	certificate := filepath.Join(keys, "authority_certificate")
	gencert := exec.CommandContext(ctx, "tor-gencert", "-i", identity,
		"-s", filepath.Join(keys, "authority_signing_key"),
		"-c", certificate, "-m", "3",
		"-a", fmt.Sprintf("127.0.0.1:%d", nd.dirPort), "--passphrase-fd", "0")
	gencert.Stdin = strings.NewReader("x\n")
	if output, err := gencert.CombinedOutput(); err != nil {
		return fmt.Errorf("tor-gencert: %w: %s", err, quote(output))
	}
	text, err := os.ReadFile(certificate)
	if err != nil {
		return err
	}
	found := v3Line.FindSubmatch(text)
	if found == nil {
		return errors.New("tor-gencert: no fingerprint in the certificate")
	}
	nd.v3 = string(found[1])
	return nd.makeIdentity(ctx)
}

// writeKey makes an authority's first key. tor-gencert would make one of 3072
// bits, which takes seconds, and many on a busy machine.
func writeKey(path string) error {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o600)
}

// makeIdentity makes a relay's key.
func (nd *node) makeIdentity(ctx context.Context) error {
	none := strings.Repeat("F", 40)
	empty, err := nd.noDefaults()
	if err != nil {
		return err
	}
	output, err := exec.CommandContext(ctx, "tor", "--quiet", "--defaults-torrc", empty, "-f", empty,
		"--DataDirectory", nd.dir, "--Nickname", nd.name, "--ORPort", fmt.Sprintf("127.0.0.1:%d", nd.or),
		"--Address", "127.0.0.1", "--TestingTorNetwork", "1",
		"--DirAuthority", fmt.Sprintf("x orport=1 no-v2 v3ident=%s 127.0.0.1:1 %s", none, none),
		"--list-fingerprint").Output()
	if err != nil {
		return fmt.Errorf("tor --list-fingerprint: %w: %s", err, quote(output))
	}
	_, rest, _ := bytes.Cut(output, []byte(nd.name+" "))
	nd.rsa = strings.ReplaceAll(strings.TrimSpace(string(rest)), " ", "")
	if id, err := hex.DecodeString(nd.rsa); err != nil || len(id) != 20 {
		return fmt.Errorf("tor --list-fingerprint: %q", output)
	}
	return nil
}

// noDefaults makes an empty file, to be read in place of the system's torrc.
func (nd *node) noDefaults() (string, error) {
	path := filepath.Join(nd.dir, "no-defaults")
	return path, os.WriteFile(path, nil, 0o600)
}

// start starts a tor that ends with this program.
func (nd *node) start(ctx context.Context, torrc []string) error {
	if err := os.MkdirAll(nd.dir, 0o700); err != nil {
		return err
	}
	file := filepath.Join(nd.dir, "torrc")
	text := strings.Join(append(torrc,
		"DataDirectory "+nd.dir,
		"Log notice file "+filepath.Join(nd.dir, "log"),
		"ShutdownWaitLength 0",
		"__OwningControllerProcess "+strconv.Itoa(os.Getpid()),
	), "\n") + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return err
	}
	defaults, err := nd.noDefaults()
	if err != nil {
		return err
	}
	ctx, nd.stop = context.WithCancel(context.WithoutCancel(ctx)) // ctx is for the start alone
	cmd := exec.CommandContext(ctx, "tor", "--quiet", "--defaults-torrc", defaults, "-f", file)
	cmd.SysProcAttr = dieWithUs()
	nd.ended = make(chan struct{})
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // the kernel ends the child with the thread that made it
		defer runtime.UnlockOSThread()
		defer close(nd.ended)
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // killed at the end; an earlier end shows in its log
		}
	}()
	return <-started
}

// wait waits until a file of the node's folder is as wanted.
func (nd *node) wait(ctx context.Context, file string, ready func([]byte) bool) error {
	for {
		text, err := os.ReadFile(filepath.Join(nd.dir, file))
		if err == nil && ready(text) {
			return nil
		}
		var why string
		select {
		case <-nd.ended:
			why = "it ended"
		case <-ctx.Done():
			why = ctx.Err().Error()
		case <-time.After(50 * time.Millisecond):
			continue
		}
		log, _ := os.ReadFile(filepath.Join(nd.dir, "log")) // there may be none
		return fmt.Errorf("private Tor network: %s: %s: %s", nd.name, why, quote(log))
	}
}
