package main

// pull is the derivative of place: see Spline.Back in the package. What is used
// late is loaded late, for there are few registers on AVX2.
func (m *machine) pull(inverse bool) {
	name, doc := "risePull", "adds to the gradient of v what those of out and ladj, gout and gladj, pull on it, and\nwrites those of the corner of the bin to at and rate0, of its sides and of the\nraw slopes, which change the slopes at the given rates."
	if inverse {
		name, doc = "solvePull", "is risePull for the inverse."
	}
	m.runs(name, "gv, gout, gladj, at, w, h, s0, s1, rate0, rate1 *float64, n int", doc, func(s sweep) { s.pull(inverse) })
}

// A slopeArc is an arc with what its derivatives need.
type slopeArc struct {
	arc
	t, mean, byW, byQ, byR vals
	turn                   vals // 1 − 2t
}

func (s sweep) pull(inverse bool) {
	c, slope, bend := s.slopeArc()
	g, gLog := s.take("gout"), s.take("gladj")
	if inverse {
		g = s.div(s.sub(g, s.mul(s.mul(gLog, bend), c.byW)), slope)
		s.give("gv", s.add(g, s.take("gv")))
		zero := s.constant(0)
		g, gLog = s.sub(zero, g), s.sub(zero, gLog)
	}
	gT := s.mul(s.mul(g, slope), s.take("w"))
	s.plus(gT, gLog, bend)
	by := s.mul(gT, c.byW)
	if !inverse {
		s.give("gv", s.add(by, s.take("gv")))
	}
	s.give("at", s.sub(s.constant(0), by))
	s.give("s0", s.mul(s.endSlope(c, g, gLog, true), s.take("rate0")))
	s.give("s1", s.mul(s.endSlope(c, g, gLog, false), s.take("rate1")))
	s.sides(c, g, gLog, gT)
	s.give("rate0", g)
}

// slopeArc computes the arc of a place, the slope of the spline there and how the
// logarithm of that changes with t.
func (s sweep) slopeArc() (c slopeArc, slope, bend vals) {
	s0, s1, w := s.take("s0"), s.take("s1"), s.take("w")
	c.t = s.take("at")
	c.mean = s.div(s.take("h"), w)
	c.byW = s.div(s.constant(1), w)
	c.arc = s.arc(c.t, s0, s1, c.mean)
	c.byQ, c.byR = s.div(s.constant(1), c.q), s.div(s.constant(1), c.r)
	slope = s.mul(s.mul(s.mul(c.r, c.byQ), s.mul(c.mean, c.byQ)), c.mean)
	c.turn = s.sub(c.rest, c.t)
	bend = s.mul(s1, c.t)
	s.plus(bend, c.mean, c.turn)
	s.minus(bend, s0, c.rest)
	bend = s.mul(bend, c.byR)
	s.minus(bend, s.mul(c.d, c.turn), c.byQ)
	return c, slope, s.add(bend, bend)
}

// sides writes the gradients of width and height.
func (s sweep) sides(c slopeArc, g, gLog, gT vals) {
	inner := s.sub(s.constant(1), s.add(c.u, c.u))
	byMean := s.sub(s.mul(c.u, c.byR), s.mul(inner, c.byQ))
	byMean = s.add(byMean, s.div(s.constant(1), c.mean))
	byMean = s.mul(s.add(byMean, byMean), gLog)
	value := s.mul(s.mul(c.t, c.t), c.q)
	s.minus(value, c.a, inner)
	s.plus(byMean, s.pulled(c, g), value)
	wide := s.mul(gT, c.t)
	s.plus(wide, byMean, c.mean)
	s.give("w", s.sub(s.constant(0), s.mul(wide, c.byW)))
	high := s.mul(byMean, c.byW)
	s.plus(high, s.mul(g, c.a), c.byQ)
	s.give("h", high)
}

// pulled is how g pulls on the numerator of the value, over the denominator.
func (s sweep) pulled(c slopeArc, g vals) vals {
	return s.mul(s.mul(s.mul(g, s.take("h")), c.byQ), c.byQ)
}

// endSlope is the gradient of the slope at the left or the right end.
func (s sweep) endSlope(c slopeArc, g, gLog vals, left bool) vals {
	side, value := c.t, s.sub(s.constant(0), c.a)
	if left {
		side, value = s.sub(s.constant(1), c.t), s.sub(c.q, c.a)
	}
	twice := s.mul(s.add(c.u, c.u), c.byQ)
	log := s.mul(s.mul(side, side), c.byR)
	log = s.mul(s.sub(log, twice), gLog)
	s.plus(log, s.mul(s.pulled(c, g), c.u), value)
	return log
}
