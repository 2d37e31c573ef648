package main

import . "github.com/mmcloughlin/avo/operand"

// peak does nothing but multiply and add, in enough chains to fill the pipes.
func (m *machine) peak() {
	m.function("peak", "(rounds int)", "does 16·lanes multiply-adds a round.")
	rounds := m.param("rounds")
	v := m.vecs(14)
	for _, x := range v {
		m.zero(x)
	}
	x := m.vec()
	m.zero(x)
	top := m.label("round")
	m.Label(top)
	for i := range 16 {
		m.VFMADD231PD(x, x, v[i%14])
	}
	m.DECQ(rounds)
	m.JNE(LabelRef(top))
	m.end()
}
