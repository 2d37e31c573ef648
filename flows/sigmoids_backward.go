package flows

import (
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// Backward adds the gradients of v and of the raw numbers. As with splines, a
// pull on the numeric inverse becomes one on the formula at the solution.
func (f *sigmoidStep) Backward(c *ad.Call) {
	v, raw, out, ladj := c.In[0], c.In[1], c.Out[0], c.Out[1]
	n, width := v.Rows, f.width()*raw.Rows
	for j := range v.Cols {
		x := out.Col(j) // the side on which the formula is evaluated
		if f.closed {
			x = v.Col(j)
		}
		m := f.mixture(raw, c.Saved[0], c.Saved[1], j).unfold(x, f.slope)
		for i := range n {
			gZ, gSlope := out.Grad[j*n+i], ladj.Grad[i]
			gV := m.argument(i, pullOn(gZ, gSlope))
			if !f.closed {
				gV = (gZ - gSlope*m.argument(i, pullOn(0, 1))) / m.argument(i, pullOn(1, 0))
				gZ, gSlope = -gV, -gSlope
			}
			if v.Grad != nil {
				v.Grad[j*n+i] += gV
			}
			if raw.Grad != nil {
				m.spread(raw.Grad[j*width:(j+1)*width], i, x[i], pullOn(gZ, gSlope))
			}
		}
	}
}

// A sigmoidPull is a gradient as it arrives at the components: on l = log F, on
// r = log(1 − F) and on c = log F′.
type sigmoidPull struct{ low, high, mid float64 }

// pullOn turns gradients of z = l − r and of its log slope c − l − r into those
// of l, r and c.
func pullOn(gZ, gSlope float64) sigmoidPull { return sigmoidPull{gZ - gSlope, -gZ - gSlope, gSlope} }

// components are a mixture once more for its derivative, with the shares and
// weights themselves where it kept their logarithms, in the same memory.
type components struct {
	h, n, rows         int
	a, byRaw, w        []float64 // slopes, their derivatives by the raw numbers, and weights
	low, high, mid, up []float64 // shares in F, in 1 − F and in F′, and σ(u)
}

func (m mixture) unfold(x []float64, slope positive) components {
	c := components{m.h, m.n, m.rows, m.a, m.logA, m.logW, m.low, m.high, m.mid, m.room}
	for _, shares := range [][]float64{c.w, c.low, c.high, c.mid} {
		kernel.Exp(shares, shares)
	}
	if slope == byExp {
		copy(c.byRaw, c.a)
	} else {
		kernel.Sigmoid(c.byRaw, m.raw[:m.h*m.rows])
	}
	for k := range m.h {
		up := c.up[k*m.n : (k+1)*m.n]
		for i, v := range x {
			own := k*m.rows + min(i, m.rows-1)
			up[i] = m.a[own]*v + m.raw[m.h*m.rows+own]
		}
	}
	kernel.Sigmoid(c.up, c.up)
	return c
}

// inner is the gradient of u = a·x + b of component k.
func (c components) inner(k, i int, p sigmoidPull) float64 {
	at := k*c.n + i
	up := c.up[at]
	down := 1 - up
	return p.low*c.low[at]*down - p.high*c.high[at]*up + p.mid*c.mid[at]*(down-up)
}

// argument is the gradient of x.
func (c components) argument(i int, p sigmoidPull) float64 {
	g := 0.0
	for k := range c.h {
		g += c.a[k*c.rows+min(i, c.rows-1)] * c.inner(k, i, p)
	}
	return g
}

// spread carries the gradients of sample i to the raw numbers behind the
// components.
func (c components) spread(grad []float64, i int, x float64, p sigmoidPull) {
	h := c.h * c.rows
	for k := range c.h {
		at, own := k*c.n+i, k*c.rows+min(i, c.rows-1)
		g := c.inner(k, i, p)
		grad[own] += (g*x + p.mid*c.mid[at]/c.a[own]) * c.byRaw[own]
		grad[h+own] += g
		grad[2*h+own] += p.low*(c.low[at]-c.w[own]) + p.high*(c.high[at]-c.w[own]) + p.mid*(c.mid[at]-c.w[own])
	}
}
