package main

import (
	"strings"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// columns is how many sums run through a slice side by side.
const columns = 32

// reduction adds up what step makes of the entries of one or two slices.
func (m *machine) reduction(name, doc string, slices []string, step func(sum reg.VecVirtual, in []reg.VecVirtual)) {
	params := strings.Join(slices, ", ") + " []float64"
	m.offer(callee{name: name, params: params, result: "float64", arguments: slices})
	m.function(name, "("+params+") float64", doc)
	offset, left := m.GP64(), m.GP64()
	m.XORQ(offset, offset)
	var at []Mem
	for _, s := range slices {
		base := m.GP64()
		m.Load(m.Param(s).Base(), base)
		at = append(at, Mem{Base: base, Index: offset, Scale: 1})
	}
	m.Load(m.Param(slices[0]).Len(), left)
	sums := m.vecs(columns / m.lanes)
	for _, v := range sums {
		m.zero(v)
	}
	one := func(i int, k *mask) {
		in := m.vecs(len(at))
		for j, v := range in {
			m.load(at[j].Offset(8*m.lanes*i), k, v)
		}
		step(sums[i], in)
	}
	top, tail, done := m.label("block"), m.label("tail"), m.label("done")
	m.Label(top)
	m.CMPQ(left, U8(columns))
	m.JLT(LabelRef(tail))
	for i := range sums {
		one(i, nil)
	}
	m.ADDQ(U32(8*columns), offset)
	m.SUBQ(U8(columns), left)
	m.JMP(LabelRef(top))
	m.Label(tail)
	for i := range sums {
		m.CMPQ(left, U8(0))
		m.JLE(LabelRef(done))
		n := m.GP64()
		m.MOVQ(left, n)
		one(i, m.maskFirst(n))
		m.SUBQ(U8(m.lanes), left)
	}
	m.Label(done)
	m.Store(m.lastSum(sums), m.ReturnIndex(0))
	m.end()
}

// lastSum adds the columns in one order for both sets: eight at a time, then as
// dots does.
func (m *machine) lastSum(sums []reg.VecVirtual) reg.Register {
	parts := 8 / m.lanes
	for p := range parts {
		m.VADDPD(sums[p+parts], sums[p], sums[p])
		m.VADDPD(sums[p+3*parts], sums[p+2*parts], sums[p+2*parts])
		m.VADDPD(sums[p+2*parts], sums[p], sums[p])
	}
	return m.across(m.fold(sums[:parts]))
}

func (m *machine) sum() {
	m.reduction("sum", "adds up x.", []string{"x"}, func(sum reg.VecVirtual, in []reg.VecVirtual) {
		m.VADDPD(in[0], sum, sum)
	})
}

func (m *machine) dot() {
	m.reduction("dot", "adds up the products of a and b.", []string{"a", "b"}, func(sum reg.VecVirtual, in []reg.VecVirtual) {
		m.VFMADD231PD(in[0], in[1], sum)
	})
}
