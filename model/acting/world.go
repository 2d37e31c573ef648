package acting

import (
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model"
)

// A World is what one acts in. Its states, of which a batch has a row for each copy,
// belong to the caller; nothing allocates, so that a training step may act.
type World interface {
	// Shape says what states, observations and actions are.
	Shape() Shape
	// Reset draws a first state for every row, n×S.
	Reset(rng *rand.Rand, state *ad.Mat)
	// Step takes every copy one step on.
	Step(rng *rand.Rand, t Turn)
	// Observe writes what an agent is told of every state, n×S, into observed, n×O.
	Observe(observed, state *ad.Mat)
}

// A Turn is one step of n copies of a world.
type Turn struct {
	State  *ad.Mat   // n×S, replaced by the next states
	Action *ad.Mat   // n×A; of a world with choices one column with their numbers
	Reward []float64 // n, what was paid
	Over   []bool    // n, that nothing will be paid any more
}

// NewTurn returns a turn of n copies of a world of that shape.
func NewTurn(s Shape, n int) Turn {
	return Turn{State: ad.New(n, len(s.State)), Action: ad.New(n, len(s.Actions)), Reward: make([]float64, n), Over: make([]bool, n)}
}

// A Shape says what the numbers of a world are.
type Shape struct {
	State     []string      // names of the columns of a state
	Low, High []float64     // between which a picture shows each of them
	Observed  []model.Given // what an agent is told
	Actions   []string      // names of the columns of an action
	Bound     float64       // actions lie between −Bound and Bound; 0 is no bound
	Finite    int           // states there are, where a state is their number from 0 on; 0 for no such world
	Choices   []string      // what there is to choose from, where an action is a choice
	Horizon   int           // steps after which an episode ends; 0 goes on
	Discount  float64       // what a reward counts a step later
	Copies    int           // that can run at the same time; 0 is any number
}

// Observation is how many numbers an agent is told.
func (s Shape) Observation() int {
	n := 0
	for _, g := range s.Observed {
		n += g.Width()
	}
	return n
}

// Outside is a world that lies outside of this program: it has one place only, and may
// fail.
type Outside interface {
	World
	// Apart returns the same world with a place of its own.
	Apart() World
	// Err is what went wrong; nil for nothing.
	Err() error
}

// apart returns a world in which episodes can be played while others go on.
func apart(w World) World {
	if o, ok := w.(Outside); ok {
		return o.Apart()
	}
	return w
}

// failed is what went wrong in a world, nil for nothing.
func failed(w World) error {
	if o, ok := w.(Outside); ok {
		return o.Err()
	}
	return nil
}
