package flows

import (
	"math"
	"slices"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
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
	r.levels = normalLevels(knots, 0.5)
	r.to, r.from = marginal{r, false}, marginal{r, true}
	return r
}

// normalLevels returns the normal quantiles at one place, from 0 to 1, in each
// of n equal shares.
func normalLevels(n int, at float64) []float64 {
	levels := make([]float64, n)
	for k := range levels {
		p := (float64(k) + at) / float64(n)
		levels[k] = normalQuantile(math.Log(p) - math.Log1p(-p))
	}
	return levels
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
	s, t := newSlopes(v), v.Tape()
	knots, ends := f.knots.On(t), f.slopes.On(t)
	for j := range v.Cols {
		g := knotted{knots.Col(j), f.levels, ends.Col(j)}
		oc, sc, bc := s.out.Col(j), s.slope.Col(j), s.bend.Col(j)
		for i, from := range v.Col(j) {
			if f.inverse {
				oc[i], sc[i], bc[i] = g.back(from)
			} else {
				oc[i], sc[i], bc[i] = g.at(from)
			}
		}
	}
	return s.record()
}

// knotted is an increasing function that takes given levels at knots, with given
// slopes.
type knotted struct{ knots, levels, slopes []float64 }

// at returns the value at x, its log slope, and the derivative of that. It is a
// curve.
func (g knotted) at(x float64) (y, logSlope, bend float64) {
	k := between(g.knots, x)
	if k < 0 {
		end := g.end(x > g.knots[0])
		return g.levels[end] + (x-g.knots[end])*g.slopes[end], math.Log(g.slopes[end]), 0
	}
	p := g.place(k)
	p.T = (x - g.knots[k]) / p.W
	return g.levels[k] + p.Rise(), p.LogSlope(), p.Bend() / p.W
}

// back does the same for the inverse function at y.
func (g knotted) back(y float64) (x, logSlope, bend float64) {
	k := between(g.levels, y)
	if k < 0 {
		end := g.end(y > g.levels[0])
		return g.knots[end] + (y-g.levels[end])/g.slopes[end], -math.Log(g.slopes[end]), 0
	}
	p := g.place(k)
	p.T = p.Solve(y - g.levels[k])
	logSlope = -p.LogSlope()
	return g.knots[k] + p.T*p.W, logSlope, -p.Bend() / p.W * math.Exp(logSlope)
}

func (g knotted) place(k int) kernel.Place {
	return kernel.Place{W: g.knots[k+1] - g.knots[k], H: g.levels[k+1] - g.levels[k], S0: g.slopes[k], S1: g.slopes[k+1]}
}

// end returns the outer knot on one side.
func (g knotted) end(upper bool) int {
	if upper {
		return len(g.knots) - 1
	}
	return 0
}

// between returns the k with x between the k-th of the sorted numbers and the
// next, −1 where x is outside of all or no number.
func between(sorted []float64, x float64) int {
	k, _ := slices.BinarySearch(sorted, x)
	if k == len(sorted) {
		return -1
	}
	return k - 1
}
