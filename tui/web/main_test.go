package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/coder/websocket"
	"go.uber.org/goleak"

	"bijou/tui/ssh"
)

// quick is a run that is small and does not end.
const quick = "moons(n=500) | coupling(hidden=8)*2 | adam, batch=64, steps=0 | seed=3"

// A testPage is a page on a port of its own. Whatever a test does to it, no goroutine is left
// when it has ended.
type testPage struct {
	*testing.T
	server *ssh.Server
	addr   string
	stop   context.CancelCauseFunc
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
	if l.text.Len() > 1<<16 && !bytes.Contains(p, []byte("mistake")) { // of a flood it is enough
		return len(p), nil
	}
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func open(t *testing.T, rules func(*ssh.Options), options func(*Options)) *testPage {
	t.Helper()
	h := &testPage{T: t}
	t.Cleanup(func() { goleak.VerifyNone(t) })
	o := ssh.Defaults()
	o.PerAddress, o.PerMinute, o.PerNetwork, o.NetworkPerMinute = 1000, 1_000_000, 1000, 1_000_000
	o.Log = slog.New(slog.NewTextHandler(&h.log, nil))
	if rules != nil {
		rules(&o)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skipf("this machine does not reach itself: %v", err)
	}
	h.addr, h.server = l.Addr().String(), ssh.New(o)
	w := Options{Sessions: h.server, Log: o.Log}
	if options != nil {
		options(&w)
	}
	ctx, stop := context.WithCancelCause(context.Background())
	h.stop = stop
	closePage, ended := Serve(l, w), make(chan error, 1)
	go func() { ended <- h.server.Serve(ctx, nil) }()
	t.Cleanup(func() {
		stop(nil)
		select {
		case <-ended:
		case <-time.After(20 * time.Second):
			t.Error("the server does not end")
		}
		closePage()
		http.DefaultClient.CloseIdleConnections()
		if t.Failed() {
			t.Log(h.log.String())
		}
	})
	return h
}

// get asks for a file of the page.
func (h *testPage) get(path string, change func(*http.Request)) (*http.Response, string) {
	h.Helper()
	r, err := http.NewRequest("GET", "http://"+h.addr+path, nil)
	if err != nil {
		h.Fatal(err)
	}
	if change != nil {
		change(r)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		h.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		h.Fatal(err)
	}
	return answer, string(body)
}

// dial opens the WebSocket of a page.
func (h *testPage) dial(run, line string, header http.Header) (*websocket.Conn, *http.Response, error) {
	h.Helper()
	ctx, cancel := context.WithTimeout(h.Context(), 20*time.Second)
	defer cancel()
	to := "ws://" + h.addr + "/session/" + run
	if line != "" {
		to += "?spec=" + url.QueryEscape(line)
	}
	return websocket.Dial(ctx, to, &websocket.DialOptions{HTTPHeader: header})
}

// A browser is a page with a terminal.
type browser struct {
	*testPage
	conn   *websocket.Conn
	mu     sync.Mutex
	vt     *vt.Emulator
	bytes  int
	closed chan struct{}
	end    websocket.CloseError // once it is closed
}

// browse opens a session of 100×30 and shows what comes.
func (h *testPage) browse(run, line string) *browser {
	h.Helper()
	c, _, err := h.dial(run, line, nil)
	if err != nil {
		h.Fatal(err)
	}
	c.SetReadLimit(-1)
	b := &browser{testPage: h, conn: c, vt: vt.NewEmulator(160, 50), closed: make(chan struct{})}
	answered := make(chan struct{})
	go func() { defer close(answered); io.Copy(io.Discard, b.vt) }() // as a terminal that answers nothing
	b.size(100, 30)
	go b.show()
	h.Cleanup(func() {
		c.CloseNow()
		<-b.closed
		b.vt.InputPipe().(io.Closer).Close()
		<-answered
	})
	return b
}

func (b *browser) show() {
	defer close(b.closed)
	for {
		_, data, err := b.conn.Read(context.Background())
		if err != nil {
			errors.As(err, &b.end)
			return
		}
		b.mu.Lock()
		b.vt.Write(data)
		b.bytes += len(data)
		b.mu.Unlock()
	}
}

func (b *browser) size(columns, rows int) {
	b.Helper()
	text, _ := json.Marshal(map[string]int{"columns": columns, "rows": rows})
	if err := b.conn.Write(context.Background(), websocket.MessageText, text); err != nil {
		b.Fatal(err)
	}
}

func (b *browser) press(keys string) {
	b.Helper()
	if err := b.conn.Write(context.Background(), websocket.MessageBinary, []byte(keys)); err != nil {
		b.Fatal(err)
	}
}

func (b *browser) screen() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.vt.String()
}

func (h *testPage) await(what string, holds func() bool) {
	h.Helper()
	for deadline := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.Fatalf("never: %s", what)
		}
	}
}

func (b *browser) shows(text string) {
	b.Helper()
	for deadline := time.Now().Add(20 * time.Second); !strings.Contains(b.screen(), text); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.Fatalf("%q does not appear:\n%s", text, b.screen())
		}
	}
}

// ends waits until the session is over, and returns why.
func (b *browser) ends() websocket.CloseError {
	b.Helper()
	select {
	case <-b.closed:
	case <-time.After(20 * time.Second):
		b.Fatalf("the session does not end:\n%s", b.screen())
	}
	return b.end
}

// metric is the line of a name in what the server counts.
func (h *testPage) metric(name string) string {
	h.Helper()
	r, _ := http.NewRequest("GET", "/metrics", nil)
	w := &recorder{header: http.Header{}}
	h.server.Monitor().ServeHTTP(w, r)
	for line := range strings.Lines(w.String()) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	return "none"
}

type recorder struct {
	bytes.Buffer
	header http.Header
}

func (r *recorder) Header() http.Header { return r.header }
func (r *recorder) WriteHeader(int)     {}

var loopback = netip.MustParsePrefix("127.0.0.0/8")
