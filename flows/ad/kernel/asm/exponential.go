package main

import "math"

const (
	signBit  = 1 << 63
	one      = 1023 << 52 // the bits of 1
	magic    = 0x1.8p52   // adding it rounds to an integer, found in the lowest bits
	overflow = 710        // eˣ is Inf from here on
	vanish   = -746       // eˣ is 0 up to here

	inverseBits = 0x7fde623822fc16e6 // less the bits of a number, about those of its inverse
)

var (
	ln2Hi, ln2Lo = split()
	expTerms     = fit(expTail, -math.Ln2/2, math.Ln2/2, 9)
)

// An exponential is eᵃ = 2ⁿ·(1 + r + g) with |r| ≤ log(2)/2 and g of the order
// of r². The lowest bits of bits are n as an integer.
type exponential struct{ n, bits, r, g vals }

// reduce takes a where n is within the exponents of float64: Cody and Waite's
// reduction, then eʳ − 1 = r + r²·g(r). Where something near 1 is subtracted
// from the result, the digits that rounding took from r count: exactly keeps
// them.
func (m *machine) reduce(a vals, exactly bool) exponential {
	bits := m.fill(m.number(magic))
	m.plus(bits, a, m.number(math.Log2E))
	n := m.sub(bits, m.number(magic))
	hi := m.copy(a)
	m.minus(hi, n, m.number(ln2Hi))
	r := m.copy(hi)
	m.minus(r, n, m.number(ln2Lo))
	square := m.mul(r, r)
	g := m.polynomial(expTerms, r, square)
	if exactly {
		low := m.sub(hi, r)
		m.minus(low, n, m.number(ln2Lo))
		m.times(g, square, low)
	} else {
		g = m.mul(g, square)
	}
	return exponential{n, bits, r, g}
}

// polynomial is Horner's rule on the even and the odd terms apart, which halves
// the wait for each other.
func (m *machine) polynomial(c []float64, x, square vals) vals {
	last := len(c) - 1
	p, q := m.fill(m.number(c[last])), m.fill(m.number(c[last-1]))
	for i := last - 2; i >= 0; i -= 2 {
		m.times(p, square, m.number(c[i]))
		if i > 0 {
			m.times(q, square, m.number(c[i-1]))
		}
	}
	if last%2 == 1 {
		m.times(p, x, q)
		return p
	}
	m.times(q, x, p)
	return q
}

// power is 2ⁿ for n from −1022 to 1023.
func (m *machine) power(bits vals) vals { return m.addBits(m.left(bits, 52), m.bits(one)) }

// scale is y·2ⁿ for any n, rounded once.
func (m *machine) scale(y vals, e exponential) vals {
	if m.wide() {
		to := m.vals()
		for u := range to {
			m.VSCALEFPD(e.n[u], y[u], to[u])
		}
		return to
	}
	half := m.fill(m.number(magic))
	m.plus(half, e.n, m.number(0.5))
	rest := m.sub(half, m.number(magic))
	rest = m.add(m.sub(e.n, rest), m.number(magic))
	return m.mul(m.mul(y, m.power(half)), m.power(rest))
}

// atMost and atLeast let NaN through.
func (m *machine) atMost(a vals, limit float64) vals {
	return m.min(m.fill(m.number(limit)), a)
}

func (m *machine) atLeast(a vals, limit float64) vals {
	return m.max(m.fill(m.number(limit)), a)
}

func (m *machine) exp(x vals) vals { return m.expOf(m.atMost(x, overflow)) }

// expNegative is e⁻|ˣ|.
func (m *machine) expNegative(x vals) vals { return m.expOf(m.or(x, m.bits(signBit))) }

func (m *machine) expOf(x vals) vals {
	e := m.reduce(m.atLeast(x, vanish), false)
	return m.scale(m.add(m.add(e.g, e.r), m.number(1)), e)
}

// expm1 is 2ⁿ·((1 − 2⁻ⁿ) + r + g).
func (m *machine) expm1(x vals) vals {
	e := m.reduce(m.atLeast(m.atMost(x, overflow), -50), true)
	down := m.sub(m.fill(m.number(magic)), m.min(e.n, m.number(64)))
	y := m.sub(m.fill(m.number(1)), m.power(down))
	return m.signed(m.scale(m.add(m.add(y, e.r), e.g), e), x)
}

// signed gives y, of the same sign as x or 0, the sign of x: that of −0 is lost
// on the way.
func (m *machine) signed(y, x vals) vals { return m.or(y, m.and(x, m.bits(signBit))) }

// tanh is E/(E+2) for E = e²|ˣ| − 1.
func (m *machine) tanh(x vals) vals {
	a := m.and(x, m.bits(signBit-1))
	e := m.reduce(m.atMost(m.add(a, a), 44), true)
	scale := m.power(e.bits)
	top := m.sub(scale, m.number(1))
	m.plus(top, scale, e.r)
	m.plus(top, scale, e.g)
	q, rest := m.ratio(top, top, 2)
	// 1/(E+2) is (1 − E/(E+2))/2. Slightly less, for where tanh rounds to 1
	// nothing is left to correct.
	w := m.copy(q)
	m.minusTimes(w, m.fill(m.number(0.5)), m.number(0.5-0x1p-30))
	m.plus(q, rest, m.max(w, m.number(0)))
	return m.signed(q, x)
}

// ratio is q = top/(e+c) and what is left of top, top − q·(e+c), for e ≥ 0.
func (m *machine) ratio(top, e vals, c float64) (q, rest vals) {
	sum := m.add(e, m.number(c))
	lost := m.sub(e, m.sub(sum, m.number(c)))
	q = m.div(top, sum)
	rest = m.copy(q)
	m.minusTimes(rest, sum, top)
	m.minus(rest, q, lost)
	return q, rest
}

// sigmoidParts returns e⁻|ˣ|, and which of 1 and that the sigmoid divides by 1 + e⁻|ˣ|.
func (m *machine) sigmoidParts(x vals) (e, top vals) {
	e, top = m.expNegative(x), m.fill(m.number(1))
	m.pick(top, m.compare(less, x, m.number(0)), e)
	return e, top
}

// sigmoid makes up for what the sum loses.
func (m *machine) sigmoid(x vals) vals {
	e, top := m.sigmoidParts(x)
	q, rest := m.ratio(top, e, 1)
	m.minusTimes(e, m.fill(m.number(0.5)), m.number(1)) // 1/(1+e), nearly
	m.plus(q, rest, e)
	return q
}
