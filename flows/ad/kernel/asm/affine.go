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

// bend is the tanh of the log-scales that a net in single precision says.
func (m *machine) bend() {
	m.loop(loop{
		name: "bendSingle", doc: "writes tanh(raw/clamp).", slices: []string{"dst", "raw"}, numbers: []string{"clamp"}, reads: []string{"raw"}, writes: []string{"dst"},
		program: func() func([]vals) []vals {
			clamp := m.scalar("clamp")
			return func(in []vals) []vals { return []vals{m.tanhSingle(m.div(in[0], clamp))} }
		},
	})
}

// affineSingle is affine, or its inverse, by a tanh and a shift in single precision.
func (m *machine) affineSingle(inverse bool) {
	name, doc := "affineSingle", "writes v·eˢ + shift with s = clamp·bend, and adds s to ladj. It keeps eˢ in gain."
	if inverse {
		name, doc = "affineInverseSingle", "writes (v − shift)·e⁻ˢ with s = clamp·bend, and takes s from ladj. It keeps e⁻ˢ\nin gain."
	}
	m.runs(name, "out, ladj, gain, v *float64, bend, shift *float32, n int, clamp float64", doc, func(s sweep) {
		scale, v, shift := s.mul(s.takeSingle("bend"), s.scalar("clamp")), s.take("v"), s.takeSingle("shift")
		if inverse {
			s.give("ladj", s.sub(s.take("ladj"), scale))
			gain := s.exp(s.sub(s.constant(0), scale))
			s.give("gain", gain)
			s.give("out", s.mul(s.sub(v, shift), gain))
			return
		}
		s.give("ladj", s.add(s.take("ladj"), scale))
		gain := s.exp(scale)
		s.give("gain", gain)
		s.give("out", s.add(s.mul(v, gain), shift))
	})
}

// affineBackSingle is affineBack for gradients of a net in single precision, to which
// nobody else adds.
func (m *machine) affineBackSingle(inverse bool) {
	name, product, doc := "affineBackSingle", "v", "is the derivative of affineSingle: it writes graw and gshift."
	if inverse {
		name, product, doc = "affineInverseBackSingle", "out", "is the derivative of affineInverseSingle: it writes graw and gshift."
	}
	m.runs(name, "gv, gout, gladj, "+product+", gain *float64, graw, gshift, bend *float32, n int", doc, func(s sweep) {
		g, by, bend := s.take("gout"), s.take(product), s.takeSingle("bend")
		moved := s.mul(g, s.take("gain"))
		s.give("gv", s.add(s.take("gv"), moved))
		slope := s.copy(bend)
		s.minusTimes(slope, bend, s.number(1))
		zero, way := s.constant(0), moved
		if inverse {
			way = g
		}
		pull := s.mul(s.add(s.mul(way, by), s.take("gladj")), slope)
		if inverse {
			s.giveSingle("graw", s.sub(zero, pull))
			s.giveSingle("gshift", s.sub(zero, moved))
			return
		}
		s.giveSingle("graw", pull)
		s.giveSingle("gshift", g)
	})
}
