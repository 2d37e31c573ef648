package presets

import (
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
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
	off := mat.NewVecDense(linearDim, nil)
	for i := range dst {
		for j := range linearDim {
			mean := 0.0
			for k := range linearDim {
				mean += l.gain.At(j, k) * x.At(i, k)
			}
			off.SetVec(j, theta.At(i, j)-mean)
		}
		dst[i] = -(mat.Inner(off, l.precise, off) + l.logDet + linearDim*ln2Pi) / 2
	}
}

// Entropy is the same under every x.
func (l *linearGaussian) Entropy() float64 { return (linearDim*(1+ln2Pi) + l.logDet) / 2 }
