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

// A selective transform can leave some entries alone: then z and x are n×D, and
// raw is n×d·width for the d entries that it transforms.
type selective interface {
	transform
	on(s selection) transform
}

// A singleTaker is a transform whose raw numbers may stay in single precision: they are as
// good as any in double precision with the same values, and half as long.
type singleTaker interface {
	transform
	takesSingles() ad.Keep
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
	return &scaleShift{affineStep{clamp: clamp, layout: l, sign: +1}, affineStep{clamp: clamp, layout: l, sign: -1}}
}

func (a *scaleShift) on(s selection) transform {
	some := *a
	some.to.selection, some.from.selection = s, s
	return &some
}

func (*scaleShift) takesSingles() ad.Keep { return ad.Whole }

func (*scaleShift) width() int      { return 2 }
func (*scaleShift) start() nn.Start { return nil }

func (a *scaleShift) forward(z, raw *ad.Mat) (x, ladj *ad.Mat) { return a.to.apply(z, raw) }
func (a *scaleShift) inverse(x, raw *ad.Mat) (z, ladj *ad.Mat) { return a.from.apply(x, raw) }

// An affineStep is one direction of scaleShift as a fused operation.
type affineStep struct {
	clamp  float64
	layout layout
	sign   float64 // +1 maps z to x, −1 x to z
	selection
}

// columns returns where the raw log-scale and the shift of entry j of d stand.
func (f *affineStep) columns(j, d int) (scale, shift int) {
	if f.layout == interleaved {
		return 2 * j, 2*j + 1
	}
	return j, d + j
}

func (f *affineStep) apply(v, raw *ad.Mat) (out, ladj *ad.Mat) {
	if raw.InSingle() {
		return f.applySingle(v, raw)
	}
	t, n, d := raw.Tape(), v.Rows, f.count(v.Cols)
	want := raw.Grad != nil || v.Grad != nil
	out, ladj = t.Value(n, v.Cols, want), t.Value(n, 1, want)
	bend, gain := t.Value(n, d, false), t.Value(n, d, false)
	clear(ladj.Data)
	f.carry(out, v)
	for j := range d {
		column := f.column(j, v, raw, out, ladj, bend, gain)
		if f.sign > 0 {
			column.Forward(f.clamp)
		} else {
			column.Inverse(f.clamp)
		}
	}
	ad.Custom(f, ad.Call{In: [5]*ad.Mat{v, raw}, Out: [2]*ad.Mat{out, ladj}, Saved: [2]*ad.Mat{bend, gain}})
	return out, ladj
}

// column returns where the numbers of the j-th entry stand.
func (f *affineStep) column(j int, v, raw, out, ladj, bend, gain *ad.Mat) kernel.Affine {
	i := f.entry(j)
	scale, shift := f.columns(j, gain.Cols)
	return kernel.Affine{
		V: v.Col(i), Raw: raw.Col(scale), Shift: raw.Col(shift),
		Out: out.Col(i), Ladj: ladj.Data, Bend: bend.Col(j), Gain: gain.Col(j),
	}
}

// Backward differentiates entry by entry.
func (f *affineStep) Backward(c *ad.Call) {
	v, raw, out, ladj, bend, gain := c.In[0], c.In[1], c.Out[0], c.Out[1], c.Saved[0], c.Saved[1]
	f.carryBack(out, v)
	if raw.InSingle() {
		f.backSingle(c)
		return
	}
	for j := range gain.Cols {
		i, column := f.entry(j), f.column(j, v, raw, out, ladj, bend, gain)
		if raw.Grad == nil {
			kernel.AddMul(v.GradCol(i), out.GradCol(i), column.Gain)
			continue
		}
		scale, shift := f.columns(j, gain.Cols)
		pull := kernel.Affine{Raw: raw.GradCol(scale), Shift: raw.GradCol(shift), Out: out.GradCol(i), Ladj: ladj.Grad}
		if pull.V = column.Gain; v.Grad != nil { // else it goes where nobody reads it
			pull.V = v.GradCol(i)
		}
		if f.sign > 0 {
			column.ForwardBack(pull)
		} else {
			column.InverseBack(pull)
		}
	}
}
