package ssh

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"io"
	"net"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// maxRefusing is how many connections are told at a time why they are refused; of a
// flood the rest is closed without a word.
const maxRefusing = 64

// refusalTime is how long a client may take to hear it.
const refusalTime = 2 * time.Second

// tooManyConnections is a reason of a disconnection (RFC 4253, section 11.1).
const tooManyConnections = 12

// disconnect tells a client why there is no session for it, and closes the connection. The
// message goes without an exchange of keys, which would cost a flood nothing and us a
// lot: the protocol allows it behind the line of the version.
func (s *Server) disconnect(ctx context.Context, c net.Conn, why string) {
	select {
	case s.refusing <- struct{}{}:
	default:
		c.Close() //nolint:errcheck // there is nobody to be told
		return
	}
	go func() {
		defer func() { <-s.refusing }()
		defer context.AfterFunc(ctx, func() { c.Close() })()
		defer c.Close()                            //nolint:errcheck // as above
		c.SetDeadline(time.Now().Add(refusalTime)) //nolint:errcheck // then the write fails as well
		if _, err := c.Write(disconnection(tooManyConnections, why)); err != nil {
			return
		}
		if tcp, ok := tcpOf(c); ok {
			tcp.CloseWrite() //nolint:errcheck // as above
		}
		// Closed with something left to read, the system would take the message back.
		const most = 64 << 10
		io.CopyN(io.Discard, c, most) //nolint:errcheck // as above
	}()
}

// tcpOf finds the connection of the system behind one whose header was read.
func tcpOf(c net.Conn) (*net.TCPConn, bool) {
	if p, ok := c.(*proxied); ok {
		c = p.Conn
	}
	tcp, ok := c.(*net.TCPConn)
	return tcp, ok
}

// disconnection returns the line of the version and a packet that ends the connection
// (RFC 4253, sections 4.2, 6 and 11.1).
func disconnection(reason uint32, why string) []byte {
	const version, block = "SSH-2.0-bijou\r\n", 8
	payload := gossh.Marshal(struct {
		Reason   uint32 `sshtype:"1"`
		Message  string
		Language string
	}{reason, why, "en"})
	padding := block - (4+1+len(payload))%block
	if padding < 4 {
		padding += block
	}
	packet := binary.BigEndian.AppendUint32([]byte(version), uint32(1+len(payload)+padding))
	packet = append(append(packet, byte(padding)), payload...)
	pad := make([]byte, padding)
	rand.Read(pad) //nolint:errcheck // it never fails
	return append(packet, pad...)
}
