package posteriors

import (
	"math"
	"math/rand/v2"
	"strconv"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"bijou/flows/ad"
)

// regressionNoise is the standard deviation of what is standardised about the curve.
const regressionNoise = 0.4

// regression is a polynomial through the eruptions y of a geyser by the waiting time x,
// both standardised, with normal noise and weights:
//
//	w ~ N(0, I),  yᵢ ~ N(Σ wₖ xᵢᵏ, 0.4²).
//
// The posterior is normal, and the evidence says which degree the data ask for.
func regression(degree int, x, y []float64) *Posterior {
	x, y = standardised(x), standardised(y)
	design, minusY := powers(degree, x), ad.New(1, len(y))
	for i := range x {
		minusY.Data[i] = -y[i]
	}
	constant := -float64(len(y)) * (math.Log(regressionNoise) + halfLog2Pi)
	var params []Parameter
	for k := range degree + 1 {
		params = append(params, Parameter{"w" + strconv.Itoa(k), Line})
	}
	m := Model{Parameters: params, LogJoint: func(p Point) *ad.Mat {
		t := p.line.Tape()
		off := ad.Dense(p.line, t.Const(design), t.Const(minusY), ad.Identity, nil)
		fit := ad.Scale(ad.SumFeatures(ad.Square(off)), -0.5/(regressionNoise*regressionNoise))
		return ad.Shift(ad.Add(ad.SumFeatures(normal(p.line, 0, 1)), fit), constant)
	}}
	p := of(m, func(*Tape) truth { return newLinearNormal(design, y, regressionNoise) })
	p.choices = &Choices{Of: "degree", Now: degree, LogZ: func() []float64 { return evidences(x, y) }}
	return p.predicting(x, y, drawPolynomial)
}

// powers are those of x from 0 to the degree, a row each.
func powers(degree int, x []float64) *ad.Mat {
	design := ad.New(degree+1, len(x))
	for i, at := range x {
		for k, power := 0, 1.0; k <= degree; k++ {
			design.Set(k, i, power)
			power *= at
		}
	}
	return design
}

// mostDegree is the highest degree that there is.
const mostDegree = 6

// evidences are the log evidences of all degrees, from 0 on.
func evidences(x, y []float64) []float64 {
	var list []float64
	for degree := range mostDegree + 1 {
		list = append(list, newLinearNormal(powers(degree, x), y, regressionNoise).evidence)
	}
	return list
}

// Choices are models that compete for the same data, by their log evidences.
type Choices struct {
	Of   string // what tells them apart: degree
	Now  int    // the present one
	LogZ func() []float64
}

// Choices returns what the model is one of, with the log evidence of each; ok is false
// where there is nothing to choose.
func (p *Posterior) Choices() (of string, now int, logZ []float64, ok bool) {
	if p.choices == nil {
		return "", 0, nil, false
	}
	return p.choices.Of, p.choices.Now, p.choices.LogZ(), true
}

// standardised returns the numbers with mean 0 and standard deviation 1, divided by n − 1.
func standardised(v []float64) []float64 {
	mean, sd := stat.MeanStdDev(v, nil)
	out := make([]float64, len(v))
	for i := range v {
		out[i] = (v[i] - mean) / sd
	}
	return out
}

// linearNormal is the normal posterior of a linear model with normal weights: precision
// A = I + XᵀX/σ², mean A⁻¹Xᵀy/σ² (Bishop 2006, section 3.3).
type linearNormal struct {
	mean     *mat.VecDense
	upper    mat.TriDense // of A = UᵀU
	evidence float64
	logDet   float64 // of A
}

func newLinearNormal(design *ad.Mat, y []float64, noise float64) *linearNormal {
	d, n := design.Rows, design.Cols
	x := mat.NewDense(n, d, design.Data) // an observation's run of weights is a row
	precision, pull := mat.NewSymDense(d, nil), mat.NewVecDense(d, nil)
	precision.SymOuterK(1/(noise*noise), x.T())
	for k := range d {
		precision.SetSym(k, k, precision.At(k, k)+1)
	}
	target := mat.NewVecDense(n, y)
	pull.MulVec(x.T(), target)
	pull.ScaleVec(1/(noise*noise), pull)
	var chol mat.Cholesky
	chol.Factorize(precision)
	l := &linearNormal{mean: mat.NewVecDense(d, nil), logDet: chol.LogDet()}
	if err := chol.SolveVecTo(l.mean, pull); err != nil {
		panic("posteriors: the weights of a polynomial cannot be told apart: " + err.Error())
	}
	chol.UTo(&l.upper)
	square := mat.Dot(target, target)/(noise*noise) - mat.Dot(pull, l.mean)
	l.evidence = -float64(n)*(math.Log(noise)+halfLog2Pi) - l.logDet/2 - square/2
	return l
}

func (l *linearNormal) logZ() float64 { return l.evidence }

func (l *linearNormal) entropy() float64 {
	return float64(l.mean.Len())*(0.5+halfLog2Pi) - l.logDet/2
}

func (l *linearNormal) moments() (mean, sd []float64) {
	d := l.mean.Len()
	var back mat.TriDense // A⁻¹ = U⁻¹U⁻ᵀ
	if err := back.InverseTri(&l.upper); err != nil {
		panic("posteriors: the weights of a polynomial cannot be told apart: " + err.Error())
	}
	for k := range d {
		square := 0.0
		for m := k; m < d; m++ {
			square += back.At(k, m) * back.At(k, m)
		}
		mean, sd = append(mean, l.mean.AtVec(k)), append(sd, math.Sqrt(square))
	}
	return mean, sd
}

// sample draws mean + U⁻¹ε, whose covariance is A⁻¹.
func (l *linearNormal) sample(rng *rand.Rand, x *ad.Mat) {
	d := l.mean.Len()
	e := make([]float64, d)
	for i := range x.Rows {
		for k := range e {
			e[k] = rng.NormFloat64()
		}
		for k := d - 1; k >= 0; k-- {
			for m := k + 1; m < d; m++ {
				e[k] -= l.upper.At(k, m) * e[m]
			}
			e[k] /= l.upper.At(k, k)
		}
		for k, v := range e {
			x.Set(i, k, l.mean.AtVec(k)+v)
		}
	}
}
