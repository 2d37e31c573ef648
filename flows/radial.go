package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Radial layer pulls towards a centre or pushes away from it (Rezende and
// Mohamed 2015, equation 14):
//
//	x = z + β/(α + r)·(z − center),  r = |z − center|
//
// with α = softplus(alpha_raw) and β = −α + softplus(beta_raw), so that it is
// invertible. The inverse has a closed form: r solves a quadratic equation.
type Radial struct{ center, alpha, beta nn.Block }

func newRadial(p *nn.Params, d int) *Radial {
	return &Radial{
		center: p.Add("center", 1, d, nn.Uniform(1)),
		alpha:  p.Add("alpha_raw", 1, 1, nn.Constant(softplusInverse(1))),
		beta:   p.Add("beta_raw", 1, 1, nn.Constant(softplusInverse(1))),
	}
}

func (l *Radial) on(t *ad.Tape) (center, alpha, beta *ad.Mat) {
	alpha = ad.Softplus(l.alpha.On(t))
	return l.center.On(t), alpha, ad.Sub(ad.Softplus(l.beta.On(t)), alpha)
}

// Forward returns x and (D−1)·log(1 + βh) + log(1 + αβh²), with h = 1/(α + r):
// the second term is the slope of r ↦ r + β·r/(α + r).
func (l *Radial) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	center, alpha, beta := l.on(z.Tape())
	v := ad.Sub(z, center)
	r := ad.Norm(v)
	return ad.Add(z, ad.Mul(ad.Div(beta, ad.Add(alpha, r)), v)), radialLadj(r, alpha, beta, z.Cols)
}

// Inverse finds r from R = |x − center|: r + β·r/(α + r) = R has the positive
// root r = ½(√((α+β−R)² + 4αR) − (α+β−R)). Then z − center is x − center
// times (α + r)/(α + r + β).
func (l *Radial) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	center, alpha, beta := l.on(x.Tape())
	v := ad.Sub(x, center)
	outer := ad.Norm(v)
	half := ad.Scale(ad.Sub(ad.Add(alpha, beta), outer), 0.5)
	aR := ad.Mul(alpha, outer)
	r := ad.QuadraticRoot(half, aR)
	ar := ad.Add(alpha, r)
	z = ad.Add(center, ad.Mul(ad.Div(ar, ad.Add(ar, beta)), v))
	return z, ad.Scale(radialLadj(r, alpha, beta, x.Cols), -1)
}

func radialLadj(r, alpha, beta *ad.Mat, d int) *ad.Mat {
	ar := ad.Add(alpha, r)
	bh := ad.Div(beta, ar)
	slope := ad.Log1p(ad.Div(ad.Mul(alpha, bh), ar))
	return ad.Add(ad.Scale(ad.Log1p(bh), float64(d-1)), slope)
}

// softplusInverse returns the raw number whose softplus is y > 0.
func softplusInverse(y float64) float64 { return y + math.Log(-math.Expm1(-y)) }
