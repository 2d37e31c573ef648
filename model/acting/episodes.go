package acting

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// A Policy writes an action for every row of what is observed, n×O.
type Policy func(observed, action *ad.Mat)

// Episodes are n runs of a world from the start to the end.
type Episodes struct {
	World  World
	Turn   Turn
	Return []float64 // what was paid in each, later rewards discounted
	Ended  []bool    // by the world and not by the horizon
	Length []int     // steps of each
	Last   *ad.Mat   // n×S, the state in which each came to its end

	observed *ad.Mat
}

// NewEpisodes returns room for n episodes.
func NewEpisodes(w World, n int) *Episodes {
	s := w.Shape()
	return &Episodes{
		World: w, Turn: NewTurn(s, n), observed: ad.New(n, s.Observation()),
		Return: make([]float64, n), Ended: make([]bool, n), Length: make([]int, n),
		Last: ad.New(n, len(s.State)),
	}
}

// Run plays all episodes by a policy, of at most steps steps. What lies ahead is
// discounted by the step.
func (e *Episodes) Run(rng *rand.Rand, act Policy, steps int, discount float64) {
	e.World.Reset(rng, e.Turn.State)
	e.Go(rng, act, steps, discount)
}

// Go is Run from the states that the turn holds.
func (e *Episodes) Go(rng *rand.Rand, act Policy, steps int, discount float64) {
	clear(e.Return)
	clear(e.Ended)
	clear(e.Length)
	weight := 1.0
	for range steps {
		e.World.Observe(e.observed, e.Turn.State)
		act(e.observed, e.Turn.Action)
		e.World.Step(rng, e.Turn)
		if e.count(weight) {
			return
		}
		weight *= discount
	}
}

// count adds a step to the episodes that still go on and tells whether none does.
func (e *Episodes) count(weight float64) (done bool) {
	done = true
	for i, over := range e.Turn.Over {
		if e.Ended[i] {
			continue
		}
		e.Return[i] += weight * e.Turn.Reward[i]
		e.Length[i]++
		copyRow(e.Last, i, e.Turn.State, i)
		e.Ended[i] = over
		done = done && over
	}
	return done
}

// Mean returns the mean of the returns and its standard error.
func (e *Episodes) Mean() (mean, se float64) {
	n := float64(len(e.Return))
	for _, r := range e.Return {
		mean += r / n
	}
	square := 0.0
	for _, r := range e.Return {
		square += (r - mean) * (r - mean)
	}
	return mean, math.Sqrt(square/(n-1)) / math.Sqrt(n)
}
