package ssh

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A Connection is one that came another way than by SSH. Its guest has what one of SSH has:
// the same bounds, places, gates, metrics and rules.
type Connection interface {
	Meet() (Call, error) // waits for what is asked for
	Part(why string)     // says that the session is over, and why if its person did not end it
	HangUp()             // closes it at once; any goroutine may, and more than once
}

// A Call is what a guest asks for, and the window it has.
type Call struct {
	User, Command string // a recipe or a data set by its name; a run as a line
	Env           []string
	Width, Height int
	Sizes         <-chan tea.WindowSizeMsg // those that follow
	Keys          io.Reader
	Screen        io.Writer
}

// An Admission is a place before the door of a server, for a connection that has no session yet.
type Admission struct{ *session }

// Admit lets somebody in who comes from an address, or says why not. Whoever is let in is
// counted until [Admission.Host] or [Admission.Decline] returns.
func (s *Server) Admit(address net.Addr) (*Admission, string) {
	g, why := s.admit(address, prefixOf(address), "web")
	if why != "" {
		return nil, why
	}
	return &Admission{g}, ""
}

// Decline counts out whoever was admitted and came to no connection.
func (a *Admission) Decline() { a.admission.leave(a.from, false) }

// Host gives the guest a session, until it ends.
func (a *Admission) Host(c Connection) {
	a.hangUp = c.HangUp
	a.while(a.life.closing, func() error { return a.host(c) })
}

// host returns why the session ended.
func (a *Admission) host(c Connection) error {
	stay := context.AfterFunc(a.life.stopping, a.hangUp)
	defer stay()
	waiting := time.AfterFunc(a.patience.start, a.hangUp)
	defer waiting.Stop()
	call, err := c.Meet()
	if err != nil {
		return err
	}
	waiting.Stop()
	if why := a.place(); why != "" {
		c.Part(why)
		return errors.New(why)
	}
	stay() // a session ends in order
	ctx, end := context.WithCancelCause(a.life.stopping)
	defer end(nil)
	out := &screen{Writer: call.Screen, patience: a.patience.write, giveUp: func() { end(errHung); a.hangUp() }, pty: true, wrote: a.wrote}
	size := sizeFrom(uint32(max(0, call.Width)), uint32(max(0, call.Height)), tea.WindowSizeMsg{Width: 80, Height: 24})
	_, why := a.run(ctx, end, out, caller{user: call.User, command: call.Command, env: call.Env, size: size, sizes: call.Sizes, keys: call.Keys})
	if errors.Is(why, errLeft) {
		c.Part("")
	} else {
		c.Part(why.Error())
	}
	return why
}

// Refusing takes one of the places of those who are told that they are refused, if there is one:
// of a flood the rest is closed without a word. done gives it back.
func (s *Server) Refusing() (done func(), ok bool) {
	select {
	case s.refusing <- struct{}{}:
		return func() { <-s.refusing }, true
	default:
		return nil, false
	}
}
