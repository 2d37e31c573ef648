package pane

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"bijou/model"
	"bijou/model/acting"
	"bijou/tui/job"
	"bijou/tui/layout"
	"bijou/tui/plot"
	"bijou/tui/screen"
	"bijou/tui/view"
)

// Stage is one copy of the world of a run that a person takes on step by step, and the
// dials of what is shown of it. What it does changes nothing of what is learnt.
type Stage struct {
	*screen.State
	plots *Plots

	of    *model.Data
	look  *acting.Look
	turn  acting.Turn
	hand  view.Hand
	paid  float64
	steps int
	over  bool
	moves int // how often the state changed
	seed  uint64
	rng   *rand.Rand

	dial  float64 // share of the noise, or of the worst returns
	alpha bool    // the keys turn alpha, which trains

	made   *view.Stage // nil before the first
	worker job.Worker
}

func newStage(s *screen.State, p *Plots) Stage {
	return Stage{State: s, plots: p, dial: 1, worker: job.Worker{Share: 0.05, Most: 800_000_000, Sizes: []int{1}}}
}

// Shown tells whether the plots show the world.
func (g *Stage) Shown() bool { return g.Snap != nil && g.plots.Current().Needs().Stage }

// Follow begins anew in another world.
func (g *Stage) Follow() {
	if !g.Shown() {
		return
	}
	if g.of != g.Snap.Data || g.look.LearnsReturns() != acting.NewLook(g.Snap).LearnsReturns() {
		g.of, g.look = g.Snap.Data, acting.NewLook(g.Snap)
		g.dial, g.alpha, g.seed = 1, false, 0
		g.begin()
	}
}

// begin puts the copy at a first state.
func (g *Stage) begin() {
	g.seed++
	g.rng = rand.New(rand.NewPCG(g.seed, 0x68616e64))
	g.turn = acting.NewTurn(g.look.Shape, 1)
	g.look.World.Reset(g.rng, g.turn.State)
	g.hand = view.Hand{}
	g.paid, g.steps, g.over = 0, 0, false
	g.arrived()
}

// arrived notes the state that the copy has come to.
func (g *Stage) arrived() {
	g.hand.State = g.turn.State.Row(nil, 0)
	if acting.HasPlaces(g.look.World) {
		x, y := acting.PlaceOf(g.look.World, g.hand.State)
		g.hand.Path = append(g.hand.Path, [2]float64{x, y})
	}
	g.moves++
	g.Dirty = true
}

// Again starts another episode.
func (g *Stage) Again() tea.Cmd {
	g.begin()
	return g.Say("another episode, from a state that the world draws")
}

// Push acts as an arrow says.
func (g *Stage) Push(dx, dy int) tea.Cmd {
	action := make([]float64, len(g.look.Shape.Actions))
	if !acting.Push(g.look.Shape, action, dx, dy) {
		return g.Warn("this arrow is no action here; actions: " + g.actionNames())
	}
	return g.act(action, true)
}

func (g *Stage) actionNames() string {
	if c := g.look.Shape.Choices; len(c) > 0 {
		return strings.Join(c, ", ")
	}
	if len(g.look.Shape.Actions) == 0 {
		return "none"
	}
	return strings.Join(g.look.Shape.Actions, ", ")
}

// Let lets the policy act: as it would have with the chance that is shown.
func (g *Stage) Let() tea.Cmd {
	if len(g.look.Shape.Actions) == 0 {
		return g.act(nil, false)
	}
	st := g.now()
	if st == nil {
		return g.Warn("the policy has not answered yet")
	}
	return g.act(st.Would, false)
}

// now is the stage of the state in which the copy is; nil before it was made.
func (g *Stage) now() *view.Stage {
	if g.made == nil || g.made.Of.Moves != g.moves {
		return nil
	}
	return g.made
}

func (g *Stage) act(action []float64, yours bool) tea.Cmd {
	if g.over {
		return g.Warn(fmt.Sprintf("the episode is over after %d steps, with %s in all; e starts another", g.steps, g.number(g.paid)))
	}
	would := ""
	if st := g.now(); st != nil && yours {
		would = "; the flow would have taken " + g.actionText(st.Would)
	}
	copy(g.turn.Action.Data, action)
	g.look.World.Step(g.rng, g.turn)
	g.paid += g.turn.Reward[0]
	g.steps++
	g.over = g.turn.Over[0] || g.look.Shape.Horizon > 0 && g.steps >= g.look.Shape.Horizon
	g.hand.Action, g.hand.Yours = slices.Clone(action), yours
	g.arrived()
	who := "the flow"
	if yours {
		who = "you"
	}
	text := who + " took " + g.actionText(action) + ", paid " + g.number(g.turn.Reward[0]) + would
	if len(action) == 0 {
		text = "paid " + g.number(g.turn.Reward[0])
	}
	if g.over {
		text += fmt.Sprintf("; over, %s in all", g.number(g.paid))
	}
	return g.Say(text)
}

func (g *Stage) number(v float64) string { return strings.TrimSpace(plot.Fixed(v, 8, 2, g.Glyphs)) }

// actionText is an action as a person reads it.
func (g *Stage) actionText(action []float64) string {
	if c := g.look.Shape.Choices; len(c) > 0 {
		return c[int(action[0])]
	}
	var parts []string
	for _, a := range action {
		parts = append(parts, g.number(a))
	}
	return strings.Join(parts, ", ")
}

// Click puts the copy at a place of the picture.
func (g *Stage) Click(p layout.Pane, cx, cy int) tea.Cmd {
	if p != layout.Base || !acting.HasPlaces(g.look.World) || view.IsBody(g.plots.Current()) {
		return nil
	}
	r := g.Inside(p)
	if !g.Layout.Framed() {
		r.H--
	}
	if !r.Contains(cx, cy) {
		return nil
	}
	v := view.StageView(g.Snap, r)
	x, y := v.Point(r.W, r.H, cx-r.X, cy-r.Y)
	if g.look.Shape.Finite > 0 {
		x, y = view.CellAt(g.Snap, r, cx, cy)
	}
	state := g.turn.State.Row(nil, 0)
	if !acting.StateAt(g.look.World, state, x, y) {
		return g.Say("nobody can begin there")
	}
	copy(g.turn.State.Data, state)
	g.hand = view.Hand{}
	g.paid, g.steps, g.over = 0, 0, false
	g.arrived()
	return nil
}

// Start makes the stage while it is looked at.
func (g *Stage) Start(s *model.Snapshot, resting bool) tea.Cmd {
	if !g.Shown() {
		return nil
	}
	ask := view.StageAsk{Moves: g.moves, Dial: g.dial, Values: g.plots.Current().Needs().Values, Seed: 1}
	version := view.VersionOf(s)
	moved := g.made == nil || g.made.Of != ask // a person waits
	if g.made != nil && g.made.Version == version && !moved || !g.worker.Free(g.Clock.Now(), resting || moved) {
		return nil
	}
	state := slices.Clone(g.hand.State)
	return start(g.State, &g.worker, func() func() {
		m := view.MakeStage(s, state, ask)
		return func() {
			if m.Version.SameFlow(view.VersionOf(g.Snap)) {
				g.made = m
			}
		}
	})
}

// picture is what was made last, where it is of the flow shown.
func (g *Stage) picture() *view.Stage {
	if g.made == nil || g.Snap == nil || g.made.Version.Run != g.Snap.Run {
		return nil
	}
	return g.made
}
