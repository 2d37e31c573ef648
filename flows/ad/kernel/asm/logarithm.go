package main

import "math"

// log(1+f) = f − (f²/2 − s·(f²/2 + R)) with s = f/(2+f) and R = z·T(z) for
// z = s²: the arrangement of fdlibm, in which s, a rounded quotient, only enters
// small terms. T is the tail of the series of 2·artanh(s).
var (
	logTerms  = fit(logTail, 0, 0.02944, 6) // 1+f from √½ to √2
	halfTerms = fit(logTail, 0, 1.0/9, 12)  // f from 0 to 1
)

const (
	exponentMask = 0x7ff << 52
	integers     = 0x1p52 // its lowest bits count
)

// A mantissa is u = 2ᵏ·(1+f) with 1+f from √½ to √2.
type mantissa struct {
	k, f   vals
	biased vals // k + 1023 in the place of an exponent
}

// normal takes u ≥ 2⁻¹⁰²²; bias is what to subtract to get k, 1023 as a rule.
func (m *machine) normal(u, bias vals) mantissa {
	t := m.addBits(u, m.bits(one-math.Float64bits(math.Sqrt2/2)))
	biased := m.and(t, m.bits(exponentMask))
	z := m.addBits(m.subBits(u, biased), m.bits(one))
	k := m.sub(m.or(m.right(t, 52), m.number(integers)), bias)
	return mantissa{k: k, f: m.sub(z, m.number(1)), biased: biased}
}

// correction is f²/2 and s·(f²/2 + R) + low.
func (m *machine) correction(f vals, terms []float64, low vals) (half, rest vals) {
	s := m.div(f, m.add(f, m.number(2)))
	z := m.mul(s, s)
	half = m.mul(m.mul(f, f), m.number(0.5))
	r := m.polynomial(terms, z, m.mul(z, z))
	m.times(r, z, half)
	if low == nil {
		return half, m.mul(s, r)
	}
	m.plus(low, s, r)
	return half, low
}

// total is k·log 2 + log(1+f), low being a small part of it.
func (m *machine) total(x mantissa, low vals) vals {
	if low == nil {
		low = m.mul(x.k, m.number(ln2Lo))
	} else {
		m.plus(low, x.k, m.number(ln2Lo))
	}
	half, rest := m.correction(x.f, logTerms, low)
	d := m.sub(m.sub(half, rest), x.f)
	y := m.fill(m.number(ln2Hi))
	m.timesMinus(y, x.k, d)
	return y
}

func (m *machine) log(x vals) vals {
	tiny := m.compare(less, x, m.number(0x1p-1022))
	u := m.copy(x)
	m.pick(u, tiny, m.mul(x, m.number(0x1p54)))
	bias := m.fill(m.number(integers + 1023))
	m.pick(bias, tiny, m.number(integers+1023+54))
	y := m.total(m.normal(u, bias), nil)
	return m.logEdges(y, x, 0)
}

// log1p is the logarithm of u = 1+x, corrected by what rounding took from u.
func (m *machine) log1p(x vals) vals {
	u := m.add(x, m.number(1))
	back := m.sub(u, m.number(1))
	lost := m.sub(m.fill(m.number(1)), m.sub(u, back))
	lost = m.add(lost, m.sub(x, back)) // Knuth's sum: u + lost = 1 + x exactly
	n := m.normal(u, m.fill(m.number(integers+1023)))
	down := m.subBits(m.fill(m.bits(2047<<52)), n.biased) // 2¹⁻ᵏ: k may be 1024, and 2⁻¹⁰²⁴ has no exponent
	lost = m.mul(lost, m.mul(down, m.number(0.5)))
	f := m.add(n.f, lost) // x itself where k is 0
	low := m.sub(lost, m.sub(f, n.f))
	n.f = f
	m.minus(low, m.copy(low), f) // low/(1+f), nearly
	y := m.signed(m.total(n, low), x)
	return m.logEdges(y, x, -1)
}

// logEdges puts in what y cannot be right about: log is −Inf at pole, NaN below,
// and x itself at Inf and NaN.
func (m *machine) logEdges(y, x vals, pole float64) vals {
	m.pick(y, m.compare(lessEqual, x, m.number(pole)), m.number(math.NaN()))
	m.pick(y, m.compare(equal, x, m.number(pole)), m.number(math.Inf(-1)))
	m.pick(y, m.compare(notLess, x, m.number(math.Inf(1))), x)
	return y
}

// softplus is max(x, 0) + log(1 + e⁻|ˣ|).
func (m *machine) softplus(x vals) vals {
	f := m.expNegative(x)
	half, rest := m.correction(f, halfTerms, nil)
	y := m.sub(f, m.sub(half, rest))
	return m.add(y, m.max(m.fill(m.number(0)), x))
}
