//go:build linux

package cli

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

var guests = flag.Int("guests", 12, "how many guests come to the balanced servers")

// asProgram is the variable that makes the test binary the program.
const asProgram = "BIJOU_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(Main())
	}
	os.Exit(m.Run())
}

// A process is one that the test started. It ends with the test.
type process struct {
	*exec.Cmd
	log  record
	gone chan struct{}
}

func start(t *testing.T, env []string, name string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(name, args...), gone: make(chan struct{})}
	p.Env = append(os.Environ(), env...)
	p.Stdout, p.Stderr = &p.log, &p.log
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { defer close(p.gone); p.Wait() }()
	t.Cleanup(func() {
		p.Process.Kill()
		<-p.gone
		if t.Failed() {
			p.log.mu.Lock()
			defer p.log.mu.Unlock()
			t.Logf("%s:\n%.4000s", name, p.log.text.String())
		}
	})
	return p
}

// freePort is one that nobody listens at.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skipf("this machine does not reach itself: %v", err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// A served is a server process behind the balancer.
type served struct {
	*process
	port, health string
}

func serveBalanced(t *testing.T, hostKey string) *served {
	t.Helper()
	s := &served{port: freePort(t), health: freePort(t)}
	s.process = start(t, []string{asProgram + "=1"}, os.Args[0], "serve", "--listen", "127.0.0.1:"+s.port, "--metrics", "127.0.0.1:"+s.health,
		"--host-key", hostKey, "--proxy-from", "127.0.0.1", "--sessions", "500", "--per-network", "500", "--network-per-minute", "9999")
	return s
}

// asks is what a server answers to its monitor.
func (s *served) asks(path string) (body string, ok bool) {
	r, err := http.Get("http://127.0.0.1:" + s.health + path)
	if err != nil {
		return "", false
	}
	defer r.Body.Close()
	text, _ := io.ReadAll(r.Body)
	return string(text), r.StatusCode == http.StatusOK
}

// sessions is how many it has.
func (s *served) sessions() int {
	body, _ := s.asks("/metrics")
	found := regexp.MustCompile(`(?m)^bijou_sessions (\d+)$`).FindStringSubmatch(body)
	if found == nil {
		return -1
	}
	n, _ := strconv.Atoi(found[1])
	return n
}

func await(t *testing.T, what string, patience time.Duration, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never: %s", what)
		}
	}
}

// A guest watches a flow that trains.
type guest struct {
	keys   io.Writer
	client *gossh.Client
	bytes  atomic.Int64 // that were shown
	left   chan struct{}
}

func (g *guest) Write(p []byte) (int, error) { g.bytes.Add(int64(len(p))); return len(p), nil }

// here tells whether the guest's session goes on.
func (g *guest) here() bool {
	select {
	case <-g.left:
		return false
	default:
		return true
	}
}

