package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
	"bijou/flows/nn"
)

// A Planar layer pushes along one direction, by how far a sample lies along
// another (Rezende and Mohamed 2015, equations 10 to 12 and appendix A.1):
//
//	x = z + û·tanh(w·z + b),  û = u + (m(w·u) − w·u)·w/|w|²,  m(a) = −1 + softplus(a)
//
// so that w·û > −1 and the layer is invertible whatever u and w are. There is
// no formula for the inverse: a = w·z + b is the root of a + w·û·tanh(a) = w·x +
// b, found numerically.
type Planar struct {
	u, w nn.Block
	all  nn.Block // u, w and b one after the other
}

func newPlanar(p *nn.Params, d int) *Planar {
	w := p.Add("w", 1, d, nn.Uniform(1))
	u := p.Add("u", 1, d, nil)
	p.Add("b", 1, 1, nn.Uniform(1))
	return &Planar{u: u, w: w, all: nn.Block{Offset: w.Offset, Rows: 1, Cols: 2*d + 1}}
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

// Forward returns z + û·tanh(w·z + b) and log(1 + w·û·(1 − tanh²)).
func (p *Planar) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) { return planarTo.apply(z, p.all) }

// Inverse returns x − û·tanh(a) for the root a, and −log(1 + w·û·(1 − tanh²)).
func (p *Planar) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) { return planarFrom.apply(x, p.all) }

// A push is the numbers of a planar layer as the formula uses them.
type push struct {
	w, u   []float64
	b      float64
	dot    float64 // w·û = m(w·u)
	dotByU float64 // m'(w·u)
	norm   float64 // |w|²
	k      float64 // û = u + k·w
}

func newPush(theta []float64) push {
	d := len(theta) / 2
	p := push{w: theta[:d], u: theta[d : 2*d], b: theta[2*d]}
	wu := 0.0
	for j, w := range p.w {
		wu += w * p.u[j]
		p.norm += w * w
	}
	p.dot, p.dotByU = kernel.Softplus1(wu)-1, kernel.Sigmoid1(wu)
	p.k = (p.dot - wu) / p.norm
	return p
}

// store and loadPush keep what took an exponential for the backward pass.
func (p push) store(dst []float64) { dst[0], dst[1], dst[2], dst[3] = p.dot, p.dotByU, p.norm, p.k }

func loadPush(theta, kept []float64) push {
	d := len(theta) / 2
	return push{theta[:d], theta[d : 2*d], theta[2*d], kept[0], kept[1], kept[2], kept[3]}
}

// hat is entry j of û.
func (p push) hat(j int) float64 { return p.u[j] + p.k*p.w[j] }

// along writes w·v + b of every sample.
func (p push) along(dst []float64, v *ad.Mat) {
	for i := range dst {
		dst[i] = p.b
	}
	for j, w := range p.w {
		kernel.AddScaled(dst, w, v.Col(j))
	}
}

// A planarStep is one direction of a planar layer as a fused operation. It keeps
// h = tanh(a) and the slope q = 1 + w·û·(1 − h²).
type planarStep struct{ inverse bool }

var planarTo, planarFrom = &planarStep{}, &planarStep{inverse: true}

func (f *planarStep) apply(v *ad.Mat, all nn.Block) (out, ladj *ad.Mat) {
	t, n := v.Tape(), v.Rows
	theta := all.On(t)
	want := theta.Grad != nil || v.Grad != nil
	out, ladj = t.Value(n, v.Cols, want), t.Value(n, 1, want)
	kept, spare := t.Value(n, 2, false), t.Value(n, rootSpare, false)
	h, q := kept.Col(0), kept.Col(1)
	p, sign := newPush(theta.Data), 1.0
	p.along(h, v)
	if f.inverse {
		sign = -1
		p.root(h, spare)
	}
	kernel.Tanh(h, h)
	for i, y := range h {
		e := p.dot * (1 - y*y)
		ladj.Data[i], q[i] = e, 1+e
	}
	kernel.Log1p(ladj.Data, ladj.Data)
	if f.inverse {
		for i, l := range ladj.Data {
			ladj.Data[i] = -l
		}
	}
	copy(out.Data, v.Data)
	for j := range p.w {
		kernel.AddScaled(out.Col(j), sign*p.hat(j), h)
	}
	numbers := t.Value(1, 4, false)
	p.store(numbers.Data)
	ad.Custom(f, ad.Call{In: [5]*ad.Mat{v, theta, numbers}, Out: [2]*ad.Mat{out, ladj}, Saved: [2]*ad.Mat{kept, spare}})
	return out, ladj
}
