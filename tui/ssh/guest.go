package ssh

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// A guest is one connection by SSH, from its admission to its end. Everything here happens
// in its own goroutine unless it says otherwise.
type guest struct {
	*session
	tcp     net.Conn
	channel gossh.Channel
	answers int // requests and channels that were refused
}

// maxRefusals is how much a client may ask for that there is not.
const maxRefusals = 250

// receive serves the connection. stopping asks its session to end, closing ends
// everything.
func (g *guest) receive(stopping, closing context.Context) {
	g.while(closing, func() error { return g.serve(stopping) })
}

// serve returns why the connection ended.
func (g *guest) serve(stopping context.Context) error {
	stay := context.AfterFunc(stopping, g.hangUp)
	defer stay()
	conn, channels, err := g.shake()
	if err != nil {
		return fmt.Errorf("no handshake: %w", err)
	}
	defer conn.Close() //nolint:errcheck // it may be closed already

	waiting := time.AfterFunc(g.patience.start, g.hangUp)
	defer waiting.Stop()
	requests, err := g.open(channels)
	if err != nil {
		return err
	}
	defer func() { go drain(requests) }()
	asked, err := g.ask(requests)
	if err != nil {
		return err
	}
	waiting.Stop()
	stay() // a session ends in order
	code, why := g.host(stopping, conn, asked, requests)
	g.part(conn, code)
	return why
}

// shake exchanges keys, in time.
func (g *guest) shake() (*gossh.ServerConn, <-chan gossh.NewChannel, error) {
	if err := g.tcp.SetDeadline(time.Now().Add(g.patience.start)); err != nil {
		return nil, nil, err
	}
	conn, channels, requests, err := gossh.NewServerConn(g.tcp, g.config)
	if err != nil {
		return nil, nil, err
	}
	go gossh.DiscardRequests(requests)
	if err := g.tcp.SetDeadline(time.Time{}); err != nil {
		go drain(channels)
		return nil, nil, err
	}
	return conn, channels, nil
}

// open accepts the first channel if it is a session, and refuses all others from
// then on.
func (g *guest) open(channels <-chan gossh.NewChannel) (requests <-chan *gossh.Request, err error) {
	for c := range channels {
		if c.ChannelType() != "session" {
			g.refuse(c)
			continue
		}
		if g.channel, requests, err = c.Accept(); err != nil {
			go drain(channels)
			return nil, err
		}
		go func() {
			for c := range channels {
				g.refuse(c)
			}
		}()
		return requests, nil
	}
	return nil, errors.New("no session was asked for")
}

// drain takes what comes until the connection is closed: what nobody takes would
// hold it up for ever.
func drain[T any](c <-chan T) {
	for range c {
	}
}

// refuse turns a channel down, and hangs up on a client that goes on asking. One
// goroutine at a time calls it.
func (g *guest) refuse(c gossh.NewChannel) {
	c.Reject(gossh.Prohibited, "a connection is one session here") //nolint:errcheck // a dead connection ends elsewhere
	if g.answers++; g.answers > maxRefusals {
		g.hangUp()
	}
}

// part tells the client how the session ended and leaves it a moment to close the
// connection itself: closed from here, what was written last might be lost.
func (g *guest) part(conn gossh.Conn, code int) {
	defer time.AfterFunc(g.patience.write, g.hangUp).Stop()
	status := gossh.Marshal(struct{ Status uint32 }{uint32(code)})
	g.channel.SendRequest("exit-status", false, status) //nolint:errcheck // there may be nobody to tell
	g.channel.Close()                                   //nolint:errcheck // as above
	defer time.AfterFunc(g.patience.goodbye, g.hangUp).Stop()
	conn.Wait() //nolint:errcheck // it says that the connection was closed
}
