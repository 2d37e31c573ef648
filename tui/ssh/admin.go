package ssh

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"bijou/presets"
)

// adminUser is the user name under which a key of an administrator commands.
const adminUser = "admin"

// adminMark is the extension by which a connection of an administrator is known again.
const adminMark = "bijou-admin"

// errEnded ends a session.
var errEnded = errors.New("who runs this server ended the session")

// ErrDrained is what [Server.Serve] returns when an administrator had it drained.
var ErrDrained = errors.New("everybody has left")

const adminHelp = `  ssh admin@HOST who         who is here, and what they run
  ssh admin@HOST end NUMBER  end the session of one
  ssh admin@HOST drain       let nobody in any more, and stop when all have left
`

// isAdmin tells whether a connection showed the key of an administrator.
func isAdmin(conn *gossh.ServerConn) bool {
	if conn.Permissions == nil {
		return false
	}
	_, is := conn.Permissions.Extensions[adminMark]
	return is
}

// administer carries out a command of an administrator.
func (s *Server) administer(command string, out *screen) (code int, why error) {
	verb, rest, _ := strings.Cut(command, " ")
	switch verb {
	case "", "who":
		out.say(s.who(time.Now()))
	case "end":
		number, err := strconv.Atoi(strings.TrimSpace(rest))
		if err != nil {
			out.complain("bijou: end is followed by the number of a session; who lists them\n")
			return exitFailure, errors.New("an administrator named nobody")
		}
		v := s.roster.find(number)
		if v == nil {
			out.complain(fmt.Sprintf("bijou: no session has the number %d; who lists them\n", number))
			return exitFailure, errors.New("an administrator named nobody")
		}
		v.end(errEnded)
		out.say(fmt.Sprintf("the session %d ends\n", number))
	case "drain":
		out.say("nobody is let in any more; the server stops once all have left: " + sessions(s.drain()) + "\n")
	case "help":
		out.say(adminHelp)
	default:
		out.complain("bijou: an administrator says one of\n" + adminHelp)
		return exitFailure, errors.New("an administrator said what there is not")
	}
	return exitOK, fmt.Errorf("an administrator said %s", verb)
}

// who lists the sessions.
func (s *Server) who(now time.Time) string {
	var b strings.Builder
	all := s.roster.all()
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, v := range all {
		run := "not shown yet"
		if r := v.run.Load(); r != nil {
			run = fmt.Sprintf("%s at step %d\t%s", r.State, r.Step, presets.CommandLine(r.Config()))
		}
		fmt.Fprintf(w, "%d\t%s\t%s\t%s\n", v.number, v.name, now.Sub(v.since).Round(time.Second), run)
	}
	w.Flush() //nolint:errcheck // a builder takes all
	fmt.Fprintln(&b, sessions(len(all)))
	return b.String()
}

// sessions writes how many there are.
func sessions(n int) string {
	if n == 1 {
		return "1 session"
	}
	return fmt.Sprintf("%d sessions", n)
}

// drain lets nobody in any more, says so to those who are there, and stops the server once
// they have left. It returns how many there are.
func (s *Server) drain() int {
	s.Log.Info("draining: an administrator asked for it")
	s.admission.close(func() { s.finish(ErrDrained) })
	all := s.roster.all()
	for _, v := range all {
		notify(v.notices, "this server restarts once all have left; q prints the run as a line to go on with")
	}
	return len(all)
}
