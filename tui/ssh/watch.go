package ssh

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"
)

// A keyboard is what a client types. It remembers when that was: only channel data
// count, neither what is written to the client nor what keeps a connection alive.
type keyboard struct {
	*io.PipeReader
	began time.Time
	last  atomic.Int64 // since then
}

// listen reads the channel until it ends, and calls gone then. It calls asked whenever
// something is typed.
func listen(channel io.Reader, asked, gone func()) *keyboard {
	r, w := io.Pipe()
	k := &keyboard{PipeReader: r, began: time.Now()}
	go func() {
		defer gone()
		defer w.Close() //nolint:errcheck // it never fails
		var buf [1 << 10]byte
		for {
			n, err := channel.Read(buf[:])
			k.last.Store(int64(time.Since(k.began)))
			if n > 0 {
				asked()
				if _, err := w.Write(buf[:n]); err != nil {
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return k
}

// pressed returns when something was typed last.
func (k *keyboard) pressed() time.Time { return k.began.Add(time.Duration(k.last.Load())) }

// warning is how long before its end a session is warned.
const warning = time.Minute

// watchClock ends a session that nobody uses, or that has had its time, and warns
// before.
func (g *session) watchClock(ctx context.Context, keys *keyboard, notices chan<- string, end context.CancelCauseFunc) {
	rules := g.rules.Load()
	warn := min(warning, rules.Idle/2)
	longest := time.After(rules.Longest)
	soon := time.After(max(0, rules.Longest-warning))
	var warned time.Time // of this silence
	for {
		since := keys.pressed()
		quiet := time.Since(since)
		next := rules.Idle - quiet
		switch {
		case next <= 0:
			end(errIdle)
			return
		case !since.Equal(warned) && quiet >= rules.Idle-warn:
			warned = since
			notify(notices, "nobody seems to be there: training rests, and the session ends soon unless a key is pressed")
		case !since.Equal(warned):
			next -= warn
		}
		select {
		case <-ctx.Done():
			return
		case <-longest:
			end(errLongest)
			return
		case <-soon:
			soon = nil
			notify(notices, "the time of this session is over in a minute; q prints the run as a line to go on with")
		case <-time.After(next):
		}
	}
}

// notify drops what cannot be said at once.
func notify(notices chan<- string, text string) {
	select {
	case notices <- text:
	default:
	}
}

// watchSize keeps the newest size that a client tells, and refuses all else, until
// the channel is closed.
func watchSize(requests <-chan *gossh.Request, size tea.WindowSizeMsg, sizes chan tea.WindowSizeMsg) {
	for r := range requests {
		ok := false
		if r.Type == "window-change" {
			if size, ok = sizeOf(r.Payload, size); ok {
				select {
				case <-sizes:
				default:
				}
				sizes <- size
			}
		}
		if r.WantReply && r.Reply(ok, nil) != nil {
			break
		}
	}
	drain(requests)
}

// calm passes on the newest size, and not often.
func calm(ctx context.Context, sizes <-chan tea.WindowSizeMsg, pause time.Duration) <-chan tea.WindowSizeMsg {
	out := make(chan tea.WindowSizeMsg)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case size := <-sizes:
				select {
				case out <- size:
				case <-ctx.Done():
					return
				}
			}
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
			}
		}
	}()
	return out
}
