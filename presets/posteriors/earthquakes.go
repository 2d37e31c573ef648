package posteriors

import (
	"math"

	"bijou/flows/ad"
)

// Earthquakes of magnitude 7 and above in every year from 1900 to 2006 (Zucchini and
// MacDonald 2009, table 1.1).
var earthquakesByYear = []float64{
	13, 14, 8, 10, 16, 26, 32, 27, 18, 32, 36, 24, 22, 23, 22, 18, 25, 21, 21, 14, 8, 11, 14, 23, 18, 17, 19, 20, 22, 19, 13, 26, 13, 14, 22, 24, 21, 22, 26, 21,
	23, 24, 27, 41, 31, 27, 35, 26, 28, 36, 39, 21, 17, 22, 17, 19, 15, 34, 10, 15, 22, 18, 15, 20, 15, 22, 19, 16, 30, 27, 29, 23, 20, 16, 21, 21, 25, 16, 18, 15,
	18, 14, 10, 15, 8, 15, 6, 11, 8, 7, 18, 16, 13, 12, 13, 20, 15, 16, 12, 18, 15, 16, 13, 15, 16, 11, 11,
}

// earthquakes is the posterior of a hidden Markov model of two states, quiet and busy,
// with Poisson counts and a first state from the stationary law:
//
//	log λ₁ ~ N(log 15, ½²),  log λ₂ ~ N(log 25, ½²),  λ₁ < λ₂,
//	logit P(1 → 2), logit P(2 → 1) ~ N(−2, 1).
//
// The order of the rates is part of the prior, which is not scaled up for it: otherwise
// the states could change names. The parameters are λ₁ and the rise λ₂ − λ₁.
func earthquakes() *Posterior {
	m := Model{
		Parameters: []Parameter{{"lambda", Positive}, {"rise", Positive}, {"leave", Unit}, {"return", Unit}},
		LogJoint: func(p Point) *ad.Mat {
			quiet := p.Line(0)
			busy := ad.Log(ad.Add(p.Own(0), p.Own(1)))
			prior := ad.Add(logNormal(quiet, math.Log(15), 0.5), logNormal(busy, math.Log(25), 0.5))
			prior = ad.Add(prior, ad.Add(logitNormal(p.Line(2), -2, 1), logitNormal(p.Line(3), -2, 1)))
			return ad.Add(prior, forward(quiet, busy, p.Line(2), p.Line(3)))
		},
	}
	return of(m, func(t *Tape) truth {
		return newRejection(t, earthquakesKnown, []float64{2.7, 2.4, -2, -2})
	})
}

// forward is the log-likelihood of the counts, n×1, by the forward algorithm in terms of
// the log-odds r of the busy state, so that nothing under- or overflows (Zucchini and
// MacDonald 2009, section 3.2, is the same with scaled probabilities).
func forward(quiet, busy, leave, back *ad.Mat) *ad.Mat {
	stay, go1 := ad.Scale(ad.Softplus(leave), -1), ad.Scale(ad.Softplus(ad.Scale(leave, -1)), -1)
	stay2, go2 := ad.Scale(ad.Softplus(back), -1), ad.Scale(ad.Softplus(ad.Scale(back, -1)), -1)
	gain, more := ad.Sub(busy, quiet), ad.Sub(ad.Exp(busy), ad.Exp(quiet))
	r := ad.Sub(go1, go2)                               // stationary: P(busy)/P(quiet) = P(1→2)/P(2→1)
	log := ad.Scale(ad.Softplus(r), -1)                 // log P(quiet)
	keep, turn := ad.Sub(go2, stay), ad.Sub(stay2, go1) // of the two ways into a state
	constant, total := 0.0, 0.0
	for i, k := range earthquakesByYear {
		if i > 0 {
			into := ad.Softplus(ad.Add(r, keep))
			log = ad.Add(log, ad.Add(stay, into))
			r = ad.Add(ad.Sub(go1, stay), ad.Sub(ad.Softplus(ad.Add(r, turn)), into))
		}
		constant -= logGamma(k + 1)
		total += k
		r = ad.Add(r, ad.AddScaled(ad.Scale(more, -1), k, gain))
	}
	years := float64(len(earthquakesByYear))
	poisson := ad.AddScaled(ad.Scale(quiet, total), -years, ad.Exp(quiet)) // of every year in the quiet state
	return ad.Shift(ad.Add(ad.Add(log, ad.Softplus(r)), poisson), constant)
}

// By quadrature in four dimensions, which a test does again.
var earthquakesKnown = known{
	logZ: -348.7150, entropy: -0.9252,
	mean: []float64{2.7187, 2.3503, -2.5469, -2.0439},
	sd:   []float64{0.0576, 0.1067, 0.5054, 0.5274},
}
