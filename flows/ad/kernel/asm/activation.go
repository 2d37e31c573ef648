package main

import "math"

// The activations of a dense layer, and what turns the gradient of their value
// into that of their argument.

// relu is x where x is −0 or NaN: what the maximum gives for its second operand.
func (m *machine) relu(x vals) vals { return m.max(m.fill(m.number(0)), x) }

func (m *machine) reluBack(g, y vals) vals {
	m.clear(g, m.compare(equal, y, m.number(0)))
	return g
}

func (m *machine) tanhBack(g, y vals) vals {
	d := m.copy(y)
	m.minusTimes(d, y, m.number(1))
	return m.mul(g, d)
}

// steepest is where the sigmoid stays what it is: beyond, e to it or to its negative
// is no normal number.
const steepest = 708

var fallTerms = fit(fall, -math.Ln2/2, math.Ln2/2, 10)

// gate returns x, or what stands for it below −708, and the sigmoid there: 1/(1+e⁻ˣ),
// with the digits of x that count for e⁻ˣ and no more, and without a division, which
// takes longer than all the rest.
func (m *machine) gate(x vals) (at, s vals) {
	if m.size == 4 {
		return m.gateSingle(x)
	}
	at = m.atLeast(x, -steepest)
	a := m.atMost(at, steepest)
	bits := m.fill(m.number(magic))
	m.plus(bits, a, m.number(math.Log2E))
	n := m.sub(bits, m.number(magic))
	m.minus(a, n, m.number(ln2Hi))
	m.minus(a, n, m.number(ln2Lo))
	e := m.polynomial(fallTerms, a, m.mul(a, a))
	e = m.subBits(e, m.left(bits, 52)) // times 2⁻ⁿ
	return at, m.inverse(m.add(e, m.number(1)))
}

// inverse is 1/d for a normal d > 0 with a normal inverse. A line through the bits
// of d, whose largest error is about the smallest that a line can have, is off by
// 5 %; two steps of third order and Newton's leave the error of rounding.
func (m *machine) inverse(d vals) vals {
	r := m.subBits(m.fill(m.bits(inverseBits)), d)
	for _, cubic := range []bool{true, true, false} {
		off := m.copy(d)
		m.minusTimes(off, r, m.number(1))
		if cubic {
			m.times(off, off, off) // which is off + off²
		}
		next := m.copy(r)
		m.times(next, off, r)
		r = next
	}
	return r
}

func (m *machine) silu(x vals) vals {
	at, s := m.gate(x)
	return m.mul(at, s)
}

// siluSlope returns the value h·s and the slope s + h·s·(1−s), with s = sigmoid h.
func (m *machine) siluSlope(h vals) (value, slope vals) {
	at, s := m.gate(h)
	value, slope = m.mul(at, s), m.copy(s)
	m.plus(slope, value, m.sub(m.fill(m.number(1)), s))
	return value, slope
}

func (m *machine) elu(x vals) vals {
	y := m.copy(x)
	m.pick(y, m.compare(less, x, m.number(0)), m.expm1(x))
	return y
}

func (m *machine) eluBack(g, y vals) vals {
	d := m.add(y, m.number(1))
	m.pick(g, m.compare(less, y, m.number(0)), m.mul(g, d))
	return g
}
