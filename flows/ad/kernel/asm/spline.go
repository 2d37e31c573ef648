package main

const unordered = 0x03 // of VCMPPD: true on NaN

// locate finds the bin of every entry. The runs stand in single precision or in double.
func (m *machine) locate(single bool) {
	name, kind := "locate", ", near, far, slopes *float64"
	if single {
		name, kind = "locateSingle", " *float64, near, far, slopes *float32"
	}
	m.runs(name, "bin, at, size, farSize, r0, r1, to, x"+kind+", n, count, inner int, bound, low, share, farLow, farShare float64",
		`finds the bin of x among count > 1, whose sides are low + share·near and
farLow + farShare·far, and of which the last ends at the bound. It writes the bin,
how far x is in it, its sides, the raw slopes at its ends, 0 for the outer ones,
and where it begins on the far side. Beyond the bound is bin −1, of sides 1,
which begins at x.`,
		func(s sweep) {
			s.single = single
			x := s.take("x")
			from, size, bin := s.near(x)
			outside := s.compare(notLess, s.and(x, s.bits(signBit-1)), s.scalar("bound"))
			at := s.sub(x, from)
			s.pick(at, outside, s.number(0))
			s.pick(at, s.compare(unordered, x, x), x)
			s.give("at", at)
			s.pick(size, outside, s.number(1))
			s.give("size", size)
			s.pick(bin, outside, s.number(-1))
			s.give("bin", bin)
			to, farSize := s.far(bin)
			s.pick(to, outside, x)
			s.give("to", to)
			s.pick(farSize, outside, s.number(1))
			s.give("farSize", farSize)
			s.ends(bin)
		})
}

// near finds where the bin of x begins, how wide it is and which it is: the last
// that does not begin behind x.
func (s sweep) near(x vals) (from, size, bin vals) {
	low, share, bound := s.scalar("low"), s.scalar("share"), s.scalar("bound")
	knot := s.sub(s.constant(0), bound)
	from, bin = s.copy(knot), s.constant(0)
	size = s.constant(0)
	c, runs := s.constant(0), s.run("near")
	s.repeat("count", func() {
		width := s.read(runs)
		s.times(width, share, low)
		here := s.compare(lessEqual, knot, x)
		s.pick(from, here, knot)
		s.pick(size, here, width)
		s.pick(bin, here, c)
		s.VADDPD(width[0], knot[0], knot[0])
		s.count(c)
	}, runs)
	s.last(c, bin, from, size, bound)
	return from, size, bin
}

// far finds where a bin begins on the other side, and how wide it is there.
func (s sweep) far(bin vals) (to, size vals) {
	low, share, bound := s.scalar("farLow"), s.scalar("farShare"), s.scalar("bound")
	knot := s.sub(s.constant(0), bound)
	to, size = s.copy(knot), s.constant(0)
	c, runs := s.constant(0), s.run("far")
	s.repeat("count", func() {
		width := s.read(runs)
		s.times(width, share, low)
		here := s.compare(equal, c, bin)
		s.pick(to, here, knot)
		s.pick(size, here, width)
		s.VADDPD(width[0], knot[0], knot[0])
		s.count(c)
	}, runs)
	s.last(c, bin, to, size, bound)
	return to, size
}

// last makes the last of c bins end exactly at the bound.
func (s sweep) last(c, bin, from, size, bound vals) {
	s.pick(size, s.compare(equal, s.sub(c, s.number(1)), bin), s.sub(bound, from))
}

// ends writes the raw slopes at the ends of the bins.
func (s sweep) ends(bin vals) {
	r0, r1, c, runs := s.constant(0), s.constant(0), s.constant(0), s.run("slopes")
	s.repeat("inner", func() {
		raw := s.read(runs)
		s.pick(r1, s.compare(equal, c, bin), raw)
		s.count(c)
		s.pick(r0, s.compare(equal, c, bin), raw)
	}, runs)
	s.give("r0", r0)
	s.give("r1", r1)
}

func (s sweep) count(c vals) {
	s.do(s.either(s.VADDPD, s.VADDPS), s.either(s.VADDPD_BCST, s.VADDPS_BCST), s.number(1), c, c)
}

// spread carries the gradient of a bin to the numbers behind a softmax: every
// run before it has that of before, its own that of at, and those after none. In single
// precision nobody else adds to the gradient, which is written.
func (m *machine) spread(single bool) {
	name, kind, gives := "spread", "float64", "adds to"
	if single {
		name, kind, gives = "spreadSingle", "float32", "writes"
	}
	m.runs(name, "grad, shares, bin, before, at *"+kind+", n, count int, scale "+kind,
		gives+" the gradient of the numbers behind the shares, given scale times that\nof every share before the bin and of its own.",
		func(s sweep) {
			scale, bin := s.scalar("scale"), s.take("bin")
			before, at := s.mul(s.take("before"), scale), s.mul(s.take("at"), scale)
			of := func(c vals) vals {
				g := s.constant(0)
				s.pick(g, s.compare(less, c, bin), before)
				s.pick(g, s.compare(equal, c, bin), at)
				return g
			}
			c, shares, mean := s.constant(0), s.at("shares"), s.constant(0)
			s.repeat("count", func() {
				s.plus(mean, of(c), s.get(shares))
				s.count(c)
			}, shares)
			c, shares, grad := s.constant(0), s.at("shares"), s.at("grad")
			s.repeat("count", func() {
				if single {
					s.put(grad, s.mul(s.sub(of(c), mean), s.get(shares)))
				} else {
					g := s.get(grad)
					s.plus(g, s.sub(of(c), mean), s.get(shares))
					s.put(grad, g)
				}
				s.count(c)
			}, shares, grad)
		})
}

