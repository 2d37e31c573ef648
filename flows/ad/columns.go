package ad

import (
	"fmt"

	"bijou/flows/ad/kernel"
)

// Cols returns columns lo to hi−1 of a as a view: no copy, and what is added to
// its gradient is added to a's.
func Cols(a *Mat, lo, hi int) *Mat {
	if a.tape == nil {
		panic("ad: Cols of a matrix that belongs to no tape")
	}
	v := a.tape.header(a.Rows, hi-lo, a.Data[lo*a.Rows:hi*a.Rows], nil)
	if a.Grad != nil {
		v.Grad, v.whole, v.at = wanted, a, lo*a.Rows
		if a.whole != nil {
			v.whole, v.at = a.whole, a.at+v.at
		}
	}
	return v
}

// Constant returns a as a view that has no gradient: what is computed from it
// does not pull on a.
func Constant(a *Mat) *Mat {
	if a.tape == nil {
		panic("ad: Constant of a matrix that belongs to no tape")
	}
	return a.tape.header(a.Rows, a.Cols, a.Data, nil)
}

// Pick returns the columns of a that index lists, in that order. A run of
// neighbours is a view.
func Pick(a *Mat, index []int) *Mat {
	if isRun(index) {
		return Cols(a, index[0], index[0]+len(index))
	}
	o := result(a.Rows, len(index), a)
	for k, j := range index {
		copy(o.Col(k), a.Col(j))
	}
	return o.from(node{backward: backPick, a: a, index: index})
}

func backPick(n *node) {
	for k, j := range n.index {
		addTo(n.a.grad(j), n.out.grad(k))
	}
}

// Weave returns a matrix whose column index[k] is column k of a and b laid side
// by side: the inverse of Pick. index is a permutation.
func Weave(a, b *Mat, index []int) *Mat {
	if a.Rows != b.Rows || a.Cols+b.Cols != len(index) {
		panic(fmt.Sprintf("ad: Weave of %d×%d and %d×%d into %d columns", a.Rows, a.Cols, b.Rows, b.Cols, len(index)))
	}
	o := result(a.Rows, len(index), a, b)
	for k, j := range index {
		if k < a.Cols {
			copy(o.Col(j), a.Col(k))
		} else {
			copy(o.Col(j), b.Col(k-a.Cols))
		}
	}
	return o.from(node{backward: backWeave, a: a, b: b, index: index, claims: true})
}

func backWeave(n *node) {
	backColumns(n.a, n.out, n.index[:n.a.Cols])
	backColumns(n.b, n.out, n.index[n.a.Cols:])
}

// backColumns gives a, which claims its gradient, that of the columns of out
// that it went to.
func backColumns(a, out *Mat, index []int) {
	if a.Grad == nil {
		return
	}
	empty := a.claim()
	for k, j := range index {
		if empty {
			copy(a.grad(k), out.grad(j))
		} else {
			addTo(a.grad(k), out.grad(j))
		}
	}
}

// Join lays a and b side by side. A nil b gives a itself.
func Join(a, b *Mat) *Mat {
	if b == nil {
		return a
	}
	if a.Rows != b.Rows {
		panic(fmt.Sprintf("ad: Join of %d×%d and %d×%d", a.Rows, a.Cols, b.Rows, b.Cols))
	}
	o := result(a.Rows, a.Cols+b.Cols, a, b)
	copy(o.Data, a.Data)
	copy(o.Data[len(a.Data):], b.Data)
	return o.from(node{backward: backJoin, a: a, b: b})
}

func backJoin(n *node) {
	if n.a.Grad != nil {
		addTo(n.a.Grad, n.out.Grad[:len(n.a.Grad)])
	}
	if n.b.Grad != nil {
		addTo(n.b.Grad, n.out.Grad[len(n.a.Data):])
	}
}

func isRun(index []int) bool {
	for k, j := range index {
		if j != index[0]+k {
			return false
		}
	}
	return len(index) > 0
}

func addTo(dst, x []float64) { kernel.AddScaled(dst, 1, x) }

// Replace returns a with b (n×1) in place of column j.
func Replace(a *Mat, j int, b *Mat) *Mat {
	if b.Rows != a.Rows || b.Cols != 1 {
		panic(fmt.Sprintf("ad: Replace: a column of %d×%d by %d×%d", a.Rows, a.Cols, b.Rows, b.Cols))
	}
	o := result(a.Rows, a.Cols, a, b)
	copy(o.Data, a.Data)
	copy(o.Col(j), b.Data)
	return o.from(node{backward: backReplace, a: a, b: b, k: float64(j)})
}

func backReplace(n *node) {
	for j := range n.out.Cols {
		switch into := int(n.k); {
		case j == into && n.b.Grad != nil:
			addTo(n.b.Grad, n.out.grad(j))
		case j != into && n.a.Grad != nil:
			addTo(n.a.grad(j), n.out.grad(j))
		}
	}
}
