package ssh

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/pires/go-proxyproto"
	gossh "golang.org/x/crypto/ssh"
)

// behind is a server that trusts this machine as a balancer.
func behind(t *testing.T, options func(*Options)) *testServer {
	t.Helper()
	return open(t, func(o *Options) {
		o.Proxies, o.LogAddresses = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, true
		if options != nil {
			options(o)
		}
	}, nil)
}

// through connects as a balancer does for a client; nil sends no header.
func (h *testServer) through(header *proxyproto.Header) (*gossh.Client, error) {
	h.Helper()
	c, err := net.Dial("tcp", h.addr)
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { c.Close() })
	if header != nil {
		if _, err := header.WriteTo(c); err != nil {
			h.Fatal(err)
		}
	}
	conn, channels, requests, err := gossh.NewClientConn(c, h.addr, &gossh.ClientConfig{
		User: "x", HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 10 * time.Second})
	if err != nil {
		return nil, err
	}
	return gossh.NewClient(conn, channels, requests), nil
}

// from4 is the header of a client with an IPv4 address.
func from4(version byte, last byte) *proxyproto.Header {
	return proxyproto.HeaderProxyFromAddrs(version,
		&net.TCPAddr{IP: net.IPv4(192, 0, 2, last), Port: 999}, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 22})
}

func TestBehindABalancerEachClientHasItsOwnBounds(t *testing.T) {
	h := behind(t, func(o *Options) { o.PerAddress = 1 })
	for version := range byte(2) {
		first, err := h.through(from4(1+version, 1+version))
		if err != nil {
			t.Fatalf("version %d: %v", 1+version, err)
		}
		if _, err := h.through(from4(1+version, 1+version)); err == nil || !strings.Contains(err.Error(), "too many connections of one address") {
			t.Errorf("a second connection of the same client is told %v", err)
		}
		h.windowOf(first, 100, 30, quick).leaves()
	}
	for _, address := range []string{"from=192.0.2.1", "from=192.0.2.2"} {
		if text := h.log.String(); !strings.Contains(text, address) {
			t.Errorf("%s is not in the log\n%s", address, text)
		}
	}
}

// A balancer asks every two seconds whether the server is there, with a header of its
// own or by closing at once.
func TestChecksOfABalancerAreNotCounted(t *testing.T) {
	h := behind(t, func(o *Options) { o.PerAddress, o.PerMinute = 1, 1 })
	for i := range 30 {
		c, err := net.Dial("tcp", h.addr)
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			if _, err := (&proxyproto.Header{Version: 2, Command: proxyproto.LOCAL}).WriteTo(c); err != nil {
				t.Fatal(err)
			}
			greeting := make([]byte, 7)
			if _, err := c.Read(greeting); err != nil || string(greeting) != "SSH-2.0" {
				t.Fatalf("check %d reads %q, %v", i, greeting, err)
			}
		}
		c.Close()
	}
	c, err := h.through(nil) // and one without a header is its own
	if err != nil {
		t.Fatal(err)
	}
	h.windowOf(c, 100, 30, quick).leaves()
}

func TestAHeaderFromAnybodyElseIsNoneOfOurs(t *testing.T) {
	h := open(t, func(o *Options) { o.LogAddresses = true }, nil)
	h.through(from4(1, 1)) //nolint:errcheck // it may be served as what it is
	h.await("it is logged", func() bool { return strings.Contains(h.log.String(), "from=127.0.0.1") })
	if text := h.log.String(); strings.Contains(text, "192.0.2.1") {
		t.Errorf("a client was believed for whom it connects:\n%s", text)
	}
}

func TestNetworksAreReadStrictly(t *testing.T) {
	nets, err := ParseNetworks(" 10.1.2.3/8, ::1 ,192.0.2.7")
	if got := fmt.Sprint(nets); err != nil || got != "[10.0.0.0/8 ::1/128 192.0.2.7/32]" {
		t.Errorf("%v, %v", got, err)
	}
	for _, text := range []string{"10.0.0.0/33", "localhost", "10.0.0.0-10.0.0.9"} {
		if _, err := ParseNetworks(text); err == nil {
			t.Errorf("%s was read", text)
		}
	}
}
