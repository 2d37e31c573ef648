package densities

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// A Funnel is Neal's (2003, "Slice sampling"): the first column sets the width
// of all others, x_0 ~ N(0, sigma²), x_i | x_0 ~ N(0, variance·exp(x_0)).
type Funnel struct {
	Columns         int
	Sigma, Variance float64
}

// Dim is the number of columns.
func (f Funnel) Dim() int { return f.Columns }

// Sample draws every row of x.
func (f Funnel) Sample(rng *rand.Rand, x *ad.Mat) {
	sd := math.Sqrt(f.Variance)
	for i, first := 0, x.Col(0); i < x.Rows; i++ {
		first[i] = f.Sigma * rng.NormFloat64()
		for j := 1; j < f.Columns; j++ {
			x.Set(i, j, sd*math.Exp(first[i]/2)*rng.NormFloat64())
		}
	}
}

// LogProb writes log p of every row of x, in nats.
func (f Funnel) LogProb(dst []float64, x *ad.Mat) {
	others := float64(f.Columns - 1)
	norm := (others+1)/2*Ln2Pi + math.Log(f.Sigma) + others/2*math.Log(f.Variance)
	first := x.Col(0)
	for i, v := range first {
		dst[i] = -v*v/(2*f.Sigma*f.Sigma) - others/2*v - norm
		if math.IsInf(v, 0) {
			dst[i] = math.Inf(-1)
		}
	}
	for j := 1; j < f.Columns; j++ {
		for i, v := range x.Col(j) {
			switch w := v * math.Exp(-first[i]/2); {
			case math.IsInf(v, 0):
				dst[i] = math.Inf(-1)
			case v != 0: // at the neck exp overflows; a point on the axis is still in it
				dst[i] -= w * w / (2 * f.Variance)
			}
		}
	}
}

// Entropy is the mean of −log p over draws, in nats.
func (f Funnel) Entropy() float64 {
	others := float64(f.Columns - 1)
	return (others+1)/2*(1+Ln2Pi) + math.Log(f.Sigma) + others/2*math.Log(f.Variance)
}

// Score writes the derivative of log p.
func (f Funnel) Score(grad, x *ad.Mat) {
	first, byFirst := x.Col(0), grad.Col(0)
	for i, v := range first {
		byFirst[i] = -v/(f.Sigma*f.Sigma) - float64(f.Columns-1)/2
	}
	for j := 1; j < f.Columns; j++ {
		by := grad.Col(j)
		for i, w := range x.Col(j) {
			by[i] = -w * math.Exp(-first[i]) / f.Variance
			byFirst[i] -= w * by[i] / 2
		}
	}
}
