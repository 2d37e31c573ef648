package main

// affine is the map of a column by a log-scale s = c·tanh(raw/c) and a shift t:
// v·eˢ + t, or its inverse (v − t)·e⁻ˢ.
func (m *machine) affine(inverse bool) {
	name, doc := "affine", "writes v·eˢ + shift with s = clamp·tanh(raw/clamp), and adds s to ladj. It keeps\nthe tanh in bend and eˢ in gain."
	if inverse {
		name, doc = "affineInverse", "writes (v − shift)·e⁻ˢ with s = clamp·tanh(raw/clamp), and takes s from ladj. It\nkeeps the tanh in bend and e⁻ˢ in gain."
	}
	m.loop(loop{
		name: name, doc: doc, slices: []string{"out", "ladj", "bend", "gain", "v", "raw", "shift"}, numbers: []string{"clamp"},
		reads: []string{"ladj", "v", "raw", "shift"}, writes: []string{"out", "ladj", "bend", "gain"}, unroll: 1,
		program: func() func([]vals) []vals {
			clamp := m.scalar("clamp")
			return func(in []vals) []vals { return m.affineOf(inverse, clamp, in[0], in[1], in[2], in[3]) }
		},
	})
}

func (m *machine) affineOf(inverse bool, clamp, ladj, v, raw, shift vals) []vals {
	bend := m.tanh(m.div(raw, clamp))
	s := m.mul(bend, clamp)
	if !inverse {
		gain := m.exp(s)
		return []vals{m.add(m.mul(v, gain), shift), m.add(ladj, s), bend, gain}
	}
	gain := m.exp(m.sub(m.fill(m.number(0)), s))
	return []vals{m.mul(m.sub(v, shift), gain), m.sub(ladj, s), bend, gain}
}

// affineBack adds to the gradients of v, raw and shift what those of out and
// ladj pull on them. The derivative of a product by its log-scale is the product
// itself: v·eˢ there, out back.
func (m *machine) affineBack(inverse bool) {
	name, product, doc := "affineBack", "v", "is the derivative of affine."
	if inverse {
		name, product, doc = "affineInverseBack", "out", "is the derivative of affineInverse."
	}
	m.loop(loop{
		name: name, doc: doc, slices: []string{"gv", "graw", "gshift", "g", "gladj", product, "bend", "gain"},
		reads:  []string{"gv", "graw", "gshift", "g", "gladj", product, "bend", "gain"},
		writes: []string{"gv", "graw", "gshift"}, unroll: 1,
		program: func() func([]vals) []vals {
			return func(in []vals) []vals {
				gv, graw, gshift, g, gladj, by, bend, gain := in[0], in[1], in[2], in[3], in[4], in[5], in[6], in[7]
				slope := m.copy(bend)
				m.minusTimes(slope, bend, m.number(1))
				moved := m.mul(g, gain)
				gv = m.add(gv, moved)
				if inverse {
					pull := m.mul(m.add(m.mul(g, by), gladj), slope)
					return []vals{gv, m.sub(graw, pull), m.sub(gshift, moved)}
				}
				pull := m.mul(m.add(m.mul(moved, by), gladj), slope)
				return []vals{gv, m.add(graw, pull), m.add(gshift, g)}
			}
		},
	})
}
