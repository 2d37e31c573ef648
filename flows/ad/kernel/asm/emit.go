package main

// emit writes all functions.
func emit(m *machine) {
	m.strip("strip")
	m.pack()
	m.dots()
	m.dotPairs()
	m.sum()
	m.dot()
	m.peak("peak")
	m.pause()
	for _, f := range []struct {
		name, doc string
		body      func(x vals) vals
	}{
		{"exp", "writes eˣ.", m.exp},
		{"expm1", "writes eˣ − 1.", m.expm1},
		{"log", "writes log x.", m.log},
		{"log1p", "writes log(1+x).", m.log1p},
		{"tanh", "writes tanh x.", m.tanh},
		{"sigmoid", "writes 1/(1+e⁻ˣ).", m.sigmoid},
		{"softplus", "writes log(1+eˣ).", m.softplus},
		{"silu", "writes x/(1+e⁻ˣ).", m.silu},
		{"relu", "writes max(x, 0).", m.relu},
		{"elu", "writes eˣ − 1 for x < 0, else x.", m.elu},
		{"sqrt", "writes √x.", m.sqrt},
		{"reciprocal", "writes 1/x.", m.reciprocal},
	} {
		m.map1(f.name, f.doc, f.body)
	}
	for _, f := range []struct {
		name, doc string
		body      func(g, y vals) vals
	}{
		{"tanhBack", "multiplies g by 1 − y².", m.tanhBack},
		{"reluBack", "clears g where y is 0.", m.reluBack},
		{"eluBack", "multiplies g by 1 + y where y < 0.", m.eluBack},
	} {
		m.loop(loop{
			name: f.name, doc: f.doc, slices: []string{"g", "y"}, reads: []string{"g", "y"}, writes: []string{"g"},
			program: always(func(in []vals) vals { return f.body(in[0], in[1]) }),
		})
	}
	m.loop(loop{
		name: "siluSlope", doc: "writes x/(1+e⁻ˣ) to dst and its derivative over x.", slices: []string{"dst", "x"}, reads: []string{"x"}, writes: []string{"dst", "x"},
		program: func() func([]vals) []vals {
			return func(in []vals) []vals { value, slope := m.siluSlope(in[0]); return []vals{value, slope} }
		},
	})
	three := []string{"dst", "a", "b"}
	m.loop(loop{
		name: "mul", doc: "writes a·b.", slices: three, reads: []string{"a", "b"}, writes: []string{"dst"},
		program: always(func(in []vals) vals { return m.mul(in[0], in[1]) }),
	})
	m.loop(loop{
		name: "addMul", doc: "adds a·b.", slices: three, reads: three, writes: []string{"dst"},
		program: always(func(in []vals) vals { m.plus(in[0], in[1], in[2]); return in[0] }),
	})
	two := []string{"dst", "x"}
	m.loop(loop{
		name: "addScaled", doc: "adds k·x.", slices: two, numbers: []string{"k"}, reads: two, writes: []string{"dst"},
		program: func() func([]vals) []vals {
			k := m.scalar("k")
			return func(in []vals) []vals { m.plus(in[0], in[1], k); return in[:1] }
		},
	})
	m.loop(loop{
		name: "addSquare", doc: "adds (x − c)².", slices: two, numbers: []string{"c"}, reads: two, writes: []string{"dst"},
		program: func() func([]vals) []vals {
			c := m.scalar("c")
			return func(in []vals) []vals {
				way := m.sub(in[1], c)
				m.plus(in[0], way, way)
				return in[:1]
			}
		},
	})
	m.loop(loop{
		name: "depart", doc: "writes x + k·(x − c).", slices: []string{"dst", "x", "k"}, numbers: []string{"c"}, reads: []string{"x", "k"}, writes: []string{"dst"},
		program: func() func([]vals) []vals {
			c := m.scalar("c")
			return func(in []vals) []vals {
				m.plus(in[0], in[1], m.sub(in[0], c))
				return in[:1]
			}
		},
	})
	m.loop(loop{
		name: "scale", doc: "writes k·x.", slices: two, numbers: []string{"k"}, reads: []string{"x"}, writes: []string{"dst"},
		program: func() func([]vals) []vals {
			k := m.scalar("k")
			return func(in []vals) []vals { return []vals{m.mul(in[0], k)} }
		},
	})
	m.adam()
	for _, inverse := range []bool{false, true} {
		m.affine(inverse)
		m.affineBack(inverse)
		m.radial(inverse)
		m.place(inverse)
		m.pull(inverse)
	}
	m.softmax(false)
	m.locate(false)
	m.spread(false)
	m.spreadEnds()
	m.hinges()
	m.single()
}

// map1 writes a function of one argument.
func (m *machine) map1(name, doc string, body func(x vals) vals) {
	m.loop(loop{
		name: name, doc: doc, slices: []string{"dst", "x"}, reads: []string{"x"}, writes: []string{"dst"},
		program: always(func(in []vals) vals { return body(in[0]) }),
	})
}

// always is a program without preparation, of one output.
func always(body func(in []vals) vals) program {
	return func() func(in []vals) []vals {
		return func(in []vals) []vals { return []vals{body(in)} }
	}
}
