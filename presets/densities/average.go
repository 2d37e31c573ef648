package densities

import (
	"math"

	"bijou/flows/ad"
	"bijou/model"
)

// gaussReach is how many standard deviations a quadrature follows a Gaussian:
// what lies beyond is below 1e-15.
const gaussReach = 8

// gaussStep is the step of those quadratures in standard deviations of the
// narrowest Gaussian about; half of it moves no entropy here by 1e-9.
const gaussStep = 0.25

// meanUnderNormal returns E log p(at(u, v)) for independent standard normal u
// and v, by the trapezoidal rule with steps du and dv. The rule converges
// geometrically here (Trefethen and Weideman 2014, "The exponentially
// convergent trapezoidal rule"), as Gaussians are analytic and vanish at both
// ends.
func meanUnderNormal(p model.Density, du, dv float64, at func(u, v float64) (x, y float64)) float64 {
	half := int(gaussReach / dv)
	row, logp := ad.New(2*half+1, 2), make([]float64, 2*half+1)
	xs, ys := row.Col(0), row.Col(1)
	sum := 0.0
	for i := -int(gaussReach / du); float64(i)*du <= gaussReach; i++ {
		u := float64(i) * du
		for j := range xs {
			xs[j], ys[j] = at(u, float64(j-half)*dv)
		}
		p.LogProb(logp, row)
		line := 0.0
		for j, l := range logp {
			v := float64(j-half) * dv
			line += math.Exp(-v*v/2) * l
		}
		sum += math.Exp(-u*u/2) * line
	}
	return sum * du * dv / (2 * math.Pi)
}
