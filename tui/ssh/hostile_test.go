package ssh

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"bijou/model"
	"bijou/tui"
)

// taken is the memory that the process has from the system, in MiB.
func taken() int {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.Sys >> 20)
}

// resize tells a size with numbers that gossh would refuse to send.
func resize(c interface {
	SendRequest(string, bool, []byte) (bool, error)
}, width, height uint32) error {
	_, err := c.SendRequest("window-change", false, gossh.Marshal(struct{ Columns, Rows, W, H uint32 }{width, height, 0, 0}))
	return err
}

func TestAnySizeIsSurvived(t *testing.T) {
	h := open(t, nil, nil)
	before := taken()
	for _, size := range [][2]uint32{{0, 0}, {1, 1}, {1, 65535}, {math.MaxInt32, 1}, {math.MaxInt32, math.MaxInt32}, {math.MaxUint32, math.MaxUint32}} {
		w := h.windowOf(h.mustDial("x"), int(size[0]), int(size[1]), quick)
		w.await("a screen", func() bool { return w.written() != "" })
		resize(w.session, size[1], size[0])
		resize(w.session, 100, 30)
		w.shows("flow")
		w.press("\x1b[48;60000;60000;60000;60000t") // as a terminal that tells its size by keys
		w.leaves()
	}
	t.Logf("%d MiB", taken()-before)
	if grown := taken() - before; grown > 400 { // unbounded, the first takes 240 GB
		t.Errorf("sizes took %d MiB", grown)
	}
}

func TestAStormOfSizesEndsAtTheLast(t *testing.T) {
	h := open(t, nil, nil)
	w := h.windowOf(h.mustDial("x"), 120, 40, quick)
	w.shows("NLL  = sum, exactly")
	for i := range uint32(20_000) {
		if err := resize(w.session, 20+i%200, 10+i%50); err != nil {
			t.Fatal(err)
		}
	}
	resize(w.session, 30, 10)
	w.await("the last size", func() bool { return !strings.Contains(w.screen(), "6 NLL") })
	resize(w.session, 100, 30)
	w.shows("? help")
	w.leaves()
}

func TestAConnectionIsOneSession(t *testing.T) {
	h := open(t, nil, nil)
	w := h.window("x", quick)
	w.shows("NLL  = sum, exactly")
	for i := range 200 {
		kind := []string{"session", "direct-tcpip", "x11", "auth-agent@openssh.com"}[i%4]
		if c, _, err := w.client.OpenChannel(kind, nil); err == nil {
			c.Close()
			t.Fatalf("channel %d, a %s, was opened", i+2, kind)
		}
	}
	for _, request := range []string{"subsystem", "auth-agent-req@openssh.com", "x11-req", "pty-req", "shell", "exec", "env"} {
		if ok, err := w.session.SendRequest(request, true, gossh.Marshal(struct{ Name, Value string }{"sftp", ""})); ok || err != nil {
			t.Errorf("%s in a session: %v %v", request, ok, err)
		}
	}
	if ok, _, err := w.client.SendRequest("tcpip-forward", true, gossh.Marshal(struct {
		Host string
		Port uint32
	}{"127.0.0.1", 0})); ok || err != nil {
		t.Errorf("forwarding: %v %v", ok, err)
	}
	w.leaves()

	greedy := h.window("x", quick)
	greedy.shows("NLL  = sum, exactly")
	for range 2 * maxRefusals {
		greedy.client.OpenChannel("session", nil)
	}
	greedy.ends()
}

func TestOnlyAFewVariablesAreKept(t *testing.T) {
	var a asked
	set := func(name, value string) bool {
		ok, _ := a.take(&gossh.Request{Type: "env", Payload: gossh.Marshal(struct{ Name, Value string }{name, value})})
		return ok
	}
	for name, value := range map[string]string{"COLORTERM": "truecolor", "LANG": "de_AT.UTF-8", "LC_ALL": "C", "LC_CTYPE": "en_GB.UTF-8@euro"} {
		if !set(name, value) {
			t.Errorf("%s=%s was refused", name, value)
		}
	}
	for name, value := range map[string]string{
		"PATH": "/bin", "TERM": "xterm", "NO_COLOR": "1", "SSH_TTY": "x", "TMUX": "x", "HOME": "x", "LC_A=B": "x",
		"LANG": "\x1b]0;x\a", "COLORTERM": strings.Repeat("x", 65), "LC_X": "", "TEA_DEBUG": "1",
	} {
		if set(name, value) {
			t.Errorf("%s=%q was kept", name, value)
		}
	}
	for i := range 1000 {
		set(fmt.Sprintf("LC_%d", i), strings.Repeat("x", 60))
	}
	if n := len(strings.Join(a.env, "")); n > maxEnv {
		t.Errorf("%d bytes of variables were kept", n)
	}
}

