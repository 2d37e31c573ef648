package densities

import "math"

// besselFar is where the asymptotic series takes over from the power series:
// its smallest term is about exp(−2x), so that from 20 on it reaches the last
// bit, while the power series still needs fewer than 50 terms.
const besselFar = 20

// besselI0e returns exp(−x)·I0(x) for x ≥ 0, the modified Bessel function of
// order zero without its growth, to a few units in the last place. Sources:
// Abramowitz and Stegun, 9.6.10 (power series, all terms positive) and 9.7.1
// (asymptotic series).
func besselI0e(x float64) float64 {
	if x < besselFar {
		return math.Exp(-x) * besselNear(x*x/4)
	}
	sum, term := 1.0, 1.0
	for k := 1.0; k < 2*besselFar && term > 1e-17; k++ {
		term *= (2*k - 1) * (2*k - 1) / (8 * k * x)
		sum += term
	}
	return sum / math.Sqrt(2*math.Pi*x)
}

// besselNear sums qᵏ/(k!)² until the terms no longer count.
func besselNear(q float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > 1e-17*sum; k++ {
		term *= q / (k * k)
		sum += term
	}
	return sum
}
