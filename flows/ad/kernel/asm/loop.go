package main

import (
	"cmp"
	"strings"

	. "github.com/mmcloughlin/avo/operand"
)

// A program is a function on vectors. Called once, it prepares registers ahead
// of the loop and returns what the loop does to its inputs.
type program func() func(in []vals) []vals

// A loop applies a program to slices, entry by entry. All slices are as long as
// the first.
type loop struct {
	name, doc string
	slices    []string // parameters, in order
	numbers   []string // further parameters
	reads     []string // inputs of the program
	writes    []string // its outputs
	unroll    int      // registers side by side, where the usual number is too many
	program   program
}

func (m *machine) loop(l loop) {
	params := strings.Join(l.slices, ", ") + " []float64"
	if l.numbers != nil {
		params += ", " + strings.Join(l.numbers, ", ") + " float64"
	}
	m.export(l.name, params, l.doc)
	at := map[string]Mem{}
	offset := m.GP64()
	m.XORQ(offset, offset)
	for _, s := range l.slices {
		base := m.GP64()
		m.Load(m.Param(s).Base(), base)
		at[s] = Mem{Base: base, Index: offset, Scale: 1}
	}
	left := m.GP64()
	m.Load(m.Param(l.slices[0]).Len(), left)
	m.unroll = cmp.Or(l.unroll, m.side)
	body := l.program()
	block := m.unroll * m.lanes
	top, tail, done := m.label("block"), m.label("tail"), m.label("done")
	m.Label(top)
	m.CMPQ(left, U8(block))
	m.JLT(LabelRef(tail))
	m.once(l, at, body, nil)
	m.ADDQ(U32(8*block), offset)
	m.SUBQ(U8(block), left)
	m.JMP(LabelRef(top))
	m.Label(tail)
	m.unroll = 1
	m.CMPQ(left, U8(0))
	m.JLE(LabelRef(done))
	n := m.GP64()
	m.MOVQ(left, n)
	m.once(l, at, body, m.maskFirst(n))
	m.ADDQ(U32(8*m.lanes), offset)
	m.SUBQ(U8(m.lanes), left)
	m.JMP(LabelRef(tail))
	m.Label(done)
	m.end()
}

func (m *machine) once(l loop, at map[string]Mem, body func([]vals) []vals, k *mask) {
	in := make([]vals, len(l.reads))
	for i, s := range l.reads {
		in[i] = m.vals()
		for u, v := range in[i] {
			m.load(at[s].Offset(8*m.lanes*u), k, v)
		}
	}
	out := body(in)
	for i, s := range l.writes {
		for u := range m.unroll {
			m.store(out[i][u], k, at[s].Offset(8*m.lanes*u))
		}
	}
}

// scalar puts a parameter into all lanes of a register.
func (m *machine) scalar(name string) vals { return m.register(m.memory(name)) }

// memory is where a parameter stands.
func (m *machine) memory(name string) Mem {
	b, err := m.Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// register puts a number in memory into a register ahead of the loop.
func (m *machine) register(at Mem) vals {
	v := m.vec()
	m.VBROADCASTSD(at, v)
	r := make(vals, m.unroll)
	for u := range r {
		r[u] = v
	}
	return r
}

// fill puts a constant into fresh registers.
func (m *machine) fill(c constant) vals {
	to := m.vals()
	for _, v := range to {
		m.VBROADCASTSD(c.Mem, v)
	}
	return to
}
