package web

import (
	"bufio"
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// go test ./tui/web -run Hostile -crowd 100000 -timeout 1h takes ten minutes of two cores.
var crowdSize = flag.Int("crowd", 260, "how many hostile connections are made")

// hostile are the ways of connections that want no page.
var hostile = []struct {
	name string
	do   func(c net.Conn, host string, rng *rand.Rand)
}{
	{"comes and goes", func(net.Conn, string, *rand.Rand) {}},
	{"noise", func(c net.Conn, _ string, rng *rand.Rand) { c.Write(noise(rng, 1<<rng.IntN(13))) }},
	{"half a request", func(c net.Conn, host string, _ *rand.Rand) { fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: %s\r\nX", host) }},
	{"a header without end", func(c net.Conn, host string, _ *rand.Rand) {
		fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: %s\r\nX: %s", host, strings.Repeat("x", 64<<10))
	}},
	{"a page that nobody reads", func(c net.Conn, host string, _ *rand.Rand) {
		fmt.Fprintf(c, "GET /assets/xterm/xterm.mjs HTTP/1.1\r\nHost: %s\r\n\r\n", host)
	}},
	{"many requests at once", func(c net.Conn, host string, _ *rand.Rand) {
		io.WriteString(c, strings.Repeat(fmt.Sprintf("GET /%s HTTP/1.1\r\nHost: %s\r\n\r\n", "rings", host), 20))
	}},
	{"a page from elsewhere", func(c net.Conn, host string, _ *rand.Rand) { upgrade(c, host, "https://example.org") }},
	{"a socket without a word", func(c net.Conn, host string, _ *rand.Rand) { upgrade(c, host, "") }},
	{"a frame of all memory", func(c net.Conn, host string, _ *rand.Rand) {
		upgrade(c, host, "")
		c.Write(binary.BigEndian.AppendUint64([]byte{0x82, 0xff}, 1<<62))
	}},
	{"noise in frames", func(c net.Conn, host string, rng *rand.Rand) {
		upgrade(c, host, "")
		c.Write(noise(rng, 1<<rng.IntN(12)))
	}},
	{"pings", func(c net.Conn, host string, _ *rand.Rand) {
		upgrade(c, host, "")
		for range 50 {
			c.Write(frame(9, []byte("ping")))
		}
	}},
	{"a session that is left at once", func(c net.Conn, host string, _ *rand.Rand) {
		upgrade(c, host, "")
		c.Write(frame(1, []byte(`{"columns":120,"rows":40}`)))
	}},
	{"a session of noise", func(c net.Conn, host string, rng *rand.Rand) {
		upgrade(c, host, "")
		c.Write(frame(1, []byte(`{"columns":80,"rows":24}`)))
		c.Write(frame(2, noise(rng, 100)))
		c.Read(make([]byte, 100))
	}},
}

func noise(rng *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return b
}

// upgrade asks for a WebSocket by hand, and waits for the answer's first line.
func upgrade(c net.Conn, host, origin string) {
	if origin != "" {
		origin = "Origin: " + origin + "\r\n"
	}
	fmt.Fprintf(c, "GET /session/?spec=moons(n=500)|coupling(hidden=8)|adam HTTP/1.1\r\nHost: %s\r\n%sConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n\r\n",
		host, origin, base64.StdEncoding.EncodeToString(make([]byte, 16)))
	bufio.NewReaderSize(c, 16).ReadString('\n')
}

// frame is a masked one of a client (RFC 6455, section 5.2), of fewer than 126 bytes; the mask
// changes nothing.
func frame(opcode byte, payload []byte) []byte {
	return append([]byte{0x80 | opcode, 0x80 | byte(len(payload)), 0, 0, 0, 0}, payload...)
}

// openFiles counts what is open, −1 where nobody can tell.
func openFiles() int {
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return -1
	}
	return len(all)
}

// heap is what is in use, once all that nobody needs is gone.
func heap() int {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

func TestHostileConnectionsLeaveNothing(t *testing.T) {
	times := *crowdSize
	h := open(t, nil, nil)
	first := h.browse("", quick) // what is made once is made
	first.shows("5 data side")
	first.press("q")
	first.ends()
	idle := func() bool {
		return h.metric("bijou_sessions") == "0" && h.metric("bijou_connections_waiting") == "0"
	}
	h.await("nobody is there", idle)
	seed := uint64(time.Now().UnixNano())
	goroutines, files, bytes := runtime.NumGoroutine(), openFiles(), heap()
	t.Logf("seed %d; %d goroutines, %d files, %d KiB", seed, goroutines, files, bytes>>10)

	const atOnce = 16
	var all sync.WaitGroup
	next := make(chan int)
	for range atOnce {
		all.Go(func() {
			for i := range next {
				h.attack(i, rand.New(rand.NewPCG(seed, uint64(i))))
			}
		})
	}
	began := time.Now()
	for i := range times {
		next <- i
	}
	close(next)
	all.Wait()
	h.await("they have left", idle)
	h.await("no goroutine is left", func() bool { return runtime.NumGoroutine() <= goroutines })
	h.await("no file is left", func() bool { return openFiles() <= files })
	grown := heap() - bytes
	t.Logf("%d connections in %v: %d goroutines, %d files, %+d KiB", times, time.Since(began).Round(time.Second), runtime.NumGoroutine(), openFiles(), grown>>10)
	if grown > 4<<20 {
		t.Errorf("%d bytes are left", grown)
	}
	if strings.Contains(h.log.String(), "mistake") {
		t.Error("the program made a mistake")
	}
	last := h.browse("", quick)
	last.shows("5 data side")
}

// attack is one hostile connection. It ends in order, or at once.
func (h *testPage) attack(i int, rng *rand.Rand) {
	c, err := net.Dial("tcp", h.addr)
	if err != nil {
		h.Error(err)
		return
	}
	c.SetDeadline(time.Now().Add(20 * time.Second))
	hostile[i%len(hostile)].do(c, h.addr, rng)
	if rng.IntN(2) == 0 {
		c.(*net.TCPConn).SetLinger(0) // a reset
	}
	c.Close()
}
