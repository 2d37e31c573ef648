package ad

import (
	"fmt"

	"bijou/flows/ad/kernel"
)

// A Triangle says which half of a d×d matrix TriMul and TriSolve use. The
// diagonal comes apart, so the matrix's own diagonal and other half are ignored
// and get no gradient. Entry (r, c) of the matrix is Data[r*d+c].
type Triangle int

// The two halves.
const (
	Lower Triangle = iota
	Upper
)

// others returns the columns of row r strictly inside the triangle.
func (t Triangle) others(r, d int) (lo, hi int) {
	if t == Upper {
		return r + 1, d
	}
	return 0, r
}

// nth returns the row to solve k-th: from the first for a lower triangle, from
// the last for an upper one.
func (t Triangle) nth(k, d int) int {
	if t == Upper {
		return d - 1 - k
	}
	return k
}

// TriMul returns (T + diag) v for every sample v of x, n×d. A nil diag is all
// ones; else it has d entries.
func TriMul(tri Triangle, t, diag, x *Mat) *Mat {
	d := checkTriangle("TriMul", t, diag, x)
	o := result(x.Rows, d, x, t, diag)
	for r := range d {
		oc := o.Col(r)
		scale(oc, x.Col(r), diagonal(diag, r))
		lo, hi := tri.others(r, d)
		for c := lo; c < hi; c++ {
			kernel.AddScaled(oc, t.Data[r*d+c], x.Col(c))
		}
	}
	if o.Grad != nil {
		Custom(&triMuls[tri], Call{In: [5]*Mat{t, diag, x}, Out: [2]*Mat{o}})
	}
	return o
}

type triMul struct{ Triangle }

var triMuls = [...]triMul{{Lower}, {Upper}}

func (f *triMul) Backward(call *Call) {
	t, diag, x, o := call.In[0], call.In[1], call.In[2], call.Out[0]
	d := x.Cols
	for r := range d {
		g := o.grad(r)
		if diag != nil && diag.Grad != nil {
			diag.Grad[r] += kernel.Dot(g, x.Col(r))
		}
		if x.Grad != nil {
			kernel.AddScaled(x.grad(r), diagonal(diag, r), g)
		}
		lo, hi := f.others(r, d)
		for c := lo; c < hi; c++ {
			if t.Grad != nil {
				t.Grad[r*d+c] += kernel.Dot(g, x.Col(c))
			}
			if x.Grad != nil {
				kernel.AddScaled(x.grad(c), t.Data[r*d+c], g)
			}
		}
	}
}

// TriSolve returns the solution v of (T + diag) v = y for every sample y of x,
// n×d, by substitution. A nil diag is all ones.
func TriSolve(tri Triangle, t, diag, x *Mat) *Mat {
	d := checkTriangle("TriSolve", t, diag, x)
	o := result(x.Rows, d, x, t, diag)
	for k := range d {
		r := tri.nth(k, d)
		oc := o.Col(r)
		copy(oc, x.Col(r))
		lo, hi := tri.others(r, d)
		for c := lo; c < hi; c++ {
			kernel.AddScaled(oc, -t.Data[r*d+c], o.Col(c))
		}
		scale(oc, oc, 1/diagonal(diag, r))
	}
	if o.Grad != nil {
		Custom(&triSolves[tri], Call{In: [5]*Mat{t, diag, x}, Out: [2]*Mat{o}})
	}
	return o
}

type triSolve struct{ Triangle }

var triSolves = [...]triSolve{{Lower}, {Upper}}

// Backward solves the transposed system for the gradient of the right-hand
// side, in place of the gradient of the solution, in the opposite order.
func (f *triSolve) Backward(call *Call) {
	t, diag, x, o := call.In[0], call.In[1], call.In[2], call.Out[0]
	d := x.Cols
	for k := d - 1; k >= 0; k-- {
		r := f.nth(k, d)
		g := o.grad(r)
		scale(g, g, 1/diagonal(diag, r))
		if diag != nil && diag.Grad != nil {
			diag.Grad[r] -= kernel.Dot(g, o.Col(r))
		}
		if x.Grad != nil {
			kernel.AddScaled(x.grad(r), 1, g)
		}
		lo, hi := f.others(r, d)
		for c := lo; c < hi; c++ {
			if t.Grad != nil {
				t.Grad[r*d+c] -= kernel.Dot(g, o.Col(c))
			}
			kernel.AddScaled(o.grad(c), -t.Data[r*d+c], g)
		}
	}
}

func checkTriangle(name string, t, diag, x *Mat) int {
	d := x.Cols
	if len(t.Data) != d*d || diag != nil && len(diag.Data) != d {
		panic(fmt.Sprintf("ad: %s: %d entries on %d×%d", name, len(t.Data), x.Rows, d))
	}
	return d
}

func diagonal(diag *Mat, r int) float64 {
	if diag == nil {
		return 1
	}
	return diag.Data[r]
}

func scale(dst, x []float64, k float64) {
	for i, v := range x {
		dst[i] = k * v
	}
}
