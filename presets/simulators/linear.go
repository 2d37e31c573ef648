package simulators

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
	"bijou/model"
)

var ln2Pi = math.Log(2 * math.Pi)

// linear is a linear model, whose posterior is normal (Bishop 2006, equations 2.113–2.117):
//
//	θ ~ N(0, τ²I),  x | θ ~ N(Aθ, σ²I),  θ | x ~ N(Σ·Aᵀx/σ², Σ),  Σ = (I/τ² + AᵀA/σ²)⁻¹.
type linear struct {
	a          *mat.Dense
	tau, sigma float64

	gain    *mat.Dense // the posterior's mean is gain·x
	precise *mat.SymDense
	root    mat.TriDense // U of the precision UᵀU
	logDet  float64      // of Σ
}

// newLinearSums measures neighbours among four parameters together, so that they depend
// on each other under the posterior.
func newLinearSums() *linear {
	const dim = 4
	a := mat.NewDense(dim, dim, nil)
	for i := range dim {
		a.Set(i, i, 1)
		a.Set(i, (i+1)%dim, 0.8)
	}
	return newLinear(a, 1, 0.5)
}

// newGaussianLinear measures each of ten parameters by itself.
func newGaussianLinear() *linear {
	const dim, variance = 10, 0.1
	a := mat.NewDense(dim, dim, nil)
	for i := range dim {
		a.Set(i, i, 1)
	}
	return newLinear(a, math.Sqrt(variance), math.Sqrt(variance))
}

func newLinear(a *mat.Dense, tau, sigma float64) *linear {
	dim := a.RawMatrix().Cols
	l := &linear{a: a, tau: tau, sigma: sigma, precise: mat.NewSymDense(dim, nil), gain: new(mat.Dense)}
	square := sigma * sigma
	l.precise.SymOuterK(1/square, a.T())
	for i := range dim {
		l.precise.SetSym(i, i, l.precise.At(i, i)+1/(tau*tau))
	}
	var chol mat.Cholesky
	if !chol.Factorize(l.precise) {
		panic("simulators: the precision of a posterior is not positive")
	}
	l.logDet = -chol.LogDet()
	chol.UTo(&l.root)
	var scaled mat.Dense
	scaled.Scale(1/square, a.T())
	if err := chol.SolveTo(l.gain, &scaled); err != nil {
		panic("simulators: " + err.Error())
	}
	return l
}

func (l *linear) Dim() int      { return l.a.RawMatrix().Cols }
func (l *linear) GivenDim() int { return l.a.RawMatrix().Rows }

// Sample draws parameters from the prior, and what is measured of them.
func (l *linear) Sample(rng *rand.Rand, theta, x *ad.Mat) {
	for i := range theta.Rows {
		for j := range theta.Cols {
			theta.Set(i, j, l.tau*rng.NormFloat64())
		}
		l.measure(rng, i, theta, x)
	}
}

// Simulate draws what is measured under parameters.
func (l *linear) Simulate(rng *rand.Rand, theta, x *ad.Mat) {
	for i := range theta.Rows {
		l.measure(rng, i, theta, x)
	}
}

// measure writes row i of x.
func (l *linear) measure(rng *rand.Rand, i int, theta, x *ad.Mat) {
	for k := range x.Cols {
		seen := l.sigma * rng.NormFloat64()
		for j, a := range l.a.RawRowView(k) {
			seen += a * theta.At(i, j)
		}
		x.Set(i, k, seen)
	}
}

// LogProb writes the log density of the posterior of every row.
func (l *linear) LogProb(dst []float64, theta, x *ad.Mat) {
	seen, off := mat.NewVecDense(l.GivenDim(), nil), mat.NewVecDense(l.Dim(), nil)
	for i := range dst {
		for k := range x.Cols {
			seen.SetVec(k, x.At(i, k))
		}
		off.MulVec(l.gain, seen)
		dst[i] = l.logProb(theta, i, off)
	}
}

// logProb is log p of row i about a mean, which is overwritten.
func (l *linear) logProb(theta *ad.Mat, i int, mean *mat.VecDense) float64 {
	for j := range theta.Cols {
		mean.SetVec(j, theta.At(i, j)-mean.AtVec(j))
	}
	return -(mat.Inner(mean, l.precise, mean) + l.logDet + float64(theta.Cols)*ln2Pi) / 2
}

// Entropy is the same under every x.
func (l *linear) Entropy() float64 { return (float64(l.Dim())*(1+ln2Pi) + l.logDet) / 2 }

// At returns the posterior under one x.
func (l *linear) At(x []float64) model.Density {
	p := &normalPosterior{linear: l, mean: mat.NewVecDense(l.Dim(), nil)}
	p.mean.MulVec(l.gain, mat.NewVecDense(len(x), x))
	return p
}

// normalPosterior is linear under one x.
type normalPosterior struct {
	*linear
	mean *mat.VecDense
}

// Sample solves U(θ − mean) = ε, whose covariance is the inverse of the precision.
func (p *normalPosterior) Sample(rng *rand.Rand, theta *ad.Mat) {
	noise := mat.NewVecDense(theta.Cols, nil)
	for i := range theta.Rows {
		for j := range theta.Cols {
			noise.SetVec(j, rng.NormFloat64())
		}
		if err := noise.SolveVec(&p.root, noise); err != nil {
			panic("simulators: " + err.Error())
		}
		for j := range theta.Cols {
			theta.Set(i, j, p.mean.AtVec(j)+noise.AtVec(j))
		}
	}
}

// LogProb writes the log density of every row.
func (p *normalPosterior) LogProb(dst []float64, theta *ad.Mat) {
	off := mat.NewVecDense(theta.Cols, nil)
	for i := range dst {
		off.CopyVec(p.mean)
		dst[i] = p.logProb(theta, i, off)
	}
}
