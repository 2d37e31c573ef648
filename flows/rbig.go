package flows

import (
	"math"
	"slices"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// An RBIG layer is one step of rotation-based iterative Gaussianization (Laparra
// et al. 2011): it makes every column of the data normal and then turns space,
// so that the next layer finds other columns:
//
//	z = R·g(x),  g_j increasing through (quantile p_k of column j, Φ⁻¹(p_k))
//
// It is fitted to the data that reach it, not trained: its numbers live in θ but
// are constants, and gradients pass through. Between the knots g is the monotone
// rational quadratic of Gregory and Delbourgo (1982), beyond them a line.
// Interpolating Φ⁻¹(p) and not p keeps the density of new points finite in the
// gaps between the old ones.
type RBIG struct {
	knots, slopes nn.Block // D runs of K: where g takes the levels, and its slopes there
	rotation      nn.Block // D rows of R
	levels        []float64
	turn          rotationBy
	to, from      marginal
}

// rotationBy says how an RBIG layer turns space.
type rotationBy string

const (
	byPCA     rotationBy = "pca"
	byRandom  rotationBy = "random"
	byNothing rotationBy = "none"
)

func newRBIG(p *nn.Params, d, knots int, turn rotationBy) *RBIG {
	r := &RBIG{
		knots:    p.AddMasked("knots", knots, d, make([]float64, knots*d), nil),
		slopes:   p.AddMasked("slopes", knots, d, make([]float64, knots*d), nil),
		rotation: p.AddMasked("rotation", d, d, make([]float64, d*d), nil),
		turn:     turn,
	}
	for k := range knots {
		p := (float64(k) + 0.5) / float64(knots)
		r.levels = append(r.levels, normalQuantile(math.Log(p)-math.Log1p(-p)))
	}
	r.to, r.from = marginal{r, false}, marginal{r, true}
	return r
}

// startTogether makes the layer the identity.
func (r *RBIG) startTogether(theta []float64) {
	d := r.rotation.Rows
	for j := range d {
		copy(r.knots.In(theta)[j*len(r.levels):], r.levels)
		r.rotation.In(theta)[j*d+j] = 1
	}
	for i := range r.slopes.In(theta) {
		r.slopes.In(theta)[i] = 1
	}
}

// Forward turns z back and undoes g.
func (r *RBIG) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	t := z.Tape()
	rows, back := r.rotation.On(t), t.Value(z.Cols, z.Cols, false)
	for i := range z.Cols {
		for j := range z.Cols {
			back.Set(i, j, rows.At(j, i))
		}
	}
	return r.from.apply(ad.Dense(z, back, nil, ad.Identity, nil))
}

// Inverse returns R·g(x).
func (r *RBIG) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	z, ladj = r.to.apply(x)
	return ad.Dense(z, ad.Constant(r.rotation.On(x.Tape())), nil, ad.Identity, nil), ladj
}

// A marginal is g, or its inverse, as one operation on all columns.
type marginal struct {
	*RBIG
	inverse bool
}

func (f *marginal) apply(v *ad.Mat) (out, ladj *ad.Mat) {
	t, n, d := v.Tape(), v.Rows, v.Cols
	want := v.Grad != nil
	out, ladj = t.Value(n, d, want), t.Value(n, 1, want)
	slope, bend := t.Value(n, d, false), t.Value(n, d, false)
	clear(ladj.Data)
	knots, slopes := f.knots.On(t), f.slopes.On(t)
	for j := range d {
		oc, sc, bc := out.Col(j), slope.Col(j), bend.Col(j)
		for i, from := range v.Col(j) {
			oc[i], sc[i], bc[i] = f.at(from, knots.Col(j), slopes.Col(j))
			ladj.Data[i] += sc[i]
		}
	}
	flagOverflow(out, ladj)
	ad.Custom(bySlope{}, ad.Call{In: [3]*ad.Mat{v}, Out: [2]*ad.Mat{out, ladj}, Saved: [2]*ad.Mat{slope, bend}})
	return out, ladj
}

// at returns the value for one entry, its log slope, and the derivative of that.
func (f *marginal) at(v float64, knots, slopes []float64) (y, logSlope, bend float64) {
	near, far, last := knots, f.levels, len(knots)-1
	if f.inverse {
		near, far = far, near
	}
	k, _ := slices.BinarySearch(near, v)
	if k == 0 || k > last || math.IsNaN(v) {
		end := min(k, last)
		return f.line(v-near[end], far[end], slopes[end])
	}
	k--
	p := place{w: knots[k+1] - knots[k], h: f.levels[k+1] - f.levels[k], s0: slopes[k], s1: slopes[k+1]}
	if !f.inverse {
		p.t = (v - near[k]) / p.w
		return far[k] + p.rise(), p.logSlope(), p.logSlopeByT() / p.w
	}
	p.t = p.solve(v - near[k])
	logSlope = p.logSlope()
	return far[k] + p.t*p.w, -logSlope, -p.logSlopeByT() / p.w * math.Exp(-logSlope)
}

// line goes on from an outer knot with the slope that g has there.
func (f *marginal) line(by, from, slope float64) (y, logSlope, bend float64) {
	if f.inverse {
		slope = 1 / slope
	}
	return from + by*slope, math.Log(slope), 0
}
