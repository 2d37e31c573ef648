package worlds

import (
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad"
	"bijou/model/acting"
)

func TestTheBestOfTheCartIsWhatItsBestPolicyGets(t *testing.T) {
	l := NewLQR()
	starts := ad.FromRows([][]float64{{1, 0}, {-0.5, 2}, {0.3, -1}})
	n := l.Shape().Horizon
	p := make([][2][2]float64, n+1)
	for k := range n {
		p[k+1], _, _ = riccati(p[k], 1)
	}
	e := acting.NewEpisodes(l, starts.Rows)
	copy(e.Turn.State.Data, starts.Data)
	step := 0
	e.Go(rand.New(rand.NewPCG(1, 1)), func(observed, action *ad.Mat) {
		after := p[n-1-step]
		step++
		s := pushCost + cartStep*cartStep*after[1][1]
		for i := range action.Rows {
			x, v := observed.At(i, 0), observed.At(i, 1)
			x += cartStep * v
			action.Set(i, 0, -cartStep*(after[1][0]*x+after[1][1]*v)/s/pushUnit)
		}
	}, n, 1)
	got, _ := e.Mean()
	if want := l.BestFrom(starts); math.Abs(got-want) > 1e-9*math.Abs(want) {
		t.Errorf("the best policy gets %g, the equation says %g", got, want)
	}
}

func TestEveryCellOfTheMazeIsFoundAtItsPlace(t *testing.T) {
	g := NewGrid(0.2, 2)
	for cell := range g.Cells() {
		x, y := g.Place([]float64{float64(cell)})
		state := []float64{-1}
		if found := g.StateAt(state, x+0.3, y-0.3); found == g.Ends(cell) || found && state[0] != float64(cell) {
			t.Errorf("cell %d at (%g, %g) is found as %g, %v", cell, x, y, state[0], found)
		}
	}
}

func TestTheFloorOfAPolicyIsTheOptimumFromItsOwnStarts(t *testing.T) {
	m := MultiGoal{}
	if got, want := m.BestFrom(ad.FromRows([][]float64{{0, 0, 0}})), m.Best(701, 101); got != want {
		t.Errorf("from the origin the best is %g, along the way %g", got, want)
	}
	if near, far := m.BestFrom(ad.FromRows([][]float64{{0, -1, 0}})), m.BestFrom(ad.FromRows([][]float64{{0, 0.3, 0}})); near <= far {
		t.Errorf("nearer to a goal the best is %g, no more than %g further away", near, far)
	}
}

func TestTheFloorOfThePendulumIsWhatItsPlanGetsFromTheSameStarts(t *testing.T) {
	starts := ad.New(500, 2)
	Pendulum{}.Reset(stream(7), starts)
	want, _ := NewSwing(121, 81, 9).Play(stream(7), 500)
	if got := (Pendulum{}).BestFrom(starts); got != want {
		t.Errorf("from the same starts the floor is %g, the plan gets %g", got, want)
	}
	up, down := Pendulum{}.BestFrom(ad.New(1, 2)), Pendulum{}.BestFrom(ad.FromRows([][]float64{{math.Pi - 0.01, 0}}))
	if up < -0.1 || down > -200 {
		t.Errorf("from upright the best is %g, from hanging %g", up, down)
	}
}

func TestAPointThatIsToldAGoalIsPaidForThatOneAlone(t *testing.T) {
	m := MultiGoal{Told: true}
	turn := acting.NewTurn(m.Shape(), 4)
	for goal := range Goals {
		turn.State.Set(goal, 0, 4.5)
		turn.State.Set(goal, 3, float64(goal))
	}
	seen := ad.New(4, m.Shape().Observation())
	m.Observe(seen, turn.State)
	m.Step(rand.New(rand.NewPCG(1, 1)), turn)
	for goal, over := range turn.Over {
		if over != (goal == 0) {
			t.Errorf("at the first goal an episode told goal %d is over: %v", goal+1, over)
		}
		if x, y := seen.At(goal, 3), seen.At(goal, 4); x != Goals[goal][0]/5 || y != Goals[goal][1]/5 {
			t.Errorf("goal %d is told as (%g, %g)", goal+1, x, y)
		}
	}
}
