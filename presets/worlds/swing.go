package worlds

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/model/acting"
)

// A Swing is what a pole can still get with every number of steps to go, by dynamic
// programming over a grid of angles and speeds with torques to choose from. What it
// says is near the best: see [Swing.Play] for what acting by it gets.
type Swing struct {
	angles, speeds int
	torques        []float64
	values         [][]float64 // by steps to go; angle by angle
}

// NewSwing plans for an episode of [Pendulum] on a grid of that size.
func NewSwing(angles, speeds, torques int) *Swing {
	s := &Swing{angles: angles, speeds: speeds, torques: make([]float64, torques)}
	for k := range s.torques {
		s.torques[k] = -poleTorque + 2*poleTorque*float64(k)/float64(torques-1)
	}
	s.values = append(s.values, make([]float64, angles*speeds))
	for range poleSteps {
		s.values = append(s.values, s.before(s.values[len(s.values)-1]))
	}
	return s
}

// before returns the values with one step more to go.
func (s *Swing) before(after []float64) []float64 {
	now := make([]float64, len(after))
	for i := range s.angles {
		angle := -math.Pi + 2*math.Pi*float64(i)/float64(s.angles-1)
		for j := range s.speeds {
			speed := -poleSpeed + 2*poleSpeed*float64(j)/float64(s.speeds-1)
			_, now[i*s.speeds+j] = s.choose(after, angle, speed)
		}
	}
	return now
}

// choose returns the best torque and what it gets, given the values a step later.
func (s *Swing) choose(after []float64, angle, speed float64) (torque, value float64) {
	value = math.Inf(-1)
	for _, u := range s.torques {
		if v := polePays(angle, speed, u) + s.at(after, angle, speed, u); v > value {
			torque, value = u, v
		}
	}
	return torque, value
}

// at reads the values, linear between the points of the grid, where a torque leads.
func (s *Swing) at(values []float64, angle, speed, u float64) float64 {
	angle, speed = poleMoves(angle, speed, u)
	x := (upright(angle) + math.Pi) / (2 * math.Pi) * float64(s.angles-1)
	y := (speed + poleSpeed) / (2 * poleSpeed) * float64(s.speeds-1)
	i, j := min(int(x), s.angles-2), min(int(y), s.speeds-2)
	f, g := x-float64(i), y-float64(j)
	at := i*s.speeds + j
	low := values[at] + g*(values[at+1]-values[at])
	high := values[at+s.speeds] + g*(values[at+s.speeds+1]-values[at+s.speeds])
	return low + f*(high-low)
}

// Play acts by the plan in n episodes and returns the mean return with its standard
// error: what an agent can be measured by.
func (s *Swing) Play(rng *rand.Rand, n int) (mean, se float64) {
	e := acting.NewEpisodes(Pendulum{}, n)
	togo := poleSteps
	e.Run(rng, func(_, action *ad.Mat) {
		togo--
		for i := range action.Data {
			u, _ := s.choose(s.values[togo], e.Turn.State.At(i, 0), e.Turn.State.At(i, 1))
			action.Data[i] = u / poleTorque
		}
	}, poleSteps, 1)
	return e.Mean()
}
