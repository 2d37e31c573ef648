package posteriors

import (
	"math"

	"bijou/flows/ad"
)

// processPoints is at how many places the process is seen.
const processPoints = 12

// process returns the places and values that a Gaussian process is fitted to: a sine and
// a little of a faster wave.
func process() (x, y []float64) {
	for i := range processPoints {
		at := 4 * float64(i) / (processPoints - 1)
		x, y = append(x, at), append(y, math.Sin(1.5*at)+0.1*math.Cos(17*float64(i)))
	}
	return x, y
}

// gaussianProcess is the posterior of the length l, height f and noise n of a Gaussian
// process with the kernel f²·exp(−(x − x′)²/2l²) (Rasmussen and Williams 2006, equation
// 5.8 is its marginal likelihood):
//
//	log l ~ N(0, 1),  log f ~ N(0, 1),  log n ~ N(−2, 1),  y ~ N(0, K + n²·I).
func gaussianProcess() *Posterior {
	x, y := process()
	m := Model{
		Parameters: []Parameter{{"length", Positive}, {"height", Positive}, {"noise", Positive}},
		LogJoint: func(p Point) *ad.Mat {
			prior := ad.Add(ad.Add(logNormal(p.Line(0), 0, 1), logNormal(p.Line(1), 0, 1)), logNormal(p.Line(2), -2, 1))
			return ad.Add(prior, marginal(x, y, ad.Scale(p.Line(0), -2), ad.Scale(p.Line(1), 2), ad.Scale(p.Line(2), 2)))
		},
	}
	return of(m, onGrid(96, [2]float64{-2.5, 4}, [2]float64{-2.5, 4.5}, [2]float64{-7.5, 1})).predicting(x, y, drawProcess)
}

// marginal is log N(y; 0, K + n²·I), n×1, by the Cholesky factor of every sample, of the
// logarithms of 1/l², f² and n². Row after row, L is found and L⁻¹y with it.
func marginal(x, y []float64, near, height, noise *ad.Mat) *ad.Mat {
	var l [processPoints][processPoints]*ad.Mat
	var solved [processPoints]*ad.Mat
	inverse, own := ad.Exp(near), ad.Add(ad.Exp(height), ad.Exp(noise))
	var lag [processPoints]*ad.Mat // the places are evenly apart
	for k := 1; k < processPoints; k++ {
		apart := x[k] - x[0]
		lag[k] = ad.Exp(ad.Add(height, ad.Scale(inverse, -apart*apart/2)))
	}
	var sum *ad.Mat // of −½(L⁻¹y)² − log Lᵢᵢ
	for i := range processPoints {
		for j := range i {
			l[i][j] = ad.Div(less(lag[i-j], l[i][:j], l[j][:j]), l[j][j])
		}
		l[i][i] = ad.Sqrt(less(own, l[i][:i], l[i][:i]))
		solved[i] = ad.Div(less(ad.Shift(ad.Scale(own, 0), y[i]), l[i][:i], solved[:i]), l[i][i])
		term := ad.Sub(ad.Scale(ad.Square(solved[i]), -0.5), ad.Log(l[i][i]))
		if sum == nil {
			sum = term
		} else {
			sum = ad.Add(sum, term)
		}
	}
	return ad.Shift(sum, -processPoints*halfLog2Pi)
}

// less is a − Σ bₖ·cₖ.
func less(a *ad.Mat, b, c []*ad.Mat) *ad.Mat {
	for k := range b {
		a = ad.Sub(a, ad.Mul(b[k], c[k]))
	}
	return a
}
