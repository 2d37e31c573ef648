package ssh

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/netip"
	"sync"
	"time"
)

// leastWaiting is how many connections may be no sessions yet, where half the places for
// sessions are not more.
const leastWaiting = 20

// Why a connection is refused before a key is exchanged.
const (
	tooFast    = "too many connections of your address in a minute; try again in a while"
	tooMany    = "too many connections of one address at a time; close one of them"
	tooFastNet = "too many connections from your network in a minute; try again in a while"
	tooManyNet = "too many connections from your network at a time; try again in a while"
	tooCrowded = "too many connections without a session; try again in a while"
	draining   = "this server is about to stop; try again in a while"
)

// An admission counts connections and sessions, and admits or refuses a connection
// before a key is exchanged.
type admission struct {
	salt [16]byte

	mu       sync.Mutex
	sessions int
	managed  bool   // by administrators, who are let in for as long as the server runs
	closed   bool   // nobody else is let in any more
	emptied  func() // is called when nobody is there; nil for nobody
	waiting  int
	running  int
	// An address is part of its network; the two never are the same prefix.
	present                     map[netip.Prefix]int // connections
	perAddress, perNetwork      int
	fromAddresses, fromNetworks arrivals
}

func newAdmission() *admission {
	d := &admission{present: map[netip.Prefix]int{}}
	rand.Read(d.salt[:]) //nolint:errcheck // it never fails
	return d
}

// change sets the bounds for those who come from now on.
func (d *admission) change(r Rules) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sessions, d.perAddress, d.perNetwork = r.Sessions, r.PerAddress, r.PerNetwork
	d.fromAddresses.bound(r.PerMinute)
	d.fromNetworks.bound(r.NetworkPerMinute)
}

// addressOf is whose connection it is: an IPv4 address, or the 64 bits of an IPv6
// one that its owner cannot change at will. It is the zero prefix if nobody can tell.
func addressOf(c net.Conn) netip.Prefix { return prefixOf(c.RemoteAddr()) }

func prefixOf(a net.Addr) netip.Prefix {
	addr, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.Prefix{}
	}
	ip, bits := addr.Addr().Unmap().WithZone(""), 64
	if ip.Is4() {
		bits = 32
	}
	return netip.PrefixFrom(ip, bits).Masked()
}

// networkOf is what an address is part of: what one owner of many addresses has, as a
// rule.
func networkOf(address netip.Prefix) netip.Prefix {
	bits := 48
	if address.Addr().Is4() {
		bits = 24
	}
	return netip.PrefixFrom(address.Addr(), bits).Masked()
}

// alias names an address in the log without telling it.
func (d *admission) alias(from netip.Prefix) string {
	sum := sha256.Sum256(append(d.salt[:], from.String()...))
	return hex.EncodeToString(sum[:4])
}

// enter admits a connection that has no session yet, or says why not. The zero prefix
// is nobody's and has no bounds of its own. What is refused to an address is not counted
// against its neighbours.
func (d *admission) enter(from netip.Prefix, now time.Time) (why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch known, network := from.IsValid(), networkOf(from); {
	case d.closed && !d.managed: // of others it is known when they have shown their key
		return draining
	case known && !d.fromAddresses.allow(from, now):
		return tooFast
	case known && d.present[from] >= d.perAddress:
		return tooMany
	case known && !d.fromNetworks.allow(network, now):
		return tooFastNet
	case known && d.present[network] >= d.perNetwork:
		return tooManyNet
	case d.waiting >= max(leastWaiting, d.sessions/2):
		return tooCrowded
	}
	d.waiting++
	d.countPresent(from, 1)
	return ""
}

// countPresent counts connections of an address and its network, and forgets those that
// have none.
func (d *admission) countPresent(from netip.Prefix, more int) {
	if !from.IsValid() {
		return
	}
	for _, whose := range []netip.Prefix{from, networkOf(from)} {
		if d.present[whose] += more; d.present[whose] == 0 {
			delete(d.present, whose)
		}
	}
}

// beginSession gives a waiting connection a session, if there is room for one.
func (d *admission) beginSession() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running >= d.sessions {
		return false
	}
	d.waiting--
	d.running++
	return true
}

// forget drops addresses that have not come for some minutes.
func (d *admission) forget(now time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fromAddresses.forget(now)
	d.fromNetworks.forget(now)
}

// count is the number of sessions that run.
func (d *admission) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.running
}

// countWaiting is the number of connections that have no session yet.
func (d *admission) countWaiting() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.waiting
}

// isClosed tells whether there are no sessions for guests any more.
func (d *admission) isClosed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.closed
}

// close lets no guest in any more, and calls emptied once, when nobody has a session and, but
// for administrators, nobody is there.
func (d *admission) close(emptied func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed, d.emptied = true, emptied
	d.sayEmpty()
}

// sayEmpty tells that nobody is there any more, if that was asked. Who waits may be anybody
// where administrators are let in, and cannot hold the end up.
func (d *admission) sayEmpty() {
	if d.emptied != nil && d.running == 0 && (d.waiting == 0 || d.managed) {
		go d.emptied()
		d.emptied = nil
	}
}

// unready says why nobody is let in, if that is so.
func (d *admission) unready() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.closed:
		return draining
	case d.running >= d.sessions:
		return "all places are taken"
	}
	return ""
}

// leave counts a connection that ended.
func (d *admission) leave(from netip.Prefix, hadSession bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if hadSession {
		d.running--
	} else {
		d.waiting--
	}
	d.countPresent(from, -1)
	d.sayEmpty()
}
