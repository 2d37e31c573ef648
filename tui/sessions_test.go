package tui

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"bijou/flows"
	"bijou/model"
	"bijou/tui/pane"
	"bijou/tui/screen"
	"bijou/tui/terminal"
	"bijou/tui/view"
)

var (
	large  = tea.WindowSizeMsg{Width: 120, Height: 40}
	middle = tea.WindowSizeMsg{Width: 80, Height: 24}
	narrow = tea.WindowSizeMsg{Width: 40, Height: 20}
)

func withStack(text string) func(*Options, *model.Config) {
	return func(_ *Options, c *model.Config) { c.Spec, _ = flows.ParseSpec(text) }
}

func withData(src model.Source) func(*Options, *model.Config) {
	return func(_ *Options, c *model.Config) { c.Source = src }
}

func TestRowOneTellsEverythingInEverySize(t *testing.T) {
	for _, size := range []tea.WindowSizeMsg{large, middle, narrow} {
		s := newSession(t, size)
		s.press("space")
		s.driver.train(50)
		s.settle()
		rows := strings.Join(strings.Split(s.screen(), "\n")[:2], " ")
		for _, want := range []string{"moons", "actnorm|5 layers", "seed 7|s7", "● training", " 50 ", "1,234/s", "NLL ", "val ", "gap "} {
			if !slices.ContainsFunc(strings.Split(want, "|"), func(w string) bool { return strings.Contains(rows, w) }) {
				t.Errorf("%d columns: %q is not in the status:\n%s", size.Width, want, rows)
			}
		}
	}
}

func TestNumbersInTheStatusKeepTheirPlaces(t *testing.T) {
	s := newSession(t, large)
	before := strings.Index(s.screen(), "NLL")
	for _, nll := range []float64{0.5, -1.25, 123.4567, 1e9, math.NaN(), math.Inf(1)} {
		snap := *s.app.Snap
		snap.Train, snap.Val, snap.Entropy, snap.Step, snap.State, snap.Rate = nll, nll, 0.1, 123456, model.Training, 12345
		s.app.frames.show(&snap)
		if at := strings.Index(s.screen(), "NLL"); len([]rune(s.screen()[:at])) != len([]rune(s.screen()[:before])) && math.Abs(float64(at-before)) > 3 {
			t.Errorf("with an NLL of %g the numbers stand at %d, before at %d", nll, at, before)
		}
		if row := strings.Split(s.screen(), "\n")[0]; len([]rune(row)) != 120 {
			t.Errorf("the status has %d columns", len([]rune(row)))
		}
	}
}

func TestSpacePausesAndGoesOn(t *testing.T) {
	s := newSession(t, large)
	s.sees("‖ paused")
	s.press("space")
	s.sees("● training")
	s.driver.train(30)
	s.press("space")
	s.sees("‖ paused", "30")
	s.press("n")
	if s.app.Snap.Step != 31 {
		t.Fatalf("step %d after n, want 31", s.app.Snap.Step)
	}
	s.press("N")
	if s.app.Snap.Step != 131 {
		t.Fatalf("step %d after N, want 131", s.app.Snap.Step)
	}
}

func TestRewindIsBitEqualOnTheScreen(t *testing.T) {
	s := newSession(t, large)
	s.press("N")
	first := slices.Clone(s.app.Snap.Theta)
	screen := s.screen()
	s.press("r N")
	if !slices.Equal(s.app.Snap.Theta, first) {
		t.Error("100 steps after a rewind lead elsewhere")
	}
	if again := s.screen(); again != screen {
		t.Errorf("the screen differs:\n%s\n%s", screen, again)
	}
	s.press("R")
	s.sees("seed 8")
}

func TestAFinishedRunSaysSoAndRewindGoesOn(t *testing.T) {
	s := newSession(t, large, func(_ *Options, c *model.Config) { c.Settings = settings(t, "adam, batch=16, steps=20") })
	s.press("space")
	s.driver.train(40)
	s.settle()
	s.sees("■ finished", "20 steps done")
	s.press("space")
	s.sees("a larger steps in 2 train goes on")
	s.press("r")
	s.sees("● training")
}

func TestSpeedIsSetWithinItsBounds(t *testing.T) {
	s := newSession(t, large)
	s.press("-")
	s.sees("at most 1000/s")
	s.press("- - - - - - - - - - -")
	s.sees("one step a second is the slowest")
	if s.driver.pace != 1 {
		t.Errorf("the pace is %g, want 1", s.driver.pace)
	}
	s.press("+ + + + + + + + + +")
	if s.driver.pace != 0 {
		t.Errorf("the pace is %g, want 0 for flat out", s.driver.pace)
	}
}

