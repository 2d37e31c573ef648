package main

import . "github.com/mmcloughlin/avo/operand"

// peak does nothing but multiply and add, in enough chains to fill the pipes.
func (m *machine) peak(name string) {
	m.export(name, "loops int", "does 16 multiply-adds of registers, loops > 0 times.")
	loops := m.param("loops")
	v := m.vecs(14)
	for _, x := range v {
		m.zero(x)
	}
	x := m.vec()
	m.zero(x)
	top := m.label("loop")
	m.Label(top)
	for i := range 16 {
		m.either(m.VFMADD231PD, m.VFMADD231PS)(x, x, v[i%14])
	}
	m.DECQ(loops)
	m.JNE(LabelRef(top))
	m.end()
}

// pause tells the processor that a loop waits.
func (m *machine) pause() {
	m.export("pause", "times int", "pauses, times > 0.")
	times := m.param("times")
	top := m.label("loop")
	m.Label(top)
	m.PAUSE()
	m.DECQ(times)
	m.JNE(LabelRef(top))
	m.end()
}
