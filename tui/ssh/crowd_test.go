package ssh

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

var crowdSize = flag.Int("crowd", 600, "how many hostile connections are made")

// A crowd is many who mean no good, each for one connection, and what they saw.
type crowd struct {
	h        *testServer
	stranger gossh.Signer

	dialled, sessions atomic.Int64
	fast, close       atomic.Int64 // of those who come too fast: why they were refused
}

// A rudeness is one way to be hostile, and how many of a thousand choose it.
type rudeness struct {
	share int
	do    func(c *crowd, rng *rand.Rand)
}

var rudenesses = []rudeness{
	{200, (*crowd).saysNothing}, {200, (*crowd).saysNoise}, {100, (*crowd).hasNoEndOfVersion}, {240, (*crowd).stopsInTheMiddle},
	{100, (*crowd).hasAWrongKey}, {100, (*crowd).comesTooFast}, {40, (*crowd).opensManyChannels}, {20, (*crowd).isCutOff},
}

// dial connects from some address of this machine, where it has many. It is closed with a
// reset in one of two times.
func (c *crowd) dial(rng *rand.Rand, from net.IP) net.Conn {
	dialer := net.Dialer{Timeout: 20 * time.Second}
	if runtime.GOOS == "linux" {
		if from == nil {
			from = net.IPv4(127, byte(1+rng.IntN(200)), byte(rng.IntN(256)), byte(1+rng.IntN(250)))
		}
		dialer.LocalAddr = &net.TCPAddr{IP: from}
	}
	conn, err := dialer.Dial("tcp", c.h.addr)
	if err != nil {
		c.h.Errorf("no connection: %v", err)
		return nil
	}
	c.dialled.Add(1)
	if rng.IntN(2) == 0 {
		conn.(*net.TCPConn).SetLinger(0)
	}
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return conn
}

// with does something with a connection that is closed then.
func (c *crowd) with(rng *rand.Rand, do func(net.Conn)) {
	if conn := c.dial(rng, nil); conn != nil {
		defer conn.Close()
		do(conn)
	}
}

func (c *crowd) saysNothing(rng *rand.Rand) { c.with(rng, func(net.Conn) {}) }

func (c *crowd) saysNoise(rng *rand.Rand) {
	c.with(rng, func(conn net.Conn) {
		noise := make([]byte, 1<<rng.IntN(15))
		for i := range noise {
			noise[i] = byte(rng.Uint32())
		}
		if rng.IntN(2) == 0 {
			io.WriteString(conn, "SSH-2.0-noise\r\n")
		}
		conn.Write(noise)
	})
}

func (c *crowd) hasNoEndOfVersion(rng *rand.Rand) {
	c.with(rng, func(conn net.Conn) {
		io.WriteString(conn, "SSH-2.0-")
		conn.Write(bytes.Repeat([]byte("x"), 1<<(8+rng.IntN(12)))) // it may be closed before all is sent
	})
}

// A cut connection ends after some bytes that the client sends.
type cut struct {
	net.Conn
	left int
}

func (c *cut) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		c.Conn.Write(p[:max(0, c.left+len(p))])
		c.Close()
		return 0, net.ErrClosed
	}
	return c.Conn.Write(p)
}

func (c *crowd) stopsInTheMiddle(rng *rand.Rand) {
	c.with(rng, func(conn net.Conn) {
		if client, err := c.shake(&cut{conn, rng.IntN(2600)}, "x"); err == nil {
			client.Close()
		}
	})
}

