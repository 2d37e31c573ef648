package ssh

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/time/rate"

	"bijou/flows"
	"bijou/model"
	"bijou/tui"
)

// Options say who is served and how much each guest may have. Log is needed, and HostKey
// for SSH; for numbers and times that are 0 see [Defaults].
type Options struct {
	Rules

	HostKey gossh.Signer
	Proxies []netip.Prefix // of balancers that say for whom they connect
	Log     *slog.Logger

	LogAddresses bool // of guests, in place of names that stand for them
}

// Rules are what may change while a server runs.
type Rules struct {
	Keys       []gossh.PublicKey // that are admitted; nil admits anybody
	Admins     []gossh.PublicKey // that command as the user admin; nil for none
	Sessions   int               // at a time
	PerAddress int               // connections at a time
	PerMinute  int               // new connections of an address; the same bursts
	PerNetwork int               // connections at a time, of a /24 of IPv4 or a /48 of IPv6

	NetworkPerMinute int           // new connections of a network; the same bursts
	Idle             time.Duration // without a key until a session ends
	Longest          time.Duration // of a session
	Message          string        // that every guest is told first; empty for none
}

// Defaults are the options of a small public demo.
func Defaults() Options {
	return Options{Rules: Rules{
		Sessions: 20, PerAddress: 4, PerMinute: 12, PerNetwork: 16, NetworkPerMinute: 60, Idle: 10 * time.Minute, Longest: time.Hour,
	}}
}

// Limits returns what the run of a guest may take.
func Limits() model.Limits {
	return model.Limits{Layers: 16, Hidden: 2, Width: 64, Parameters: 200_000, Points: 5000, Batch: 1024}
}

// patience is how long the server waits for others.
type patience struct {
	start   time.Duration // for a handshake, and again until a session is asked for
	write   time.Duration // for a window to take what is written
	goodbye time.Duration // for a client to close the connection
	drain   time.Duration // for all sessions to end, once the server is to
	resize  time.Duration // between two sizes of a window
}

// A life is that of a server.
type life struct {
	stopping context.Context // asks sessions to end
	closing  context.Context // ends what has not ended by itself
	stop     context.CancelCauseFunc
	closeAll context.CancelFunc
}

func newLife() (l life) {
	l.stopping, l.stop = context.WithCancelCause(context.Background())
	l.closing, l.closeAll = context.WithCancel(context.Background())
	return l
}

// A Server is the explorer for many.
type Server struct {
	Options
	patience  patience
	config    *gossh.ServerConfig
	rules     atomic.Pointer[Rules] // in force; those of the options were at the start
	known     atomic.Pointer[known] // the keys
	roster    roster
	finish    context.CancelCauseFunc // ends Serve
	admission *admission
	gate      *flows.Gate // at which all guests compute
	study     *flows.Gate // and take their turns at studies
	pace      *tui.Pace   // of all windows
	metrics   *metrics
	menu      menu
	life      life
	refused   rate.Sometimes // is told of in the log
	refusing  chan struct{}  // as many as are told at a time that they are refused

	visit func(context.Context, tui.Options, tui.Window) (*model.Snapshot, error)
}

// New returns a server. Serve may be called once.
func New(o Options) *Server {
	s := &Server{
		Options:   o,
		patience:  patience{start: 10 * time.Second, write: 5 * time.Second, goodbye: time.Second, drain: 10 * time.Second, resize: 30 * time.Millisecond},
		admission: newAdmission(),
		// One processor stays free for keys.
		gate:     flows.NewGate(max(1, runtime.GOMAXPROCS(0)-1)),
		study:    flows.NewGate(1),
		pace:     new(tui.Pace),
		visit:    tui.Visit,
		life:     newLife(),
		refused:  rate.Sometimes{First: 10, Interval: time.Second}, // a flood need not fill a disk, too
		refusing: make(chan struct{}, maxRefusing),
	}
	s.admission.managed = o.Admins != nil
	s.menu = newMenu(Limits())
	s.metrics = newMetrics(s.admission)
	s.Change(o.Rules)
	s.config = s.newConfig()
	return s
}

