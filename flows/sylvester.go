package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Sylvester layer is M planar layers in one: it bends M directions at once
// (van den Berg et al. 2018, equations 8 to 10, with Q by Householder
// reflections):
//
//	x = z + Q R·tanh(R̃ Qᵀz + b)
//
// Q is the first M columns of a product of reflections, R and R̃ are upper
// triangular M×M with tanh of a raw number on the diagonals, so that r_j·r̃_j >
// −1 and the layer is invertible. In v = Qᵀz it is triangular: entry j of Qᵀx
// needs the entries of v from j on, so the inverse finds them from the last to
// the first, each the root of an increasing function.
type Sylvester struct {
	q               reflections
	rest, restInner nn.Block // R and R̃ above their diagonals
	diag, diagInner nn.Block // raw
	b               nn.Block
	m               int
}

func newSylvester(p *nn.Params, d, m, householder int) *Sylvester {
	above := triangle(m, func(r, c int) bool { return c > r })
	return &Sylvester{
		q:         newReflections(p, d, householder),
		rest:      p.AddMasked("r_upper", m, m, above, nil),
		restInner: p.AddMasked("r2_upper", m, m, above, nn.Uniform(1)),
		diag:      p.Add("r1_raw", 1, m, nil),
		diagInner: p.Add("r2_raw", 1, m, nn.Uniform(1)),
		b:         p.Add("b", 1, m, nn.Uniform(1)),
		m:         m,
	}
}

// A bentSpace is what a Sylvester layer does in the M directions of Qᵀz.
type bentSpace struct{ rest, diag, restInner, diagInner, b *ad.Mat }

func (s *Sylvester) on(t *ad.Tape) bentSpace {
	return bentSpace{
		s.rest.On(t), ad.Tanh(s.diag.On(t)),
		s.restInner.On(t), ad.Tanh(s.diagInner.On(t)), s.b.On(t),
	}
}

// push returns R·tanh(a) for a = R̃v + b, and a, both n×M.
func (f bentSpace) push(v *ad.Mat) (pushed, a *ad.Mat) {
	a = ad.Add(ad.TriMul(ad.Upper, f.restInner, f.diagInner, v), f.b)
	return ad.TriMul(ad.Upper, f.rest, f.diag, ad.Tanh(a)), a
}

// ladj returns Σ log(1 + r_j·r̃_j·(1 − tanh² a_j)).
func (f bentSpace) ladj(a *ad.Mat) *ad.Mat {
	return ad.SumFeatures(ad.Log1p(ad.Mul(ad.Sech2(a), ad.Mul(f.diag, f.diagInner))))
}

// Forward returns z + Q R·tanh(R̃ Qᵀz + b).
func (s *Sylvester) Forward(z, _ *ad.Mat) (x, ladj *ad.Mat) {
	f := s.on(z.Tape())
	pushed, a := f.push(s.project(z))
	return ad.Add(z, s.lift(pushed, z.Cols)), f.ladj(a)
}

// Inverse finds v with v + R·tanh(R̃v + b) = Qᵀx and returns x − Q R·tanh(…).
func (s *Sylvester) Inverse(x, _ *ad.Mat) (z, ladj *ad.Mat) {
	f, y := s.on(x.Tape()), s.project(x)
	v := f.root(y)
	pushed, _ := f.push(v)
	v = newtonSystem(v, ad.Sub(ad.Add(v, pushed), y), f.jacobian(v))
	pushed, a := f.push(v)
	return ad.Sub(x, s.lift(pushed, x.Cols)), ad.Scale(f.ladj(a), -1)
}

// project returns Qᵀz, n×M.
func (s *Sylvester) project(z *ad.Mat) *ad.Mat { return ad.Cols(s.q.turnBack(z), 0, s.m) }

// lift returns Qv, n×d.
func (s *Sylvester) lift(v *ad.Mat, d int) *ad.Mat {
	if d > s.m {
		rest := v.Tape().Value(v.Rows, d-s.m, false)
		clear(rest.Data)
		v = ad.Join(v, rest)
	}
	return s.q.turn(v)
}

// root solves v + R·tanh(R̃v + b) = y off the tape, n×M, from the last entry to
// the first.
func (f bentSpace) root(y *ad.Mat) *ad.Mat {
	n, m := y.Rows, y.Cols
	t := y.Tape()
	v, bent := t.Value(n, m, false), t.Value(n, m, false)
	for j := m - 1; j >= 0; j-- {
		g := bendEntry{r: f.diag.Data[j], inner: f.diagInner.Data[j]}
		for i := range n {
			target, c := y.Data[j*n+i], f.b.Data[j]
			for k := j + 1; k < m; k++ {
				target -= f.rest.Data[j*m+k] * bent.Data[k*n+i]
				c += f.restInner.Data[j*m+k] * v.Data[k*n+i]
			}
			g.c = c
			s := solve(g, i, target, target-math.Abs(g.r), target+math.Abs(g.r))
			v.Data[j*n+i], bent.Data[j*n+i] = s, math.Tanh(g.inner*s+c)
		}
	}
	return v
}

// bendEntry is s + r·tanh(r̃·s + c), increasing for r·r̃ > −1.
type bendEntry struct{ r, inner, c float64 }

func (f bendEntry) at(_ int, s float64) (value, slope float64) {
	t := math.Tanh(f.inner*s + f.c)
	return s + f.r*t, 1 + f.r*f.inner*(1-t*t)
}

// jacobian returns that of v + R·tanh(R̃v + b) as what becomes of the unit
// tangents, mn×m, off the tape.
func (f bentSpace) jacobian(v *ad.Mat) *ad.Mat {
	t, n, m := v.Tape(), v.Rows, v.Cols
	j := t.Value(m*n, m, false)
	mark := t.Pause()
	units := ad.Units(t, n, m, m)
	_, a := f.push(v)
	inner := ad.TriMul(ad.Upper, f.restInner, f.diagInner, units)
	slope := ad.Sech2(a)
	for k := range m {
		for c := range m {
			for i, s := range slope.Col(k) {
				inner.Col(k)[c*n+i] *= s
			}
		}
	}
	copy(j.Data, ad.Add(units, ad.TriMul(ad.Upper, f.rest, f.diag, inner)).Data)
	t.Resume(mark)
	return j
}
