package presets

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// A funnel is Neal's (2003, "Slice sampling"): the first column sets the width
// of all others, x_0 ~ N(0, sigma²), x_i | x_0 ~ N(0, variance·exp(x_0)).
type funnel struct {
	dim             int
	sigma, variance float64
}

func (f funnel) Dim() int { return f.dim }

func (f funnel) Sample(rng *rand.Rand, x *ad.Mat) {
	sd := math.Sqrt(f.variance)
	for i, first := 0, x.Col(0); i < x.Rows; i++ {
		first[i] = f.sigma * rng.NormFloat64()
		for j := 1; j < f.dim; j++ {
			x.Set(i, j, sd*math.Exp(first[i]/2)*rng.NormFloat64())
		}
	}
}

func (f funnel) LogProb(dst []float64, x *ad.Mat) {
	others := float64(f.dim - 1)
	norm := (others+1)/2*ln2Pi + math.Log(f.sigma) + others/2*math.Log(f.variance)
	first := x.Col(0)
	for i, v := range first {
		dst[i] = -v*v/(2*f.sigma*f.sigma) - others/2*v - norm
		if math.IsInf(v, 0) {
			dst[i] = math.Inf(-1)
		}
	}
	for j := 1; j < f.dim; j++ {
		for i, v := range x.Col(j) {
			switch w := v * math.Exp(-first[i]/2); {
			case math.IsInf(v, 0):
				dst[i] = math.Inf(-1)
			case v != 0: // at the neck exp overflows; a point on the axis is still in it
				dst[i] -= w * w / (2 * f.variance)
			}
		}
	}
}

func (f funnel) Entropy() float64 {
	others := float64(f.dim - 1)
	return (others+1)/2*(1+ln2Pi) + math.Log(f.sigma) + others/2*math.Log(f.variance)
}

// Score writes the derivative of log p.
func (f funnel) Score(grad, x *ad.Mat) {
	first, byFirst := x.Col(0), grad.Col(0)
	for i, v := range first {
		byFirst[i] = -v/(f.sigma*f.sigma) - float64(f.dim-1)/2
	}
	for j := 1; j < f.dim; j++ {
		by := grad.Col(j)
		for i, w := range x.Col(j) {
			by[i] = -w * math.Exp(-first[i]) / f.variance
			byFirst[i] -= w * by[i] / 2
		}
	}
}
