package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// dots multiplies one row by many: the product of two row-major matrices along
// their rows when one of them is too thin to be worth packing the other.
// Eight sums run through each pair of rows, on AVX2 in two registers.
func (m *machine) dots() {
	m.function("dots", "(sums, a, b *float64, rows, depth, brow int)",
		"adds Σₚ a[p]·b[j·brow+p] to sums[j] for all j < rows.")
	sums, a, b, rows, brow := m.param("sums"), m.param("a"), m.param("b"), m.param("rows"), m.bytes("brow")
	brow3 := m.GP64()
	m.LEAQ(Mem{Base: brow, Index: brow, Scale: 2}, brow3)
	for _, group := range []int{m.lanes, 1} {
		top, done := m.label("rows"), m.label("rows")
		m.Label(top)
		m.CMPQ(rows, U8(group))
		m.JLT(LabelRef(done))
		acc := m.dotRows(group, a, b, brow, brow3)
		m.addSums(acc, sums)
		m.LEAQ(Mem{Base: b, Index: brow, Scale: uint8(group)}, b)
		m.ADDQ(U8(8*group), sums)
		m.SUBQ(U8(group), rows)
		m.JMP(LabelRef(top))
		m.Label(done)
	}
	m.end()
}

// dotRows returns the eight sums of each row of the group, 8/lanes registers
// a row.
func (m *machine) dotRows(group int, a, b, brow, brow3 reg.GPVirtual) [][]reg.VecVirtual {
	parts := 8 / m.lanes
	acc := make([][]reg.VecVirtual, group)
	for i := range acc {
		acc[i] = m.vecs(parts)
		for _, v := range acc[i] {
			m.zero(v)
		}
	}
	left, x, at, at4 := m.param("depth"), m.GP64(), m.GP64(), m.GP64()
	m.MOVQ(a, x)
	m.MOVQ(b, at)
	if group > 4 {
		m.LEAQ(Mem{Base: at, Index: brow, Scale: 4}, at4)
	}
	rows := []Mem{
		{Base: at}, {Base: at, Index: brow, Scale: 1}, {Base: at, Index: brow, Scale: 2}, {Base: at, Index: brow3, Scale: 1},
		{Base: at4}, {Base: at4, Index: brow, Scale: 1}, {Base: at4, Index: brow, Scale: 2}, {Base: at4, Index: brow3, Scale: 1},
	}
	top, tail, done := m.label("depth"), m.label("depth"), m.label("depth")
	m.Label(top)
	m.CMPQ(left, U8(8))
	m.JLT(LabelRef(tail))
	for p := range parts {
		y := m.vec()
		m.load(Mem{Base: x, Disp: 8 * m.lanes * p}, nil, y)
		for i := range acc {
			m.VFMADD231PD(rows[i].Offset(8*m.lanes*p), y, acc[i][p])
		}
	}
	m.ADDQ(U8(64), x)
	m.ADDQ(U8(64), at)
	if group > 4 {
		m.ADDQ(U8(64), at4)
	}
	m.SUBQ(U8(8), left)
	m.JMP(LabelRef(top))
	m.Label(tail)
	for p := range parts {
		m.TESTQ(left, left)
		m.JLE(LabelRef(done))
		n := m.GP64()
		m.MOVQ(left, n)
		k := m.maskFirst(n)
		y, z := m.vec(), m.vec()
		m.load(Mem{Base: x, Disp: 8 * m.lanes * p}, k, y)
		for i := range acc {
			m.load(rows[i].Offset(8*m.lanes*p), k, z)
			m.VFMADD231PD(z, y, acc[i][p])
		}
		if p < parts-1 {
			m.SUBQ(U8(m.lanes), left)
		}
	}
	m.Label(done)
	return acc
}

// addSums folds each row's eight sums, lane i with lane i+4 first, then
// neighbours, and adds them to memory.
func (m *machine) addSums(acc [][]reg.VecVirtual, sums reg.GPVirtual) {
	four := make([]reg.VecVirtual, len(acc))
	for i, v := range acc {
		four[i] = m.fold(v)
	}
	if len(four) == 1 {
		sum := m.across(four[0])
		m.VADDSD(Mem{Base: sums}, sum, sum)
		m.VMOVSD(sum, Mem{Base: sums})
		return
	}
	for i := 0; i < len(four); i += 4 {
		ab, cd, lower, upper := m.YMM(), m.YMM(), m.YMM(), m.YMM()
		m.pairs(four[i], four[i+1], ab)
		m.pairs(four[i+2], four[i+3], cd)
		m.halves(ab, cd, lower, upper)
		m.VADDPD(upper, lower, lower)
		m.VADDPD(Mem{Base: sums, Disp: 8 * i}, lower, lower)
		m.VMOVUPD(lower, Mem{Base: sums, Disp: 8 * i})
	}
}

// fold adds the upper four of eight sums to the lower four.
func (m *machine) fold(v []reg.VecVirtual) reg.VecVirtual {
	four := m.YMM()
	if m.lanes == 4 {
		m.VADDPD(v[1], v[0], four)
		return four
	}
	m.VEXTRACTF64X4(U8(1), v[0], four)
	m.VADDPD(four, v[0].AsY(), four)
	return four
}

// across adds the four lanes of a, neighbours first.
func (m *machine) across(a reg.VecVirtual) reg.Register {
	pair, upper := m.YMM(), m.XMM()
	m.pairs(a, a, pair)
	if m.lanes == 4 {
		m.VEXTRACTF128(U8(1), pair, upper)
	} else {
		m.VEXTRACTF64X2(U8(1), pair, upper)
	}
	m.VADDSD(upper, pair.AsX(), pair.AsX())
	return pair.AsX()
}

// pairs writes a₀+a₁, b₀+b₁, a₂+a₃, b₂+b₃. (VHADDPD cannot name the upper
// sixteen registers.)
func (m *machine) pairs(a, b, to reg.VecVirtual) {
	odd := m.YMM()
	m.VUNPCKHPD(b, a, odd)
	m.VUNPCKLPD(b, a, to)
	m.VADDPD(odd, to, to)
}

// halves writes the lower halves of a and b to one register and the upper ones
// to another.
func (m *machine) halves(a, b, lower, upper reg.VecVirtual) {
	if m.lanes == 4 {
		m.VPERM2F128(U8(0x20), b, a, lower)
		m.VPERM2F128(U8(0x31), b, a, upper)
	} else {
		m.VSHUFF64X2(U8(0), b, a, lower)
		m.VSHUFF64X2(U8(3), b, a, upper)
	}
}
