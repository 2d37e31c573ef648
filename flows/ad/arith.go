package ad

import (
	"fmt"

	"bijou/flows/ad/kernel"
)

// The operations here work entry by entry on two matrices. Where one has a
// single row or a single column it is stretched to the size of the other: an
// n×1 and a 1×d matrix give an n×d one, so z·wᵀ is Mul of a column and a row.

// Add returns a + b.
func Add(a, b *Mat) *Mat {
	o, s := stretched("Add", a, b)
	for j := range o.Cols {
		oc, ac, bc := o.Col(j), s.a(a.Data, j), s.b(b.Data, j)
		for i := range oc {
			oc[i] = ac[i*s.arow] + bc[i*s.brow]
		}
	}
	return o.from(node{backward: backAdd, a: a, b: b})
}

func backAdd(n *node) {
	o, s := n.out, stretch(n.a, n.b)
	for j := range o.Cols {
		og := o.grad(j)
		if n.a.Grad != nil {
			ag := s.a(n.a.Grad, j)
			for i, g := range og {
				ag[i*s.arow] += g
			}
		}
		if n.b.Grad != nil {
			bg := s.b(n.b.Grad, j)
			for i, g := range og {
				bg[i*s.brow] += g
			}
		}
	}
}

// Sub returns a − b.
func Sub(a, b *Mat) *Mat {
	o, s := stretched("Sub", a, b)
	for j := range o.Cols {
		oc, ac, bc := o.Col(j), s.a(a.Data, j), s.b(b.Data, j)
		for i := range oc {
			oc[i] = ac[i*s.arow] - bc[i*s.brow]
		}
	}
	return o.from(node{backward: backSub, a: a, b: b})
}

func backSub(n *node) {
	o, s := n.out, stretch(n.a, n.b)
	for j := range o.Cols {
		og := o.grad(j)
		if n.a.Grad != nil {
			ag := s.a(n.a.Grad, j)
			for i, g := range og {
				ag[i*s.arow] += g
			}
		}
		if n.b.Grad != nil {
			bg := s.b(n.b.Grad, j)
			for i, g := range og {
				bg[i*s.brow] -= g
			}
		}
	}
}

// Mul returns a · b, entry by entry.
func Mul(a, b *Mat) *Mat {
	o, s := stretched("Mul", a, b)
	for j := range o.Cols {
		oc, ac, bc := o.Col(j), s.a(a.Data, j), s.b(b.Data, j)
		for i := range oc {
			oc[i] = ac[i*s.arow] * bc[i*s.brow]
		}
	}
	return o.from(node{backward: backMul, a: a, b: b})
}

func backMul(n *node) {
	o, s := n.out, stretch(n.a, n.b)
	for j := range o.Cols {
		og, ac, bc := o.grad(j), s.a(n.a.Data, j), s.b(n.b.Data, j)
		if n.a.Grad != nil {
			ag := s.a(n.a.Grad, j)
			for i, g := range og {
				ag[i*s.arow] += g * bc[i*s.brow]
			}
		}
		if n.b.Grad != nil {
			bg := s.b(n.b.Grad, j)
			for i, g := range og {
				bg[i*s.brow] += g * ac[i*s.arow]
			}
		}
	}
}

// Div returns a / b, entry by entry.
func Div(a, b *Mat) *Mat {
	o, s := stretched("Div", a, b)
	for j := range o.Cols {
		oc, ac, bc := o.Col(j), s.a(a.Data, j), s.b(b.Data, j)
		for i := range oc {
			oc[i] = ac[i*s.arow] / bc[i*s.brow]
		}
	}
	return o.from(node{backward: backDiv, a: a, b: b})
}

func backDiv(n *node) {
	o, s := n.out, stretch(n.a, n.b)
	for j := range o.Cols {
		og, oc, bc := o.grad(j), o.Col(j), s.b(n.b.Data, j)
		if n.a.Grad != nil {
			ag := s.a(n.a.Grad, j)
			for i, g := range og {
				ag[i*s.arow] += g / bc[i*s.brow]
			}
		}
		if n.b.Grad != nil {
			bg := s.b(n.b.Grad, j)
			for i, g := range og {
				bg[i*s.brow] -= g * oc[i] / bc[i*s.brow]
			}
		}
	}
}

// AddScaled returns a + k·b for a number k and matrices of the same size.
func AddScaled(a *Mat, k float64, b *Mat) *Mat {
	if a.Rows != b.Rows || a.Cols != b.Cols {
		panic(fmt.Sprintf("ad: AddScaled of %d×%d and %d×%d", a.Rows, a.Cols, b.Rows, b.Cols))
	}
	o := result(a.Rows, a.Cols, a, b)
	copy(o.Data, a.Data)
	kernel.AddScaled(o.Data, k, b.Data)
	return o.from(node{backward: backAddScaled, a: a, b: b, k: k})
}

func backAddScaled(n *node) {
	if n.a.Grad != nil {
		addTo(n.a.Grad, n.out.Grad)
	}
	if n.b.Grad != nil {
		kernel.AddScaled(n.b.Grad, n.k, n.out.Grad)
	}
}

// strides says how to walk two operands in step: by how much each moves from
// one row to the next, and from one column to the next.
type strides struct{ arow, acol, brow, bcol int }

func (s strides) a(data []float64, j int) []float64 { return data[j*s.acol:] }
func (s strides) b(data []float64, j int) []float64 { return data[j*s.bcol:] }

func stretch(a, b *Mat) strides {
	var s strides
	if a.Rows == b.Rows || b.Rows == 1 {
		s.arow = 1
	}
	if a.Rows == b.Rows || a.Rows == 1 {
		s.brow = 1
	}
	if a.Cols == b.Cols || b.Cols == 1 {
		s.acol = a.Rows
	}
	if a.Cols == b.Cols || a.Cols == 1 {
		s.bcol = b.Rows
	}
	return s
}

func stretched(name string, a, b *Mat) (*Mat, strides) {
	rows, cols := max(a.Rows, b.Rows), max(a.Cols, b.Cols)
	if a.Rows != rows && a.Rows != 1 || b.Rows != rows && b.Rows != 1 ||
		a.Cols != cols && a.Cols != 1 || b.Cols != cols && b.Cols != 1 {
		panic(fmt.Sprintf("ad: %s of %d×%d and %d×%d", name, a.Rows, a.Cols, b.Rows, b.Cols))
	}
	return result(rows, cols, a, b), stretch(a, b)
}

// from records how m was made, unless nobody wants its gradient.
func (m *Mat) from(n node) *Mat {
	if m.Grad != nil {
		n.out = m
		m.tape.push(n)
	}
	return m
}

func (m *Mat) grad(j int) []float64 { return m.GradCol(j) }
