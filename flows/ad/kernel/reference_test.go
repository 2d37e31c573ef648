package kernel_test

import "math"

// A pair is an unevaluated sum of two numbers with about 106 bits between them
// (Dekker 1971): the reference that the functions are measured against.
type pair struct{ hi, lo float64 }

var (
	unit = pair{1, 0}
	ln2  = pair{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}
)

func twoSum(a, b float64) pair {
	s := a + b
	t := s - a
	return pair{s, (a - (s - t)) + (b - t)}
}

func (a pair) neg() pair { return pair{-a.hi, -a.lo} }

func (a pair) plus(b pair) pair {
	s, t := twoSum(a.hi, b.hi), twoSum(a.lo, b.lo)
	s = twoSum(s.hi, s.lo+t.hi)
	return twoSum(s.hi, s.lo+t.lo)
}

func (a pair) times(b pair) pair {
	p := float64(a.hi * b.hi) // rounded: on arm64 it would become part of the sum
	return twoSum(p, math.FMA(a.hi, b.hi, -p)+(a.hi*b.lo+a.lo*b.hi))
}

func (a pair) over(b pair) pair {
	q := a.hi / b.hi
	r := a.plus(b.times(pair{-q, 0}))
	p := r.hi / b.hi
	r = r.plus(b.times(pair{-p, 0}))
	return twoSum(q, p).plus(pair{r.hi / b.hi, 0})
}

func (a pair) scale(k int) pair { return pair{math.Ldexp(a.hi, k), math.Ldexp(a.lo, k)} }

var inverseFactorials = func() (c [25]pair) {
	c[0] = unit
	for k := 1; k < len(c); k++ {
		c[k] = c[k-1].over(pair{float64(k), 0})
	}
	return c
}()

// reduced returns n and p with eᵃ = 2ⁿ(1+p).
func reduced(a pair) (n int, p pair) {
	n = int(math.Round(a.hi * math.Log2E))
	r := a.plus(ln2.times(pair{-float64(n), 0}))
	for k := 24; k >= 1; k-- {
		p = r.times(inverseFactorials[k].plus(p))
	}
	return n, p
}

func trueExp(a pair) pair {
	n, p := reduced(a)
	return p.plus(unit).scale(n)
}

func trueExpm1(a pair) pair {
	n, p := reduced(a)
	if n == 0 {
		return p
	}
	return p.plus(unit).scale(n).plus(unit.neg())
}

// trueLog takes one step of Newton's method from the library's answer.
func trueLog(a pair) pair {
	n := math.Ilogb(a.hi)
	a = a.scale(-n)
	y := pair{math.Log(a.hi), 0}
	e := a.times(trueExp(y.neg())).plus(unit.neg())
	y = y.plus(e).plus(e.times(e).times(pair{-0.5, 0}))
	return ln2.times(pair{float64(n), 0}).plus(y)
}

func trueLog1p(a pair) pair {
	if math.Abs(a.hi) > 1e-7 {
		return trueLog(a.plus(unit))
	}
	s := pair{}
	for k := 6; k >= 1; k-- {
		s = a.times(unit.over(pair{float64(k), 0}).plus(s.neg()))
	}
	return s
}

func trueTanh(a pair) pair {
	if math.Abs(a.hi) > 40 {
		return pair{math.Copysign(1, a.hi), 0}
	}
	e := trueExpm1(a.scale(1))
	return e.over(e.plus(pair{2, 0}))
}

func trueSigmoid(a pair) pair {
	if a.hi > 0 {
		return unit.over(trueExp(a.neg()).plus(unit))
	}
	e := trueExp(a)
	return e.over(e.plus(unit))
}

func trueSoftplus(a pair) pair {
	if a.hi > 0 {
		return a.plus(trueLog1p(trueExp(a.neg())))
	}
	return trueLog1p(trueExp(a))
}

func trueSiLU(a pair) pair { return a.times(trueSigmoid(a)) }

func trueELU(a pair) pair {
	if a.hi < 0 {
		return trueExpm1(a)
	}
	return a
}

func trueReLU(a pair) pair { return pair{max(a.hi, 0), 0} }

// ulps is how far got is from want, in units of the last place of want.
func ulps(got float64, want pair) float64 {
	_, e := math.Frexp(want.hi)
	return math.Abs((got-want.hi)-want.lo) / math.Ldexp(1, max(e-53, -1074))
}
