package main

import (
	"strings"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Hinges work on eight outputs at a time: see Hinges in the package. A row of
// lines or sums is 16 numbers, of which the first eight go with x and the others
// without; so is a row of pulls. A row of weights is eight, 16 apart. Rows are
// named by where they begin.
const (
	outputs = 8
	half    = 8 * outputs // in bytes
)

func (m *machine) hinges() {
	m.below()
	m.hingeLines()
	m.hingeApply()
	m.hingeScatter()
	m.hingeGather()
	m.hingeWeigh()
}

// export starts a function that the package calls through its dispatch.
func (m *machine) export(name, params, doc string) {
	var arguments []string
	for _, p := range strings.Split(params, ", ") {
		arguments = append(arguments, strings.Fields(p)[0])
	}
	m.offer(callee{name: name, params: params, arguments: arguments})
	m.function(name, "("+params+")", doc)
}

func (m *machine) below() {
	m.runs("below", "dst *int, x, at *float64, n, count int", "writes 16 times how many of at, count > 0, are less than x.",
		[]string{"dst", "x", "at", "n", "count"}, func(s sweep) {
			x, found := s.take("x"), s.constant(0)
			one := s.fill(s.bits(1))
			at, left := s.param("at"), s.param("count")
			top := s.label("count")
			s.Label(top)
			if s.lanes == 8 {
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

// parts is how many registers eight outputs take.
func (m *machine) parts() int { return outputs / m.lanes }

// eights returns registers for eight outputs, filled from memory.
func (m *machine) eights(from Mem) []reg.VecVirtual {
	v := m.vecs(m.parts())
	for i := range v {
		m.load(from.Offset(8*m.lanes*i), nil, v[i])
	}
	return v
}

func (m *machine) noughts() []reg.VecVirtual {
	v := m.vecs(m.parts())
	for i := range v {
		m.zero(v[i])
	}
	return v
}

func (m *machine) put(v []reg.VecVirtual, to Mem) {
	for i := range v {
		m.store(v[i], nil, to.Offset(8*m.lanes*i))
	}
}

// addTo adds memory to a.
func (m *machine) addTo(a []reg.VecVirtual, from Mem) {
	for i := range a {
		m.VADDPD(from.Offset(8*m.lanes*i), a[i], a[i])
	}
}

// plusScaled adds the number at k times v to a.
func (m *machine) plusScaled(a, v []reg.VecVirtual, k Mem) {
	if m.lanes == 8 {
		m.VFMADD231PD_BCST(k, v[0], a[0])
		return
	}
	all := m.vec()
	m.VBROADCASTSD(k, all)
	for i := range a {
		m.VFMADD231PD(all, v[i], a[i])
	}
}

// scaled returns memory times the number at k.
func (m *machine) scaled(from, k Mem) []reg.VecVirtual {
	v := m.vecs(m.parts())
	all := m.vec()
	m.VBROADCASTSD(k, all)
	for i := range v {
		m.VMULPD(from.Offset(8*m.lanes*i), all, v[i])
	}
	return v
}

func (m *machine) hingeLines() {
	m.export("hingeLines", "lines *float64, panel *float64, c *float64, slopes *float64, starts *float64, rising *int, falling *int, units int, none float64",
		"writes the lines of eight outputs: see Hinges.lines.")
	panel, lines := m.param("panel"), m.param("lines")
	slopes, starts := m.param("slopes"), m.param("starts")
	left := m.param("units")
	slope, start := m.vecs(m.parts()), m.eights(Mem{Base: m.param("c")})
	none, err := m.Param("none").Resolve()
	if err != nil {
		panic(err)
	}
	for _, v := range slope {
		m.VBROADCASTSD(none.Addr, v)
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
	for _, v := range append(slope[:len(slope):len(slope)], start...) {
		m.zero(v)
	}
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

// eightFrom returns eight rows of memory, n numbers each, from a parameter on, that
// move along together.
type eightFrom struct {
	*machine
	first, fifth, row, row3 reg.GPVirtual
}

func (m *machine) eightFrom(name, n string) eightFrom {
	e := eightFrom{m, m.param(name), m.GP64(), m.bytes(n), m.GP64()}
	m.LEAQ(Mem{Base: e.row, Index: e.row, Scale: 2}, e.row3)
	m.LEAQ(Mem{Base: e.first, Index: e.row, Scale: 4}, e.fifth)
	return e
}

func (e eightFrom) memory() []Mem { return eightRows(e.first, e.fifth, e.row, e.row3) }

func (e eightFrom) move() {
	e.ADDQ(U8(8*e.lanes), e.first)
	e.ADDQ(U8(8*e.lanes), e.fifth)
}

// putTurned writes eight outputs of each of some entries as rows, an entry a lane.
func (e eightFrom) putTurned(entries [][]reg.VecVirtual, k *mask) {
	for part := range e.parts() {
		square := make([]reg.VecVirtual, e.lanes)
		for i := range square {
			square[i] = entries[i][part]
		}
		for i, v := range e.turn(square) {
			e.store(v, k, e.memory()[part*e.lanes+i])
		}
	}
}

// getTurned is the way back.
func (e eightFrom) getTurned(k *mask) [][]reg.VecVirtual {
	entries := make([][]reg.VecVirtual, e.lanes)
	for part := range e.parts() {
		square := e.vecs(e.lanes)
		for i, v := range square {
			e.load(e.memory()[part*e.lanes+i], k, v)
		}
		for i, v := range e.turn(square) {
			entries[i] = append(entries[i], v)
		}
	}
	return entries
}

// groups does body for as many entries as a register has lanes, masked at the end.
func (m *machine) groups(count string, body func(k *mask)) {
	left := m.param(count)
	top, tail, done := m.label("group"), m.label("tail"), m.label("done")
	m.Label(top)
	m.CMPQ(left, U8(m.lanes))
	m.JLT(LabelRef(tail))
	body(nil)
	m.SUBQ(U8(m.lanes), left)
	m.JMP(LabelRef(top))
	m.Label(tail)
	m.TESTQ(left, left)
	m.JLE(LabelRef(done))
	body(m.maskFirst(left))
	m.Label(done)
	m.end()
}

func (m *machine) hingeApply() {
	m.export("hingeApply", "out *float64, lines *float64, x *float64, line *int, n int, cut int",
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

func (m *machine) hingeScatter() {
	m.export("hingeScatter", "sums *float64, pull *float64, grad *float64, lines *float64, x *float64, line *int, n int",
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
	m.export("hingeGather", "pulls *float64, total *float64, sums *float64, rising *int, falling *int, units int",
		"writes the pulls on each unit and the total of g: see Hinges.gather.")
	pulls, sums, rows, row := m.param("pulls"), m.param("sums"), m.param("rising"), m.GP64()
	units := m.param("units")
	left := m.GP64()
	m.MOVQ(units, left)
	byX, by := m.noughts(), m.noughts()
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

	for _, v := range append(byX[:len(byX):len(byX)], by...) {
		m.zero(v)
	}
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
	m.export("hingeWeigh", "grad *float64, pullW *float64, pullB *float64, panel *float64, pulls *float64, slope *float64, start *float64, units int",
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
