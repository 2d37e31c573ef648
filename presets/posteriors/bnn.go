package posteriors

import (
	"math"

	"bijou/flows/ad"
)

// netNoise is the standard deviation of what is seen of the net.
const netNoise = 0.2

// net returns what a net of one hidden unit is fitted to: tanh(2x + 0.5) with errors.
func net() (x, y []float64) {
	for i, e := range []float64{0.3, -0.7, 0.1, 0.9, -0.4, 0.6, -1.1, 0.2, 0.5} {
		at := -2 + 0.5*float64(i)
		x, y = append(x, at), append(y, math.Tanh(2*at+0.5)+netNoise*e)
	}
	return x, y
}

// bayesianNet is the posterior of the weights of a net with one hidden unit:
//
//	w ~ N(0, 3²),  b ~ N(0, 3²),  v ~ N(0, 2²),  yᵢ ~ N(v·tanh(w·xᵢ + b), 0.2²).
//
// (w, b, v) and (−w, −b, −v) are the same net, so there are two equal modes; a flow that
// holds one of them alone has an ELBO at least log 2 below the evidence.
func bayesianNet() *Posterior {
	x, y := net()
	places, seen := row(x), row(y)
	m := Model{
		Parameters: []Parameter{{"w", Line}, {"b", Line}, {"v", Line}},
		Turns:      []bool{true, true, true},
		LogJoint: func(p Point) *ad.Mat {
			t, w, b, v := p.line.Tape(), p.Line(0), p.Line(1), p.Line(2)
			out := ad.Mul(v, ad.Tanh(ad.Add(ad.Mul(w, t.Const(places)), b)))
			fit := ad.SumFeatures(normal(ad.Sub(out, t.Const(seen)), 0, netNoise))
			return ad.Add(fit, ad.Add(ad.Add(normal(w, 0, 3), normal(b, 0, 3)), normal(v, 0, 2)))
		},
	}
	return of(m, onGrid(112, [2]float64{-14, 14}, [2]float64{-9, 9}, [2]float64{-4.2, 4.2})).predicting(x, y, drawNet)
}
