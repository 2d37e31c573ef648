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
	// lobbySize bounds the connections that are not sessions yet.
	lobbySize = 20
	// visitors is how many addresses are remembered.
	visitors = 10_000
)

// A door counts who is inside, and lets in or refuses before a key is exchanged.
type door struct {
	sessions, perAddress, perMinute int
	salt                            [16]byte

	mu     sync.Mutex
	lobby  int
	seated int
	inside map[netip.Prefix]int
	visits *lru.Cache[netip.Prefix, *rate.Limiter]
}

func newDoor(sessions, perAddress, perMinute int) *door {
	d := &door{sessions: sessions, perAddress: perAddress, perMinute: perMinute, inside: map[netip.Prefix]int{}}
	d.visits, _ = lru.New[netip.Prefix, *rate.Limiter](visitors) // it fails for sizes below 1 only
	rand.Read(d.salt[:])                                         //nolint:errcheck // it never fails
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
func (d *door) alias(from netip.Prefix) string {
	sum := sha256.Sum256(append(d.salt[:], from.String()...))
	return hex.EncodeToString(sum[:4])
}

// enter lets a connection into the lobby, or says why not.
func (d *door) enter(from netip.Prefix, now time.Time) (why string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	visit, ok := d.visits.Get(from)
	if !ok {
		visit = rate.NewLimiter(rate.Every(time.Minute/time.Duration(d.perMinute)), d.perMinute)
		d.visits.Add(from, visit)
	}
	switch {
	case !visit.AllowN(now, 1):
		return "too many connections of your address in a minute; try again in a while"
	case d.inside[from] >= d.perAddress:
		return "too many connections of one address at a time; close one of them"
	case d.lobby >= lobbySize:
		return "too many connections without a session; try again in a while"
	}
	d.lobby++
	d.inside[from]++
	return ""
}

// sit takes a place for somebody in the lobby, if there is one.
func (d *door) sit() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.seated >= d.sessions {
		return false
	}
	d.lobby--
	d.seated++
	return true
}

// leave lets a connection out.
func (d *door) leave(from netip.Prefix, seated bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if seated {
		d.seated--
	} else {
		d.lobby--
	}
	if d.inside[from]--; d.inside[from] == 0 {
		delete(d.inside, from)
	}
}
