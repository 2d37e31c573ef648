package main

// radial writes what a radial layer does to distances from its centre: see Radial
// in the package.
func (m *machine) radial(inverse bool) {
	name, doc := "radial", "writes the rates of a radial layer at the distances r."
	reads, writes := []string{"r"}, []string{"h", "moved", "gain", "slope"}
	if inverse {
		name, doc = "radialInverse", "is radial for the distances that the layer carries to r, which it writes too."
		writes = append([]string{"r"}, writes...)
	}
	m.loop(loop{
		name: name, doc: doc, slices: []string{"r", "h", "moved", "gain", "slope"}, numbers: []string{"alpha", "gamma"},
		reads: reads, writes: writes, unroll: 1,
		program: func() func([]vals) []vals {
			alpha, gamma := m.scalar("alpha"), m.scalar("gamma")
			beta, twice := m.sub(gamma, alpha), m.add(alpha, alpha)
			return func(in []vals) []vals {
				r := in[0]
				if inverse {
					r = m.radialInner(r, alpha, gamma)
				}
				h := m.reciprocal(m.add(r, alpha))
				gain := m.mul(m.add(r, gamma), h)
				slope := m.mul(m.mul(r, h), m.mul(m.add(r, twice), h))
				m.plus(slope, m.mul(h, alpha), m.mul(h, gamma))
				moved := m.mul(h, beta)
				if inverse {
					return []vals{r, h, m.div(m.sub(m.fill(m.number(0)), moved), gain), gain, slope}
				}
				return []vals{h, moved, gain, slope}
			}
		},
	})
}

// radialInner solves the quadratic equation for r without cancellation.
func (m *machine) radialInner(outer, alpha, gamma vals) vals {
	half, q := m.mul(m.sub(gamma, outer), m.number(0.5)), m.mul(outer, alpha)
	square := m.mul(half, half)
	root := m.sqrt(m.add(square, q))
	r := m.sub(root, half)
	m.pick(r, m.compare(greater, half, m.number(0)), m.div(q, m.add(half, root)))
	return r
}
