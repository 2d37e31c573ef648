package main

import (
	"math"
	"math/big"
)

// precision is ample: float64 has 53 bits, the sums below lose a few dozen.
const precision = 300

// fit returns the coefficients, constant first, of the polynomial that meets
// the power series Σ series(k)·xᵏ at the Chebyshev points of [lo, hi]. Its error
// is close to the smallest that any polynomial of its degree has there.
func fit(series func(k int64) *big.Rat, lo, hi float64, degree int) []float64 {
	n := degree + 1
	x, y := make([]*big.Float, n), make([]*big.Float, n)
	for i := range x {
		x[i] = precise((lo+hi)/2 + (hi-lo)/2*math.Cos(math.Pi*(float64(i)+0.5)/float64(n)))
		y[i] = evaluate(series, x[i])
	}
	// Newton's divided differences, in place.
	for d := 1; d < n; d++ {
		for i := n - 1; i >= d; i-- {
			y[i] = quotient(difference(y[i], y[i-1]), difference(x[i], x[i-d]))
		}
	}
	// Multiply out, innermost factor first: p ← p·(x − xᵢ) + yᵢ.
	p := make([]*big.Float, n)
	for i := range p {
		p[i] = precise(0)
	}
	for i := n - 1; i >= 0; i-- {
		for k := n - 1; k >= 0; k-- {
			p[k] = difference(precise(0), product(p[k], x[i]))
			if k > 0 {
				p[k].Add(p[k], p[k-1])
			}
		}
		p[0].Add(p[0], y[i])
	}
	c := make([]float64, n)
	for i := range c {
		c[i], _ = p[i].Float64()
	}
	return c
}

func evaluate(series func(k int64) *big.Rat, x *big.Float) *big.Float {
	sum, power := precise(0), precise(1)
	for k := range int64(120) {
		c := precise(0).SetRat(series(k))
		sum.Add(sum, c.Mul(c, power))
		power = product(power, x)
	}
	return sum
}

// expTail is (eʳ − 1 − r)/r².
func expTail(k int64) *big.Rat {
	f := new(big.Int).MulRange(1, k+2)
	return new(big.Rat).SetFrac(big.NewInt(1), f)
}

// fall is e⁻ʳ.
func fall(k int64) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(1-2*(k%2)), new(big.Int).MulRange(1, k))
}

// logTail is (2·artanh(s) − 2s)/s³ in z = s².
func logTail(k int64) *big.Rat { return big.NewRat(2, 2*k+3) }

// split returns log 2 as a sum of two numbers. The first has 32 bits, so that
// its multiples by exponents are exact.
func split() (hi, lo float64) {
	third := new(big.Float).SetPrec(precision).Quo(precise(1), precise(3))
	ln2 := product(third, evaluate(func(k int64) *big.Rat { return big.NewRat(2, 2*k+1) }, product(third, third)))
	hi, _ = new(big.Float).SetPrec(32).Set(ln2).Float64()
	lo, _ = difference(ln2, precise(hi)).Float64()
	return hi, lo
}

func precise(x float64) *big.Float { return big.NewFloat(x).SetPrec(precision) }

func product(a, b *big.Float) *big.Float    { return precise(0).Mul(a, b) }
func quotient(a, b *big.Float) *big.Float   { return precise(0).Quo(a, b) }
func difference(a, b *big.Float) *big.Float { return precise(0).Sub(a, b) }
