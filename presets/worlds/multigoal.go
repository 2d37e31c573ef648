package worlds

import (
	"math"
	"math/rand/v2"
	"sync"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/acting"
)

// MultiGoal is a point that may move up to 1 along each axis at a step, among four
// goals at distance 5. A step from x by a costs 30|a|² and the squared distance from
// where it leads to the nearest goal; within 1 of a goal it pays 10, and that is the
// end, as are 30 steps. If it is told, one of the goals is drawn for every episode and
// only that one counts: one policy learns four tasks, of which the goal is the condition.
type MultiGoal struct{ Told bool }

const (
	goalSteps    = 30
	goalDistance = 5.0
	goalRadius   = 1.0
	goalPays     = 10.0
	goalCost     = 30.0
)

// Goals are the places of the goals.
var Goals = [4][2]float64{{goalDistance, 0}, {-goalDistance, 0}, {0, goalDistance}, {0, -goalDistance}}

// Shape returns that of a point in the plane with a clock.
func (m MultiGoal) Shape() acting.Shape {
	s := acting.Shape{
		State: []string{"x", "y", "step"}, Low: []float64{-7, -7, 0}, High: []float64{7, 7, goalSteps},
		Observed: []model.Given{{Name: "x"}, {Name: "y"}, {Name: "time"}},
		Actions:  []string{"dx", "dy"}, Bound: 1, Horizon: goalSteps, Discount: 1,
	}
	if m.Told {
		s.State, s.Low, s.High = append(s.State, "goal"), append(s.Low, 0), append(s.High, float64(len(Goals)-1))
		s.Observed = append(s.Observed, model.Given{Name: "goal x"}, model.Given{Name: "goal y"})
	}
	return s
}

// Reset draws starts from N(0, 0.1²).
func (m MultiGoal) Reset(rng *rand.Rand, state *ad.Mat) {
	x, y, step := state.Col(0), state.Col(1), state.Col(2)
	for i := range x {
		x[i], y[i], step[i] = 0.1*rng.NormFloat64(), 0.1*rng.NormFloat64(), 0
		if m.Told {
			state.Set(i, 3, float64(rng.IntN(len(Goals))))
		}
	}
}

// far is how far row i of states at a place is from the goal that counts.
func (m MultiGoal) far(state *ad.Mat, i int) float64 {
	x, y := state.At(i, 0), state.At(i, 1)
	if m.Told {
		g := Goals[int(state.At(i, 3))]
		return math.Hypot(x-g[0], y-g[1])
	}
	_, far := Nearest(x, y)
	return far
}

// Step moves the points.
func (m MultiGoal) Step(_ *rand.Rand, t acting.Turn) {
	x, y, step := t.State.Col(0), t.State.Col(1), t.State.Col(2)
	dx, dy := t.Action.Col(0), t.Action.Col(1)
	for i := range x {
		a, b := max(-1, min(1, dx[i])), max(-1, min(1, dy[i]))
		x[i], y[i], step[i] = x[i]+a, y[i]+b, step[i]+1
		far := m.far(t.State, i)
		t.Reward[i] = -goalCost*(a*a+b*b) - far*far
		if t.Over[i] = step[i] >= goalSteps; far < goalRadius {
			t.Reward[i], t.Over[i] = t.Reward[i]+goalPays, true
		}
	}
}

// Nearest returns which goal is nearest to a place, and how far it is.
func Nearest(x, y float64) (goal int, far float64) {
	far = math.Inf(1)
	for k, g := range Goals {
		if d := math.Hypot(x-g[0], y-g[1]); d < far {
			goal, far = k, d
		}
	}
	return goal, far
}

// Observe tells place and clock, as shares of the whole, and where the goal lies.
func (m MultiGoal) Observe(observed, state *ad.Mat) {
	for j, whole := range [3]float64{goalDistance, goalDistance, goalSteps} {
		to := observed.Col(j)
		for i, v := range state.Col(j) {
			to[i] = v / whole
		}
	}
	if !m.Told {
		return
	}
	for i, goal := range state.Col(3) {
		observed.Set(i, 3, Goals[int(goal)][0]/goalDistance)
		observed.Set(i, 4, Goals[int(goal)][1]/goalDistance)
	}
}

// Best is what the straight way from the origin to a goal gets when its steps are
// chosen by dynamic programming over places along it, as many as points, with so many
// lengths of a step.
func (MultiGoal) Best(points, lengths int) float64 {
	return wayAt(wayValues(points, lengths), 0)
}

// The part of the straight way that is looked at: a goal lies at goalDistance.
const wayLow, wayHigh = -1.0, 6.0

// wayAt reads values along the way, linear between their places.
func wayAt(values []float64, x float64) float64 {
	u := (x - wayLow) / (wayHigh - wayLow) * float64(len(values)-1)
	k := max(0, min(int(u), len(values)-2))
	f := max(0, min(1, u-float64(k)))
	return values[k] + f*(values[k+1]-values[k])
}

// wayValues are what places along the way get with all steps to go.
func wayValues(points, lengths int) []float64 {
	values := make([]float64, points)
	for range goalSteps {
		now := make([]float64, points)
		for k := range now {
			x := wayLow + (wayHigh-wayLow)*float64(k)/float64(points-1)
			now[k] = math.Inf(-1)
			for l := range lengths {
				a := float64(l) / float64(lengths-1)
				far := math.Abs(goalDistance - x - a)
				v := -goalCost*a*a - far*far
				if far < goalRadius {
					v += goalPays
				} else {
					v += wayAt(values, x+a)
				}
				now[k] = max(now[k], v)
			}
		}
		values = now
	}
	return values
}

var bestWay = sync.OnceValue(func() []float64 { return wayValues(701, 101) })

// BestFrom is what the straight way to the nearest goal gets from starts.
func (m MultiGoal) BestFrom(starts *ad.Mat) float64 {
	sum := 0.0
	for i := range starts.Rows {
		sum += wayAt(bestWay(), goalDistance-m.far(starts, i))
	}
	return sum / float64(starts.Rows)
}
