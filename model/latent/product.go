package latent

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/optimize"

	"bijou/flows/ad"
)

// A Product is the product of normal distributions with the highest ELBO under one x: what
// independent latent variables can come to, without what a net that reads x misses of it.
type Product struct {
	Mean, SD []float64
	ELBO     float64
}

// productNodes is how many nodes each way the ELBO of a product is summed over: the sum is
// exact for polynomials of twice that degree.
const productNodes = 10

// ClosestProduct finds it for x, in its own units, from a mean and deviations on. It is
// there for one or two latent variables; ok is false for more.
func (l *Look) ClosestProduct(x, mean, sd []float64) (p Product, ok bool) {
	q := len(mean)
	if q > 2 {
		return p, false
	}
	e := l.newExpectation(x, q)
	if k := l.Known(); k != nil {
		mean, sd = k.MeanField(x)
		return Product{mean, sd, e.elbo(mean, sd)}, true
	}
	start := make([]float64, 2*q)
	for j := range q {
		start[j], start[q+j] = mean[j], math.Log(max(sd[j], 1e-3))
	}
	split := func(at []float64) (mean, sd []float64) {
		for _, v := range at[q:] {
			sd = append(sd, math.Exp(v))
		}
		return at[:q], sd
	}
	const rounds = 240
	problem := optimize.Problem{Func: func(at []float64) float64 { return -e.elbo(split(at)) }}
	found, err := optimize.Minimize(problem, start, &optimize.Settings{FuncEvaluations: rounds}, &optimize.NelderMead{SimplexSize: 0.2})
	if found == nil || err != nil && found.X == nil {
		return p, false
	}
	mean, sd = split(found.X)
	return Product{mean, sd, -found.F}, true
}

// An expectation sums over the nodes of a normal distribution.
type expectation struct {
	l      *Look
	nodes  *ad.Mat // of the standard normal distribution
	weight []float64
	z, x   *ad.Mat
	joint  []float64
}

func (l *Look) newExpectation(x []float64, q int) *expectation {
	at, w := make([]float64, productNodes), make([]float64, productNodes)
	quad.Hermite{}.FixedLocations(at, w, math.Inf(-1), math.Inf(1))
	n := productNodes
	if q == 2 {
		n *= productNodes
	}
	e := &expectation{l: l, nodes: ad.New(n, q), weight: make([]float64, n), z: ad.New(n, q), x: ad.New(n, len(x)), joint: make([]float64, n)}
	for i := range n {
		e.weight[i] = 1
		for j, k := range []int{i % productNodes, i / productNodes}[:q] {
			// the weight exp(−u²) becomes the density of √2·u
			e.nodes.Set(i, j, math.Sqrt2*at[k])
			e.weight[i] *= w[k] / math.Sqrt(math.Pi)
		}
		for j, v := range x {
			e.x.Set(i, j, v)
		}
	}
	return e
}

// elbo is E log p(x, z) and the entropy of z.
func (e *expectation) elbo(mean, sd []float64) float64 {
	total := 0.0
	for j, m := range mean {
		total += (1+math.Log(2*math.Pi))/2 + math.Log(sd[j])
		for i, u := range e.nodes.Col(j) {
			e.z.Set(i, j, m+sd[j]*u)
		}
	}
	e.l.LogJoint(e.joint, e.z, e.x)
	for i, v := range e.joint {
		total += e.weight[i] * v
	}
	return total
}
