package ssh

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A door takes connections in, and knows the guests until they have left.
type door struct {
	*Server
	accepting context.Context // ends when nobody is to come any more
	stopping  context.Context // asks sessions to end
	closing   context.Context // ends what has not ended by itself
	guests    sync.WaitGroup
	headers   chan struct{} // as many as there are connections of balancers that have not said for whom
	refused   rate.Sometimes
}

func (s *Server) newDoor(accepting, stopping, closing context.Context) *door {
	return &door{
		Server: s, accepting: accepting, stopping: stopping, closing: closing,
		headers: make(chan struct{}, maxHeaders),
		refused: rate.Sometimes{First: 10, Interval: time.Second}, // a flood need not fill a disk, too
	}
}

// take makes a guest of a connection, or refuses it. What comes straight from a client
// is judged at once, before it costs a goroutine.
func (d *door) take(c net.Conn) {
	if !d.isProxy(c) {
		if g := d.admit(c, addressOf(c)); g != nil {
			d.guests.Go(func() { g.receive(d.stopping, d.closing) })
		}
		return
	}
	select {
	case d.headers <- struct{}{}:
		d.guests.Go(func() { d.takeFor(c) })
	default:
		c.Close() //nolint:errcheck // there is nobody to be told
	}
}

// takeFor takes the connection of a balancer, for whomever it is.
func (d *door) takeFor(c net.Conn) {
	stay := context.AfterFunc(d.stopping, func() { c.Close() })
	c, from, err := introduce(c)
	<-d.headers
	if err != nil {
		c.Close() //nolint:errcheck // most are checks that close at once
		d.Log.Debug("a balancer did not say for whom", "why", err)
		return
	}
	if g := d.admit(c, from); g != nil {
		stay() // receive does so from now on
		g.receive(d.stopping, d.closing)
	}
}

// admit makes a guest of a connection, or tells it why not and returns nil.
func (d *door) admit(c net.Conn, from netip.Prefix) *guest {
	g := &guest{Server: d.Server, tcp: c, from: from, name: d.nameOf(c, from)}
	g.log = d.Log.With("from", g.name)
	if !from.IsValid() {
		g.log = slog.New(slog.DiscardHandler) // checks come every few seconds
	}
	if why := d.admission.enter(from, time.Now()); why != "" {
		d.metrics.refused.WithLabelValues(refusals[why]).Inc()
		d.refused.Do(func() { g.log.Info("refused", "why", why) })
		d.disconnect(d.accepting, c, why)
		return nil
	}
	d.metrics.accepted.Inc()
	return g
}

// nameOf is how the log calls who connects.
func (d *door) nameOf(c net.Conn, from netip.Prefix) string {
	if addr, err := netip.ParseAddrPort(c.RemoteAddr().String()); err == nil && d.LogAddresses {
		return addr.Addr().Unmap().String()
	}
	return d.admission.alias(from)
}
