package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func (m *machine) hingeScatter() {
	m.export("hingeScatter", "sums, pull, grad, lines, x *float64, line *int, n int",
		"adds up g·x and g over the samples of each line, for g, in grad, of n samples in a\nrow for each of eight outputs, and adds how g pulls on each x. pull, x and line are\nrounded up to eight.")
	g := m.eightFrom("grad", "n")
	sums, pull, lines, x, line := m.param("sums"), m.param("pull"), m.param("lines"), m.param("x"), m.param("line")
	at := m.GP64()
	m.groups("n", func(k *mask) {
		entries := g.getTurned(k)
		for i, v := range entries {
			m.MOVQ(Mem{Base: line, Disp: 8 * i}, at)
			byX, by := Mem{Base: sums, Index: at, Scale: 8}, Mem{Base: sums, Index: at, Scale: 8, Disp: half}
			sum := m.eights(byX)
			m.plusScaled(sum, v, Mem{Base: x, Disp: 8 * i})
			m.put(sum, byX)
			for j := range v {
				m.VADDPD(by.Offset(8*m.lanes*j), v[j], sum[j])
			}
			m.put(sum, by)
			slope := Mem{Base: lines, Index: at, Scale: 8}
			for j := range v {
				m.VMULPD(slope.Offset(8*m.lanes*j), v[j], v[j])
			}
		}
		m.addSums(entries, pull)
		g.move()
		for _, p := range []reg.GPVirtual{pull, x, line} {
			m.ADDQ(U8(8*m.lanes), p)
		}
	})
}

func (m *machine) hingeGather() {
	m.export("hingeGather", "pulls, total, sums *float64, rising, falling *int, units int",
		"writes the pulls on each unit and the total of g: see Hinges.gather.")
	pulls, sums, rows, row := m.param("pulls"), m.param("sums"), m.param("rising"), m.GP64()
	units := m.param("units")
	left := m.GP64()
	m.MOVQ(units, left)
	byX, by := m.vecs(m.parts()), m.vecs(m.parts())
	m.nought(byX, by)
	take := func() {
		m.addTo(byX, Mem{Base: sums})
		m.addTo(by, Mem{Base: sums, Disp: half})
	}
	give := func() {
		m.MOVQ(Mem{Base: rows}, row)
		m.put(byX, Mem{Base: pulls, Index: row, Scale: 8})
		m.put(by, Mem{Base: pulls, Index: row, Scale: 8, Disp: half})
	}
	at := m.GP64()
	m.MOVQ(units, at)
	m.SHLQ(U8(7), at) // a row of sums is 128 bytes
	m.ADDQ(at, sums)
	m.LEAQ(Mem{Base: rows, Index: units, Scale: 8}, rows)
	down := m.label("down")
	m.Label(down)
	m.SUBQ(U8(8), rows)
	take()
	give()
	m.SUBQ(U32(2*half), sums)
	m.DECQ(left)
	m.JNZ(LabelRef(down))

	m.nought(byX, by)
	m.Load(m.Param("falling"), rows)
	up := m.label("up")
	m.Label(up)
	take()
	give()
	m.ADDQ(U8(8), rows)
	m.ADDQ(U32(2*half), sums)
	m.DECQ(units)
	m.JNZ(LabelRef(up))
	m.addTo(by, Mem{Base: sums, Disp: half})
	m.put(by, Mem{Base: m.param("total")})
	m.end()
}

func (m *machine) hingeWeigh() {
	m.export("hingeWeigh", "grad, pullW, pullB, panel, pulls, slope, start *float64, units int",
		"writes the gradients of the weights of eight outputs, a row of units each, and\nadds those of the first layer. Everything that goes by units is rounded up to\neight, but for grad.")
	grad := m.eightFrom("grad", "units")
	pullW, pullB, panel, pulls := m.param("pullW"), m.param("pullB"), m.param("panel"), m.param("pulls")
	slope, start := m.param("slope"), m.param("start")
	m.groups("units", func(k *mask) {
		byX := func(i int) Mem { return Mem{Base: pulls, Disp: 2 * half * i} }
		by := func(i int) Mem { return Mem{Base: pulls, Disp: 2*half*i + half} }
		entries := make([][]reg.VecVirtual, m.lanes)
		for i := range entries {
			entries[i] = m.scaled(byX(i), Mem{Base: slope, Disp: 8 * i})
			m.plusScaled(entries[i], m.eights(by(i)), Mem{Base: start, Disp: 8 * i})
		}
		grad.putTurned(entries, k)
		for _, c := range []struct {
			pull func(i int) Mem
			sums reg.GPVirtual
		}{{byX, pullW}, {by, pullB}} {
			for i := range entries {
				entries[i] = m.eights(Mem{Base: panel, Disp: 2 * half * i})
				for j, v := range entries[i] {
					m.VMULPD(c.pull(i).Offset(8*m.lanes*j), v, v)
				}
			}
			m.addSums(entries, c.sums)
		}
		grad.move()
		for _, p := range []reg.GPVirtual{pullW, pullB, slope, start} {
			m.ADDQ(U8(8*m.lanes), p)
		}
		for _, p := range []reg.GPVirtual{panel, pulls} {
			m.ADDQ(U32(2*half*m.lanes), p)
		}
	})
}
