package worlds

import (
	"math"
	"math/rand/v2"
	"sync"

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

// A swung pole is paid and comes to a place between four points of the grid: the first
// of them, and the shares of the way to the next along each axis.
type swung struct {
	paid, f, g float64
	at         int
}

// NewSwing plans for an episode of [Pendulum] on a grid of that size.
func NewSwing(angles, speeds, torques int) *Swing {
	s := &Swing{angles: angles, speeds: speeds, torques: make([]float64, torques)}
	for k := range s.torques {
		s.torques[k] = -poleTorque + 2*poleTorque*float64(k)/float64(torques-1)
	}
	ways := s.ways() // the same at every step
	s.values = append(s.values, make([]float64, angles*speeds))
	for range poleSteps {
		s.values = append(s.values, s.before(s.values[len(s.values)-1], ways))
	}
	return s
}

// ways are where every torque leads from every point of the grid.
func (s *Swing) ways() []swung {
	list := make([]swung, 0, s.angles*s.speeds*len(s.torques))
	for i := range s.angles {
		angle := -math.Pi + 2*math.Pi*float64(i)/float64(s.angles-1)
		for j := range s.speeds {
			speed := -poleSpeed + 2*poleSpeed*float64(j)/float64(s.speeds-1)
			for _, u := range s.torques {
				list = append(list, s.swing(angle, speed, u))
			}
		}
	}
	return list
}

// before returns the values with one step more to go.
func (s *Swing) before(after []float64, ways []swung) []float64 {
	now, each := make([]float64, len(after)), len(s.torques)
	for k := range now {
		now[k] = math.Inf(-1)
		for _, w := range ways[k*each : (k+1)*each] {
			now[k] = max(now[k], w.paid+s.read(after, w))
		}
	}
	return now
}

// choose returns the best torque and what it gets, given the values a step later.
func (s *Swing) choose(after []float64, angle, speed float64) (torque, value float64) {
	value = math.Inf(-1)
	for _, u := range s.torques {
		w := s.swing(angle, speed, u)
		if v := w.paid + s.read(after, w); v > value {
			torque, value = u, v
		}
	}
	return torque, value
}

// swing is where a torque leads.
func (s *Swing) swing(angle, speed, u float64) swung {
	w := swung{paid: polePays(angle, speed, u)}
	angle, speed = poleMoves(angle, speed, u)
	x := (upright(angle) + math.Pi) / (2 * math.Pi) * float64(s.angles-1)
	y := (speed + poleSpeed) / (2 * poleSpeed) * float64(s.speeds-1)
	i, j := min(int(x), s.angles-2), min(int(y), s.speeds-2)
	w.f, w.g, w.at = x-float64(i), y-float64(j), i*s.speeds+j
	return w
}

// read reads the values there, linear between the points of the grid.
func (s *Swing) read(values []float64, w swung) float64 {
	low := values[w.at] + w.g*(values[w.at+1]-values[w.at])
	high := values[w.at+s.speeds] + w.g*(values[w.at+s.speeds+1]-values[w.at+s.speeds])
	return low + w.f*(high-low)
}

// Play acts by the plan in n episodes and returns the mean return with its standard
// error: what an agent can be measured by.
func (s *Swing) Play(rng *rand.Rand, n int) (mean, se float64) {
	e := acting.NewEpisodes(Pendulum{}, n)
	e.World.Reset(rng, e.Turn.State)
	s.play(e)
	return e.Mean()
}

// play acts by the plan from where the episodes stand.
func (s *Swing) play(e *acting.Episodes) {
	togo := poleSteps
	e.Go(nil, func(_, action *ad.Mat) {
		togo--
		for i := range action.Data {
			u, _ := s.choose(s.values[togo], e.Turn.State.At(i, 0), e.Turn.State.At(i, 1))
			action.Data[i] = u / poleTorque
		}
	}, poleSteps, 1)
}

var bestSwing = sync.OnceValue(func() *Swing { return NewSwing(121, 81, 9) })

// BestFrom is what acting by the plan gets from starts.
func (Pendulum) BestFrom(starts *ad.Mat) float64 {
	e := acting.NewEpisodes(Pendulum{}, starts.Rows)
	copy(e.Turn.State.Data, starts.Data)
	bestSwing().play(e)
	mean, _ := e.Mean()
	return mean
}
