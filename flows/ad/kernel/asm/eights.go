package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Eight numbers that go together take one register, or two on AVX2.
const outputs = 8

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

func (m *machine) nought(values ...[]reg.VecVirtual) {
	for _, v := range values {
		for i := range v {
			m.zero(v[i])
		}
	}
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
	if m.wide() {
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

// eightFrom returns eight rows of memory, n numbers each, from a parameter on, that
// move along together.
type eightFrom struct {
	*machine
	first, fifth, row, row3 reg.GPVirtual
}

func (m *machine) eightFrom(name, n string) eightFrom {
	e := eightFrom{m, m.param(name), m.GP64(), m.stride(n), m.GP64()}
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
