package web

import (
	"net"
	"net/netip"
	"sync"
)

// A browser opens some connections for the files of a page, and keeps them for a while.
const (
	mostOfAddress = 32
	mostOfAll     = 1000
)

// A crowd is a listener that bounds the connections that are open at a time, of an address and
// in all, before any is read. One too many is closed without a word.
type crowd struct {
	net.Listener
	proxies []netip.Prefix

	mu        sync.Mutex
	all       int
	byAddress map[netip.Addr]int
}

func newCrowd(l net.Listener, o Options) *crowd {
	return &crowd{Listener: l, proxies: o.Proxies, byAddress: map[netip.Addr]int{}}
}

// Accept returns the next connection that there is room for.
func (c *crowd) Accept() (net.Conn, error) {
	for {
		conn, err := c.Listener.Accept()
		if err != nil {
			return nil, err
		}
		addr, _ := netip.ParseAddrPort(conn.RemoteAddr().String()) // the zero one where nobody can tell
		if c.enter(addr.Addr()) {
			return &member{Conn: conn, leave: sync.OnceFunc(func() { c.leave(addr.Addr()) })}, nil
		}
		conn.Close() //nolint:errcheck // there is nobody to be told
	}
}

func (c *crowd) enter(a netip.Addr) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.all >= mostOfAll || c.byAddress[a] >= mostOfAddress && !contains(c.proxies, a) {
		return false
	}
	c.all++
	c.byAddress[a]++
	return true
}

func (c *crowd) leave(a netip.Addr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all--
	if c.byAddress[a]--; c.byAddress[a] == 0 {
		delete(c.byAddress, a)
	}
}

// A member is a connection of a crowd until it is closed.
type member struct {
	net.Conn
	leave func()
}

// Close closes the connection and makes room for another.
func (m *member) Close() error {
	defer m.leave()
	return m.Conn.Close()
}
