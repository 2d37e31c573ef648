package posteriors

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows/ad"
)

// bernoulli is the posterior of a probability that k of n throws came of:
//
//	p ~ Beta(2, 2),  each throw is 1 with probability p,
//
// which is Beta(2 + k, 2 + n − k). The evidence is that of the throws in their order.
func bernoulli(k, n int) *Posterior {
	throws := countsOf([]float64{float64(k) + 1}, []float64{float64(n) + 2}) // with the prior p(1−p)/B(2, 2)
	m := Model{
		Parameters: []Parameter{{"p", Unit}},
		LogJoint: func(p Point) *ad.Mat {
			return ad.Shift(throws.log(p.Line(0)), -mathext.Lbeta(2, 2))
		},
	}
	return of(m, func(*Tape) truth { return logOdds{float64(k) + 2, float64(n-k) + 2} })
}

// logOdds is the distribution of the log-odds of p ~ Beta(a, b), of which log p̃ lacks
// what the prior has.
type logOdds struct{ a, b float64 }

func (l logOdds) logZ() float64 { return mathext.Lbeta(l.a, l.b) - mathext.Lbeta(2, 2) }

// entropy is −E log p^a(1−p)^b/B(a, b), with E log p = ψ(a) − ψ(a + b).
func (l logOdds) entropy() float64 {
	both := mathext.Digamma(l.a + l.b)
	return mathext.Lbeta(l.a, l.b) - l.a*(mathext.Digamma(l.a)-both) - l.b*(mathext.Digamma(l.b)-both)
}

// moments are ψ(a) − ψ(b) and the root of ψ′(a) + ψ′(b), where ψ′(x) = ζ(2, x).
func (l logOdds) moments() (mean, sd []float64) {
	return []float64{mathext.Digamma(l.a) - mathext.Digamma(l.b)}, []float64{math.Sqrt(mathext.Zeta(2, l.a) + mathext.Zeta(2, l.b))}
}

// sample draws log G(a) − log G(b).
func (l logOdds) sample(rng *rand.Rand, x *ad.Mat) {
	yes, no := distuv.Gamma{Alpha: l.a, Beta: 1, Src: rng}, distuv.Gamma{Alpha: l.b, Beta: 1, Src: rng}
	for i := range x.Rows {
		x.Set(i, 0, math.Log(yes.Rand())-math.Log(no.Rand()))
	}
}
