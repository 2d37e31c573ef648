package flows

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
)

// A Whitening is a linear layer that starts from the covariance of the data.
type Whitening struct{ *Linear }

// StartFrom sets the layer so that the batch leaves it with mean 0 and, but for
// shrinkage, covariance 1: W is the Cholesky factor of the covariance.
func (l Whitening) StartFrom(x *ad.Mat, theta []float64) {
	d := x.Cols
	mean, sd := make([]float64, d), make([]float64, d)
	for j := range d {
		mean[j], sd[j] = moments(x.Col(j))
		if !(sd[j] > 1e-12) {
			sd[j] = 1
		}
	}
	factor := factorOf(shrunkCorrelation(x, mean, sd))
	lower, logS, bias := l.lower.In(theta), l.logS.In(theta), l.bias.In(theta)
	copy(bias, mean)
	for c := range d {
		logS[c] = math.Log(sd[c] * factor.At(c, c))
		for r := c + 1; r < d; r++ {
			lower[r*d+c] = sd[r] * factor.At(r, c) / (sd[c] * factor.At(c, c))
		}
	}
}

// factorOf is the lower Cholesky factor of a correlation matrix; one that is not
// positive is mixed with the identity until it is.
func factorOf(r *mat.SymDense) *mat.TriDense {
	var chol mat.Cholesky
	for mix := 1e-9; !chol.Factorize(r); mix *= 10 {
		for i := range r.SymmetricDim() {
			for j := range i {
				r.SetSym(i, j, r.At(i, j)/(1+mix))
			}
		}
	}
	var factor mat.TriDense
	chol.LTo(&factor)
	return &factor
}

// shrunkCorrelation draws the correlations of a batch towards 0 by as much as makes
// their mean squared error least, as far as the batch can tell (Schäfer and Strimmer
// 2005, equation 8 and table 1 D): few rows of many columns have correlations that are
// not there.
func shrunkCorrelation(x *ad.Mat, mean, sd []float64) *mat.SymDense {
	n, d := float64(x.Rows), x.Cols
	r := mat.NewSymDense(d, nil)
	noise, signal := 0.0, 0.0
	for i := range d {
		r.SetSym(i, i, 1)
		for j := range i {
			a, b := x.Col(i), x.Col(j)
			sum, squares := 0.0, 0.0
			for k := range a {
				w := (a[k] - mean[i]) / sd[i] * (b[k] - mean[j]) / sd[j]
				sum += w
				squares += w * w
			}
			rij := sum / n
			noise += (squares/n - rij*rij) / (n - 1)
			signal += rij * rij
			r.SetSym(i, j, rij)
		}
	}
	keep := 1.0
	if signal > 0 {
		keep = 1 - min(1, noise/signal)
	}
	for i := range d {
		for j := range i {
			r.SetSym(i, j, keep*r.At(i, j))
		}
	}
	return r
}

var _ FromData = Whitening{}
