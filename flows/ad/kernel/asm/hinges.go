package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Hinges work on eight outputs at a time: see Hinges in the package. A row of
// lines or sums is 16 numbers, of which the first eight go with x and the others
// without; so is a row of pulls. A row of weights is eight, 16 apart. Rows are
// named by where they begin.
const half = 8 * outputs // in bytes

func (m *machine) hinges() {
	m.below()
	m.hingeLines()
	m.hingeApply()
	m.hingeScatter()
	m.hingeGather()
	m.hingeWeigh()
}

func (m *machine) below() {
	m.runs("below", "dst *int, x, at *float64, n, count int", "writes 16 times how many of at, count > 0, are less than x.",
		func(s sweep) {
			x, found := s.take("x"), s.constant(0)
			one := s.fill(s.bits(1))
			at, left := s.param("at"), s.param("count")
			top := s.label("count")
			s.Label(top)
			if s.wide() {
				k := s.K()
				s.VCMPPD_BCST(U8(greater), Mem{Base: at}, x[0], k)
				s.VPADDQ(one[0], found[0], k, found[0])
			} else {
				a := s.vec()
				s.VBROADCASTSD(Mem{Base: at}, a)
				s.VCMPPD(U8(greater), a, x[0], a)
				s.VPSUBQ(a, found[0], found[0])
			}
			s.ADDQ(U8(8), at)
			s.DECQ(left)
			s.JNZ(LabelRef(top))
			s.give("dst", s.left(found, 4))
		})
}

func (m *machine) hingeLines() {
	m.export("hingeLines", "lines, panel, c, slopes, starts *float64, rising, falling *int, units int, none float64",
		"writes the lines of eight outputs: see Hinges.lines.")
	panel, lines := m.param("panel"), m.param("lines")
	slopes, starts := m.param("slopes"), m.param("starts")
	left := m.param("units")
	slope, start := m.vecs(m.parts()), m.eights(Mem{Base: m.param("c")})
	for _, v := range slope {
		m.VBROADCASTSD(m.memory("none"), v)
	}
	rows, row := m.param("rising"), m.GP64()
	join := func() {
		m.MOVQ(Mem{Base: rows}, row)
		weights := m.eights(Mem{Base: panel, Index: row, Scale: 8})
		m.plusScaled(slope, weights, Mem{Base: slopes})
		m.plusScaled(start, weights, Mem{Base: starts})
	}
	up := m.label("up")
	m.Label(up)
	m.put(slope, Mem{Base: lines})
	m.put(start, Mem{Base: lines, Disp: half})
	join()
	for _, p := range []reg.GPVirtual{slopes, starts, rows} {
		m.ADDQ(U8(8), p)
	}
	m.ADDQ(U32(2*half), lines)
	m.DECQ(left)
	m.JNZ(LabelRef(up))
	m.put(slope, Mem{Base: lines})
	m.put(start, Mem{Base: lines, Disp: half})

	units := m.param("units")
	m.MOVQ(units, left)
	m.Load(m.Param("falling"), rows)
	m.LEAQ(Mem{Base: rows, Index: units, Scale: 8}, rows)
	m.nought(slope, start)
	down := m.label("down")
	m.Label(down)
	for _, p := range []reg.GPVirtual{slopes, starts, rows} {
		m.SUBQ(U8(8), p)
	}
	m.SUBQ(U32(2*half), lines)
	join()
	for i, v := range [][]reg.VecVirtual{slope, start} {
		at := Mem{Base: lines, Disp: half * i}
		sum := m.eights(at)
		for j := range sum {
			m.VADDPD(v[j], sum[j], sum[j])
		}
		m.put(sum, at)
	}
	m.DECQ(left)
	m.JNZ(LabelRef(down))
	m.end()
}

func (m *machine) hingeApply() {
	m.export("hingeApply", "out, lines, x *float64, line *int, n, cut int",
		"writes the values of n samples, a row for each of eight outputs. What is below 0\nbecomes 0 if cut is not 0. x and line are rounded up to eight.")
	out := m.eightFrom("out", "n")
	lines, x, line, cut := m.param("lines"), m.param("x"), m.param("line"), m.param("cut")
	zero, at := m.vec(), m.GP64()
	m.zero(zero)
	m.groups("n", func(k *mask) {
		values := make([][]reg.VecVirtual, m.lanes)
		for i := range values {
			m.MOVQ(Mem{Base: line, Disp: 8 * i}, at)
			values[i] = m.eights(Mem{Base: lines, Index: at, Scale: 8, Disp: half})
			slope := m.eights(Mem{Base: lines, Index: at, Scale: 8})
			m.plusScaled(values[i], slope, Mem{Base: x, Disp: 8 * i})
		}
		uncut := m.label("uncut")
		m.TESTQ(cut, cut)
		m.JEQ(LabelRef(uncut))
		for _, value := range values {
			for _, v := range value {
				m.VMAXPD(v, zero, v) // as relu does
			}
		}
		m.Label(uncut)
		out.putTurned(values, k)
		out.move()
		m.ADDQ(U8(8*m.lanes), x)
		m.ADDQ(U8(8*m.lanes), line)
	})
}
