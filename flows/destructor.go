package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A density destructor (Inouye and Ravikumar 2018) is a bijection d that carries
// data to the uniform distribution on the unit cube, so that its Jacobian is the
// density itself: p(x) = |det d(x)/dx|. Three layers are destructors of their own;
// a stack of them over a uniform base is a composite one:
//
//	cdf        z = Φ(x), which brings numbers of the line into the cube
//	histogram  z_j = the distribution function of a histogram of column j
//	tree       every box of a tree of cuts, stretched to the volume of its mass
//
// The last two map the cube onto itself. They are fitted to the data that reach
// them, as RBIG is: their numbers live in θ but are constants.

// Inside are the least and the greatest number between 0 and 1 that a cell of the
// cube is mapped to: on a border the next layer would have nothing to say.
const (
	leastInside = math.SmallestNonzeroFloat64
	mostInside  = 1 - 0x1p-53
)

// inside keeps a number that rounding moved onto the border of the cube off it.
func inside(u float64) float64 { return min(max(u, leastInside), mostInside) }

// normalCDFCurve is Φ(v). Beyond 8 deviations its value stands next to 0 or 1, with
// the right log slope: log p stays right there, the way back does not.
type normalCDFCurve struct{}

func (normalCDFCurve) at(v float64) (y, logSlope, bend float64) {
	return inside(math.Erfc(-v/math.Sqrt2) / 2), -v*v/2 - log2Pi/2, -v
}

// normalQuantileCurve undoes normalCDFCurve: its slope is 1/φ.
type normalQuantileCurve struct{}

func (normalQuantileCurve) at(v float64) (y, logSlope, bend float64) {
	y = normalQuantile(math.Log(v) - math.Log1p(-v))
	logSlope = y*y/2 + log2Pi/2
	return y, logSlope, y * math.Exp(logSlope)
}

// A Histogram maps every column of the unit cube by the distribution function of a
// histogram with B equal bins: in bin k, with mass m_k,
//
//	z = m_1 + … + m_{k−1} + m_k·(B·x − k + 1),  |dz/dx| = B·m_k
type Histogram struct {
	mass     nn.Block // D runs of B, each with the sum 1
	bins     int
	prior    float64
	to, from binned
}

func newHistogram(p *nn.Params, d, bins int, prior float64) *Histogram {
	h := &Histogram{mass: p.AddMasked("mass", bins, d, make([]float64, bins*d), nil), bins: bins, prior: prior}
	h.to, h.from = binned{h, false}, binned{h, true}
	return h
}

// startTogether makes the layer the identity.
func (h *Histogram) startTogether(theta []float64) {
	for i := range h.mass.In(theta) {
		h.mass.In(theta)[i] = 1 / float64(h.bins)
	}
}

// StartFrom counts the data in every bin. Each bin has some points before it sees
// any, so that none is empty: m = (count + prior)/(n + prior·B).
func (h *Histogram) StartFrom(x *ad.Mat, theta []float64) {
	bins := float64(h.bins)
	for j := range x.Cols {
		mass, n := h.mass.In(theta)[j*h.bins:(j+1)*h.bins], 0.0
		clear(mass)
		for _, u := range x.Col(j) {
			if u > 0 && u < 1 {
				mass[int(u*bins)]++
				n++
			}
		}
		for k := range mass {
			mass[k] = (mass[k] + h.prior) / (n + h.prior*bins)
		}
	}
}

// Forward undoes the distribution functions.
func (h *Histogram) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) { return h.from.apply(z) }

// Inverse applies them.
func (h *Histogram) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) { return h.to.apply(x) }

// binned is the map of a histogram, or its inverse, as one operation on all columns.
type binned struct {
	*Histogram
	inverse bool
}

func (f *binned) apply(v *ad.Mat) (out, ladj *ad.Mat) {
	s, t := newSlopes(v), v.Tape()
	clear(s.bend.Data)
	edges, mass := t.Value(f.bins+1, 1, false).Data, f.mass.On(t)
	for j := range v.Cols {
		b := bins{mass.Col(j), edges}
		b.accumulate()
		oc, sc := s.out.Col(j), s.slope.Col(j)
		for i, from := range v.Col(j) {
			if f.inverse {
				oc[i], sc[i] = b.back(from)
			} else {
				oc[i], sc[i] = b.at(from)
			}
		}
	}
	return s.record()
}

// bins are the masses of one column and the sums up to every bin.
type bins struct{ mass, edges []float64 }

// accumulate fills the edges; the last is 1 whatever rounding made of the sum.
func (b bins) accumulate() {
	b.edges[0] = 0
	for k, m := range b.mass {
		b.edges[k+1] = b.edges[k] + m
	}
	b.edges[len(b.mass)] = 1
}

// at returns the distribution function at u and its log slope, no numbers outside
// of the cube.
func (b bins) at(u float64) (z, logSlope float64) {
	if !(u > 0 && u < 1) {
		return math.NaN(), math.NaN()
	}
	n := float64(len(b.mass))
	k := int(u * n)
	return inside(b.edges[k] + b.mass[k]*(u*n-float64(k))), math.Log(n * b.mass[k])
}

// back does the same for the inverse.
func (b bins) back(z float64) (u, logSlope float64) {
	if !(z > 0 && z < 1) {
		return math.NaN(), math.NaN()
	}
	n, k := float64(len(b.mass)), between(b.edges, z)
	return inside((float64(k) + min((z-b.edges[k])/b.mass[k], 1)) / n), -math.Log(n * b.mass[k])
}

var _ FromData = (*Histogram)(nil)
