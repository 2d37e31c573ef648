package worlds

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/acting"
)

// An LQR is the linear quadratic regulator of a cart with place and speed:
//
//	x' = Ax + Bu,  A = (1 0.1; 0 1),  B = (0; 0.1),  r = −(xᵀx + u²/10),  γ = 0.99,
//
// starting from N(0, I). An action is u/5, so that usual ones are about as large as
// usual states. The best policy is u = −Kx, and its return −xᵀPx.
type LQR struct {
	P [2][2]float64 // of the cost to go
	K [2]float64    // the best gain
	s float64       // R + γBᵀPB: how sharply the return falls off the best action
}

const (
	cartStep = 0.1
	pushCost = 0.1
	pushUnit = 5.0
	cartPays = 0.99
)

// NewLQR returns the regulator with its optimum, by iterating Riccati's equation of
// the discounted problem until it stands still (Bertsekas 2012, section 3.1).
func NewLQR() *LQR {
	l := &LQR{}
	for range 5000 {
		before := l.P
		l.P, l.K, l.s = riccati(before, cartPays)
		if l.P == before {
			break
		}
	}
	return l
}

// riccati is a step of Riccati's equation back in time: of the cost to go P a step later
// it makes I + γAᵀ(P − γPB(R + γBᵀPB)⁻¹BᵀP)A, with the best gain and R + γBᵀPB.
func riccati(p [2][2]float64, discount float64) (before [2][2]float64, gain [2]float64, s float64) {
	s = pushCost + discount*cartStep*cartStep*p[1][1]
	// PA and BᵀPA, with A = (1 h; 0 1) and B = (0; h).
	pa := [2][2]float64{{p[0][0], cartStep*p[0][0] + p[0][1]}, {p[1][0], cartStep*p[1][0] + p[1][1]}}
	bpa := [2]float64{cartStep * pa[1][0], cartStep * pa[1][1]}
	gain = [2]float64{discount * bpa[0] / s, discount * bpa[1] / s}
	for j := range 2 {
		apa := [2]float64{pa[0][j], cartStep*pa[0][j] + pa[1][j]}
		for i := range 2 {
			before[i][j] = discount * (apa[i] - gain[i]*bpa[j])
		}
		before[j][j]++
	}
	return before, gain, s
}

// Value is what the best policy gets from a state.
func (l *LQR) Value(place, speed float64) float64 { return -cost(l.P, place, speed) }

// cost is xᵀPx.
func cost(p [2][2]float64, place, speed float64) float64 {
	return p[0][0]*place*place + (p[0][1]+p[1][0])*place*speed + p[1][1]*speed*speed
}

// BestFrom is what the best policy gets from starts until the horizon if nothing is
// discounted, by Riccati's equation backwards from the end.
func (l *LQR) BestFrom(starts *ad.Mat) float64 {
	var p [2][2]float64
	for range l.Shape().Horizon {
		p, _, _ = riccati(p, 1)
	}
	sum := 0.0
	for i := range starts.Rows {
		sum -= cost(p, starts.At(i, 0), starts.At(i, 1))
	}
	return sum / float64(starts.Rows)
}

// Best is the push of the best policy.
func (l *LQR) Best(place, speed float64) float64 { return -l.K[0]*place - l.K[1]*speed }

// Mean is what the best policy gets on average over the starts: −tr P.
func (l *LQR) Mean() float64 { return -l.P[0][0] - l.P[1][1] }

// Spread is the deviation of the pushes of the policy that is best when entropy
// counts alpha: the soft Q-function falls off quadratically, so that policy is
// N(−Kx, alpha/(2(R + γBᵀPB))).
func (l *LQR) Spread(alpha float64) float64 { return math.Sqrt(alpha / (2 * l.s)) }

// Shape returns that of a cart.
func (*LQR) Shape() acting.Shape {
	return acting.Shape{
		State: []string{"place", "speed"}, Low: []float64{-3, -3}, High: []float64{3, 3},
		Observed: []model.Given{{Name: "place"}, {Name: "speed"}},
		Actions:  []string{"push"}, Horizon: 20, Discount: cartPays,
	}
}

// Reset draws starts from N(0, I).
func (*LQR) Reset(rng *rand.Rand, state *ad.Mat) {
	for i := range state.Data {
		state.Data[i] = rng.NormFloat64()
	}
}

// Step moves the carts.
func (*LQR) Step(_ *rand.Rand, t acting.Turn) {
	place, speed := t.State.Col(0), t.State.Col(1)
	for i, a := range t.Action.Data {
		u := pushUnit * a
		t.Reward[i], t.Over[i] = -(place[i]*place[i] + speed[i]*speed[i] + pushCost*u*u), false
		place[i], speed[i] = place[i]+cartStep*speed[i], speed[i]+cartStep*u
	}
}

// Observe tells everything.
func (*LQR) Observe(observed, state *ad.Mat) { copy(observed.Data, state.Data) }
