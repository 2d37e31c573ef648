package flows

import (
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// Backward adds the gradients of v and of the parameters.
//
// What pulls on a result pulls on its argument by the same, and by a part a of
// it, and by a part b of the argument's own way from the centre. On the centre
// it pulls by the difference, for a flow that moves with its centre moves all
// else along.
func (f *radialStep) Backward(c *ad.Call) {
	v, theta, out := c.In[0], c.In[1], c.Out[0]
	n, spare := v.Rows, c.Saved[1]
	p := newAttraction(theta.Data)
	z := v
	if f.inverse {
		z = out
	}
	outward, a, b := spare.Col(0), spare.Col(1), spare.Col(2)
	clear(outward)
	for j, center := range p.center {
		g := out.Grad[j*n : (j+1)*n]
		kernel.AddMul(outward, g, z.Col(j))
		kernel.AddScaled(outward, -center, g)
	}
	alpha, gamma := f.parts(p, c, outward, a, b)
	for j, center := range p.center {
		pulled := f.column(out.Grad[j*n:(j+1)*n], z.Col(j), a, b, v, j, center)
		if theta.Grad != nil {
			theta.Grad[j] -= pulled
		}
	}
	if theta.Grad != nil {
		d := v.Cols
		theta.Grad[d] += alpha * kernel.Sigmoid1(theta.Data[d])
		theta.Grad[d+1] += gamma * kernel.Sigmoid1(theta.Data[d+1])
	}
}

// column adds the gradient of entry j of v and returns what it adds to that of
// the result, over all samples.
func (f *radialStep) column(g, z, a, b []float64, v *ad.Mat, j int, center float64) (total float64) {
	g, a, b = g[:len(z)], a[:len(z)], b[:len(z)]
	if v.Grad == nil {
		for i, x := range z {
			total += a[i]*g[i] + b[i]*(x-center)
		}
		return total
	}
	gv := v.Grad[j*v.Rows : (j+1)*v.Rows][:len(z)]
	for i, x := range z {
		more := a[i]*g[i] + b[i]*(x-center)
		gv[i] += g[i] + more
		total += more
	}
	return total
}

// parts writes a and b and returns the gradients of α and γ. outward is what
// pulls on the results, times their arguments' ways from the centre.
//
// The layer stretches by m = 1 + B with B = (γ−α)h across and by s along the way
// from the centre, where s = m − B·h·r. With log|det| l = (D−1)·log m + log s
//
//	∂B/∂r = −B·h, ∂B/∂α = −h·m, ∂B/∂γ = h
//	∂l/∂r = h·((D−1)(1/m − 1) + 2(1/s − 1))
//	∂l/∂α = h·((2r + γ)h/s − 2 − (D−1)),  ∂l/∂γ = h·(αh/s + (D−1)/m)
//
// The inverse carries what pulls on z and on −l through the inverse of the
// Jacobian, 1/m across and 1/s along, and the negative of that pulls on the
// layer at z.
func (f *radialStep) parts(p attraction, c *ad.Call, outward, a, b []float64) (alpha, gamma float64) {
	others, beta := float64(c.In[0].Cols-1), p.gamma-p.alpha
	rs := c.Saved[0].Col(0)
	hs, ls := c.Saved[0].Col(1)[:len(rs)], c.Out[1].Grad[:len(rs)]
	across, along := c.Saved[0].Col(2)[:len(rs)], c.Saved[0].Col(3)[:len(rs)]
	a, b, outward = a[:len(rs)], b[:len(rs)], outward[:len(rs)]
	for i, r := range rs {
		h, l, pull, m, s := hs[i], ls[i], outward[i], across[i], along[i]
		away := max(r, leastWay)
		all := 1 / (m * s * away) // one division for three
		perR, perM, perS := all*m*s, all*s*away, all*m*away
		lByR := l * h * (others*(perM-1) + 2*(perS-1))
		if f.inverse {
			a[i] = perM - 1
			b[i] = ((perS-perM)*(pull*perR-lByR) - lByR*perM) * perR
			pull, l = -(pull*perM + b[i]*r*r), -l
		} else {
			a[i] = beta * h
			b[i] = (lByR - pull*beta*h*h) * perR
		}
		alpha += h * (l*((2*r+p.gamma)*h*perS-2-others) - pull*m)
		gamma += h * (l*(p.alpha*h*perS+others*perM) + pull)
	}
	return alpha, gamma
}

// leastWay keeps the way out of the centre a number: a sample that lies there is
// pulled nowhere.
const leastWay = 0x1p-500
