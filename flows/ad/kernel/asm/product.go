package main

import (
	"strings"

	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// strip multiplies a few rows of a by all of b: the heart of every product.
// Each entry of c is one chain of multiply-adds in the order of p, whatever
// tile it falls into, so it depends on nothing but its row and column.
func (m *machine) strip(name string) {
	m.function(name, strings.ReplaceAll("(c, a, b *float, rows, cols, depth, arow, astep, brow, crow int, bias *float, step int, where *float, cut int)", "float", m.float()),
		"writes s + Σₚ a[i·arow+p·astep]·b[p·brow+j], p < depth, to c[i·crow+j]\nfor all i < rows, j < cols, where s is bias[i·step], or what stands there for a\nnil bias. It writes 0 instead where where[i·crow+j] is 0, unless where is nil,\nand for the sums below 0 if cut is not 0. There are as many rows as a tile has\nat most.")
	s := &stripState{
		machine: m,
		c:       m.param("c"), a: m.param("a"), b: m.param("b"), cols: m.param("cols"),
		arow: m.stride("arow"), astep: m.stride("astep"), brow: m.stride("brow"), crow: m.stride("crow"),
	}
	s.arow3 = m.GP64()
	m.LEAQ(Mem{Base: s.arow, Index: s.arow, Scale: 2}, s.arow3)
	rows := m.param("rows")
	heights := len(m.widths)
	labels := make([]string, heights+1)
	for h := heights; h >= 1; h-- {
		labels[h] = m.label("rows")
		m.CMPQ(rows, U8(h))
		m.JEQ(LabelRef(labels[h]))
	}
	m.end()
	for h := heights; h >= 1; h-- {
		m.Label(labels[h])
		s.height(h)
		m.end()
	}
}

// stripState holds the registers that all tiles of strip share. Strides are in
// bytes; c, b and cols advance from tile to tile.
type stripState struct {
	*machine
	c, a, b, cols, arow, arow3, astep, brow, crow reg.GPVirtual
}

func (s *stripState) height(h int) {
	for _, w := range s.widths[h] {
		s.sweep(h, w, false)
	}
	s.sweep(h, 1, true)
}

// sweep covers the columns with tiles of w registers while whole ones are left,
// or with masked single registers to the very end.
func (s *stripState) sweep(h, w int, masked bool) {
	top, done := s.label("tile"), s.label("next")
	s.Label(top)
	if masked {
		s.TESTQ(s.cols, s.cols)
		s.JLE(LabelRef(done))
		n := s.GP64()
		s.MOVQ(s.cols, n)
		s.tile(h, w, s.maskFirst(n))
	} else {
		s.CMPQ(s.cols, U8(w*s.lanes))
		s.JLT(LabelRef(done))
		s.tile(h, w, nil)
	}
	s.ADDQ(U32(w*s.bytes), s.c)
	s.ADDQ(U32(w*s.bytes), s.b)
	s.SUBQ(U8(w*s.lanes), s.cols)
	s.JMP(LabelRef(top))
	s.Label(done)
}

func (s *stripState) tile(h, w int, k *mask) {
	sums := s.begin(h, w, k)
	left, a, a4, b := s.param("depth"), s.GP64(), s.GP64(), s.GP64()
	s.MOVQ(s.a, a)
	s.MOVQ(s.b, b)
	if h > 4 {
		s.LEAQ(Mem{Base: a, Index: s.arow, Scale: 4}, a4)
	}
	top, done := s.label("depth"), s.label("depth")
	s.TESTQ(left, left)
	s.JEQ(LabelRef(done))
	s.Label(top)
	s.step(sums, a, a4, b, k)
	s.ADDQ(s.astep, a)
	if h > 4 {
		s.ADDQ(s.astep, a4)
	}
	s.ADDQ(s.brow, b)
	s.DECQ(left)
	s.JNE(LabelRef(top))
	s.Label(done)
	s.finish(sums, k)
	s.rows(h, func(i int, row Mem) {
		for j, v := range sums[i] {
			s.store(v, k, row.Offset(s.bytes*j))
		}
	})
}

// rows calls f with where each row of the tile stands in c.
func (s *stripState) rows(h int, f func(i int, row Mem)) {
	row := s.GP64()
	s.MOVQ(s.c, row)
	for i := range h {
		f(i, Mem{Base: row})
		if i < h-1 {
			s.ADDQ(s.crow, row)
		}
	}
}

// begin fills the sums with what they start from.
func (s *stripState) begin(h, w int, k *mask) [][]reg.VecVirtual {
	sums := make([][]reg.VecVirtual, h)
	for i := range sums {
		sums[i] = s.vecs(w)
	}
	held, begun := s.label("held"), s.label("begun")
	bias := s.param("bias")
	s.TESTQ(bias, bias)
	s.JEQ(LabelRef(held))
	step := s.stride("step")
	for i := range sums {
		for _, v := range sums[i] {
			s.either(s.VBROADCASTSD, s.VBROADCASTSS)(Mem{Base: bias}, v)
		}
		if i < h-1 {
			s.ADDQ(step, bias)
		}
	}
	s.JMP(LabelRef(begun))
	s.Label(held)
	s.rows(h, func(i int, row Mem) {
		for j, v := range sums[i] {
			s.load(row.Offset(s.bytes*j), k, v)
		}
	})
	s.Label(begun)
	return sums
}

// finish cuts the sums, or clears them where something else is 0.
func (s *stripState) finish(sums [][]reg.VecVirtual, k *mask) {
	uncut, done := s.label("uncut"), s.label("done")
	cut, where := s.param("cut"), s.param("where")
	zero := s.vec()
	s.zero(zero)
	s.TESTQ(cut, cut)
	s.JEQ(LabelRef(uncut))
	for _, row := range sums {
		for _, v := range row {
			s.either(s.VMAXPD, s.VMAXPS)(v, zero, v) // as relu does
		}
	}
	s.Label(uncut)
	s.TESTQ(where, where)
	s.JEQ(LabelRef(done))
	first := s.param("c")
	s.SUBQ(first, where)
	s.unroll = 1
	s.rows(len(sums), func(i int, row Mem) {
		row.Index, row.Scale = where, 1
		for j, v := range sums[i] {
			y := s.vec()
			s.load(row.Offset(s.bytes*j), k, y)
			s.clear(vals{v}, s.compare(equal, vals{y}, vals{zero}))
		}
	})
	s.Label(done)
}

// step adds one p: a column of a times a row of b. The shorter of the two
// waits in registers.
func (s *stripState) step(sums [][]reg.VecVirtual, a, a4, b reg.GPVirtual, k *mask) {
	h, w := len(sums), len(sums[0])
	rows := eightRows(a, a4, s.arow, s.arow3)
	if h > w {
		bs := s.vecs(w)
		for j, v := range bs {
			s.load(Mem{Base: b, Disp: s.bytes * j}, k, v)
		}
		for i := range h {
			x := s.vec()
			s.either(s.VBROADCASTSD, s.VBROADCASTSS)(rows[i], x)
			for j, v := range bs {
				s.either(s.VFMADD231PD, s.VFMADD231PS)(v, x, sums[i][j])
			}
		}
		return
	}
	as := s.vecs(h)
	for i, v := range as {
		s.either(s.VBROADCASTSD, s.VBROADCASTSS)(rows[i], v)
	}
	for j := range w {
		y := s.vec()
		s.load(Mem{Base: b, Disp: s.bytes * j}, k, y)
		for i, v := range as {
			s.either(s.VFMADD231PD, s.VFMADD231PS)(y, v, sums[i][j])
		}
	}
}
