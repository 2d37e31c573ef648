package densities

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// A Conditional distribution in the plane is one normal column and another
// that is normal about a function of it:
//
//	a ~ N(0, spread²),  b | a ~ N(mean(a), sd²).
//
// The map from two standard normals to (a, b) is a shear, so the entropy is
// that of the two columns whatever the mean. These are the targets that one
// affine autoregressive layer in the right order solves exactly.
type Conditional struct {
	Mean       func(a float64) float64
	Spread, SD float64
	First      int // the column that holds a: 0 or 1
}

// Banana bends a normal along a parabola (Haario, Saksman and Tamminen 1999):
// x ~ N(0, spread²), y | x ~ N(curvature·(x² − spread²), sd²).
func Banana(spread, sd, curvature float64) Conditional {
	return Conditional{
		Mean:   func(x float64) float64 { return curvature * (x*x - spread*spread) },
		Spread: spread, SD: sd,
	}
}

// Dim is the number of columns.
func (c Conditional) Dim() int { return 2 }

// Sample draws every row of x.
func (c Conditional) Sample(rng *rand.Rand, x *ad.Mat) {
	as, bs := x.Col(c.First), x.Col(1-c.First)
	for i := range as {
		as[i] = c.Spread * rng.NormFloat64()
		bs[i] = c.Mean(as[i]) + c.SD*rng.NormFloat64()
	}
}

// LogProb writes log p of every row of x, in nats.
func (c Conditional) LogProb(dst []float64, x *ad.Mat) {
	norm := Ln2Pi + math.Log(c.Spread) + math.Log(c.SD)
	as, bs := x.Col(c.First), x.Col(1-c.First)
	for i := range dst {
		u, v := as[i]/c.Spread, (bs[i]-c.Mean(as[i]))/c.SD
		dst[i] = -(u*u+v*v)/2 - norm
		if math.IsInf(u*u, 1) { // where the mean need not be a number
			dst[i] = math.Inf(-1)
		}
	}
}

// Entropy is the mean of −log p over draws, in nats.
func (c Conditional) Entropy() float64 {
	return 1 + Ln2Pi + math.Log(c.Spread) + math.Log(c.SD)
}
