package main

import (
	"cmp"
	"strings"

	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/reg"
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

// loop writes a loop with as many registers side by side as the set allows, or
// fewer where that takes more registers than there are.
func (m *machine) loop(l loop) {
	l.unroll = cmp.Or(l.unroll, m.side)
	for l.unroll > 1 && !m.fits(l) {
		l.unroll--
	}
	m.write(l)
}

// fits tells whether a loop finds room in the registers of the set. It writes the
// loop on a machine that is thrown away.
func (m *machine) fits(l loop) bool {
	real := *m
	defer func() { *m = real }()
	*m = *newMachine(real.set)
	m.numbers(real.size)
	m.write(l)
	file, err := m.Result()
	if err == nil {
		err = pass.Compile.Execute(file)
	}
	return err == nil && highest(file) < m.registers
}

// highest is the largest number of a vector register in a file.
func highest(file *ir.File) int {
	top := 0
	for _, f := range file.Functions() {
		for _, i := range f.Instructions() {
			for _, r := range append(i.InputRegisters(), i.OutputRegisters()...) {
				if p := reg.ToPhysical(r); p != nil && p.Kind() == reg.KindVector {
					top = max(top, int(p.PhysicalIndex()))
				}
			}
		}
	}
	return top
}

func (m *machine) write(l loop) {
	params := strings.Join(l.slices, ", ") + " []" + m.float()
	if l.numbers != nil {
		params += ", " + strings.Join(l.numbers, ", ") + " " + m.float()
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
	m.unroll = l.unroll
	body := l.program()
	block := m.unroll * m.lanes
	top, tail, done := m.label("block"), m.label("tail"), m.label("done")
	m.Label(top)
	m.CMPQ(left, U8(block))
	m.JLT(LabelRef(tail))
	m.once(l, at, body, nil)
	m.ADDQ(U32(m.size*block), offset)
	m.SUBQ(U8(block), left)
	m.JMP(LabelRef(top))
	m.Label(tail)
	m.unroll = 1
	m.CMPQ(left, U8(0))
	m.JLE(LabelRef(done))
	n := m.GP64()
	m.MOVQ(left, n)
	m.once(l, at, body, m.maskFirst(n))
	m.ADDQ(U32(m.bytes), offset)
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
			m.load(at[s].Offset(m.bytes*u), k, v)
		}
	}
	out := body(in)
	for i, s := range l.writes {
		for u := range m.unroll {
			m.store(out[i][u], k, at[s].Offset(m.bytes*u))
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
	m.either(m.VBROADCASTSD, m.VBROADCASTSS)(at, v)
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
		m.either(m.VBROADCASTSD, m.VBROADCASTSS)(c.Mem, v)
	}
	return to
}