// spreadEnds adds the gradients of the slopes at the ends of a bin to those of
// the knots, of which the outer have none.
func (m *machine) spreadEnds() {
	m.runs("spreadEnds", "grad, bin, s0, s1 *float64, n, inner int", "adds s0 and s1 to the runs before the bin's and at it.",
		func(s sweep) {
			bin, s0, s1 := s.take("bin"), s.take("s0"), s.take("s1")
			c, grad := s.constant(0), s.at("grad")
			s.repeat("inner", func() {
				g := s.constant(0)
				s.pick(g, s.compare(equal, c, bin), s1)
				s.count(c)
				s.pick(g, s.compare(equal, c, bin), s0)
				s.put(grad, s.add(g, s.get(grad)))
			}, grad)
		})
}

// spreadEndsSingle is spreadEnds in single precision, for gradients that nobody else adds
// to.
func (m *machine) spreadEndsSingle() {
	m.runs("spreadEndsSingle", "grad, bin, s0, s1 *float32, n, inner int", "writes s0 and s1 to the runs before the bin's and at it, and 0 to the others.",
		func(s sweep) {
			bin, s0, s1 := s.take("bin"), s.take("s0"), s.take("s1")
			c, grad := s.constant(0), s.at("grad")
			s.repeat("inner", func() {
				g := s.constant(0)
				s.pick(g, s.compare(equal, c, bin), s1)
				s.count(c)
				s.pick(g, s.compare(equal, c, bin), s0)
				s.put(grad, g)
			}, grad)
		})
}

// placeRuns are what locate left, and room for the slope.
var placeRuns = []string{"bin", "at", "w", "h", "s0", "s1", "out", "slope"}

// place turns the place of an entry into the value of the spline and its slope.
func (m *machine) place(inverse bool) {
	name, doc := "rise", "adds the rise of the spline within a bin to out and writes its slope, and leaves\nthe position t in at and the end slopes in s0 and s1."
	if inverse {
		name, doc = "solve", "is rise for the inverse: at is the rise on the way in, and out moves to where the\nspline has risen so far."
	}
	m.loop(loop{
		name: name, doc: doc, slices: placeRuns, numbers: []string{"least", "last"},
		reads: placeRuns[:7], writes: []string{"at", "s0", "s1", "out", "slope"}, unroll: 1,
		program: func() func([]vals) []vals {
			least, last := m.scalar("least"), m.scalar("last")
			return func(in []vals) []vals {
				bin, at, w, h, s0, s1, out := in[0], in[1], in[2], in[3], in[4], in[5], in[6]
				s0, s1 = m.add(s0, least), m.add(s1, least)
				m.pick(s0, m.compare(lessEqual, bin, m.number(0)), m.number(1))
				m.pick(s1, m.compare(equal, bin, last), m.number(1))
				m.pick(s1, m.compare(less, bin, m.number(0)), m.number(1))
				mean := m.div(h, w)
				t := m.position(inverse, at, w, h, s0, s1, mean)
				c := m.arc(t, s0, s1, mean)
				if inverse {
					out = m.add(out, m.mul(t, w))
				} else {
					out = m.add(out, m.div(m.mul(h, c.a), c.q))
				}
				slope := m.mul(m.mul(m.div(c.r, c.q), m.div(mean, c.q)), mean)
				return []vals{t, s0, s1, out, slope}
			}
		},
	})
}

// position is t, within 0 and 1: the root that does not cancel, for the inverse.
func (m *machine) position(inverse bool, at, w, h, s0, s1, mean vals) vals {
	if !inverse {
		return m.clamp(m.div(at, w))
	}
	e := m.mul(at, m.sub(m.add(s0, s1), m.add(mean, mean)))
	a := m.add(m.mul(h, m.sub(mean, s0)), e)
	b := m.sub(m.mul(h, s0), e)
	c := m.mul(mean, at)
	square := m.mul(b, b)
	m.plus(square, m.mul(a, c), m.number(4))
	root := m.sqrt(m.atLeast(square, 0))
	return m.clamp(m.div(m.add(c, c), m.add(b, root)))
}

func (m *machine) clamp(t vals) vals { return m.atMost(m.atLeast(t, 0), 1) }

// An arc is what value and slope at t are made of: see Spline.
type arc struct{ u, a, q, r, d, rest, square vals }

func (m *machine) arc(t, s0, s1, mean vals) arc {
	rest := m.sub(m.fill(m.number(1)), t)
	u, square := m.mul(t, rest), m.mul(t, t)
	a := m.mul(mean, square)
	m.plus(a, s0, u)
	d := m.sub(m.add(s0, s1), m.add(mean, mean))
	q := m.copy(mean)
	m.plus(q, d, u)
	r := m.mul(s1, square)
	m.plus(r, m.add(mean, mean), u)
	m.plus(r, s0, m.mul(rest, rest))
	return arc{u, a, q, r, d, rest, square}
}
