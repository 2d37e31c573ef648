package worlds

import (
	"slices"
	"testing"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/acting"
)

// passes tells whether all figures keep to their bars.
func passes(list []model.Figure) bool {
	return !slices.ContainsFunc(list, func(f model.Figure) bool { return !f.Met() })
}

// told is an agent that was told the laws of returns, each moved by some way.
func told(quantile func(choice int, u float64) float64, off float64) acting.Agent {
	return acting.Agent{Law: func(_ []float64, choice, n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = off + quantile(choice, (float64(i)+0.5)/float64(n))
		}
		return x
	}}
}

func TestWhoKnowsTheLawsPassesAndWhoIsOffDoesNot(t *testing.T) {
	arms := NewArms()
	for _, c := range []struct {
		name  string
		world acting.Examiner
		law   func(choice int, u float64) float64
	}{
		{"coin", Coin{}, func(_ int, u float64) float64 { return 2 * u }},
		{"arms", arms, func(arm int, u float64) float64 { return arms.laws[arm].quantile(u) }},
	} {
		if list := c.world.Examine(told(c.law, 0)); !passes(list) {
			t.Errorf("%s: %+v", c.name, list)
		}
		if list := c.world.Examine(told(c.law, 0.06)); passes(list) {
			t.Errorf("%s passes with an error of 0.06", c.name)
		}
	}
	if list := (Coin{}).Examine(told(func(_ int, u float64) float64 { return 2 * u }, 0)); list[3].Value < 0.089 || list[3].Value > 0.0892 {
		t.Errorf("the normal law is %g off", float64(list[3].Value))
	}
}

func TestWhoKnowsTheMazePassesAndWhoWalksStraightOnDoesNot(t *testing.T) {
	g := NewGrid(0.2, 2)
	best := Greedy(g.Solve())
	law := func(observed []float64, move, n int) []float64 {
		x := g.Draw(stream(uint64(move)), best, slices.Index(observed, 1), move, n)
		slices.Sort(x)
		return x
	}
	if list := g.Examine(acting.Agent{Law: law}); !passes(list) {
		t.Errorf("%+v", list)
	}
	straight := func(observed []float64, move, n int) []float64 { return law(observed, 1, n) }
	if list := g.Examine(acting.Agent{Law: straight}); passes(list) {
		t.Error("who believes that all moves are the same passes")
	}
}

func TestThePolicyOfRiccatiPassesAndOneOfAnotherGainDoesNot(t *testing.T) {
	l := NewLQR()
	by := func(gain float64) acting.Agent {
		rng := stream(1)
		return acting.Agent{Alpha: 2, Policy: func(noise float64) acting.Policy {
			return func(observed, action *ad.Mat) {
				for i := range action.Data {
					push := gain*l.Best(observed.At(i, 0), observed.At(i, 1)) + noise*l.Spread(2)*rng.NormFloat64()
					action.Data[i] = push / pushUnit
				}
			}
		}}
	}
	list := l.Examine(by(1))
	if !passes(list) {
		t.Errorf("%+v", list)
	}
	near(t, "the gap", float64(list[1].Value), 0, 1e-6)
	near(t, "the spread", float64(list[5].Value), float64(list[5].Known), 0.1)
	if passes(l.Examine(by(1.2))) {
		t.Error("a gain that is too large by a fifth passes")
	}
}

func TestAPointThatKnowsOneGoalOnlyDoesNotPass(t *testing.T) {
	to := func(goals int) acting.Agent {
		return acting.Agent{Policy: func(float64) acting.Policy {
			return func(observed, action *ad.Mat) {
				for i := range observed.Rows {
					// Which goal a point goes to is where it stands off the middle, and it stays with it.
					k, _ := Nearest(goalDistance*observed.At(i, 0), goalDistance*observed.At(i, 1))
					k = min(k, goals-1)
					action.Set(i, 0, Goals[k][0]/goalDistance*0.55)
					action.Set(i, 1, Goals[k][1]/goalDistance*0.55)
				}
			}
		}}
	}
	if list := (MultiGoal{}).Examine(to(4)); !passes(list) {
		t.Errorf("%+v", list)
	}
	if list := (MultiGoal{}).Examine(to(1)); passes(list) {
		t.Errorf("%+v", list)
	}
}

func TestAPoleThatHangsDoesNotPass(t *testing.T) {
	still := acting.Agent{Policy: func(float64) acting.Policy { return func(_, action *ad.Mat) { clear(action.Data) } }}
	if list := (Pendulum{}).Examine(still); passes(list) || list[0].Value > -800 {
		t.Errorf("%+v", list)
	}
}
