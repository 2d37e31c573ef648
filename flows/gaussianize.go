package flows

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Gaussianize layer carries every entry from a mixture of K logistic
// distributions to the normal one (Meng et al. 2020, section 3.1, after the
// mixtures of Ho et al. 2019):
//
//	z = Φ⁻¹(F(x)),  F(x) = Σ π_k·σ((x − μ_k)/s_k)
//
// with π by softmax and s by exp. It is the deep sigmoidal flow with parameters
// that nothing steers, then z = Φ⁻¹(σ(·)) instead of leaving the logit there.
type Gaussianize struct {
	weight, mean, logScale nn.Block // D runs of K
	entries                []int
	mixture                *sigmoids
	to, from               curveStep
}

// newGaussianize starts next to the identity: means on a grid, weighted by a
// normal density so that with the width of the components the variance is 1.
// No mixture of logistics is the normal distribution itself; with 8 components
// log|det| is within 0.03 of 0 for |x| ≤ 3.
func newGaussianize(p *nn.Params, d, components int) *Gaussianize {
	gap := 7 / float64(components+3)
	scale := min(0.47*gap, 0.57)
	rest := max(1-scale*scale*math.Pi*math.Pi/3, 0.2)
	return &Gaussianize{
		weight:   p.Add("pi", 1, d*components, grid(components, func(k float64) float64 { return -gap * gap * k * k / (2 * rest) })),
		mean:     p.Add("mu", 1, d*components, grid(components, func(k float64) float64 { return gap * k })),
		logScale: p.Add("log_s", 1, d*components, nn.Constant(math.Log(scale))),
		entries:  interleave(d, components, components, components),
		mixture:  newSigmoids(components, byExp, 0),
		to:       curveStep{logisticCurve{}}, from: curveStep{normaliseCurve{}},
	}
}

// grid starts every run of width numbers with a function of the place, counted
// from the middle.
func grid(width int, f func(k float64) float64) nn.Start {
	return func(_ *rand.Rand, dst []float64) {
		for i := range dst {
			dst[i] = f(float64(i%width) - float64(width-1)/2)
		}
	}
}

// raw returns the numbers of u = a·x + b with a = 1/s and b = −μ/s, 1×3KD.
func (g *Gaussianize) raw(t *ad.Tape) *ad.Mat {
	logA := ad.Scale(g.logScale.On(t), -1)
	b := ad.Scale(ad.Mul(g.mean.On(t), ad.Exp(logA)), -1)
	return ad.Pick(ad.Join(ad.Join(logA, b), g.weight.On(t)), g.entries)
}

// Forward finds x numerically, with F(x) = Φ(z).
func (g *Gaussianize) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	v, first := g.to.apply(z)
	x, second := g.mixture.forward(v, g.raw(z.Tape()))
	return x, ad.Add(first, second)
}

// Inverse returns Φ⁻¹(F(x)).
func (g *Gaussianize) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	v, first := g.mixture.inverse(x, g.raw(x.Tape()))
	z, second := g.from.apply(v)
	return z, ad.Add(first, second)
}
