package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"bijou/presets/reading"
	"bijou/tui/ssh"
)

// Options say for whom a page is served.
type Options struct {
	Sessions *ssh.Server
	Hosts    []string       // names by which the page is reached; nil for any
	Proxies  []netip.Prefix // of those that say by X-Forwarded-For for whom they connect
	Log      *slog.Logger
}

// A server is the page and its sessions.
type server struct {
	Options
	files map[string]file
}

// Serve serves the page until the server is closed, which close does. Sessions end with those
// of [Options].
func Serve(l net.Listener, o Options) (close func()) {
	const patience = 10 * time.Second
	s := &http.Server{
		Handler:           Handler(o),
		ReadHeaderTimeout: patience, ReadTimeout: patience, WriteTimeout: patience, IdleTimeout: patience,
		MaxHeaderBytes: 8 << 10,
		ErrorLog:       slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug), // noise of strangers
	}
	s.Protocols = new(http.Protocols)
	s.Protocols.SetHTTP1(true)
	go s.Serve(newCrowd(l, o)) //nolint:errcheck // it says that it was closed
	return func() { s.Close() }
}

// Handler answers for the page.
func Handler(o Options) http.Handler {
	s := &server{o, pageFiles()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page)
	mux.HandleFunc("GET /{run}", s.page)
	mux.HandleFunc("GET /assets/{file...}", s.asset)
	mux.HandleFunc("GET /session/{run...}", s.session)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		guard(w.Header())
		if !s.isHere(r.Host) {
			http.Error(w, fmt.Sprintf("this server is not called %s; --web-host names it", reading.Clean(r.Host)), http.StatusMisdirectedRequest)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// page answers with the page for every run: which one it is, its script reads from the address.
func (s *server) page(w http.ResponseWriter, r *http.Request) {
	if run := r.PathValue("run"); run != "" && !isRun(run) {
		http.NotFound(w, r)
		return
	}
	s.files["index.html"].send(w, r)
}

func (s *server) asset(w http.ResponseWriter, r *http.Request) {
	f, ok := s.files[r.PathValue("file")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	f.send(w, r)
}

// isRun tells whether a text may name a recipe or a data set.
func isRun(name string) bool {
	const most = 64
	return len(name) <= most && !strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-')
	})
}

// isHere tells whether a request means this server. A name that a stranger points here would
// give its page what a page of this server has.
func (s *server) isHere(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	return s.Hosts == nil || slices.ContainsFunc(s.Hosts, func(h string) bool { return strings.EqualFold(h, name) })
}

// sameOrigin says why a session is not for the page that asks for it: it comes from elsewhere.
// What is no browser sends no origin, and cannot be used by a page either.
func sameOrigin(r *http.Request) error {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	if u, err := url.Parse(origin); err == nil && strings.EqualFold(u.Host, r.Host) {
		return nil
	}
	return errors.New("a page from elsewhere may open no session here")
}

// addressOf is whom a request counts as: of a trusted proxy the last that it names.
func (s *server) addressOf(r *http.Request) net.Addr {
	addr, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return nowhere(r.RemoteAddr)
	}
	if contains(s.Proxies, addr.Addr()) {
		chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if client, err := netip.ParseAddr(strings.TrimSpace(chain[len(chain)-1])); err == nil {
			addr = netip.AddrPortFrom(client, addr.Port())
		}
	}
	return net.TCPAddrFromAddrPort(addr)
}

func contains(networks []netip.Prefix, a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(a) })
}

// nowhere is an address that nobody can read.
type nowhere string

func (nowhere) Network() string  { return "tcp" }
func (n nowhere) String() string { return string(n) }
