package simulators

import (
	"math"
	"math/rand/v2"
	"slices"

	"bijou/flows/ad"
	"bijou/model"
)

// gAndK is a law that is given by its quantiles and has no density in closed form
// (MacGillivray 1992; Allingham et al. 2009), z standard normal and c = 0.8:
//
//	x = A + B·(1 + c·tanh(g·z/2))·(1 + z²)ᵏ·z,  A, B, g, k ~ U(0, 10).
//
// Of the octiles E₁ … E₇ of some draws four robust numbers are seen (Drovandi and Pettitt
// 2011): the median E₄, the logarithm of the spread S = E₆ − E₂, the skewness
// (E₆ + E₂ − 2·E₄)/S, and the logarithm of the tails (E₇ − E₅ + E₃ − E₁)/S.
type gAndK struct{ draws int }

func newGAndK(draws int) gAndK { return gAndK{draws} }

// gkMost is where the prior of every parameter ends.
const gkMost = 10

func (g gAndK) problem() Problem {
	ten := model.Support{Lo: 0, Hi: gkMost}
	return Problem{
		Model: g, Parameters: []string{"A", "B", "g", "k"}, Supports: []model.Support{ten, ten, ten, ten},
		Measured: []model.Given{{Name: "median"}, {Name: "log_spread"}, {Name: "skewness"}, {Name: "log_tails"}},
	}
}

func (gAndK) Dim() int      { return 4 }
func (gAndK) GivenDim() int { return 4 }

// Sample draws parameters from the prior, and what is seen of draws under them.
func (g gAndK) Sample(rng *rand.Rand, theta, x *ad.Mat) {
	for i := range theta.Rows {
		for j := range theta.Cols {
			theta.Set(i, j, uniform(rng, 0, gkMost))
		}
	}
	g.Simulate(rng, theta, x)
}

// Simulate draws what is seen under parameters.
func (g gAndK) Simulate(rng *rand.Rand, theta, x *ad.Mat) {
	z := make([]float64, g.draws)
	for i := range theta.Rows {
		for k := range z {
			z[k] = rng.NormFloat64()
		}
		slices.Sort(z) // x rises with z
		var octile [8]float64
		for k := 1; k < len(octile); k++ {
			octile[k] = gkQuantile(quantileOf(z, float64(k)/8), theta.At(i, 0), theta.At(i, 1), theta.At(i, 2), theta.At(i, 3))
		}
		for j, v := range summaries(octile) {
			x.Set(i, j, v)
		}
	}
}

// quantileOf is a quantile of numbers in order, linear between two of them (Hyndman and
// Fan 1996, definition 7).
func quantileOf(sorted []float64, p float64) float64 {
	at, rest := math.Modf(p * float64(len(sorted)-1))
	k := int(at)
	if k+1 == len(sorted) {
		return sorted[k]
	}
	return sorted[k] + rest*(sorted[k+1]-sorted[k])
}

// gkQuantile carries a quantile of the normal law to that of the g-and-k law.
func gkQuantile(z, a, b, g, k float64) float64 {
	const c = 0.8
	return a + b*(1+c*math.Tanh(g*z/2))*math.Pow(1+z*z, k)*z
}

// summaries are the four numbers of octiles 1 to 7.
func summaries(e [8]float64) [4]float64 {
	spread := e[6] - e[2]
	return [4]float64{e[4], math.Log(spread), (e[6] + e[2] - 2*e[4]) / spread, math.Log((e[7] - e[5] + e[3] - e[1]) / spread)}
}
