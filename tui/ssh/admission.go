package ssh

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/netip"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"
)

const (
	// maxWaiting bounds the connections that are not sessions yet.
	maxWaiting = 20
	// maxAddresses is how many addresses are remembered.
	maxAddresses = 10_000
)

// An admission counts connections and sessions, and admits or refuses a connection
// before a key is exchanged.
type admission struct {
	sessions, perAddress, perMinute int
	salt                            [16]byte

	mu        sync.Mutex
	waiting   int
	running   int
	byAddress map[netip.Prefix]int
	arrivals  *lru.Cache[netip.Prefix, *rate.Limiter]
}

func newAdmission(sessions, perAddress, perMinute int) *admission {
	d := &admission{sessions: sessions, perAddress: perAddress, perMinute: perMinute, byAddress: map[netip.Prefix]int{}}
	d.arrivals, _ = lru.New[netip.Prefix, *rate.Limiter](maxAddresses) // it fails for sizes below 1 only
	rand.Read(d.salt[:])                                               //nolint:errcheck // it never fails
	return d
}

// addressOf is whose connection it is: an IPv4 address, or the 64 bits of an IPv6
// one that its owner cannot change at will.
func addressOf(c net.Conn) netip.Prefix {
	addr, err := netip.ParseAddrPort(c.RemoteAddr().String())
	if err != nil {
		return netip.Prefix{} // of no network that we listen on; they share
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

// enter admits a connection that has no session yet, or says why not.
func (d *admission) enter(from netip.Prefix, now time.Time) (why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	limiter, ok := d.arrivals.Get(from)
	if !ok {
		limiter = rate.NewLimiter(rate.Every(time.Minute/time.Duration(d.perMinute)), d.perMinute)
		d.arrivals.Add(from, limiter)
	}
	switch {
	case !limiter.AllowN(now, 1):
		return "too many connections of your address in a minute; try again in a while"
	case d.byAddress[from] >= d.perAddress:
		return "too many connections of one address at a time; close one of them"
	case d.waiting >= maxWaiting:
		return "too many connections without a session; try again in a while"
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
}
