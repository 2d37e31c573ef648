package ssh

import (
	"net/netip"
	"time"

	"golang.org/x/time/rate"
)

// maxAddresses is how many addresses are remembered, at most.
const maxAddresses = 10_000

// Arrivals bound the new connections of an address, or a network, in a minute. One that has
// not come for a minute may do all again, so that there is nothing to remember of it:
// those of the minute before are kept apart and dropped together.
type arrivals struct {
	perMinute  int
	young, old map[netip.Prefix]*rate.Limiter
	youngSince time.Time
}

// bound sets how many may come. Another bound begins anew.
func (a *arrivals) bound(perMinute int) {
	if a.perMinute != perMinute {
		*a = arrivals{perMinute: perMinute}
	}
}

// forget drops those that have not come for a minute.
func (a *arrivals) forget(now time.Time) {
	if now.Sub(a.youngSince) > time.Minute {
		a.turn(now)
	}
}

// turn begins another minute.
func (a *arrivals) turn(now time.Time) {
	a.old, a.young, a.youngSince = a.young, map[netip.Prefix]*rate.Limiter{}, now
}

// allow tells whether one more connection may come now.
func (a *arrivals) allow(from netip.Prefix, now time.Time) bool {
	if now.Sub(a.youngSince) > time.Minute || len(a.young) >= maxAddresses/2 {
		a.turn(now)
	}
	limiter := a.young[from]
	if limiter == nil {
		limiter = a.old[from]
	}
	if limiter == nil {
		limiter = rate.NewLimiter(rate.Every(time.Minute/time.Duration(a.perMinute)), a.perMinute)
	}
	a.young[from] = limiter
	return limiter.AllowN(now, 1)
}
