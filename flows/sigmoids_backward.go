package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// Backward adds the gradients of v and of the raw numbers. As with splines, a
// pull on the numeric inverse becomes one on the formula at the solution.
func (f *sigmoidStep) Backward(c *ad.Call) {
	v, raw, out, ladj := c.In[0], c.In[1], c.Out[0], c.Out[1]
	n := v.Rows
	for j := range v.Cols {
		m := f.mixture(raw, c.Saved[0], c.Saved[1], j)
		x := out.Col(j) // the side on which the formula is evaluated
		if f.closed {
			x = v.Col(j)
		}
		for i := range n {
			gOut, gLadj := out.Grad[j*n+i], ladj.Grad[i]
			var gV float64
			if f.closed {
				gV = m.pull(i, x[i], gOut, gLadj).argument
			} else {
				gV = (gOut - gLadj*m.pull(i, x[i], 0, 1).argument) / m.pull(i, x[i], 1, 0).argument
				gOut, gLadj = -gV, -gLadj
			}
			if v.Grad != nil {
				v.Grad[j*n+i] += gV
			}
			if raw.Grad != nil {
				width := 3 * m.h * m.rows
				f.spread(m, raw.Grad[j*width:(j+1)*width], i, x[i], gOut, gLadj)
			}
		}
	}
}

// A sigmoidPull is a gradient as it arrives at a component: on log F, on
// log(1 − F) and on the log slope, and what they make of the argument x.
type sigmoidPull struct{ low, high, mid, argument float64 }

// pull turns gradients of z = l − r and of the log slope c − l − r, with l =
// log F, r = log(1 − F) and c = log F′, into those of l, r and c, and of x.
func (m mixture) pull(i int, x, gZ, gSlope float64) sigmoidPull {
	p := sigmoidPull{low: gZ - gSlope, high: -gZ - gSlope, mid: gSlope}
	for k := range m.h {
		own := k*m.rows + min(i, m.rows-1)
		p.argument += m.a[own] * m.inner(p, k, i, m.a[own]*x+m.raw[m.h*m.rows+own])
	}
	return p
}

// inner is the gradient of u = a·x + b of component k.
func (m mixture) inner(p sigmoidPull, k, i int, u float64) float64 {
	at, up := k*m.n+i, kernel.Sigmoid1(u)
	down := 1 - up
	return p.low*math.Exp(m.low[at])*down - p.high*math.Exp(m.high[at])*up + p.mid*math.Exp(m.mid[at])*(down-up)
}

// spread carries the gradients of sample i to the raw numbers behind the
// components.
func (f *sigmoidStep) spread(m mixture, grad []float64, i int, x, gZ, gSlope float64) {
	p := m.pull(i, x, gZ, gSlope)
	h := m.h * m.rows
	for k := range m.h {
		at, own := k*m.n+i, k*m.rows+min(i, m.rows-1)
		low, high, mid, w := math.Exp(m.low[at]), math.Exp(m.high[at]), math.Exp(m.mid[at]), math.Exp(m.logW[own])
		gU := m.inner(p, k, i, m.a[own]*x+m.raw[h+own])
		byRaw := m.a[own]
		if f.slope == bySoftplus {
			byRaw = kernel.Sigmoid1(m.raw[own])
		}
		grad[own] += (gU*x + p.mid*mid/m.a[own]) * byRaw
		grad[h+own] += gU
		grad[2*h+own] += p.low*(low-w) + p.high*(high-w) + p.mid*(mid-w)
	}
}
