package work

import (
	"io"
	"net"
	"slices"
	"sync"
	"testing"
)

// users is a SOCKS port that shows Tor's own command, takes no connection
// further, and remembers who wanted one.
type users struct {
	address string

	mu  sync.Mutex
	all []string
}

func newUsers(t *testing.T) *users {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	u := &users{address: l.Addr().String()}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = c.Close() }()
				u.serve(c)
			}()
		}
	}()
	return u
}

// seen lists the users, each once.
func (u *users) seen() []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	all := slices.Clone(u.all)
	slices.Sort(all)
	return slices.Compact(all)
}

func (u *users) serve(c net.Conn) {
	take := func(n int) []byte {
		b := make([]byte, n)
		_, _ = io.ReadFull(c, b) // a client that has left sends zeros, which are nothing
		return b
	}
	take(int(take(2)[1]))            // what it offers
	_, _ = c.Write([]byte{5, 2})     // user and password
	name := take(int(take(2)[1]))    //
	take(int(take(1)[0]))            // the password
	_, _ = c.Write([]byte{1, 0})     //
	ask := take(4)                   // version, command, nothing, kind of address
	var host []byte                  //
	if host = take(4); ask[3] == 3 { // a name begins with its length
		host = append(host, take(int(host[0])-3)...)
	}
	take(2) // port
	if ask[1] == 0xf0 {
		if ask[3] == 3 {
			host = net.ParseIP(string(host[1:])).To4()
		}
		_, _ = c.Write(append(append([]byte{5, 0, 0, 1}, host...), 0, 0))
		return
	}
	u.mu.Lock()
	u.all = append(u.all, string(name))
	u.mu.Unlock()
	_, _ = c.Write([]byte{5, 5, 0, 1, 0, 0, 0, 0, 0, 0})
}
