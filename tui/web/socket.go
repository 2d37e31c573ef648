package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/coder/websocket"

	"bijou/tui/ssh"
)

// What a page may send, and how long it may take to close.
const (
	maxMessage  = 64 << 10 // bytes at a time, as of something that is pasted
	partingTime = 2 * time.Second
)

// session is the WebSocket of a page: a session of its own to each.
func (s *server) session(w http.ResponseWriter, r *http.Request) {
	if err := sameOrigin(r); err != nil {
		http.Error(w, err.Error(), http.StatusForbidden)
		return
	}
	run, line := r.PathValue("run"), r.URL.Query().Get("spec")
	if !isRun(run) {
		http.Error(w, "a run is named by letters, digits and dashes, or given as ?spec=", http.StatusNotFound)
		return
	}
	admission, refused := s.Sessions.Admit(s.addressOf(r))
	if refused != "" {
		s.refuse(w, r, refused)
		return
	}
	c, err := accept(w, r)
	if err != nil {
		admission.Decline()
		return
	}
	admission.Host(newSocket(c, run, line))
}

// accept makes a WebSocket of a request, whose origin was looked at.
func accept(w http.ResponseWriter, r *http.Request) (*websocket.Conn, error) {
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err == nil {
		c.SetReadLimit(maxMessage)
	}
	return c, err
}

// refuse says why there is no session: a page hears reasons only of what it is connected to.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, why string) {
	done, ok := s.Sessions.Refusing()
	if !ok {
		http.Error(w, why, http.StatusServiceUnavailable)
		return
	}
	defer done()
	if c, err := accept(w, r); err == nil {
		(&socket{conn: c}).close(websocket.StatusTryAgainLater, why)
	}
}

// A socket is the connection of a page.
type socket struct {
	conn      *websocket.Conn
	run, line string
	ctx       context.Context // ends with the connection
	cancel    context.CancelFunc
	sizes     chan tea.WindowSizeMsg // the newest
	keys      *io.PipeReader
	typed     *io.PipeWriter
}

func newSocket(c *websocket.Conn, run, line string) *socket {
	s := &socket{conn: c, run: run, line: line, sizes: make(chan tea.WindowSizeMsg, 1)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.keys, s.typed = io.Pipe()
	return s
}

// Meet waits until the page tells how large its terminal is.
func (s *socket) Meet() (ssh.Call, error) {
	kind, text, err := s.conn.Read(s.ctx)
	if err != nil {
		return ssh.Call{}, fmt.Errorf("the page is gone: %w", err)
	}
	size, ok := sizeOf(text)
	if kind != websocket.MessageText || !ok {
		return ssh.Call{}, errors.New("no size of a terminal was told")
	}
	go s.read()
	return ssh.Call{
		User: s.run, Command: s.line, Env: []string{"TERM=xterm-256color", "COLORTERM=truecolor"},
		Width: size.Width, Height: size.Height, Sizes: s.sizes, Keys: s.keys, Screen: s,
	}, nil
}

// sizeOf reads the size of a terminal.
func sizeOf(text []byte) (tea.WindowSizeMsg, bool) {
	const most = 1 << 12 // the window itself stops earlier
	var size struct{ Columns, Rows int }
	if json.Unmarshal(text, &size) != nil || size.Columns < 1 || size.Rows < 1 {
		return tea.WindowSizeMsg{}, false
	}
	return tea.WindowSizeMsg{Width: min(size.Columns, most), Height: min(size.Rows, most)}, true
}

// read hands on what the page sends, until it is gone: bytes are keys, texts are sizes.
func (s *socket) read() {
	defer s.typed.Close() //nolint:errcheck // it never fails
	for {
		kind, data, err := s.conn.Read(s.ctx)
		if err != nil {
			return
		}
		if kind == websocket.MessageBinary {
			if _, err := s.typed.Write(data); err != nil {
				return
			}
		} else if size, ok := sizeOf(data); ok {
			select {
			case <-s.sizes:
			default:
			}
			s.sizes <- size
		}
	}
}

// Write sends to the screen of the page.
func (s *socket) Write(p []byte) (int, error) {
	if err := s.conn.Write(s.ctx, websocket.MessageBinary, p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// HangUp closes the connection at once.
func (s *socket) HangUp() {
	s.cancel()
	s.keys.Close()    //nolint:errcheck // it never fails
	s.conn.CloseNow() //nolint:errcheck // what is closed twice was closed
}

// Part tells the page why the session is over.
func (s *socket) Part(why string) {
	s.keys.Close() //nolint:errcheck // as above
	s.close(websocket.StatusNormalClosure, why)
}

// close says a sentence and waits for the page to close as well, but not for long.
func (s *socket) close(code websocket.StatusCode, why string) {
	defer time.AfterFunc(partingTime, func() { s.conn.CloseNow() }).Stop()
	s.conn.Close(code, shortened(why)) //nolint:errcheck // there may be nobody to tell
}

// shortened cuts a reason to what a closing frame holds (RFC 6455, section 5.5).
func shortened(why string) string {
	const most = 123
	if len(why) <= most {
		return why
	}
	why = why[:most-len("…")]
	for !utf8.ValidString(why) {
		why = why[:len(why)-1]
	}
	return why + "…"
}
