package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Linear layer multiplies by a matrix kept as its LU factors, so that its
// log|det| is a sum and its inverse two substitutions (Glow, Kingma and
// Dhariwal 2018, section 3.2):
//
//	x = W z + bias,  W = P L (U + diag(sign·exp(log_s)))
//
// L is unit lower triangular, U strictly upper triangular, P and the signs are
// fixed: (P v)_i = v[perm[i]].
type Linear struct {
	lower, upper, logS, bias nn.Block
	perm, back               []int
	sign                     *ad.Mat // 1×D
}

// newLinear returns the layer for a permutation and signs; nil stands for the
// identity and for all +1.
func newLinear(p *nn.Params, d int, perm []int, sign []float64) *Linear {
	l := &Linear{perm: perm, sign: ad.New(1, d)}
	if perm == nil {
		l.perm = identity(d)
	}
	l.back = invert(l.perm)
	copy(l.sign.Data, sign)
	if sign == nil {
		for i := range d {
			l.sign.Data[i] = 1
		}
	}
	l.lower = p.AddMasked("lower", d, d, triangle(d, func(r, c int) bool { return c < r }), nil)
	l.upper = p.AddMasked("upper", d, d, triangle(d, func(r, c int) bool { return c > r }), nil)
	l.logS = p.Add("log_s", 1, d, nil)
	l.bias = p.Add("bias", 1, d, nil)
	return l
}

// Forward returns W z + bias and Σ log_s.
func (l *Linear) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	t := z.Tape()
	logS := l.logS.On(t)
	diag := ad.Mul(ad.Exp(logS), t.Const(l.sign))
	v := ad.TriMul(ad.Upper, l.upper.On(t), diag, z)
	v = ad.TriMul(ad.Lower, l.lower.On(t), nil, v)
	return ad.Add(ad.Pick(v, l.perm), l.bias.On(t)), ad.Fill(ad.Sum(logS), z.Rows)
}

// Inverse solves W z = x − bias and returns −Σ log_s with it.
func (l *Linear) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	t := x.Tape()
	logS := l.logS.On(t)
	diag := ad.Mul(ad.Exp(logS), t.Const(l.sign))
	v := ad.Pick(ad.Sub(x, l.bias.On(t)), l.back)
	v = ad.TriSolve(ad.Lower, l.lower.On(t), nil, v)
	z = ad.TriSolve(ad.Upper, l.upper.On(t), diag, v)
	return z, ad.Fill(ad.Scale(ad.Sum(logS), -1), x.Rows)
}

// A Permute layer reorders the entries, x_i = z[perm[i]], and keeps volume.
type Permute struct{ perm, back []int }

func newPermute(perm []int) *Permute { return &Permute{perm, invert(perm)} }

// Forward returns the entries in their new order.
func (p *Permute) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) { return ad.Pick(z, p.perm), zeros(z) }

// Inverse returns the entries in their old order.
func (p *Permute) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) { return ad.Pick(x, p.back), zeros(x) }

// A Rotate layer turns the plane by one angle, anticlockwise, and keeps volume.
type Rotate struct{ angle nn.Block } // radians

func newRotate(p *nn.Params, degrees float64) *Rotate {
	return &Rotate{p.Add("angle", 1, 1, nn.Constant(degrees*math.Pi/180))}
}

// Forward turns by the angle.
func (r *Rotate) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	return turn(z, r.angle.On(z.Tape())), zeros(z)
}

// Inverse turns back.
func (r *Rotate) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	return turn(x, ad.Scale(r.angle.On(x.Tape()), -1)), zeros(x)
}

func turn(v, angle *ad.Mat) *ad.Mat {
	sin, cos := ad.Sin(angle), ad.Cos(angle)
	a, b := ad.Cols(v, 0, 1), ad.Cols(v, 1, 2)
	return ad.Join(
		ad.Sub(ad.Mul(a, cos), ad.Mul(b, sin)),
		ad.Add(ad.Mul(a, sin), ad.Mul(b, cos)))
}

// A Shear layer slides the plane sideways, x₁ = z₁ + k·z₂ and x₂ = z₂, and
// keeps volume.
type Shear struct{ factor nn.Block }

func newShear(p *nn.Params, k float64) *Shear {
	return &Shear{p.Add("factor", 1, 1, nn.Constant(k))}
}

// Forward adds k times the second entry to the first.
func (s *Shear) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	return slide(z, s.factor.On(z.Tape())), zeros(z)
}

// Inverse takes it away again.
func (s *Shear) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	return slide(x, ad.Scale(s.factor.On(x.Tape()), -1)), zeros(x)
}

func slide(v, k *ad.Mat) *ad.Mat {
	b := ad.Cols(v, 1, 2)
	return ad.Join(ad.Add(ad.Cols(v, 0, 1), ad.Mul(b, k)), b)
}

func identity(d int) []int {
	p := make([]int, d)
	for i := range p {
		p[i] = i
	}
	return p
}

func invert(perm []int) []int {
	back := make([]int, len(perm))
	for i, j := range perm {
		back[j] = i
	}
	return back
}

func triangle(d int, inside func(r, c int) bool) []float64 {
	mask := make([]float64, d*d)
	for i := range mask {
		if inside(i/d, i%d) {
			mask[i] = 1
		}
	}
	return mask
}
