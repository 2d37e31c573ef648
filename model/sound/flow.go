package sound

import (
	"errors"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/optimize"

	"bijou/flows"
	"bijou/flows/ad"
	"bijou/model"
)

// Convert carries windows, standardised, to the base under one condition and back to the
// data under another: what is said by the one is said by the other then (in flows of
// sounds Serrà et al. 2019, Blow). Conditions have one row, or one for every window.
func Convert(s *model.Snapshot, x, from, to *ad.Mat) *ad.Mat {
	z := s.Under(from).Inverse(x)[0]
	path := s.Under(to).Forward(z)
	return path[len(path)-1]
}

// Draw returns n windows, standardised, of which every z is multiplied by sigma (Prenger
// et al. 2018, section 3.2: somewhat below 1 sounds better).
func Draw(s *model.Snapshot, rng *rand.Rand, n int, sigma float64) *ad.Mat {
	z := ad.New(n, s.Stack.Dim)
	s.Base.Draw(rng, z)
	for i := range z.Data {
		z.Data[i] *= sigma
	}
	path := s.Forward(z)
	return path[len(path)-1]
}

// Long returns a wave of about so many samples, in the data's own units, under the first
// condition of the snapshot: where nets and mixtures are the same at every moment, they
// make a wave of any length. The error says why a stack cannot.
func Long(s *model.Snapshot, rng *rand.Rand, samples int, sigma float64) ([]float64, error) {
	size := s.Stack.Dim
	longer := s.Stack.Shape
	longer.Width = max(1, samples/size) * size
	stack, err := flows.Restack(flows.Number(s.Stack.Spec()), longer, s.Stack.Given)
	if err != nil || !s.Stack.Shape.IsWave() || stack.Len != s.Stack.Len {
		return nil, errors.New("its layers have numbers for every sample of a window, so there is no longer wave; take waveglow, squeeze and linear(each=channel)")
	}
	z := ad.New(1, longer.Width)
	s.Base.Draw(rng, z)
	for i := range z.Data {
		z.Data[i] *= sigma
	}
	wave := ad.New(1, longer.Width)
	given := s.Given
	if given != nil {
		given = s.Conditions(1)
	}
	stack.Share = s.Stack.Share
	stack.Evaluator(s.Base, s.Theta).Under(given).Sample(wave, z)
	for i, v := range wave.Data {
		wave.Data[i] = s.Data.Mean[0] + s.Data.SD[0]*v
	}
	return wave.Data, nil
}

// Denoise returns what windows with white noise of a deviation most likely were under
// the flow: each the lowest |x − y|²/2·noise² − log p(x), found from silence on by so
// many iterations of L-BFGS (Liu and Nocedal 1989), as some directions of a sound are a
// thousand times as narrow as others. From y on it takes far longer: nets never heard
// such noise. All is standardised.
func Denoise(s *model.Snapshot, y *ad.Mat, noise float64, iterations int) *ad.Mat {
	out := y.Clone()
	for i := range y.Rows {
		given := s.Given
		if given != nil && given.Rows > 1 {
			given = ad.FromRows([][]float64{given.Row(nil, i%given.Rows)})
		}
		for j, v := range denoiseOne(newClimb(s.Under(given)), y.Row(nil, i), noise, iterations) {
			out.Set(i, j, v)
		}
	}
	return out
}

func denoiseOne(c *climb, y []float64, noise float64, iterations int) []float64 {
	precision := 1 / (noise * noise)
	problem := optimize.Problem{
		Func: func(x []float64) float64 {
			d := floats.Distance(x, y, 2)
			return d*d*precision/2 - c.at(x, nil)
		},
		Grad: func(grad, x []float64) {
			c.at(x, grad)
			for j, g := range grad {
				grad[j] = (x[j]-y[j])*precision - g
			}
		},
	}
	settings := &optimize.Settings{MajorIterations: iterations, Converger: optimize.NeverTerminate{}}
	// A line search that finds nothing lower is an error, too: what it found stands.
	result, _ := optimize.Minimize(problem, make([]float64, len(y)), settings, &optimize.LBFGS{Store: 20})
	if result == nil || floats.HasNaN(result.X) {
		return y
	}
	return result.X
}

// A climb knows log p of one window and its derivative by x.
type climb struct {
	flow  flows.Flow
	tape  *ad.Tape
	given *ad.Mat
}

func newClimb(s *model.Snapshot) *climb {
	return &climb{s.Stack.Flow(s.Base), ad.NewTape(s.Theta, make([]float64, len(s.Theta))), s.Conditions(1)}
}

// at returns log p of a standardised window and writes its derivative into grad, if
// that is not nil.
func (c *climb) at(x, grad []float64) float64 {
	c.tape.Reset()
	leaf := c.tape.Leaf(&ad.Mat{Rows: 1, Cols: len(x), Data: x})
	given := c.given
	if given != nil {
		given = c.tape.Const(given)
	}
	logp := c.flow.LogProb(leaf, given)
	if grad != nil {
		c.tape.Backward(logp)
		copy(grad, leaf.Grad)
	}
	return logp.Data[0]
}
