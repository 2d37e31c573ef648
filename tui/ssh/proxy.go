package ssh

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/pires/go-proxyproto"
)

// headerTime is how long a balancer may take to say for whom it connects. It has
// that at hand.
const headerTime = 2 * time.Second

// maxHeaders is how many are waited for at a time.
const maxHeaders = 1000

// ParseNetworks reads addresses and networks such as 10.0.0.0/8, separated by commas.
func ParseNetworks(text string) ([]netip.Prefix, error) {
	var nets []netip.Prefix
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word == "" {
			continue
		}
		network, err := netip.ParsePrefix(word)
		if err != nil {
			var addr netip.Addr
			if addr, err = netip.ParseAddr(word); err == nil {
				network = netip.PrefixFrom(addr, addr.BitLen())
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%q is no address and no network such as 10.0.0.0/8", word)
		}
		nets = append(nets, network.Masked())
	}
	return nets, nil
}

// isProxy tells whether a connection comes from a balancer that is trusted to say for
// whom.
func (s *Server) isProxy(c net.Conn) bool {
	addr, err := netip.ParseAddrPort(c.RemoteAddr().String())
	if err != nil {
		return false
	}
	ip := addr.Addr().Unmap().WithZone("")
	return slices.ContainsFunc(s.Proxies, func(n netip.Prefix) bool { return n.Contains(ip) })
}

// A proxied connection is one that a balancer made for somebody else.
type proxied struct {
	net.Conn
	read   *bufio.Reader // behind the header
	client net.Addr
}

func (p *proxied) Read(b []byte) (int, error) { return p.read.Read(b) }
func (p *proxied) RemoteAddr() net.Addr       { return p.client }

// introduce reads for whom a balancer connects, by the PROXY protocol of HAProxy,
// versions 1 and 2. A check that it makes for itself is nobody's; one that closes at
// once is an error. Without a header the balancer itself is the guest.
func introduce(c net.Conn) (net.Conn, netip.Prefix, error) {
	if err := c.SetReadDeadline(time.Now().Add(headerTime)); err != nil {
		return c, netip.Prefix{}, err
	}
	p := &proxied{Conn: c, read: bufio.NewReader(c), client: c.RemoteAddr()}
	header, err := readHeader(p.read)
	if err != nil {
		return c, netip.Prefix{}, err
	}
	switch {
	case header == nil:
	case header.Command.IsLocal():
		return p, netip.Prefix{}, nil
	case header.SourceAddr != nil:
		p.client = header.SourceAddr
	}
	return p, addressOf(p), c.SetReadDeadline(time.Time{})
}

// readHeader returns the header, or nil if there is none: what comes is something else,
// or nothing, as from a client that waits for the server's greeting.
func readHeader(r *bufio.Reader) (*proxyproto.Header, error) {
	_, err := r.Peek(1)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	header, err := proxyproto.Read(r)
	if errors.Is(err, proxyproto.ErrNoProxyProtocol) {
		return nil, nil
	}
	return header, err
}
