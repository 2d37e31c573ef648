package tui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"bijou/model"
	"bijou/tui/view"
)

func inWorld(t testing.TB, world, stack, objective string) func(*Options, *model.Config) {
	return func(o *Options, c *model.Config) {
		o.Environ = append(o.Environ, "NO_COLOR=1")
		c.Source, c.Spec = catalogued(t, world), spec(t, stack)
		c.Settings = settings(t, "adam, batch=16, steps=20, objective="+objective)
	}
}

// coloured takes back that there are no colours.
func coloured(change func(*Options, *model.Config)) func(*Options, *model.Config) {
	return func(o *Options, c *model.Config) {
		environ := o.Environ
		change(o, c)
		o.Environ = environ
	}
}

func TestAWorldLooksAsDesigned(t *testing.T) {
	for name, s := range map[string]*session{
		"policy":  newSession(t, tea.WindowSizeMsg{Width: 80, Height: 24}, inWorld(t, "lqr", "iaf(hidden=4)", "soft-policy, copies=2, wander=10")),
		"returns": newSession(t, tea.WindowSizeMsg{Width: 80, Height: 24}, inWorld(t, "arms", "autoregressive(hidden=4)", "returns, copies=2")),
		"maze":    newSession(t, large, inWorld(t, "grid", "autoregressive(hidden=4)", "returns, copies=2")),
	} {
		t.Run(name, func(t *testing.T) { golden.RequireEqual(t, s.screen()) })
	}
}

func TestAPersonActsWithTheArrowsAndSeesWhatThePolicyWouldHaveDone(t *testing.T) {
	s := newSession(t, large, inWorld(t, "multigoal", "tanh", "soft-policy, copies=2, wander=10"))
	s.sees("4 world  x × y", "48 episodes", "5 log p(action)", "takes")
	s.press("5 right")
	s.sees("you took 1.00, 0.00, paid −", "the flow would have taken", "✚ step 1")
	s.press("enter")
	s.sees("the flow took", "✚ step 2")
	for range 3 {
		s.press("l")
	}
	s.sees("over,")
	s.press("l")
	s.sees("the episode is over", "e starts another")
	s.press("e l")
	s.sees("✚ step 1")
}

func TestAnArrowThatIsNoActionSaysSo(t *testing.T) {
	s := newSession(t, large, inWorld(t, "lqr", "iaf(hidden=4)", "soft-policy, copies=2, wander=10"))
	s.press("5 up")
	s.sees("this arrow is no action here; actions: push")
}

func TestTheDialsOfAWorldAreChanceAndAlpha(t *testing.T) {
	s := newSession(t, large, inWorld(t, "lqr", "iaf(hidden=4)", "soft-policy, copies=2, wander=10"))
	s.press("< <")
	s.sees("noise 0%")
	s.press("; .")
	if got := s.app.Snap.Settings.Value("alpha"); got != "0.16" {
		t.Errorf("alpha is %s after a notch up from 0.1, want 0.16", got)
	}
}

func TestGreedyByTheMeanAndByTheWorst(t *testing.T) {
	s := newSession(t, large, inWorld(t, "arms", "autoregressive(hidden=4)", "returns, copies=2"))
	s.sees("greedy by the mean")
	s.press("<")
	s.sees("CVaR 50%")
	s.press("< < <")
	s.sees("CVaR 5%")
}

func TestTheValuesOfAPolicyAreAView(t *testing.T) {
	s := newSession(t, large, inWorld(t, "lqr", "iaf(hidden=4)", "soft-policy, copies=2, wander=10"))
	s.press("o")
	s.sees("return from every state", "values −")
	for range view.Of(s.app.Snap)[1:] {
		s.press("o")
	}
	s.sees("4 world  place × speed")
}

func TestThePastShowsOldPoliciesAndSaysThatNobodyGoesOnFromThere(t *testing.T) {
	s := newSession(t, large, inWorld(t, "lqr", "iaf(hidden=4)", "soft-policy, copies=2, wander=10"))
	for range 6 {
		s.press("n")
	}
	s.press("4 {")
	s.sees("← past", "past: step 5", "its replay is not kept, so it cannot go on from here")
	s.press("1 enter")
	s.sees("soft-policy goes on from what it has lived through")
	s = newSession(t, large, inWorld(t, "lqr", "iaf(hidden=4)", "reinforce"))
	for range 6 {
		s.press("n")
	}
	s.press("1 {")
	s.sees("past: step 5", "enter go on from here")
	s.press("enter")
	s.sees("the run is back at step 5")
}

func TestAPoleIsDrawnAsItStands(t *testing.T) {
	s := newSession(t, large, inWorld(t, "pendulum", "tanh", "soft-policy, copies=2, wander=10"))
	s.press("o o")
	s.sees("4 world  as it stands", "5 p(torque)")
	s.press("5 l l")
	s.sees("✚ step 2")
	golden.RequireEqual(t, s.screen())
}
