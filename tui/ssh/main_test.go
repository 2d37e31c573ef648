package ssh

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"go.uber.org/goleak"
	gossh "golang.org/x/crypto/ssh"
)

// quick is a run that is small and does not end.
const quick = "moons(n=500) | coupling(hidden=8)*2 | adam, batch=64, steps=0 | seed=3"

// A testServer is a server on a port of its own. Whatever a test does to it, no
// goroutine is left when it has ended.
type testServer struct {
	*testing.T
	server *Server
	addr   string
	stop   context.CancelCauseFunc
	ended  chan error
	log    logbook
}

// A logbook may be written and read at the same time.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newKey(t *testing.T, seed byte) gossh.Signer {
	t.Helper()
	key, err := gossh.NewSignerFromKey(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func open(t *testing.T, options func(*Options), change func(*Server)) *testServer {
	t.Helper()
	h := &testServer{T: t, ended: make(chan error, 1)}
	t.Cleanup(func() { goleak.VerifyNone(t) })
	o := Defaults()
	o.HostKey, o.PerAddress, o.PerMinute, o.PerNetwork, o.NetworkPerMinute = newKey(t, 1), 100, 10_000, 100, 10_000
	o.Log = slog.New(slog.NewTextHandler(&h.log, nil))
	if options != nil {
		options(&o)
	}
	h.server = New(o)
	if change != nil {
		change(h.server)
	}
	mustReachItself(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.addr = l.Addr().String()
	ctx, stop := context.WithCancelCause(context.Background())
	h.stop = stop
	go func() { h.ended <- h.server.Serve(ctx, l) }()
	t.Cleanup(func() {
		stop(nil)
		select {
		case err := <-h.ended:
			h.ended <- err
		case <-time.After(20 * time.Second):
			t.Error("the server does not end")
		}
		if t.Failed() {
			t.Log(h.log.String())
		}
	})
	return h
}

// mustReachItself skips the test in a sandbox without any network.
func mustReachItself(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err == nil {
		defer l.Close()
		var c net.Conn
		if c, err = net.Dial("tcp", l.Addr().String()); err == nil {
			c.Close()
			return
		}
	}
	t.Skipf("this machine does not reach itself: %v", err)
}

// dial connects as a user.
func (h *testServer) dial(user string, keys ...gossh.Signer) (*gossh.Client, error) {
	h.Helper()
	c, err := gossh.Dial("tcp", h.addr, &gossh.ClientConfig{
		User: user, Auth: []gossh.AuthMethod{gossh.PublicKeys(keys...)},
		HostKeyCallback: gossh.FixedHostKey(h.server.HostKey.PublicKey()), Timeout: 10 * time.Second,
	})
	if err == nil {
		h.Cleanup(func() { c.Close() })
	}
	return c, err
}

func (h *testServer) mustDial(user string) *gossh.Client {
	h.Helper()
	c, err := h.dial(user)
	if err != nil {
		h.Fatal(err)
	}
	return c
}

// A window is a client with a terminal.
type window struct {
	*testServer
	client  *gossh.Client
	session *gossh.Session
	keys    io.WriteCloser
	mu      sync.Mutex
	vt      *vt.Emulator
	out     strings.Builder
	seen    string // of the emulator; empty if it is to be asked anew
	blind   bool   // too large to be shown: the screen is what was written
	closed  chan struct{}
	status  chan error
}

// window opens a session of 100×30 and shows what it writes.
func (h *testServer) window(user, command string) *window {
	h.Helper()
	return h.windowOf(h.mustDial(user), 100, 30, command)
}

func (h *testServer) windowOf(client *gossh.Client, width, height int, command string) *window {
	h.Helper()
	w := &window{testServer: h, client: client, vt: vt.NewEmulator(100, 30), closed: make(chan struct{}), status: make(chan error, 1)}
	if width != 100 { // it changes: what shows it has to be as large as it may become
		w.vt = vt.NewEmulator(250, 70)
	}
	w.blind = max(width, height) > 250
	var err error
	must := func(err error) {
		h.Helper()
		if err != nil {
			h.Fatal(err)
		}
	}
	w.session, err = client.NewSession()
	must(err)
	must(w.session.RequestPty("xterm-256color", height, width, nil))
	w.keys, err = w.session.StdinPipe()
	must(err)
	out, err := w.session.StdoutPipe()
	must(err)
	if command == "" {
		must(w.session.Shell())
	} else {
		must(w.session.Start(command))
	}
	answered := make(chan struct{})
	go func() { defer close(answered); io.Copy(io.Discard, w.vt) }() // as a terminal that answers nothing
	go w.show(out)
	go func() { w.status <- w.session.Wait() }()
	h.Cleanup(func() {
		client.Close()
		<-w.closed
		w.vt.InputPipe().(io.Closer).Close()
		<-answered
	})
	return w
}

func (w *window) show(out io.Reader) {
	defer close(w.closed)
	buf := make([]byte, 1<<15)
	for {
		n, err := out.Read(buf)
		w.mu.Lock()
		if !w.blind {
			w.vt.Write(buf[:n])
		}
		w.out.Write(buf[:n])
		w.seen = ""
		w.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (w *window) screen() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.blind {
		return w.out.String()
	}
	if w.seen == "" {
		w.seen = w.vt.String()
	}
	return w.seen
}

func (w *window) written() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.String()
}

// await waits until something holds.
func (h *testServer) await(what string, holds func() bool) {
	h.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.Fatalf("never: %s", what)
		}
	}
}

func (w *window) shows(text string) {
	w.Helper()
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(w.screen(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.Fatalf("%q does not appear:\n%s", text, w.screen())
		}
	}
}

func (w *window) press(keys string) {
	w.Helper()
	if _, err := io.WriteString(w.keys, keys); err != nil {
		w.Fatal(err)
	}
}

// ends waits for the end of the session and returns its exit code, −1 if there was
// none, and what was written after the explorer.
func (w *window) ends() (code int, last string) {
	w.Helper()
	select {
	case err := <-w.status:
		code = -1
		if exit, ok := errors.AsType[*gossh.ExitError](err); ok {
			code = exit.ExitStatus()
		} else if err == nil {
			code = 0
		}
	case <-time.After(20 * time.Second):
		w.Fatalf("the session does not end:\n%s", w.screen())
	}
	<-w.closed
	text := w.written()
	return code, text[strings.LastIndex(text, "\x1b")+1:]
}

// leaves presses q and checks the end that follows.
func (w *window) leaves() {
	w.Helper()
	w.shows("flow")
	w.press("q")
	if code, last := w.ends(); code != 0 || !strings.Contains(last, "bijou --spec '") {
		w.Errorf("q ends with %d and %q", code, last)
	}
}