func TestAFloodOfVariablesEndsTheConnection(t *testing.T) {
	h := open(t, nil, nil)
	before := taken()
	c := h.mustDial("x")
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	flood := strings.Repeat("x", 200<<10)
	for err = nil; err == nil; {
		_, err = s.SendRequest("env", false, gossh.Marshal(struct{ Name, Value string }{"LC_ALL", flood}))
	}
	c.Wait()
	if grown := taken() - before; grown > 100 {
		t.Errorf("the flood took %d MiB", grown)
	}
	h.window("x", quick).leaves()
}

func TestAClosedChannelEndsItsConnection(t *testing.T) {
	h := open(t, nil, nil)
	for what, rude := range map[string]func(w *window){
		"the channel is closed":      func(w *window) { w.session.Close() },
		"the keys end":               func(w *window) { w.keys.Close() },
		"the connection is closed":   func(w *window) { w.client.Close() },
		"the client is gone at once": func(w *window) { w.client.Close(); w.press("x") },
	} {
		w := h.window("x", quick)
		w.shows("NLL  = sum, exactly")
		if strings.HasSuffix(what, "at once") {
			w.client.Close()
		} else {
			rude(w)
		}
		w.client.Wait()
		h.await("everybody has left after "+what, func() bool { return h.isEmpty() })
	}
}

// isEmpty tells whether the house is empty.
func (h *testServer) isEmpty() bool {
	d := h.server.admission
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.waiting == 0 && d.running == 0 && len(d.present) == 0
}

func TestWhoDoesNotReadIsLeft(t *testing.T) {
	wrote := make(chan error, 1)
	h := open(t, nil, func(s *Server) {
		s.patience.write = 300 * time.Millisecond
		s.visit = func(ctx context.Context, _ tui.Options, w tui.Window) (*model.Snapshot, error) {
			for block := make([]byte, 1<<16); ; {
				if _, err := w.Output.Write(block); err != nil {
					wrote <- err
					<-ctx.Done()
					return nil, ctx.Err()
				}
			}
		}
	})
	s, err := h.mustDial("x").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("xterm", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.StdoutPipe(); err != nil { // and nobody reads it
		t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-wrote:
	case <-time.After(10 * time.Second):
		t.Fatal("the server waits for ever")
	}
	h.await("everybody has left", h.isEmpty)
	if !strings.Contains(h.log.String(), errHung.Error()) {
		t.Errorf("the log does not say why:\n%s", h.log.String())
	}
}

func TestWhoSaysNothingIsLeft(t *testing.T) {
	h := open(t, nil, func(s *Server) { s.patience.start = 700 * time.Millisecond })
	for range 2 * leastWaiting {
		c, err := net.Dial("tcp", h.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
	}
	if _, err := h.dial("x"); err == nil {
		t.Error("any number of connections may wait")
	}
	h.await("the silent have left", h.isEmpty)
	c := h.mustDial("idle") // a handshake, and then nothing
	c.Wait()
	h.await("who asks for no session has left", h.isEmpty)
	h.window("x", quick).leaves()
}

func TestNoiseHarmsNobody(t *testing.T) {
	h := open(t, nil, nil)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 0))
	noise := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(rng.Uint32())
		}
		return b
	}
	const times = 30
	for i := range times {
		c, err := net.Dial("tcp", h.addr)
		if err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			io.WriteString(c, "SSH-2.0-noise\r\n")
		}
		c.Write(noise(1 << rng.IntN(14)))
		c.Close()
	}
	h.await("all noise was heard", func() bool {
		log := h.log.String()
		return strings.Count(log, "msg=connected")+strings.Count(log, "msg=refused") == times
	})
	h.await("no connection is left", h.isEmpty)
	w := h.window("x", quick)
	w.shows("NLL  = sum, exactly")
	for range 20 {
		w.keys.Write(noise(500))
	}
	w.client.Close()
	h.await("everybody has left", h.isEmpty)
	h.window("x", quick).leaves()
}
