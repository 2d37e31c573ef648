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
	tooCrowded = "too many connections without a session; try again in a while"
	draining   = "this server is about to stop; try again in a while"
)

// An admission counts connections and sessions, and admits or refuses a connection
// before a key is exchanged.
type admission struct {
	salt [16]byte

	mu                   sync.Mutex
	sessions, perAddress int
	closed               bool   // nobody is let in any more
	emptied              func() // is called when nobody is there; nil for nobody
	waiting              int
	running              int
	byAddress            map[netip.Prefix]int
	arrivals             arrivals
}

func newAdmission() *admission {
	d := &admission{byAddress: map[netip.Prefix]int{}}
	rand.Read(d.salt[:]) //nolint:errcheck // it never fails
	return d
}

// change sets the bounds for those who come from now on.
func (d *admission) change(r Rules) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sessions, d.perAddress = r.Sessions, r.PerAddress
	if d.arrivals.perMinute != r.PerMinute {
		d.arrivals = arrivals{perMinute: r.PerMinute}
	}
}

// addressOf is whose connection it is: an IPv4 address, or the 64 bits of an IPv6
// one that its owner cannot change at will. It is the zero prefix if nobody can tell.
func addressOf(c net.Conn) netip.Prefix {
	addr, err := netip.ParseAddrPort(c.RemoteAddr().String())
	if err != nil {
		return netip.Prefix{}
	}
	ip, bits := addr.Addr().Unmap().WithZone(""), 64
	if ip.Is4() {
		bits = 32
	}
	return netip.PrefixFrom(ip, bits).Masked()
}

// alias names an address in the log without telling it.
func (d *admission) alias(from netip.Prefix) string {
	sum := sha256.Sum256(append(d.salt[:], from.String()...))
	return hex.EncodeToString(sum[:4])
}

// enter admits a connection that has no session yet, or says why not. The zero prefix
// is nobody's and has no bounds of its own.
func (d *admission) enter(from netip.Prefix, now time.Time) (why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.closed:
		return draining
	case from.IsValid() && !d.arrivals.allow(from, now):
		return tooFast
	case from.IsValid() && d.byAddress[from] >= d.perAddress:
		return tooMany
	case d.waiting >= max(leastWaiting, d.sessions/2):
		return tooCrowded
	}
	d.waiting++
	d.byAddress[from]++
	return ""
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

// close lets nobody in any more, and calls emptied once, when nobody is there.
func (d *admission) close(emptied func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed, d.emptied = true, emptied
	d.sayEmpty()
}

// sayEmpty tells that nobody is there any more, if that was asked.
func (d *admission) sayEmpty() {
	if d.emptied != nil && d.running == 0 && d.waiting == 0 {
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
	if d.byAddress[from]--; d.byAddress[from] == 0 {
		delete(d.byAddress, from)
	}
	d.sayEmpty()
}
