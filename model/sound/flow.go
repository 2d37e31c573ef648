package sound

import (
	"errors"
	"math"
	"math/rand/v2"

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

// denoiseRate is the largest step of [Denoise], in units of a standardised sample.
const denoiseRate = 0.03

// Denoise returns what windows with white noise of a deviation most likely were under
// the flow: the highest log p(x) − |x − y|²/2·noise², found by as many steps of Adam
// (Kingma and Ba 2015) from y on, of which the last are small. All is standardised.
func Denoise(s *model.Snapshot, y *ad.Mat, noise float64, steps int) *ad.Mat {
	const fast, slow = 0.9, 0.99
	x := y.Clone()
	mean, square := make([]float64, len(x.Data)), make([]float64, len(x.Data))
	climb := newClimb(s)
	for step := range steps {
		score := climb.score(x)
		rate := denoiseRate / 2 * (1 + math.Cos(math.Pi*float64(step)/float64(steps)))
		for i, g := range score {
			g -= (x.Data[i] - y.Data[i]) / (noise * noise)
			mean[i] = fast*mean[i] + (1-fast)*g
			square[i] = slow*square[i] + (1-slow)*g*g
			first, second := mean[i]/(1-math.Pow(fast, float64(step+1))), square[i]/(1-math.Pow(slow, float64(step+1)))
			x.Data[i] += rate * first / (math.Sqrt(second) + 1e-12)
		}
	}
	return x
}

// A climb knows the derivative of log p by x.
type climb struct {
	s    *model.Snapshot
	flow flows.Flow
	tape *ad.Tape
	grad []float64 // of θ, which nobody reads
	out  []float64
}

func newClimb(s *model.Snapshot) *climb {
	c := &climb{s: s, flow: s.Stack.Flow(s.Base), grad: make([]float64, len(s.Theta))}
	c.tape = ad.NewTape(s.Theta, c.grad)
	return c
}

// climbRows is how many windows go through at a time.
const climbRows = 16

// score returns ∂log p/∂x of standardised windows, entry by entry as in x.
func (c *climb) score(x *ad.Mat) []float64 {
	if len(c.out) != len(x.Data) {
		c.out = make([]float64, len(x.Data))
	}
	given := c.s.Conditions(x.Rows)
	for lo := 0; lo < x.Rows; lo += climbRows {
		hi := min(lo+climbRows, x.Rows)
		c.tape.Reset()
		part := ad.New(hi-lo, x.Cols)
		part.CopyRows(x, lo, hi)
		leaf := c.tape.Leaf(part)
		var told *ad.Mat
		if given != nil {
			rows := ad.New(hi-lo, given.Cols)
			rows.CopyRows(given, lo, hi)
			told = c.tape.Const(rows)
		}
		c.tape.Backward(ad.Sum(c.flow.LogProb(leaf, told)))
		for j := range x.Cols {
			copy(c.out[j*x.Rows+lo:], leaf.GradCol(j)[:hi-lo])
		}
	}
	return c.out
}