// shake exchanges keys, which a handshake of 2.5 kB does.
func (c *crowd) shake(conn net.Conn, user string) (*gossh.Client, error) {
	connection, channels, requests, err := gossh.NewClientConn(conn, c.h.addr, &gossh.ClientConfig{
		User: user, Auth: []gossh.AuthMethod{gossh.PublicKeys(c.stranger)}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		return nil, err
	}
	return gossh.NewClient(connection, channels, requests), nil
}

func (c *crowd) hasAWrongKey(rng *rand.Rand) {
	c.with(rng, func(conn net.Conn) {
		if client, err := c.shake(conn, adminUser); err == nil {
			client.Close()
			c.h.Error("a stranger is the administrator")
		}
	})
}

// comesTooFast is one address that does not stop to come. It counts what it is told.
func (c *crowd) comesTooFast(rng *rand.Rand) {
	conn := c.dial(rng, net.IPv4(127, 255, 0, 1))
	if conn == nil {
		return
	}
	defer conn.Close()
	client, err := c.shake(conn, "x")
	switch {
	case err == nil:
		client.Close()
	case strings.Contains(err.Error(), tooFast):
		c.fast.Add(1)
	case strings.Contains(err.Error(), tooMany):
		c.close.Add(1)
	default:
		c.h.Logf("it is told %v", err)
	}
}

func (c *crowd) opensManyChannels(rng *rand.Rand) {
	c.with(rng, func(conn net.Conn) {
		client, err := c.shake(conn, "x")
		if err != nil {
			return
		}
		defer client.Close()
		kinds := []string{"session", "direct-tcpip", "x11", "forwarded-tcpip"}
		for i := range 2 * maxRefusals {
			if _, _, err := client.OpenChannel(kinds[i%len(kinds)], nil); err != nil && !strings.Contains(err.Error(), "one session") {
				return
			}
		}
		c.h.Error("somebody was refused any number of channels")
	})
}

// isCutOff opens the explorer and is gone without a word once it shows something.
func (c *crowd) isCutOff(rng *rand.Rand) {
	c.with(rng, func(conn net.Conn) {
		client, err := c.shake(conn, "x")
		if err != nil {
			return
		}
		defer client.Close()
		s, err := client.NewSession()
		if err != nil {
			return
		}
		out, err := s.StdoutPipe()
		if err != nil || s.RequestPty("xterm", 30, 100, nil) != nil || s.Start(quick) != nil {
			return
		}
		first := make([]byte, 1)
		if n, _ := out.Read(first); n == 1 && first[0] == '\x1b' { // no sentence
			c.sessions.Add(1)
		}
		conn.Close()
	})
}

// come makes connections, a few at a time.
func (c *crowd) come(n int, seed uint64) {
	var all sync.WaitGroup
	turns := make(chan uint64)
	for range 16 {
		all.Go(func() {
			for turn := range turns {
				rng := rand.New(rand.NewPCG(seed, turn))
				at := rng.IntN(1000)
				for _, r := range rudenesses {
					if at -= r.share; at < 0 {
						r.do(c, rng)
						break
					}
				}
			}
		})
	}
	for i := range n {
		turns <- uint64(i)
	}
	close(turns)
	all.Wait()
}

// A weight is what a process has.
type weight struct{ goroutines, files, heap int }

// weigh waits until everybody has left, and forgets them as some minutes do.
func (h *testServer) weigh() (w weight) {
	h.Helper()
	h.await("everybody has left", h.isEmpty)
	for hours := range 2 {
		h.server.admission.forget(time.Now().Add(time.Duration(1+hours) * time.Hour))
	}
	count := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			return 0 // no such system
		}
		return len(entries)
	}
	w.goroutines, w.files = runtime.NumGoroutine(), count()
	for range 100 { // what closes has closed
		time.Sleep(20 * time.Millisecond)
		w.goroutines, w.files = min(w.goroutines, runtime.NumGoroutine()), min(w.files, count())
	}
	for range 3 {
		debug.FreeOSMemory()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	w.heap = int(m.HeapAlloc)
	return w
}

// The bar of a release is go test ./tui/ssh -run Hostile -crowd 100000 -timeout 1h.
func TestHostileConnectionsLeaveNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	admin := newKey(t, 9)
	h := open(t, func(o *Options) {
		o.Admins, o.Sessions, o.PerAddress, o.PerMinute = []gossh.PublicKey{admin.PublicKey()}, 500, 3, 60
		o.Log = slog.New(slog.DiscardHandler)
	}, nil)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	c := &crowd{h: h, stranger: newKey(t, 3)}
	c.come(min(200, *crowdSize), seed+1) // pools and tables have their size then
	before := h.weigh()
	began := time.Now()
	c.come(*crowdSize, seed)
	took := time.Since(began)
	after := h.weigh()
	t.Logf("%d connections in %v, %d sessions, %d refused; before %+v, after %+v", *crowdSize, took, c.sessions.Load(), c.fast.Load()+c.close.Load(), before, after)
	if after.goroutines > before.goroutines || after.files > before.files || after.heap > before.heap+1<<20 {
		t.Errorf("it has %+v and had %+v before", after, before)
	}

	total := h.metric("bijou_connections_total")
	for _, reason := range refusals {
		total += h.metric(fmt.Sprintf("bijou_refused_total{reason=%q}", reason))
	}
	if n := c.dialled.Load(); total != float64(n) {
		t.Errorf("%d connections were made, and %v counted", n, total)
	}
	ended := 0.0
	for _, why := range []string{"gone", "hung", "left", "other"} {
		ended += max(0, h.metric(fmt.Sprintf("bijou_sessions_ended_total{why=%q}", why)))
	}
	if n := c.sessions.Load(); ended != float64(n) {
		t.Errorf("%d sessions were seen, and %v counted", n, ended)
	}
	h.wants(`bijou_refused_total{reason="per-minute"}`, float64(c.fast.Load()))
	h.wants(`bijou_refused_total{reason="per-address"}`, float64(c.close.Load()))
	h.wants("bijou_sessions", 0)
	h.wants("bijou_connections_waiting", 0)
	h.window("x", quick).leaves()
}
