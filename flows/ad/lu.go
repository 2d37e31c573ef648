package ad

import (
	"fmt"
	"math"

	"bijou/flows/ad/kernel"
)

// LogDet returns log|det| of the Jacobian of every sample, n×1, given what
// became of the unit tangents, dn×d.
func LogDet(j *Mat) *Mat {
	n, d := checkJacobian("LogDet", j), j.Cols
	o := result(n, 1, j)
	inverse := o.tape.Value(d*d, n, false)
	f := newLU(o.tape, d)
	for i := range n {
		f.factor(j, n, i)
		o.Data[i] = f.logDet()
		if o.Grad != nil {
			f.invert(inverse.Col(i))
		}
	}
	if o.Grad != nil {
		Custom(logDet{}, Call{In: [5]*Mat{j}, Out: [2]*Mat{o}, Saved: [2]*Mat{inverse}})
	}
	return o
}

type logDet struct{}

// Backward adds the inverse, transposed: d log|det A| = tr(A⁻¹ dA).
func (logDet) Backward(c *Call) {
	j, o, inverse := c.In[0], c.Out[0], c.Saved[0]
	n, d := o.Rows, j.Cols
	for row := range d {
		g := j.grad(row)
		for col := range d {
			for i, pull := range o.Grad {
				g[col*n+i] += pull * inverse.Data[i*d*d+col*d+row]
			}
		}
	}
}

// SolveRows returns the s with J s = b for every sample: b and s are n×d, and J
// is given as what became of the unit tangents, dn×d.
func SolveRows(j, b *Mat) *Mat {
	n, d := checkJacobian("SolveRows", j), j.Cols
	if b.Rows != n || b.Cols != d {
		panic(fmt.Sprintf("ad: SolveRows: %d Jacobians of %d×%d for %d×%d", n, d, d, b.Rows, b.Cols))
	}
	o := result(n, d, j, b)
	f := newLU(o.tape, d)
	for i := range n {
		f.factor(j, n, i)
		for c := range d {
			f.x[c] = b.Data[c*n+i]
		}
		f.solve()
		for c := range d {
			o.Data[c*n+i] = f.x[c]
		}
	}
	if o.Grad != nil {
		scratch := o.tape.Value(d, d+2, false)
		Custom(solveRows{}, Call{In: [5]*Mat{j, b}, Out: [2]*Mat{o}, Saved: [2]*Mat{scratch}})
	}
	return o
}

type solveRows struct{}

// Backward solves the transposed system for the gradient λ of b; that of J is
// −λ sᵀ.
func (solveRows) Backward(c *Call) {
	j, b, o := c.In[0], c.In[1], c.Out[0]
	n, d := o.Rows, o.Cols
	f := luIn(c.Saved[0])
	for i := range n {
		f.factor(j, n, i)
		for col := range d {
			f.x[col] = o.Grad[col*n+i]
		}
		f.solveTransposed()
		for row, pull := range f.x {
			if b.Grad != nil {
				b.Grad[row*n+i] += pull
			}
			for col := 0; col < d && j.Grad != nil; col++ {
				j.Grad[row*j.Rows+col*n+i] -= pull * o.Data[col*n+i]
			}
		}
	}
}

// lu holds one d×d matrix as its factors P A = L U, and the vector that is
// solved for.
type lu struct {
	d     int
	a     []float64 // row by row; L without its diagonal, and U
	pivot []float64 // row that was exchanged with row k
	x     []float64
}

func newLU(t *Tape, d int) lu { return luIn(t.Value(d, d+2, false)) }

// luIn keeps the factors in a d×(d+2) matrix.
func luIn(m *Mat) lu {
	d := m.Rows
	return lu{d: d, a: m.Data[:d*d], pivot: m.Col(d), x: m.Col(d + 1)}
}

// factor decomposes the Jacobian of sample i of n, with partial pivoting.
func (f lu) factor(j *Mat, n, i int) {
	d := f.d
	for row := range d {
		for col := range d {
			f.a[row*d+col] = j.Data[row*j.Rows+col*n+i]
		}
	}
	for k := range d {
		top := k
		for row := k + 1; row < d; row++ {
			if math.Abs(f.a[row*d+k]) > math.Abs(f.a[top*d+k]) {
				top = row
			}
		}
		f.pivot[k] = float64(top)
		if top != k {
			for col := range d {
				f.a[k*d+col], f.a[top*d+col] = f.a[top*d+col], f.a[k*d+col]
			}
		}
		for row := k + 1; row < d; row++ {
			f.a[row*d+k] /= f.a[k*d+k]
			kernel.AddScaled(f.a[row*d+k+1:(row+1)*d], -f.a[row*d+k], f.a[k*d+k+1:(k+1)*d])
		}
	}
}

func (f lu) logDet() float64 {
	s := 0.0
	for k := range f.d {
		s += math.Log(math.Abs(f.a[k*f.d+k]))
	}
	return s
}

// solve replaces x by the solution of A s = x.
func (f lu) solve() {
	d, x := f.d, f.x
	for k := range d {
		p := int(f.pivot[k])
		x[k], x[p] = x[p], x[k]
		x[k] -= kernel.Dot(f.a[k*d:k*d+k], x[:k])
	}
	for k := d - 1; k >= 0; k-- {
		x[k] = (x[k] - kernel.Dot(f.a[k*d+k+1:(k+1)*d], x[k+1:])) / f.a[k*d+k]
	}
}

// solveTransposed replaces x by the solution of Aᵀ s = x.
func (f lu) solveTransposed() {
	d, x := f.d, f.x
	for k := range d {
		x[k] /= f.a[k*d+k]
		kernel.AddScaled(x[k+1:], -x[k], f.a[k*d+k+1:(k+1)*d])
	}
	for k := d - 1; k >= 0; k-- {
		kernel.AddScaled(x[:k], -x[k], f.a[k*d:k*d+k])
	}
	for k := d - 1; k >= 0; k-- {
		p := int(f.pivot[k])
		x[k], x[p] = x[p], x[k]
	}
}

// invert writes A⁻¹ row by row.
func (f lu) invert(dst []float64) {
	d := f.d
	for col := range d {
		clear(f.x)
		f.x[col] = 1
		f.solve()
		for row, v := range f.x {
			dst[row*d+col] = v
		}
	}
}
