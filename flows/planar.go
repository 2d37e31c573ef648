package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Planar layer pushes along one direction, by how far a sample lies along
// another (Rezende and Mohamed 2015, equations 10 to 12 and appendix A.1):
//
//	x = z + û·tanh(w·z + b),  û = u + (m(w·u) − w·u)·w/|w|²,  m(a) = −1 + softplus(a)
//
// so that w·û > −1 and the layer is invertible whatever u and w are. There is
// no formula for the inverse: with s = w·z it is the root of s + w·û·tanh(s+b)
// = w·x, found numerically.
type Planar struct{ u, w, b nn.Block }

func newPlanar(p *nn.Params, d int) *Planar {
	w := p.Add("w", 1, d, nn.Uniform(1))
	return &Planar{u: p.Add("u", 1, d, nil), w: w, b: p.Add("b", 1, 1, nn.Uniform(1))}
}

// startTogether makes the layer the identity for the w that was drawn: û = 0
// needs w·u = log(e−1), where m is 0.
func (p *Planar) startTogether(theta []float64) {
	w, u := p.w.In(theta), p.u.In(theta)
	norm := 0.0
	for i, v := range w {
		if math.Abs(v) < 0.1 {
			w[i] = math.Copysign(0.1, v)
		}
		norm += w[i] * w[i]
	}
	for i, v := range w {
		u[i] = math.Log(math.E-1) * v / norm
	}
}

// hat returns û and w·û = m(w·u).
func (p *Planar) hat(t *ad.Tape) (hat, dot *ad.Mat) {
	u, w := p.u.On(t), p.w.On(t)
	wu := ad.Sum(ad.Mul(w, u))
	dot = ad.Shift(ad.Softplus(wu), -1)
	hat = ad.Add(u, ad.Mul(ad.Div(ad.Sub(dot, wu), ad.Sum(ad.Square(w))), w))
	return hat, dot
}

// Forward returns z + û·tanh(w·z + b) and log(1 + w·û·(1 − tanh²)).
func (p *Planar) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	t := z.Tape()
	hat, dot := p.hat(t)
	a := ad.Add(ad.SumFeatures(ad.Mul(z, p.w.On(t))), p.b.On(t))
	return ad.Add(z, ad.Mul(ad.Tanh(a), hat)), ad.Log1p(ad.Mul(ad.Sech2(a), dot))
}

// Inverse returns x − û·tanh(s + b) for the root s, and −log(1 + w·û·(1 −
// tanh²)).
func (p *Planar) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	t := x.Tape()
	hat, dot := p.hat(t)
	b, y := p.b.On(t), ad.SumFeatures(ad.Mul(x, p.w.On(t)))
	s := p.root(y, dot.Data[0], b.Data[0])
	a := ad.Add(s, b)
	residual := ad.Sub(ad.Add(s, ad.Mul(ad.Tanh(a), dot)), y)
	s = newtonStep(s, residual, ad.Shift(ad.Mul(ad.Sech2(a), dot), 1))
	a = ad.Add(s, b)
	ladj = ad.Scale(ad.Log1p(ad.Mul(ad.Sech2(a), dot)), -1)
	return ad.Sub(x, ad.Mul(ad.Tanh(a), hat)), ladj
}

// root solves s + dot·tanh(s+b) = y for every sample, n×1, off the tape.
func (p *Planar) root(y *ad.Mat, dot, b float64) *ad.Mat {
	s := y.Tape().Value(y.Rows, 1, false)
	f := bend{dot, b}
	reach := math.Abs(dot)
	for i, v := range y.Data {
		s.Data[i] = solve(f, i, v, v-reach, v+reach)
	}
	return s
}

// bend is s + dot·tanh(s+b), increasing for dot > −1.
type bend struct{ dot, b float64 }

func (f bend) at(_ int, s float64) (value, slope float64) {
	t := math.Tanh(s + f.b)
	return s + f.dot*t, 1 + f.dot*(1-t*t)
}
