package acting

import (
	"math"
	"math/rand/v2"
	"slices"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// A Look is what a snapshot knows of acting: a picture asks it, far from the run that
// goes on.
type Look struct {
	World World
	Shape Shape
	snap  *model.Snapshot
	flow  *flows.Evaluator // nil until it is asked
}

// names are those of what acts.
var names = []string{PolicyName, ReinforceName, ReturnsName, FittedName}

// NewLook returns a look at a snapshot; nil if it does not act in a world of this
// program.
func NewLook(s *model.Snapshot) *Look {
	w := worldOf(s.Data.Source)
	if w == nil || s.Objective == nil || !slices.Contains(names, s.Objective.Name) {
		return nil
	}
	if _, outside := w.(Outside); outside {
		return nil
	}
	return &Look{World: w, Shape: w.Shape(), snap: s}
}

// under returns the flow under conditions.
func (l *Look) under(given *ad.Mat) *flows.Evaluator {
	if l.flow == nil {
		l.flow = l.snap.Stack.Evaluator(l.snap.Base, l.snap.Theta)
	}
	return l.flow.Under(given)
}

// LearnsReturns tells whether the flow is the law of returns, and not a policy.
func (l *Look) LearnsReturns() bool { return !l.snap.Objective.Acts }

// Alpha is what a nat of entropy is worth to the policy, in rewards.
func (l *Look) Alpha() float64 {
	return l.snap.Settings.Float("alpha") / l.snap.Settings.Float("scale")
}

// Policy returns the policy with base samples scaled by a number, drawn from a stream.
func (l *Look) Policy(rng *rand.Rand, noise float64) Policy {
	var z, hears *ad.Mat
	return func(observed, action *ad.Mat) {
		if z == nil || z.Rows != action.Rows {
			z, hears = ad.New(action.Rows, action.Cols), ad.New(observed.Rows, observed.Cols)
		}
		l.snap.Base.Draw(rng, z)
		for i := range z.Data {
			z.Data[i] *= noise
		}
		hear(l.snap.Data, hears, observed)
		l.under(hears).Sample(action, z)
	}
}

// hears is what is observed in a state, as a condition of so many rows, with a choice
// where there are any.
func (l *Look) hears(state []float64, choice, rows int) *ad.Mat {
	if l.snap.Data.GivenDim() == 0 {
		return nil
	}
	given := ad.New(rows, l.snap.Data.GivenDim())
	if seen := l.Shape.Observation(); seen > 0 {
		at, observed, one := ad.New(1, len(state)), ad.New(1, seen), ad.New(1, seen)
		copy(at.Data, state)
		l.World.Observe(observed, at)
		hear(l.snap.Data, one, observed)
		for j, v := range one.Data {
			for i := range rows {
				given.Set(i, j, v)
			}
		}
	}
	if k := len(l.Shape.Choices); k > 0 {
		for i := range rows {
			given.Set(i, given.Cols-k+choice, 1)
		}
	}
	return given
}

// LogProb writes the log density of actions at a state, or of returns after a choice.
func (l *Look) LogProb(dst []float64, x *ad.Mat, state []float64, choice int) {
	l.under(l.hears(state, choice, x.Rows)).LogProb(dst, x)
}

// Draw returns actions at a state, or n quantiles of the returns after a choice where z
// are [Nodes].
func (l *Look) Draw(z *ad.Mat, state []float64, choice int) *ad.Mat {
	x := ad.New(z.Rows, z.Cols)
	l.under(l.hears(state, choice, z.Rows)).Sample(x, z)
	return x
}

// likely is a world whose law of returns after every choice is known.
type likely interface {
	GivenDim() int
	LogProb(dst []float64, x, given *ad.Mat)
}

// TrueLogProb writes the log density of the true law of returns after a choice; false
// where no formula is known.
func (l *Look) TrueLogProb(dst []float64, x *ad.Mat, choice int) bool {
	switch truth := l.World.(type) {
	case model.Density:
		truth.LogProb(dst, x)
	case likely:
		given := ad.New(x.Rows, truth.GivenDim())
		for i := range x.Rows {
			given.Set(i, choice, 1)
		}
		truth.LogProb(dst, x, given)
	default:
		return false
	}
	return true
}

// Base draws n base samples.
func (l *Look) Base(rng *rand.Rand, n int) *ad.Mat {
	z := ad.New(n, l.snap.Stack.Dim)
	l.snap.Base.Draw(rng, z)
	return z
}

// A Rollout is episodes as they went on.
type Rollout struct {
	Paths  [][][2]float64 // of each episode the places that it came through
	Ended  []bool         // by the world and not by the horizon
	Return []float64      // not discounted
}

// Roll plays n episodes by a policy and keeps their places.
func (l *Look) Roll(rng *rand.Rand, act Policy, n int) *Rollout {
	e := NewEpisodes(l.World, n)
	r := &Rollout{Paths: make([][][2]float64, n)}
	state := make([]float64, len(l.Shape.State))
	note := func() {
		for i := range r.Paths {
			if !e.Ended[i] {
				x, y := PlaceOf(l.World, e.Turn.State.Row(state, i))
				r.Paths[i] = append(r.Paths[i], [2]float64{x, y})
			}
		}
	}
	e.Run(rng, func(observed, action *ad.Mat) {
		note()
		act(observed, action)
	}, l.Shape.Horizon, 1)
	for i := range r.Paths { // where the last step led
		x, y := PlaceOf(l.World, e.Last.Row(state, i))
		r.Paths[i] = append(r.Paths[i], [2]float64{x, y})
	}
	r.Ended, r.Return = e.Ended, e.Return
	return r
}

// Values returns what a policy gets from states on, n×S, until the horizon, later
// rewards discounted as the world says.
func (l *Look) Values(rng *rand.Rand, act Policy, states *ad.Mat) []float64 {
	e := NewEpisodes(l.World, states.Rows)
	copy(e.Turn.State.Data, states.Data)
	e.Go(rng, act, l.Shape.Horizon, l.Shape.Discount)
	return e.Return
}

// BestOf returns the choice whose quantiles are best by the mean of their worst share.
func BestOf(laws [][]float64, worst float64) int {
	best, at := math.Inf(-1), 0
	for k, law := range laws {
		if v := MeanWorst(law, worst); v > best {
			best, at = v, k
		}
	}
	return at
}
