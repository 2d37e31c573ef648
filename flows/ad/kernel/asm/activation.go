package main

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

// gate is the sigmoid rounded three times: what multiplies by it rounds again.
func (m *machine) gate(x vals) vals {
	e, top := m.sigmoidParts(x)
	return m.div(top, m.add(e, m.number(1)))
}

func (m *machine) silu(x vals) vals { return m.mul(x, m.gate(x)) }

// siluSlope returns the value h·s and the slope s + h·s·(1−s), with s = sigmoid h.
func (m *machine) siluSlope(h vals) (value, slope vals) {
	s := m.gate(h)
	value, slope = m.mul(h, s), m.copy(s)
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