// visit opens the explorer from an address of its own.
func visit(port string, number int) (*guest, error) {
	dialer := net.Dialer{Timeout: time.Minute, LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, byte(1+number/200), byte(1+number%200))}}
	conn, err := dialer.Dial("tcp", "127.0.0.1:"+port)
	if err != nil {
		return nil, err
	}
	c, channels, requests, err := gossh.NewClientConn(conn, "balanced", &gossh.ClientConfig{User: "moons", HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err != nil {
		return nil, err
	}
	g := &guest{client: gossh.NewClient(c, channels, requests), left: make(chan struct{})}
	s, err := g.client.NewSession()
	if err != nil {
		return nil, err
	}
	s.Stdout = g
	if g.keys, err = s.StdinPipe(); err != nil {
		return nil, err
	}
	if err := s.RequestPty("xterm-256color", 30, 100, nil); err != nil {
		return nil, err
	}
	if err := s.Start("moons(n=500) | coupling(hidden=16)*4 | adam, batch=64, steps=0"); err != nil {
		return nil, err
	}
	go func() { defer close(g.left); s.Wait() }()
	return g, nil
}

// visits opens many, some at a time.
func visits(t *testing.T, port string, from, n int) []*guest {
	t.Helper()
	all := make([]*guest, n)
	var done sync.WaitGroup
	for i := range all {
		done.Go(func() {
			g, err := visit(port, from+i)
			if err != nil {
				t.Errorf("guest %d: %v", i, err)
				return
			}
			all[i] = g
		})
		time.Sleep(5 * time.Millisecond)
	}
	done.Wait()
	if t.Failed() {
		t.FailNow()
	}
	t.Cleanup(func() {
		for _, g := range all {
			g.client.Close()
		}
	})
	return all
}

// allSee waits until each guest is shown more than it has seen, which a flow that trains
// does, and returns the longest that one waited.
func allSee(t *testing.T, all []*guest) (longest time.Duration) {
	t.Helper()
	began := time.Now()
	before := make([]int64, len(all))
	for i, g := range all {
		before[i] = g.bytes.Load()
		g.keys.Write([]byte("?")) // the help, or the end of it
	}
	for i, g := range all {
		await(t, fmt.Sprintf("guest %d sees something", i), time.Minute, func() bool { return g.bytes.Load() > before[i] })
	}
	return time.Since(began)
}

// The bar is go test ./tui/cli -run Balancer -guests 200, which .ci/balancer runs.
func TestBehindABalancerGuestsOfOneServerOutliveTheOther(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	if _, err := exec.LookPath("haproxy"); err != nil {
		t.Skip("there is no haproxy")
	}
	hostKey := filepath.Join(t.TempDir(), "host_ed25519")
	servers := []*served{serveBalanced(t, hostKey), serveBalanced(t, hostKey)}
	for _, s := range servers {
		await(t, "a server is ready", time.Minute, func() bool { _, ok := s.asks("/readyz"); return ok })
	}
	port := freePort(t)
	start(t, []string{"LISTEN=127.0.0.1:" + port, "ONE=127.0.0.1:" + servers[0].port, "TWO=127.0.0.1:" + servers[1].port,
		"HEALTH_ONE=" + servers[0].health, "HEALTH_TWO=" + servers[1].health}, "haproxy", "-db", "-f", filepath.Join(packaging, "balanced", "haproxy.cfg"))
	await(t, "the balancer leads somewhere", time.Minute, func() bool {
		g, err := visit(port, 0)
		if err == nil {
			g.client.Close()
		}
		return err == nil
	})
	await(t, "that guest has left", time.Minute, func() bool { return servers[0].sessions()+servers[1].sessions() == 0 })

	all := visits(t, port, 1, *guests)
	await(t, "all have a session", 2*time.Minute, func() bool { return servers[0].sessions()+servers[1].sessions() == *guests })
	on := []int{servers[0].sessions(), servers[1].sessions()}
	if min(on[0], on[1]) < *guests/3 {
		t.Errorf("the servers have %v guests", on)
	}
	t.Logf("%v guests, all answered within %v", on, allSee(t, all).Round(time.Millisecond))

	servers[0].Process.Kill()
	<-servers[0].gone
	var stayed []*guest
	await(t, "guests of the killed server are gone", 10*time.Second, func() bool {
		stayed = stayed[:0]
		for _, g := range all {
			if g.here() {
				stayed = append(stayed, g)
			}
		}
		return len(stayed) == on[1]
	})
	t.Logf("%d stayed, all answered within %v", len(stayed), allSee(t, stayed).Round(time.Millisecond))

	// The others come again, from where they were.
	visits(t, port, 1000, on[0])
	await(t, "all are on the other server", 2*time.Minute, func() bool { return servers[1].sessions() == *guests })
	for i, g := range stayed {
		if !g.here() {
			t.Errorf("guest %d, whom nobody killed, has left", i)
		}
	}

	// And a server that is told to stop says so, and ends well.
	servers[1].Process.Signal(os.Interrupt)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	select {
	case <-servers[1].gone:
	case <-ctx.Done():
		t.Fatal("the server does not stop")
	}
	if code := servers[1].ProcessState.ExitCode(); code != 0 {
		t.Errorf("the server ends with %d", code)
	}
}
