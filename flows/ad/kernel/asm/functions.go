package main

import "math"

// A program is a function of vectors: called once it prepares registers outside
// the loop and returns what to do in the loop.
type program func() func(x ...vals) vals

var (
	ln2Hi, ln2Lo = split()
	expTailOf    = fit(expTail, -math.Ln2/2, math.Ln2/2, 9)
	logTailOf    = fit(logTail, 0, 0.0295, 6) // z = s² for 1+f from √½ to √2
	halfTailOf   = fit(logTail, 0, 1.0/9, 12) // z = s² for f from 0 to 1
)

const (
	signBit  = 1 << 63
	magic    = 0x1.8p52 // adding it rounds to an integer, held in the lowest bits
	exponent = 0x7ff << 52
)

// An exponential is eᵃ = 2ⁿ·(1 + p), with p from √½−1 to √2−1.
type exponential struct {
	n vals // an integer
	b vals // n + magic: n in the lowest bits
	p vals
}

// reduce takes a within ±1100.
func (m *machine) reduce(a vals) exponential {
	b := m.register(m.number(magic))
	b = m.copy(b)
	m.plus(b, a, m.number(math.Log2E))
	n := m.sub(b, m.number(magic))
	r := m.copy(a)
	m.minus(r, n, m.number(ln2Hi))
	hi := m.copy(r)
	m.minus(r, n, m.number(ln2Lo))
	// What rounding took from r matters where 1 is subtracted later.
	low := m.sub(hi, r)
	m.minus(low, n, m.number(ln2Lo))
	c := expTailOf
	g := m.polynomial(c, r)
	m.times(g, m.mul(r, r), low)
	return exponential{n, b, m.add(g, r)}
}

// polynomial is Horner's rule.
func (m *machine) polynomial(c []float64, x vals) vals {
	p := m.copy(m.register(m.number(c[len(c)-1])))
	for i := len(c) - 2; i >= 0; i-- {
		m.times(p, x, m.number(c[i]))
	}
	return p
}
