package ssh

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"
	gossh "golang.org/x/crypto/ssh"
)

// asked is what a client asked for before its session began.
type asked struct {
	pty     bool
	size    tea.WindowSizeMsg
	env     []string
	command string
}

const (
	maxPayload  = 4 << 10 // of a request
	maxEnv      = 4 << 10 // of all variables
	maxRequests = 100     // before the session begins
)

// ask answers requests until one begins the session.
func (g *guest) ask(requests <-chan *gossh.Request) (asked, error) {
	var a asked
	count := 0
	for r := range requests {
		if count++; count > maxRequests {
			return a, errors.New("more requests than a session needs")
		}
		ok, begin := a.take(r)
		if r.WantReply {
			if err := r.Reply(ok, nil); err != nil {
				return a, err
			}
		}
		if begin {
			return a, nil
		}
	}
	return a, errors.New("the channel was closed before a session began")
}

// take notes a request, and tells whether it is granted and whether the session
// begins with it.
func (a *asked) take(r *gossh.Request) (ok, begin bool) {
	if len(r.Payload) > maxPayload {
		return false, false
	}
	switch r.Type {
	case "pty-req":
		return a.takeTerminal(r.Payload), false
	case "env":
		return a.takeVariable(r.Payload), false
	case "window-change":
		var ok bool
		a.size, ok = sizeOf(r.Payload, a.size)
		return ok, false
	case "shell":
		return true, true
	case "exec":
		var p struct{ Command string }
		if gossh.Unmarshal(r.Payload, &p) != nil {
			return false, false
		}
		a.command = strings.TrimSpace(p.Command)
		return true, true
	}
	return false, false
}

// takeTerminal notes a terminal (RFC 4254, section 6.2), once.
func (a *asked) takeTerminal(payload []byte) bool {
	var p struct {
		Term                                string
		Columns, Rows, PixelWidth, PixelRow uint32
		Modes                               string
	}
	if a.pty || gossh.Unmarshal(payload, &p) != nil {
		return false
	}
	a.pty, a.size = true, sizeFrom(p.Columns, p.Rows, tea.WindowSizeMsg{Width: 80, Height: 24})
	if isName(p.Term) {
		a.env = append(a.env, "TERM="+p.Term)
	}
	return true
}

// takeVariable notes a variable that says what the terminal can show.
func (a *asked) takeVariable(payload []byte) bool {
	var p struct{ Name, Value string }
	if gossh.Unmarshal(payload, &p) != nil || !isName(p.Value) {
		return false
	}
	if p.Name != "COLORTERM" && p.Name != "LANG" && !(strings.HasPrefix(p.Name, "LC_") && isName(p.Name)) {
		return false
	}
	used := 0
	for _, v := range a.env {
		used += len(v)
	}
	if used+len(p.Name)+len(p.Value) > maxEnv {
		return false
	}
	a.env = append(a.env, p.Name+"="+p.Value)
	return true
}

// isName tells whether a text may be the name of a terminal or of a locale.
func isName(s string) bool {
	const most = 64
	return s != "" && len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.@+", r))
	})
}

// lookup returns a variable, or the empty text.
func (a *asked) lookup(name string) string {
	for _, v := range a.env {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}

// sizeOf reads a change of size (RFC 4254, section 6.7).
func sizeOf(payload []byte, before tea.WindowSizeMsg) (tea.WindowSizeMsg, bool) {
	var p struct{ Columns, Rows, PixelWidth, PixelRow uint32 }
	if gossh.Unmarshal(payload, &p) != nil {
		return before, false
	}
	return sizeFrom(p.Columns, p.Rows, before), true
}

// sizeFrom bounds a size while it is a number that cannot overflow. A length of 0
// is none: the one before stays.
func sizeFrom(columns, rows uint32, before tea.WindowSizeMsg) tea.WindowSizeMsg {
	const most = 1 << 12 // the window itself stops earlier
	size := tea.WindowSizeMsg{Width: int(min(columns, most)), Height: int(min(rows, most))}
	if columns == 0 {
		size.Width = before.Width
	}
	if rows == 0 {
		size.Height = before.Height
	}
	return size
}
