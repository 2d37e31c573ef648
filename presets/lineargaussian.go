package presets

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
	"bijou/model"
)

// linearGaussian is the posterior of a linear model, which is normal:
//
//	θ ~ N(0, I),  x | θ ~ N(Aθ, σ²I),  θ | x ~ N(Σ·Aᵀx/σ², Σ),  Σ = (I + AᵀA/σ²)⁻¹.
type linearGaussian struct {
	a     *mat.Dense
	sigma float64

	gain    *mat.Dense // the posterior's mean is gain·x
	precise *mat.SymDense
	logDet  float64 // of Σ
}

// linearDim is the number of parameters, and of measurements.
const linearDim = 4

// newLinearGaussian measures neighbours together, so that the parameters of the
// posterior depend on each other.
func newLinearGaussian() *linearGaussian {
	l := &linearGaussian{a: mat.NewDense(linearDim, linearDim, nil), sigma: 0.5}
	for i := range linearDim {
		l.a.Set(i, i, 1)
		l.a.Set(i, (i+1)%linearDim, 0.8)
	}
	square := l.sigma * l.sigma
	l.precise = mat.NewSymDense(linearDim, nil)
	l.precise.SymOuterK(1/square, l.a.T())
	for i := range linearDim {
		l.precise.SetSym(i, i, l.precise.At(i, i)+1)
	}
	var chol mat.Cholesky
	if !chol.Factorize(l.precise) {
		panic("presets: the precision of a posterior is not positive")
	}
	l.logDet = -chol.LogDet()
	l.gain = new(mat.Dense)
	var scaled mat.Dense
	scaled.Scale(1/square, l.a.T())
	if err := chol.SolveTo(l.gain, &scaled); err != nil {
		panic("presets: " + err.Error())
	}
	return l
}

func (*linearGaussian) Dim() int      { return linearDim }
func (*linearGaussian) GivenDim() int { return linearDim }

func (l *linearGaussian) Sample(rng *rand.Rand, theta, x *ad.Mat) {
	for i := range theta.Rows {
		for j := range linearDim {
			theta.Set(i, j, rng.NormFloat64())
		}
		for k := range linearDim {
			seen := l.sigma * rng.NormFloat64()
			for j := range linearDim {
				seen += l.a.At(k, j) * theta.At(i, j)
			}
			x.Set(i, k, seen)
		}
	}
}

func (l *linearGaussian) LogProb(dst []float64, theta, x *ad.Mat) {
	seen, off := mat.NewVecDense(linearDim, nil), mat.NewVecDense(linearDim, nil)
	for i := range dst {
		for k := range linearDim {
			seen.SetVec(k, x.At(i, k))
		}
		off.MulVec(l.gain, seen)
		dst[i] = l.logProb(theta, i, off)
	}
}

// logProb is log p of row i about a mean, which is overwritten.
func (l *linearGaussian) logProb(theta *ad.Mat, i int, mean *mat.VecDense) float64 {
	for j := range linearDim {
		mean.SetVec(j, theta.At(i, j)-mean.AtVec(j))
	}
	return -(mat.Inner(mean, l.precise, mean) + l.logDet + linearDim*ln2Pi) / 2
}

// Entropy is the same under every x.
func (l *linearGaussian) Entropy() float64 { return (linearDim*(1+ln2Pi) + l.logDet) / 2 }

// At returns the posterior under one x.
func (l *linearGaussian) At(x []float64) model.Density {
	p := &normalPosterior{linearGaussian: l, mean: mat.NewVecDense(linearDim, nil)}
	p.mean.MulVec(l.gain, mat.NewVecDense(linearDim, x))
	var chol mat.Cholesky
	chol.Factorize(l.precise) // newLinearGaussian has seen that it can be
	chol.UTo(&p.root)
	return p
}

// normalPosterior is linearGaussian under one x.
type normalPosterior struct {
	*linearGaussian
	mean *mat.VecDense
	root mat.TriDense // U of the precision UᵀU
}

// Sample solves U(θ − mean) = ε, whose covariance is the inverse of the precision.
func (p *normalPosterior) Sample(rng *rand.Rand, theta *ad.Mat) {
	noise := mat.NewVecDense(linearDim, nil)
	for i := range theta.Rows {
		for j := range linearDim {
			noise.SetVec(j, rng.NormFloat64())
		}
		if err := noise.SolveVec(&p.root, noise); err != nil {
			panic("presets: " + err.Error())
		}
		for j := range linearDim {
			theta.Set(i, j, p.mean.AtVec(j)+noise.AtVec(j))
		}
	}
}

func (p *normalPosterior) LogProb(dst []float64, theta *ad.Mat) {
	off := mat.NewVecDense(linearDim, nil)
	for i := range dst {
		off.CopyVec(p.mean)
		dst[i] = p.logProb(theta, i, off)
	}
}