// newConfig lets in whoever has one of the keys. Without keys it reads none, so
// that nobody can make it parse one.
func (s *Server) newConfig() *gossh.ServerConfig {
	c := &gossh.ServerConfig{ServerVersion: "SSH-2.0-bijou"}
	if s.HostKey != nil {
		c.AddHostKey(s.HostKey)
	}
	isAdmin := func(m gossh.ConnMetadata) bool { return s.Admins != nil && m.User() == adminUser }
	if s.Keys == nil {
		c.NoClientAuth = true
		c.NoClientAuthCallback = func(m gossh.ConnMetadata) (*gossh.Permissions, error) {
			if isAdmin(m) {
				return nil, errors.New("an administrator has a key")
			}
			return new(gossh.Permissions), nil
		}
	}
	if s.Keys == nil && s.Admins == nil {
		return c
	}
	c.PublicKeyCallback = func(m gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
		known, id := s.known.Load(), key.Marshal()
		switch {
		case isAdmin(m) && known.admins[string(id)]:
			return &gossh.Permissions{Extensions: map[string]string{adminMark: ""}}, nil
		case !isAdmin(m) && (s.Keys == nil || known.guests[string(id)]):
			return new(gossh.Permissions), nil
		}
		return nil, errors.New("this key is not among the authorised ones")
	}
	return c
}

// Known are the keys that are admitted, in the form of the wire.
type known struct{ guests, admins map[string]bool }

func keySet(keys []gossh.PublicKey) map[string]bool {
	set := map[string]bool{}
	for _, k := range keys {
		set[string(k.Marshal())] = true
	}
	return set
}

// Change puts other rules into force. Sessions that run go on by the old ones, and whether
// a key is asked for at all stays as it was. Any goroutine may call it.
func (s *Server) Change(r Rules) {
	s.known.Store(&known{keySet(r.Keys), keySet(r.Admins)})
	s.rules.Store(&r)
	s.admission.change(r)
}

// errStopping ends the sessions of a server that ends.
var errStopping = errors.New("this server is stopping")

// Serve lets guests in until the context ends. Then it asks every session to end,
// closes what has not done so in time, and returns the cause of the context. A nil listener
// is for those who come by [Server.Admit] alone.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	ctx, s.finish = context.WithCancelCause(ctx)
	defer s.finish(nil)
	defer s.life.closeAll()
	defer context.AfterFunc(ctx, func() { s.life.stop(errStopping) })()

	go s.giveBack(s.life.stopping, giveBackEvery)
	d := s.newDoor(ctx)
	d.open(l)
	gone := make(chan struct{})
	s.admission.close(func() { close(gone) })
	s.life.stop(errStopping)
	select {
	case <-gone:
	case <-time.After(s.patience.drain):
		s.Log.Warn("closing what has not ended in time")
		s.life.closeAll()
		<-gone
	}
	d.guests.Wait()
	return context.Cause(ctx)
}

// open takes in whoever connects, until nobody is to come any more.
func (d *door) open(l net.Listener) {
	if l == nil {
		<-d.accepting.Done()
		return
	}
	defer context.AfterFunc(d.accepting, func() { l.Close() })()
	defer l.Close() //nolint:errcheck // a listener that is closed already
	d.Server.accept(d.accepting, l, d.take)
}

// accept hands over every connection, until the listener is closed. A lack of files or
// memory passes.
func (s *Server) accept(ctx context.Context, l net.Listener, take func(net.Conn)) {
	const least, most = 5 * time.Millisecond, time.Second
	pause := least
	for {
		c, err := l.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			s.Log.Warn("no connection could be taken", "why", err)
			select {
			case <-ctx.Done():
			case <-time.After(pause):
			}
			pause = min(2*pause, most)
			continue
		}
		pause = least
		take(c)
	}
}
