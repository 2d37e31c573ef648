package flows

import (
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// Backward adds the gradients of v and of the parameters.
//
// With s = 1 − h², q = 1 + w·û·s and gradients g of the result and l of the
// log|det|, what pulls on a is t = s·(û·g − 2·h·w·û·l/q). The inverse needs no
// derivation of its own: carried through the transposed inverse of the Jacobian
// I + s·û·wᵀ (Sherman and Morrison 1950), everything comes to the same with −t/q
// for t.
func (f *planarStep) Backward(c *ad.Call) {
	v, theta, out, ladj := c.In[0], c.In[1], c.Out[0], c.Out[1]
	p := loadPush(theta.Data, c.In[2].Data)
	n, d, t, h := v.Rows, v.Cols, c.Saved[1].Col(0), c.Saved[0].Col(0)
	clear(t)
	for j := range p.w {
		kernel.AddScaled(t, p.hat(j), out.Grad[j*n:(j+1)*n])
	}
	dot := f.pull(p, t, h, c.Saved[0].Col(1), ladj.Grad)
	if v.Grad != nil {
		kernel.AddScaled(v.Grad, 1, out.Grad)
		for j, w := range p.w {
			kernel.AddScaled(v.Grad[j*n:(j+1)*n], w, t)
		}
	}
	if theta.Grad == nil {
		return
	}
	z, sign, turned := v, 1.0, 0.0
	if f.inverse {
		z, sign, turned = out, -1, -kernel.Dot(t, h)
	}
	g := pushGradient{push: p, gw: theta.Grad[:d], gu: theta.Grad[d : 2*d], dot: dot}
	for j, w := range p.w {
		g.gw[j] += kernel.Dot(t, z.Col(j))
		g.addHat(j, sign*kernel.Dot(out.Grad[j*n:(j+1)*n], h)+w*turned)
	}
	g.finish()
	theta.Grad[2*d] += kernel.Sum(t)
}

// A pushGradient is what pulls on the parameters of a planar layer.
type pushGradient struct {
	push
	gw, gu []float64
	dot, k float64 // on w·û and on k, where û = u + k·w
}

// addHat adds what pulls on entry j of û.
func (g *pushGradient) addHat(j int, pull float64) {
	g.gu[j] += pull
	g.gw[j] += pull * g.push.k
	g.k += pull * g.w[j]
}

// finish carries what pulls on k = (m(w·u) − w·u)/|w|² and on w·û = m(w·u) to w
// and u.
func (g *pushGradient) finish() {
	wu := (g.dot+g.k/g.norm)*g.dotByU - g.k/g.norm
	norm := -g.k * g.push.k / g.norm
	for j, w := range g.w {
		g.gw[j] += wu*g.u[j] + 2*norm*w
		g.gu[j] += wu * w
	}
}

// pull writes t over û·g and returns the gradient of w·û.
func (f *planarStep) pull(p push, t, h, q, ladj []float64) (dot float64) {
	if !f.inverse {
		for i, y := range h {
			s, l := 1-y*y, ladj[i]/q[i]
			t[i] = s * (t[i] - 2*y*p.dot*l)
			dot += s * l
		}
		return dot
	}
	for i, y := range h {
		s, l := 1-y*y, ladj[i]/q[i]
		t[i] = -s * (t[i] - 2*y*p.dot*l) / q[i]
		dot -= s * l
	}
	return dot
}
