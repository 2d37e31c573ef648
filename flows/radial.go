package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
	"bijou/flows/nn"
)

// A Radial layer pulls towards a centre or pushes away from it (Rezende and
// Mohamed 2015, equation 14):
//
//	x = z + β/(α + r)·(z − center),  r = |z − center|
//
// with α = softplus(alpha_raw) and β = −α + softplus(beta_raw), so that it is
// invertible. The inverse has a closed form: r solves a quadratic equation.
type Radial struct {
	all nn.Block // center, alpha_raw and beta_raw one after the other
}

func newRadial(p *nn.Params, d int) *Radial {
	first := p.Add("center", 1, d, nn.Uniform(1))
	p.Add("alpha_raw", 1, 1, nn.Constant(softplusInverse(1)))
	p.Add("beta_raw", 1, 1, nn.Constant(softplusInverse(1)))
	return &Radial{nn.Block{Offset: first.Offset, Rows: 1, Cols: d + 2}}
}

// Forward returns x and (D−1)·log g + log g', where r ↦ g·r is how distances
// change and g' is the slope of that.
func (l *Radial) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) { return radialTo.apply(z, l.all) }

// Inverse finds r from R = |x − center|: r + β·r/(α + r) = R has the positive
// root r = ½(√((α+β−R)² + 4αR) − (α+β−R)). Then z − center is x − center
// times (α + r)/(α + r + β).
func (l *Radial) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) { return radialFrom.apply(x, l.all) }

// An attraction is the numbers of a radial layer as the formula uses them: α, and γ = α
// + β, both positive.
type attraction struct {
	center       []float64
	alpha, gamma float64
}

func newAttraction(theta []float64) attraction {
	d := len(theta) - 2
	return attraction{theta[:d], kernel.Softplus1(theta[d]), kernel.Softplus1(theta[d+1])}
}

// distance writes the distance of every sample from the centre.
func (a attraction) distance(r []float64, v *ad.Mat) {
	clear(r)
	for j, c := range a.center {
		kernel.AddSquare(r, v.Col(j), c)
	}
	kernel.Sqrt(r, r)
}

// A radialStep is one direction of a radial layer as a fused operation. It keeps
// r, h = 1/(α + r), g and g'.
type radialStep struct{ inverse bool }

var radialTo, radialFrom = &radialStep{}, &radialStep{inverse: true}

func (f *radialStep) apply(v *ad.Mat, all nn.Block) (out, ladj *ad.Mat) {
	t, n, d := v.Tape(), v.Rows, v.Cols
	theta := all.On(t)
	want := theta.Grad != nil || v.Grad != nil
	out, ladj = t.Value(n, d, want), t.Value(n, 1, want)
	kept, spare := t.Value(n, 4, false), t.Value(n, 3, false)
	a, moved := newAttraction(theta.Data), spare.Col(0)
	a.distance(kept.Col(0), v)
	f.stretch(a, d, moved, ladj.Data, kept, spare)
	for j, c := range a.center {
		kernel.Depart(out.Col(j), v.Col(j), moved, c)
	}
	ad.Custom(f, ad.Call{In: [5]*ad.Mat{v, theta}, Out: [2]*ad.Mat{out, ladj}, Saved: [2]*ad.Mat{kept, spare}})
	return out, ladj
}

// stretch writes by which share of its way from the centre every sample moves,
// and the log|det| of that.
func (f *radialStep) stretch(a attraction, d int, moved, ladj []float64, kept, spare *ad.Mat) {
	gains, slopes := kept.Col(2), kept.Col(3)
	rates := kernel.Radial{R: kept.Col(0), H: kept.Col(1), Moved: moved, Gain: gains, Slope: slopes}
	if f.inverse {
		rates.Inverse(a.alpha, a.gamma)
	} else {
		rates.Forward(a.alpha, a.gamma)
	}
	if d == 2 { // one logarithm is enough
		kernel.Mul(ladj, gains, slopes)
		kernel.Log(ladj, ladj)
	} else {
		kernel.Log(ladj, slopes)
		kernel.Log(spare.Col(1), gains)
		kernel.AddScaled(ladj, float64(d-1), spare.Col(1))
	}
	if f.inverse {
		kernel.Scale(ladj, -1, ladj)
	}
}

// softplusInverse returns the raw number whose softplus is y > 0.
func softplusInverse(y float64) float64 { return y + math.Log(-math.Expm1(-y)) }
