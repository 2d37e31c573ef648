package worlds

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model"
	"bijou/model/acting"
)

// A Pendulum is a pole on a motor, with the dynamics of Gymnasium's Pendulum-v1:
// g = 10, mass and length 1, steps of 0.05 s, torque within ±2, speed within ±8. An
// action is the torque divided by 2. A step pays −(θ² + 0.1·speed² + 0.001·torque²)
// with θ, the angle from upright, in (−π, π].
type Pendulum struct{}

const (
	poleStep   = 0.05
	poleTorque = 2.0
	poleSpeed  = 8.0
	poleSteps  = 200
)

// Shape returns that of a pole: its angle and its speed, of which an agent is told
// cosine, sine and an eighth of the speed.
func (Pendulum) Shape() acting.Shape {
	return acting.Shape{
		State: []string{"angle", "speed"}, Low: []float64{-math.Pi, -poleSpeed}, High: []float64{math.Pi, poleSpeed},
		Observed: []model.Given{{Name: "cos"}, {Name: "sin"}, {Name: "speed"}},
		Actions:  []string{"torque"}, Bound: 1, Horizon: poleSteps, Discount: 0.99,
	}
}

// Reset draws any angle, and a speed within ±1.
func (Pendulum) Reset(rng *rand.Rand, state *ad.Mat) {
	angle, speed := state.Col(0), state.Col(1)
	for i := range angle {
		angle[i], speed[i] = math.Pi*(2*rng.Float64()-1), 2*rng.Float64()-1
	}
}

// Step turns the motors.
func (Pendulum) Step(_ *rand.Rand, t acting.Turn) {
	angle, speed := t.State.Col(0), t.State.Col(1)
	for i, a := range t.Action.Data {
		u := poleTorque * max(-1, min(1, a))
		t.Reward[i], t.Over[i] = polePays(angle[i], speed[i], u), false
		angle[i], speed[i] = poleMoves(angle[i], speed[i], u)
		angle[i] = upright(angle[i])
	}
}

func polePays(angle, speed, u float64) float64 { return -(angle*angle + 0.1*speed*speed + 0.001*u*u) }

func poleMoves(angle, speed, u float64) (a, s float64) {
	s = max(-poleSpeed, min(poleSpeed, speed+(15*math.Sin(angle)+3*u)*poleStep))
	return angle + s*poleStep, s
}

// upright brings an angle to [−π, π); a step moves it by less than a turn.
func upright(angle float64) float64 {
	switch {
	case angle >= math.Pi:
		return angle - 2*math.Pi
	case angle < -math.Pi:
		return angle + 2*math.Pi
	}
	return angle
}

// Observe tells cosine, sine and speed.
func (Pendulum) Observe(observed, state *ad.Mat) {
	cos, sin, speed := observed.Col(0), observed.Col(1), observed.Col(2)
	for i, a := range state.Col(0) {
		sin[i], cos[i] = math.Sincos(a)
		speed[i] = state.At(i, 1) / poleSpeed
	}
}
