package ssh

import (
	"context"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"
)

// A door takes connections in, and knows the guests until they have left.
type door struct {
	*Server
	accepting context.Context // ends when nobody is to come any more
	guests    sync.WaitGroup
	headers   chan struct{} // as many as there are connections of balancers that have not said for whom
}

func (s *Server) newDoor(accepting context.Context) *door {
	return &door{Server: s, accepting: accepting, headers: make(chan struct{}, maxHeaders)}
}

// take makes a guest of a connection, or refuses it. What comes straight from a client
// is judged at once, before it costs a goroutine.
func (d *door) take(c net.Conn) {
	if !d.isProxy(c) {
		if g := d.admit(c, addressOf(c)); g != nil {
			d.guests.Go(func() { g.receive(d.life.stopping, d.life.closing) })
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
	stay := context.AfterFunc(d.life.stopping, func() { c.Close() })
	c, from, err := introduce(c)
	<-d.headers
	if err != nil {
		c.Close() //nolint:errcheck // most are checks that close at once
		d.Log.Debug("a balancer did not say for whom", "why", err)
		return
	}
	if g := d.admit(c, from); g != nil {
		stay() // receive does so from now on
		g.receive(d.life.stopping, d.life.closing)
	}
}

// admit makes a guest of a connection, or tells it why not and returns nil.
func (d *door) admit(c net.Conn, from netip.Prefix) *guest {
	s, why := d.Server.admit(c.RemoteAddr(), from, "ssh")
	if why != "" {
		d.disconnect(d.accepting, c, why)
		return nil
	}
	s.hangUp = func() { c.Close() } // what is closed twice was closed
	return &guest{session: s, tcp: c}
}

// admit lets somebody in by one of the ways there are, or says why not.
func (s *Server) admit(address net.Addr, from netip.Prefix, way string) (*session, string) {
	g := &session{Server: s, from: from, name: s.nameOf(address, from), address: address.String()}
	g.log = s.Log.With("from", g.name, "by", way)
	if !from.IsValid() {
		g.log = slog.New(slog.DiscardHandler) // checks come every few seconds
	}
	if why := s.admission.enter(from, time.Now()); why != "" {
		s.metrics.refused.WithLabelValues(refusals[why]).Inc()
		s.refused.Do(func() { g.log.Info("refused", "why", why) })
		return nil, why
	}
	s.metrics.accepted.Inc()
	return g, ""
}

// nameOf is how the log calls who connects.
func (s *Server) nameOf(address net.Addr, from netip.Prefix) string {
	if addr, err := netip.ParseAddrPort(address.String()); err == nil && s.LogAddresses {
		return addr.Addr().Unmap().String()
	}
	return s.admission.alias(from)
}
