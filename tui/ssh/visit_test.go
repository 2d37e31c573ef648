package ssh

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"bijou/model"
	"bijou/tui"
)

func TestAGuestSeesAFlowMoveChangesItAndTakesItHome(t *testing.T) {
	w := open(t, nil, nil).window("somebody", quick)
	w.shows("5 data side")
	w.shows("NLL  = sum, exactly")
	before := w.screen()
	w.await("the flow moves", func() bool { return w.screen() != before })
	w.press("\x1a")
	w.shows("there is no shell behind this window")
	w.press("?")
	w.shows("esc close")
	w.press("\x1b")
	w.shows("? help")
	w.press("d")
	w.await("a layer fewer", func() bool { return strings.Contains(w.screen(), "1/1") })
	w.press("q")
	code, last := w.ends()
	if code != 0 || !strings.Contains(last, "--spec 'moons(n=500) | coupling(hidden=8) | adam, batch=64, steps=0 | seed=3'") {
		t.Errorf("q ends with %d and %q", code, last)
	}
}

func TestTheUserNameChoosesWhatIsShown(t *testing.T) {
	h := open(t, nil, nil)
	for _, c := range []struct{ user, shows, spec string }{
		{"old-faithful", "old-faithful ▸ 4 layers", "'old-faithful | actnorm, coupling(rqs, bins=6"}, // a recipe
		{"rings", "rings ▸", "'rings(n=5000) | actnorm, coupling(rqs, hidden=32x32, relu)*4"},        // a data set
		{"alice", "nothing here is called alice", "'moons(n=0) | actnorm"},
		{"planar", "planar is not served, this is splines: here there may be at most 16 layers", "'moons(n=0)"},
		{"a\x1b]0;b\x07\u202e", "nothing here is called a]0;b", "'moons"},
	} {
		w := h.window(c.user, "")
		w.shows(c.shows)
		w.press("q")
		if code, last := w.ends(); code != 0 || !strings.Contains(last, c.spec) {
			t.Errorf("%q: code %d and %q, want %q", c.user, code, last, c.spec)
		}
	}
}

func TestWhatCannotBeServedIsOneSentence(t *testing.T) {
	h := open(t, nil, nil)
	for command, want := range map[string]string{
		"mons":                           `no data set is called "mons"`,
		"/etc/passwd":                    `no data set is called "/etc/passwd"`,
		"-":                              `no data set is called "-"`,
		"moons | affine*17":              "at most 16 layers, not 17",
		"moons | coupling(hidden=65)":    "at most 64 units in a hidden layer, not 65",
		"moons(n=5001)":                  "5000",
		"moons | affine | batch=1025":    "at most 1024 points a step, not 1025",
		"moons | affine | adam | seed=x": "whole number",
		"moons | autoregressive(rqs, bins=64, hidden=64x64)*16": "at most 200000 parameters",
	} {
		w := h.window("x", command)
		if code, last := w.ends(); code != 1 || !strings.Contains(last, want) || !strings.HasPrefix(last, "bijou: ") {
			t.Errorf("%s: code %d and %q, want %q", command, code, last, want)
		}
	}
}

func TestWithoutATerminalThereIsHelp(t *testing.T) {
	h := open(t, nil, nil)
	for command, want := range map[string]string{"help": "At most 16 layers", "": "ssh -t", quick: "ssh -t"} {
		session, err := h.mustDial("x").NewSession()
		if err != nil {
			t.Fatal(err)
		}
		pipe := session.StderrPipe // what is wrong does not go where the output goes
		if command == "help" {
			pipe = session.StdoutPipe
		}
		out, err := pipe()
		if err != nil {
			t.Fatal(err)
		}
		if command == "" {
			err = session.Shell()
		} else {
			err = session.Start(command)
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(out)
		if err != nil || !strings.Contains(string(text), want) || strings.ContainsRune(string(text), '\x1b') {
			t.Errorf("%q: %q, want %q", command, text, want)
		}
		if err := session.Wait(); (err == nil) != (command == "help") {
			t.Errorf("%q: %v", command, err)
		}
	}
}

func TestAPanicEndsOneSession(t *testing.T) {
	h := open(t, nil, func(s *Server) {
		visit := s.visit
		s.visit = func(ctx context.Context, o tui.Options, w tui.Window) (*model.Snapshot, error) {
			if o.Name == "realnvp" {
				panic("a layer of clay")
			}
			return visit(ctx, o, w)
		}
	})
	other := h.window("x", quick)
	other.shows("NLL  = sum, exactly")
	w := h.window("realnvp", "")
	if code, last := w.ends(); code != 1 || last != "bijou: the program made a mistake: a layer of clay\r\n" {
		t.Errorf("code %d and %q", code, last)
	}
	other.leaves()
}

func TestTheServerEndsWithItsSessions(t *testing.T) {
	h := open(t, nil, nil)
	windows := []*window{h.window("x", quick), h.window("y", quick)}
	for _, w := range windows {
		w.shows("NLL  = sum, exactly")
	}
	h.mustDial("z") // without a session
	why := errors.New("enough")
	h.stop(why)
	for _, w := range windows {
		if code, last := w.ends(); code != 1 || !strings.Contains(last, "this server is stopping") || !strings.Contains(last, "bijou --spec 'moons(n=500) | coupling(hidden=8)*2 | adam, batch=64, steps=0 | seed=3'") {
			t.Errorf("code %d and %q", code, last)
		}
	}
	if err := <-h.ended; err != why {
		t.Errorf("the server ended with %v", err)
	}
	h.ended <- nil
}

func TestWhatDoesNotEndInTimeIsClosed(t *testing.T) {
	h := open(t, nil, func(s *Server) {
		s.patience.drain = 300 * time.Millisecond
		s.visit = func(_ context.Context, _ tui.Options, w tui.Window) (*model.Snapshot, error) {
			for { // as if it had not heard
				if _, err := io.WriteString(w.Output, "flow"); err != nil {
					return nil, err
				}
			}
		}
	})
	w := h.window("x", quick)
	w.shows("flow")
	h.stop(errors.New("enough"))
	if code, _ := w.ends(); code != -1 {
		t.Errorf("it was told of an end with %d", code)
	}
	h.ended <- <-h.ended
	if !strings.Contains(h.log.String(), "closing what has not ended in time") {
		t.Errorf("the log is\n%s", h.log.String())
	}
}
