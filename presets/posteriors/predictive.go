package posteriors

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
)

// A predictive is what a model sees, and would see elsewhere.
type predictive struct {
	x, y []float64
	// draw fills y with what would be seen at places x under parameters on the line.
	draw func(rng *rand.Rand, theta, x, y []float64)
}

// Seen returns what the model saw, nil where it sees nothing over places.
func (p *Posterior) Seen() (x, y []float64) {
	if p.predictive == nil {
		return nil, nil
	}
	return p.predictive.x, p.predictive.y
}

// Predict fills y, n×len(x), with draws of what would be seen under each row of parameters.
func (p *Posterior) Predict(rng *rand.Rand, y, theta *ad.Mat, x []float64) {
	at, seen := make([]float64, theta.Cols), make([]float64, len(x))
	for i := range theta.Rows {
		p.predictive.draw(rng, theta.Row(at, i), x, seen)
		for k, v := range seen {
			y.Set(i, k, v)
		}
	}
}

// predicting gives a posterior what it predicts by.
func (p *Posterior) predicting(x, y []float64, draw func(rng *rand.Rand, theta, x, y []float64)) *Posterior {
	p.predictive = &predictive{x, y, draw}
	return p
}

// drawPolynomial sees a polynomial with errors.
func drawPolynomial(rng *rand.Rand, weights, x, y []float64) {
	for i, at := range x {
		sum := 0.0
		for k := len(weights) - 1; k >= 0; k-- {
			sum = sum*at + weights[k]
		}
		y[i] = sum + regressionNoise*rng.NormFloat64()
	}
}

// drawNet sees a net of one unit with errors.
func drawNet(rng *rand.Rand, theta, x, y []float64) {
	for i, at := range x {
		y[i] = theta[2]*math.Tanh(theta[0]*at+theta[1]) + netNoise*rng.NormFloat64()
	}
}

// drawProcess sees a Gaussian process after the data (Rasmussen and Williams 2006,
// equations 2.25 and 2.26), each place by itself; theta are logarithms of length, height
// and noise.
func drawProcess(rng *rand.Rand, theta, x, y []float64) {
	places, seen := process()
	length, height, noise := math.Exp(theta[0]), math.Exp(2*theta[1]), math.Exp(2*theta[2])
	kernel := func(a, b float64) float64 {
		return height * math.Exp(-(a-b)*(a-b)/(2*length*length))
	}
	n := len(places)
	k := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			k.SetSym(i, j, kernel(places[i], places[j]))
		}
		k.SetSym(i, i, height+noise+1e-9*height)
	}
	var chol mat.Cholesky
	if !chol.Factorize(k) {
		for i := range y { // nothing can be said where the matrix is singular to rounding
			y[i] = math.NaN()
		}
		return
	}
	var weights, lower mat.VecDense
	if err := chol.SolveVecTo(&weights, mat.NewVecDense(n, seen)); err != nil {
		weights.Reset()
		weights.ReuseAsVec(n)
	}
	near := mat.NewVecDense(n, nil)
	for i, at := range x {
		for j, place := range places {
			near.SetVec(j, kernel(at, place))
		}
		variance := height + noise
		if err := chol.SolveVecTo(&lower, near); err == nil {
			variance -= mat.Dot(near, &lower)
		}
		y[i] = mat.Dot(near, &weights) + math.Sqrt(max(variance, 0))*rng.NormFloat64()
	}
}