func TestTheEndIsToldToTheShell(t *testing.T) {
	for keys, code := range map[string]int{"q": 0, "ctrl+c": 130, "a ctrl+c": 130, "? ctrl+c": 130, "2 l ctrl+c": 130} {
		s := newSession(t, large)
		s.press(keys)
		if !s.quit || ExitCode(s.app.err) != code {
			t.Errorf("%s: quit is %v with %v, want code %d", keys, s.quit, s.app.err, code)
		}
	}
}

func TestACrashOfACommandEndsTheProgramInOrder(t *testing.T) {
	s := newSession(t, large)
	s.run(screen.Guard(func() tea.Msg { panic("a layer of clay") }))
	var p *screen.PanicError
	if !s.quit || !errors.As(s.app.err, &p) || !strings.Contains(p.Error(), "a layer of clay") || ExitCode(s.app.err) != 1 {
		t.Errorf("quit is %v with %v", s.quit, s.app.err)
	}
}

func TestNothingMovesWhileTheFlowRests(t *testing.T) {
	s := newSession(t, large)
	if s.app.frames.state != sleeping {
		t.Fatal("frames follow each other though nothing is new")
	}
	frame := s.app.View().Content
	s.send(frameMsg(s.app.frames.chain)) // of a chain that has ended
	if s.app.frames.state != sleeping || s.app.Dirty || s.app.View().Content != frame {
		t.Error("a frame of a chain that has ended woke the screen")
	}
	s.press("space")
	s.driver.train(1)
	s.send(screen.SnapshotMsg{Snap: <-s.driver.snapshots})
	if s.app.frames.state != ticking {
		t.Error("frames do not follow a snapshot")
	}
}

// Who waits for a snapshot takes one, and whoever looks after an order takes the
// next: they may be heard in any order.
func TestStaleSnapshotsAreDropped(t *testing.T) {
	s := newSession(t, large)
	s.press("space")
	s.driver.train(3)
	late := <-s.driver.snapshots
	s.press("space")
	s.sees("‖ paused")
	s.send(screen.SnapshotMsg{Snap: late})
	s.settle()
	s.sees("‖ paused")
	s.press("n")
	if s.app.Snap.Step != 4 {
		t.Errorf("a step after the third is %d", s.app.Snap.Step)
	}
}

func TestAStalePictureIsDroppedAndMadeAnew(t *testing.T) {
	s := newSession(t, large)
	stale := view.MakeCloud(s.app.Snap, s.app.Plots.Pictures.Base, s.app.Plots.Pictures.Data, s.app.Plots.Axes)
	s.press("d")
	now := s.app.Plots.Pictures.Cloud
	s.app.Plots.Pictures.Clouds.Busy = true
	s.send(pane.CloudMsg{Cloud: stale})
	if c := s.app.Plots.Pictures.Cloud; c == stale || len(c.Model) != 5 {
		t.Errorf("the picture of the flow before the edit is shown")
	}
	if s.app.Plots.Pictures.Cloud != now {
		t.Error("a picture that was up to date was made again")
	}
}

func TestNotesAreSaidOneAfterTheOther(t *testing.T) {
	s := newSession(t, large, func(o *Options, _ *model.Config) { o.Notes = []string{"Dropped 3 rows.", "Left out name (text)."} })
	s.sees("Dropped 3 rows.")
	s.send(screen.ToastMsg(s.app.Toasts))
	s.sees("Left out name (text).")
	s.send(screen.ToastMsg(s.app.Toasts - 1)) // of the note before
	s.sees("Left out name (text).")
	s.send(screen.ToastMsg(s.app.Toasts))
	s.sees("space train")
}

func TestFramesAreFewerWhereTheyCostMore(t *testing.T) {
	s := newSession(t, large)
	if got := s.app.interval(); got != terminal.LocalFrame {
		t.Errorf("a frame every %v, want %v", got, terminal.LocalFrame)
	}
	s.send(tea.BlurMsg{})
	if got := s.app.interval(); got != terminal.BlurredFrame {
		t.Errorf("a frame every %v in the background, want %v", got, terminal.BlurredFrame)
	}
	s.send(tea.FocusMsg{})
	s.app.env = append(s.app.env, "SSH_CONNECTION=10.0.0.1 1 10.0.0.2 22")
	if got := s.app.interval(); got != terminal.RemoteFrame {
		t.Errorf("a frame every %v over SSH, want %v", got, terminal.RemoteFrame)
	}
}
