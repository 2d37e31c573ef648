package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// panel is how many columns a packed panel has.
const panel = 16

// pack lays some rows of a matrix out as the columns of a panel, for strip to
// multiply by.
func (m *machine) pack() {
	m.export("pack", "panel, b *float64, rows, depth, brow int",
		"writes b[j·brow+p] to panel[p·16+j] for all j < rows ≤ 16, p < depth.\nThe panel has depth rows of 16, rounded up to a multiple of 8; the rest of\nit is undefined.")
	to, b, rows, brow := m.param("panel"), m.param("b"), m.param("rows"), m.stride("brow")
	top, done := m.label("rows"), m.label("rows")
	m.Label(top)
	m.TESTQ(rows, rows)
	m.JLE(LabelRef(done))
	from := m.starts(b, rows, brow)
	m.transposeRows(from, to)
	m.MOVQ(from[m.lanes-1], b)
	m.ADDQ(brow, b)
	m.ADDQ(U8(8*m.lanes), to)
	m.SUBQ(U8(m.lanes), rows)
	m.JMP(LabelRef(top))
	m.Label(done)
	m.end()
}

// starts points to the next rows of b, one for each lane. Beyond the last row
// it repeats that one, so that nothing outside b is read.
func (m *machine) starts(b, rows, brow reg.GPVirtual) []reg.GPVirtual {
	from := make([]reg.GPVirtual, m.lanes)
	for j := range from {
		from[j] = m.GP64()
		if j == 0 {
			m.MOVQ(b, from[0])
			continue
		}
		m.LEAQ(Mem{Base: from[j-1], Index: brow, Scale: 1}, from[j])
		m.CMPQ(rows, U8(j))
		m.CMOVQLE(from[j-1], from[j])
	}
	return from
}

func (m *machine) transposeRows(from []reg.GPVirtual, to reg.GPVirtual) {
	left, at, out := m.param("depth"), m.GP64(), m.GP64()
	m.XORQ(at, at)
	m.MOVQ(to, out)
	top, tail, done := m.label("depth"), m.label("depth"), m.label("depth")
	m.Label(top)
	m.CMPQ(left, U8(m.lanes))
	m.JLT(LabelRef(tail))
	m.transpose(from, at, out, nil)
	m.ADDQ(U8(8*m.lanes), at)
	m.ADDQ(U32(8*panel*m.lanes), out)
	m.SUBQ(U8(m.lanes), left)
	m.JMP(LabelRef(top))
	m.Label(tail)
	m.TESTQ(left, left)
	m.JEQ(LabelRef(done))
	m.transpose(from, at, out, m.maskFirst(left))
	m.Label(done)
}

// transpose turns a square block of memory.
func (m *machine) transpose(from []reg.GPVirtual, at, out reg.GPVirtual, k *mask) {
	x := m.vecs(m.lanes)
	for j, v := range x {
		m.load(Mem{Base: from[j], Index: at, Scale: 1}, k, v)
	}
	for p, v := range m.turn(x) {
		m.store(v, nil, Mem{Base: out, Disp: 8 * panel * p})
	}
}

// turn transposes a square of registers.
func (m *machine) turn(x []reg.VecVirtual) []reg.VecVirtual {
	// Pairs of lanes first, then the 128-bit quarters of the registers.
	y := m.vecs(m.lanes)
	for j := 0; j < m.lanes; j += 2 {
		m.VUNPCKLPD(x[j+1], x[j], y[j])
		m.VUNPCKHPD(x[j+1], x[j], y[j+1])
	}
	z := m.vecs(m.lanes)
	if !m.wide() {
		for p := range 2 {
			m.VPERM2F128(U8(0x20), y[p+2], y[p], z[p])
			m.VPERM2F128(U8(0x31), y[p+2], y[p], z[p+2])
		}
		return z
	}
	w := m.vecs(m.lanes)
	for p := range 2 {
		for g := range 2 { // rows 0–3 and 4–7
			lo, hi := y[4*g+p], y[4*g+2+p]
			m.VSHUFF64X2(U8(0x88), hi, lo, w[4*g+p])   // quarters 0 and 2
			m.VSHUFF64X2(U8(0xdd), hi, lo, w[4*g+2+p]) // quarters 1 and 3
		}
		for q := range 2 { // p + 2q and p + 2q + 4 of the depth
			lo, hi := w[2*q+p], w[4+2*q+p]
			m.VSHUFF64X2(U8(0x88), hi, lo, z[2*q+p])
			m.VSHUFF64X2(U8(0xdd), hi, lo, z[2*q+p+4])
		}
	}
	return z
}
