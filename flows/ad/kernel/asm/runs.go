package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Some functions look at a run of numbers for every entry: run c of entry i
// stands at c·n+i, for n entries.

// A sweep goes through entries, a register at a time.
type sweep struct {
	*machine
	offset, stride reg.GPVirtual // of the present entries, and from run to run, in bytes
	mask           *mask
	single         bool // the runs stand in single precision beside entries in double
}

// sweep writes body once for whole registers and once for what is left at the
// end; the parameter n counts the entries.
func (m *machine) sweep(body func(s sweep)) {
	m.unroll = 1
	s := sweep{machine: m, offset: m.GP64(), stride: m.stride("n")}
	m.XORQ(s.offset, s.offset)
	m.groups("n", func(k *mask) {
		s.mask = k
		body(s)
		m.ADDQ(U32(m.bytes), s.offset)
	})
}

// groups does body for as many entries at a time as a register has lanes, and for
// the last few with a mask, and ends the function.
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

// at returns a pointer to the present entries of a parameter.
func (s sweep) at(name string) reg.GPVirtual {
	p := s.param(name)
	s.ADDQ(s.offset, p)
	return p
}

func (s sweep) get(p reg.GPVirtual) vals {
	v := s.vals()
	s.load(Mem{Base: p}, s.mask, v[0])
	return v
}

func (s sweep) put(p reg.GPVirtual, v vals) { s.store(v[0], s.mask, Mem{Base: p}) }

// take and give read and write the present entries of a parameter.
func (s sweep) take(name string) vals    { return s.get(s.at(name)) }
func (s sweep) give(name string, v vals) { s.put(s.at(name), v) }

// run returns a pointer to the present entries of the first of some runs, and read what
// stands there.
func (s sweep) run(name string) reg.GPVirtual {
	if s.single {
		return s.atSingle(name)
	}
	return s.at(name)
}

func (s sweep) read(p reg.GPVirtual) vals {
	if s.single {
		return s.widened(p)
	}
	return s.get(p)
}

// constant puts a number into a register.
func (s sweep) constant(x float64) vals { return s.fill(s.number(x)) }

// repeat does body as often as the parameter says, at least once, and moves the
// pointers on to the next run after each.
func (s sweep) repeat(count string, body func(), pointers ...reg.GPVirtual) {
	left, stride := s.param(count), s.stride
	if s.single {
		stride = s.GP64()
		s.MOVQ(s.stride, stride)
		s.SHRQ(U8(1), stride)
	}
	top := s.label("run")
	s.Label(top)
	body()
	for _, p := range pointers {
		s.ADDQ(stride, p)
	}
	s.DECQ(left)
	s.JNZ(LabelRef(top))
}

// runs starts a function on runs.
func (m *machine) runs(name, params, doc string, body func(s sweep)) {
	m.export(name, params, doc)
	m.sweep(body)
}

// softmax writes the shares of the runs: e to the number less the largest, over
// the sum of all. Next to what is not a number all are none. Single or double is what the
// machine works in.
func (m *machine) softmax(single bool) {
	name, kind, exp := "softmax", "float64", m.expOf
	if single {
		name, kind, exp = "softmaxSingle", "float32", m.expSingle
	}
	larger, plus := m.either(m.VMAXPD, m.VMAXPS), m.either(m.VADDPD, m.VADDPS)
	m.runs(name, "dst, x *"+kind+", n, count int", "writes eˣ over its sum, count > 0 runs of n.",
		func(s sweep) {
			x := s.at("x")
			most := s.get(x)
			s.repeat("count", func() { larger(s.get(x)[0], most[0], most[0]) }, x)
			x, dst, sum := s.at("x"), s.at("dst"), s.constant(0)
			s.repeat("count", func() {
				e := exp(s.sub(s.get(x), most))
				plus(e[0], sum[0], sum[0])
				s.put(dst, e)
			}, x, dst)
			part := s.div(s.constant(1), sum)
			dst = s.at("dst")
			s.repeat("count", func() { s.put(dst, s.mul(s.get(dst), part)) }, dst)
		})
}
