package ssh

import (
	"errors"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// managed is a server for anybody with an administrator.
func managed(t *testing.T) (h *testServer, admin gossh.Signer) {
	t.Helper()
	admin = newKey(t, 9)
	return open(t, func(o *Options) { o.Admins = []gossh.PublicKey{admin.PublicKey()} }, nil), admin
}

// says is what an administrator is told.
func (h *testServer) says(key gossh.Signer, command string) (string, error) {
	h.Helper()
	c, err := h.dial(adminUser, key)
	if err != nil {
		h.Fatal(err)
	}
	defer c.Close()
	s, err := c.NewSession()
	if err != nil {
		h.Fatal(err)
	}
	out, err := s.Output(command)
	return string(out), err
}

func TestAnAdministratorSeesAndEndsSessions(t *testing.T) {
	h, admin := managed(t)
	w, other := h.window("x", quick), h.window("rings", "")
	w.shows("NLL  = sum, exactly")
	other.shows("NLL  = sum, exactly")
	number := "" // of the first, which may have come in second
	h.await("both are listed", func() bool {
		text, err := h.says(admin, "who")
		if err != nil || !strings.Contains(text, "2 sessions") || !strings.Contains(text, "rings") {
			return false
		}
		for line := range strings.Lines(text) {
			if strings.Contains(line, "bijou --spec 'moons(n=500)") {
				number = strings.Fields(line)[0]
			}
		}
		return number != ""
	})
	if text, err := h.says(admin, "end "+number); err != nil || text != "the session "+number+" ends\n" {
		t.Errorf("end says %q, %v", text, err)
	}
	if code, last := w.ends(); code != 1 || !strings.Contains(last, errEnded.Error()) || !strings.Contains(last, "--spec") {
		t.Errorf("code %d and %q", code, last)
	}
	other.leaves()
	for _, command := range []string{"end " + number, "end all", "rm -rf"} {
		if _, err := h.says(admin, command); err == nil {
			t.Errorf("%s was carried out", command)
		}
	}
}

func TestNobodyElseIsAnAdministrator(t *testing.T) {
	h, _ := managed(t)
	if _, err := h.dial(adminUser); err == nil {
		t.Error("somebody without a key is the administrator")
	}
	if _, err := h.dial(adminUser, newKey(t, 3)); err == nil {
		t.Error("a stranger is the administrator")
	}
	h.window("x", quick).leaves()
}

func TestWithoutAnAdministratorItIsANameLikeOthers(t *testing.T) {
	open(t, nil, nil).window(adminUser, quick).leaves()
}

func TestADrainedServerStopsWhenAllHaveLeft(t *testing.T) {
	h, admin := managed(t)
	w := h.window("x", quick)
	w.shows("NLL  = sum, exactly")
	if text, err := h.says(admin, "drain"); err != nil || !strings.Contains(text, "all have left: 1 session\n") {
		t.Fatalf("drain says %q, %v", text, err)
	}
	w.shows("restarts once all have left")
	if code, last := h.window("late", quick).ends(); code != 1 || !strings.Contains(last, "about to stop") {
		t.Errorf("who comes late is told %d, %q", code, last)
	}
	if text, err := h.says(admin, "who"); err != nil || !strings.Contains(text, "1 session\n") {
		t.Errorf("the administrator is told %q, %v", text, err)
	}
	select {
	case err := <-h.ended:
		t.Fatalf("it ended before everybody has left: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	w.leaves()
	err := <-h.ended
	h.ended <- err
	if !errors.Is(err, ErrDrained) {
		t.Errorf("it ended by %v", err)
	}
}
