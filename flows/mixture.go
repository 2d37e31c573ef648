package flows

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Mixture is a base of normal distributions, each the same in all directions:
// a base that already has modes, so that a flow need not tear one cluster apart.
// They are equally likely and stand on a circle around the origin in the first
// two columns, or evenly spaced on a line in one dimension.
type Mixture struct {
	name       string
	modes      int
	radius, sd float64
}

// Name returns the name with what was set: mixture(modes=4).
func (m *Mixture) Name() string { return m.name }

// LogProb returns the log-sum-exp of the modes.
func (m *Mixture) LogProb(z *ad.Mat) *ad.Mat {
	modes := z.Tape().Value(z.Cols+2, m.modes, false)
	m.place(modes)
	return logMixture(z, modes)
}

// Draw fills z sample by sample.
func (m *Mixture) Draw(rng *rand.Rand, z *ad.Mat) {
	modes := ad.New(z.Cols+2, m.modes)
	m.place(modes)
	drawMixture(rng, z, modes)
}

// place writes the modes, (d+2)×K: a column holds the centre of a mode, the
// logarithm of its deviation and that of its weight, up to a constant.
func (m *Mixture) place(modes *ad.Mat) {
	clear(modes.Data)
	d := modes.Rows - 2
	for k := range m.modes {
		sin, cos := math.Sincos(2 * math.Pi * float64(k) / float64(m.modes))
		if d == 1 {
			modes.Set(0, k, m.radius*float64(2*k-m.modes+1)/float64(max(m.modes-1, 1)))
		} else {
			modes.Set(0, k, m.radius*cos)
			modes.Set(1, k, m.radius*sin)
		}
		modes.Set(d, k, math.Log(m.sd))
	}
}

// A TrainedMixture is a mixture whose centres, deviations and weights are
// parameters, which start from a circle. They live in θ, so it is drawn from At
// some θ.
type TrainedMixture struct {
	Mixture
	block nn.Block // as place writes it
}

// LogProb returns the log-sum-exp of the modes in θ.
func (m *TrainedMixture) LogProb(z *ad.Mat) *ad.Mat { return logMixture(z, m.block.On(z.Tape())) }

// Draw panics: what to draw depends on θ.
func (m *TrainedMixture) Draw(*rand.Rand, *ad.Mat) {
	panic("flows: a trained base is drawn from by BaseAt")
}

// bind finds room for the parameters.
func (m *TrainedMixture) bind(p *nn.Params, dim int) Base {
	bound := *m
	bound.block = p.Add("modes", dim+2, m.modes, func(_ *rand.Rand, dst []float64) {
		m.place(&ad.Mat{Rows: dim + 2, Cols: m.modes, Data: dst})
	})
	return &bound
}

// at returns the base with the numbers of θ.
func (m *TrainedMixture) at(theta []float64) Base {
	return &placed{m, &ad.Mat{Rows: m.block.Rows, Cols: m.block.Cols, Data: m.block.In(theta)}}
}

// placed is a trained mixture with its numbers.
type placed struct {
	*TrainedMixture
	modes *ad.Mat
}

// LogProb returns the log-sum-exp of the modes.
func (p *placed) LogProb(z *ad.Mat) *ad.Mat { return logMixture(z, z.Tape().Const(p.modes)) }

// Draw fills z sample by sample.
func (p *placed) Draw(rng *rand.Rand, z *ad.Mat) { drawMixture(rng, z, p.modes) }

// drawMixture draws a mode, then a normal number for every column.
func drawMixture(rng *rand.Rand, z, modes *ad.Mat) {
	d := z.Cols
	weights := make([]float64, modes.Cols)
	for k := range weights {
		weights[k] = modes.At(d+1, k)
	}
	logShares(weights, len(weights), 1, 0)
	for i := range z.Rows {
		k, left := 0, rng.Float64()
		for ; k < len(weights)-1 && left >= math.Exp(weights[k]); k++ {
			left -= math.Exp(weights[k])
		}
		sd := math.Exp(modes.At(d, k))
		for j := range d {
			z.Set(i, j, modes.At(j, k)+sd*rng.NormFloat64())
		}
	}
}
