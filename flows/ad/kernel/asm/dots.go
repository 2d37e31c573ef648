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
	sums, a, b, rows, brow := m.param("sums"), m.param("a"), m.param("b"), m.param("rows"), m.stride("brow")
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

// dotPairs multiplies two rows by many, which it reads once. AVX2 has too few
// registers for that.
func (m *machine) dotPairs() {
	if !m.wide() {
		return
	}
	m.function("dotPairs", "(sums, sums2, a, a2, b *float64, rows, depth, brow int)",
		"does for both a and sums, a2 and sums2 what dots does.")
	d := dotPairState{
		machine: m, a: [2]reg.GPVirtual{m.param("a"), m.param("a2")}, b: m.param("b"),
		rows: m.param("rows"), brow: m.stride("brow"), brow3: m.GP64(), done: m.GP64(),
	}
	m.XORQ(d.done, d.done)
	m.LEAQ(Mem{Base: d.brow, Index: d.brow, Scale: 2}, d.brow3)
	for _, group := range []int{m.lanes, 1} {
		top, done := m.label("rows"), m.label("rows")
		m.Label(top)
		m.CMPQ(d.rows, U8(group))
		m.JLT(LabelRef(done))
		acc := d.multiply(group)
		for i, name := range []string{"sums", "sums2"} {
			sums := m.param(name)
			m.ADDQ(d.done, sums)
			m.addSums(acc[i], sums)
		}
		m.LEAQ(Mem{Base: d.b, Index: d.brow, Scale: uint8(group)}, d.b)
		m.ADDQ(U8(8*group), d.done)
		m.SUBQ(U8(group), d.rows)
		m.JMP(LabelRef(top))
		m.Label(done)
	}
	m.end()
}

// dotPairState holds what all groups of dotPairs share. Strides and done, how
// far it is in sums, are in bytes.
type dotPairState struct {
	*machine
	a                          [2]reg.GPVirtual
	b, rows, brow, brow3, done reg.GPVirtual
}

// multiply returns the eight sums of each row of the group, for both of a.
func (d dotPairState) multiply(group int) (acc [2][][]reg.VecVirtual) {
	for i := range acc {
		for range group {
			v := d.vec()
			d.zero(v)
			acc[i] = append(acc[i], []reg.VecVirtual{v})
		}
	}
	left, offset, at, at4 := d.param("depth"), d.GP64(), d.GP64(), d.GP64()
	d.XORQ(offset, offset)
	d.MOVQ(d.b, at)
	if group > 4 {
		d.LEAQ(Mem{Base: at, Index: d.brow, Scale: 4}, at4)
	}
	rows := eightRows(at, at4, d.brow, d.brow3)
	step := func(k *mask) {
		y, z, x := d.vec(), d.vec(), d.vec()
		d.load(Mem{Base: d.a[0], Index: offset, Scale: 1}, k, y)
		d.load(Mem{Base: d.a[1], Index: offset, Scale: 1}, k, z)
		for j := range group {
			d.load(rows[j], k, x)
			d.VFMADD231PD(x, y, acc[0][j][0])
			d.VFMADD231PD(x, z, acc[1][j][0])
		}
	}
	top, tail, done := d.label("depth"), d.label("depth"), d.label("depth")
	d.Label(top)
	d.CMPQ(left, U8(8))
	d.JLT(LabelRef(tail))
	step(nil)
	d.ADDQ(U8(64), offset)
	d.ADDQ(U8(64), at)
	if group > 4 {
		d.ADDQ(U8(64), at4)
	}
	d.SUBQ(U8(8), left)
	d.JMP(LabelRef(top))
	d.Label(tail)
	d.TESTQ(left, left)
	d.JEQ(LabelRef(done))
	step(d.maskFirst(left))
	d.Label(done)
	return acc
}

// eightRows are rows that lie apart by the same stride: four from at and four
// from at4.
func eightRows(at, at4, stride, stride3 reg.GPVirtual) []Mem {
	return []Mem{
		{Base: at}, {Base: at, Index: stride, Scale: 1}, {Base: at, Index: stride, Scale: 2}, {Base: at, Index: stride3, Scale: 1},
		{Base: at4}, {Base: at4, Index: stride, Scale: 1}, {Base: at4, Index: stride, Scale: 2}, {Base: at4, Index: stride3, Scale: 1},
	}
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
	rows := eightRows(at, at4, brow, brow3)
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
	if !m.wide() {
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
	if !m.wide() {
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
	if !m.wide() {
		m.VPERM2F128(U8(0x20), b, a, lower)
		m.VPERM2F128(U8(0x31), b, a, upper)
	} else {
		m.VSHUFF64X2(U8(0), b, a, lower)
		m.VSHUFF64X2(U8(3), b, a, upper)
	}
}
