package presets

import (
	"math"
	"math/rand/v2"

	"bijou/flows/ad"
)

// A conditional distribution in the plane is one normal column and another
// that is normal about a function of it:
//
//	a ~ N(0, spread²),  b | a ~ N(mean(a), sd²).
//
// The map from two standard normals to (a, b) is a shear, so the entropy is
// that of the two columns whatever the mean. These are the targets that one
// affine autoregressive layer in the right order solves exactly.
type conditional struct {
	mean       func(a float64) float64
	spread, sd float64
	first      int // the column that holds a: 0 or 1
}

// banana bends a normal along a parabola (Haario, Saksman and Tamminen 1999):
// x ~ N(0, spread²), y | x ~ N(curvature·(x² − spread²), sd²).
func banana(spread, sd, curvature float64) conditional {
	return conditional{
		mean:   func(x float64) float64 { return curvature * (x*x - spread*spread) },
		spread: spread, sd: sd,
	}
}

func (c conditional) Dim() int { return 2 }

func (c conditional) Sample(rng *rand.Rand, x *ad.Mat) {
	as, bs := x.Col(c.first), x.Col(1-c.first)
	for i := range as {
		as[i] = c.spread * rng.NormFloat64()
		bs[i] = c.mean(as[i]) + c.sd*rng.NormFloat64()
	}
}

func (c conditional) LogProb(dst []float64, x *ad.Mat) {
	norm := ln2Pi + math.Log(c.spread) + math.Log(c.sd)
	as, bs := x.Col(c.first), x.Col(1-c.first)
	for i := range dst {
		u, v := as[i]/c.spread, (bs[i]-c.mean(as[i]))/c.sd
		dst[i] = -(u*u+v*v)/2 - norm
		if math.IsInf(u*u, 1) { // where the mean need not be a number
			dst[i] = math.Inf(-1)
		}
	}
}

func (c conditional) Entropy() float64 {
	return 1 + ln2Pi + math.Log(c.spread) + math.Log(c.sd)
}
