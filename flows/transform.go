package flows

import (
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
	"bijou/flows/nn"
)

// A transform is an increasing function of one variable, shaped by raw numbers
// that a net gives for every entry. Coupling and autoregressive layers differ
// in what the net may see, and share the transforms.
type transform interface {
	// width is how many raw numbers an entry takes.
	width() int
	// start is the bias of the net at which the transform is the identity.
	start() nn.Start
	// forward maps z (n×d) by raw (n×d·width) to x (n×d) and log|det dx/dz|.
	forward(z, raw *ad.Mat) (x, ladj *ad.Mat)
	// inverse maps x back to z and gives log|det dz/dx|.
	inverse(x, raw *ad.Mat) (z, ladj *ad.Mat)
}

// additive shifts every entry: x = z + raw. Volume stays (NICE, Dinh et al.
// 2014).
type additive struct{}

func (additive) width() int      { return 1 }
func (additive) start() nn.Start { return nil }

func (additive) forward(z, raw *ad.Mat) (x, ladj *ad.Mat) { return ad.Add(z, raw), zeros(z) }
func (additive) inverse(x, raw *ad.Mat) (z, ladj *ad.Mat) { return ad.Sub(x, raw), zeros(x) }

// scaleShift is the affine transform x = z·exp(s) + t with a soft bound on the
// log-scale, s = c·tanh(raw/c) (RealNVP, Dinh et al. 2017; the bound after
// Ardizzone et al. 2019). It is the identity at raw = 0.
type scaleShift struct{ to, from affineStep }

// A layout says where the raw numbers of an entry stand.
type layout int

const (
	blocked     layout = iota // all log-scales, then all shifts
	interleaved               // log-scale and shift of one entry after the other
)

func newScaleShift(clamp float64, l layout) *scaleShift {
	return &scaleShift{affineStep{clamp, l, +1}, affineStep{clamp, l, -1}}
}

func (*scaleShift) width() int      { return 2 }
func (*scaleShift) start() nn.Start { return nil }

func (a *scaleShift) forward(z, raw *ad.Mat) (x, ladj *ad.Mat) { return a.to.apply(z, raw) }
func (a *scaleShift) inverse(x, raw *ad.Mat) (z, ladj *ad.Mat) { return a.from.apply(x, raw) }

// An affineStep is one direction of scaleShift as a fused operation.
type affineStep struct {
	clamp  float64
	layout layout
	sign   float64 // +1 maps z to x, −1 x to z
}

// columns returns where the raw log-scale and the shift of entry j of d stand.
func (f *affineStep) columns(j, d int) (scale, shift int) {
	if f.layout == interleaved {
		return 2 * j, 2*j + 1
	}
	return j, d + j
}

func (f *affineStep) apply(v, raw *ad.Mat) (out, ladj *ad.Mat) {
	t, n, d := raw.Tape(), v.Rows, v.Cols
	want := raw.Grad != nil || v.Grad != nil
	out, ladj = t.Value(n, d, want), t.Value(n, 1, want)
	bend, gain := t.Value(n, d, false), t.Value(n, d, false)
	clear(ladj.Data)
	for j := range d {
		scale, shift := f.columns(j, d)
		f.column(out.Col(j), ladj.Data, bend.Col(j), gain.Col(j), v.Col(j), raw.Col(scale), raw.Col(shift))
	}
	ad.Custom(f, ad.Call{In: [3]*ad.Mat{v, raw}, Out: [2]*ad.Mat{out, ladj}, Saved: [2]*ad.Mat{bend, gain}})
	return out, ladj
}

// column transforms one entry of all samples. It keeps bend = tanh(raw/c) and
// gain = exp(±s).
func (f *affineStep) column(out, ladj, bend, gain, v, raw, shift []float64) {
	for i, r := range raw {
		bend[i] = r / f.clamp
	}
	kernel.Tanh(bend, bend)
	for i, b := range bend {
		s := f.sign * f.clamp * b
		gain[i] = s
		ladj[i] += s
	}
	kernel.Exp(gain, gain)
	if f.sign > 0 {
		for i, e := range gain {
			out[i] = v[i]*e + shift[i]
		}
		return
	}
	for i, e := range gain {
		out[i] = (v[i] - shift[i]) * e
	}
}

// Backward differentiates out = v·e^s + t and ladj = s, or out = (v − t)·e^−s
// and ladj = −s, where ds/draw = 1 − tanh²(raw/c).
func (f *affineStep) Backward(c *ad.Call) {
	v, raw, out, ladj, bend, gain := c.In[0], c.In[1], c.Out[0], c.Out[1], c.Saved[0], c.Saved[1]
	n, d := v.Rows, v.Cols
	for j := range d {
		scale, shift := f.columns(j, d)
		g, o, x := out.Grad[j*n:(j+1)*n], out.Col(j), v.Col(j)
		e, b := gain.Col(j), bend.Col(j)
		if v.Grad != nil {
			gv := v.Grad[j*n : (j+1)*n]
			for i := range gv {
				gv[i] += g[i] * e[i]
			}
		}
		if raw.Grad == nil {
			continue
		}
		gs, gt := raw.Grad[scale*n:(scale+1)*n], raw.Grad[shift*n:(shift+1)*n]
		for i := range gs {
			moved := g[i] * o[i] // ∂out/∂(±s) of the inverse is out itself
			if f.sign > 0 {
				moved = g[i] * x[i] * e[i]
				gt[i] += g[i]
			} else {
				gt[i] -= g[i] * e[i]
			}
			gs[i] += f.sign * (moved + ladj.Grad[i]) * (1 - b[i]*b[i])
		}
	}
}
