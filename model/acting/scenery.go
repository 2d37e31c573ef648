package acting

import "bijou/flows/ad"

// A Placed world says itself where its states lie in a picture. Of others the first two
// columns of a state are its place, if it has two.
type Placed interface {
	World
	// Place returns where a state is drawn.
	Place(state []float64) (x, y float64)
	// StateAt makes a state one that is drawn near a place; false where none is.
	StateAt(state []float64, x, y float64) bool
	// Frame is what a picture shows.
	Frame() (x, y [2]float64)
}

// A Marked world has places to be drawn: goals, walls.
type Marked interface{ Marks() []Mark }

// A Mark is a place of note.
type Mark struct {
	X, Y float64
	Name string // a letter or a sign of one column
	Wall bool   // nobody comes there
}

// A Bodied world has something to be drawn as it stands: lines (x, y) to (x, y) in the
// square from −1 to 1, the last of which ends where it moves most.
type Bodied interface {
	Body(state []float64) [][4]float64
}

// A Solved world knows what the best agent gets on average, by state and choice.
type Solved interface{ Solve() [][]float64 }

// A Softly best world knows the normal law of the action that is best at a state when a
// nat of entropy is worth alpha, in rewards.
type Softly interface {
	SoftBest(state []float64, alpha float64) (mean, sd float64)
}

// A Paying world draws what is paid from a state on after a choice, if the best choices
// follow: the true law of the return.
type Paying interface {
	Pays(seed uint64, state []float64, choice, n int) []float64
}

// A Bounded world knows what the best agent gets on average from first states, n×S, until
// the horizon, if nothing is discounted.
type Bounded interface {
	BestFrom(starts *ad.Mat) float64
}

// HasPlaces tells whether the states of a world lie in a plane.
func HasPlaces(w World) bool {
	_, placed := w.(Placed)
	return placed || len(w.Shape().State) >= 2
}

// PlaceOf returns where a state of a world is drawn.
func PlaceOf(w World, state []float64) (x, y float64) {
	if p, ok := w.(Placed); ok {
		return p.Place(state)
	}
	return state[0], state[1]
}

// StateAt makes a state one that is drawn at a place.
func StateAt(w World, state []float64, x, y float64) bool {
	if p, ok := w.(Placed); ok {
		return p.StateAt(state, x, y)
	}
	s := w.Shape()
	state[0], state[1] = min(max(x, s.Low[0]), s.High[0]), min(max(y, s.Low[1]), s.High[1])
	return true
}

// FrameOf is what a picture of a world shows.
func FrameOf(w World) (x, y [2]float64) {
	if p, ok := w.(Placed); ok {
		return p.Frame()
	}
	s := w.Shape()
	return [2]float64{s.Low[0], s.High[0]}, [2]float64{s.Low[1], s.High[1]}
}

// Push writes the action that an arrow stands for, one step to the right or up, or back;
// false where it stands for none. Of choices that are directions the arrow takes its own;
// of others left is the one before the last that was taken and right the one behind.
func Push(s Shape, action []float64, dx, dy int) bool {
	if len(s.Choices) > 0 {
		return choice(s.Choices, action, dx, dy)
	}
	size := s.Bound
	if size == 0 {
		size = 1
	}
	clear(action)
	switch {
	case dx != 0 && len(action) > 0:
		action[0] = size * float64(dx)
	case dy != 0 && len(action) > 1:
		action[1] = size * float64(dy)
	default:
		return false
	}
	return true
}

func choice(choices []string, action []float64, dx, dy int) bool {
	name := map[[2]int]string{{0, 1}: "north", {1, 0}: "east", {0, -1}: "south", {-1, 0}: "west"}[[2]int{dx, dy}]
	for k, c := range choices {
		if c == name {
			action[0] = float64(k)
			return true
		}
	}
	switch {
	case dx < 0:
		action[0] = 0
	case dx > 0:
		action[0] = float64(len(choices) - 1)
	}
	return dx != 0
}
