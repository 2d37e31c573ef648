package posteriors

import (
	"math"
	"math/rand/v2"
	"sync"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
	"gonum.org/v1/gonum/stat/distuv"

	"bijou/flows/ad"
)

// rejection draws from a posterior with one mode by rejection from a Student
// distribution about it, for models of more parameters than a grid takes. What is known
// by quadrature is given: a test recomputes it.
type rejection struct {
	tape  *Tape
	known known
	about func() *student
}

// What is known of a posterior by quadrature.
type known struct {
	logZ, entropy float64
	mean, sd      []float64
}

// A student has the middle and the curvature of a posterior at its mode.
type student struct {
	mode  []float64
	lower mat.TriDense // of the covariance
	bound float64      // of log p̃ less the log density here, up to a constant
}

const (
	freedom  = 5    // of the Student distribution: its tails are heavier than the posterior's
	pilot    = 8192 // draws that the bound is taken from
	boundFor = 0.5  // nats above the largest of them
)

func newRejection(t *Tape, by known, start []float64) truth {
	return &rejection{tape: t, known: by, about: sync.OnceValue(func() *student { return aboutMode(t, start) })}
}

func (r *rejection) logZ() float64                 { return r.known.logZ }
func (r *rejection) entropy() float64              { return r.known.entropy }
func (r *rejection) moments() (mean, sd []float64) { return r.known.mean, r.known.sd }

// aboutMode is the Student distribution about the mode that a start leads to.
func aboutMode(t *Tape, start []float64) *student {
	p, ok := climb(t, start)
	if !ok {
		panic("posteriors: a posterior has no mode where one is expected")
	}
	s := &student{mode: p.mode, lower: p.lower}
	s.setBound(t)
	return s
}

// A peak is a mode with the covariance that the curvature there stands for.
type peak struct {
	mode  []float64
	logp  float64
	lower mat.TriDense // of the covariance
	cov   mat.SymDense
}

// climb goes from the start to the mode and takes the curvature there. It is not ok where
// there is none.
func climb(t *Tape, start []float64) (p peak, ok bool) {
	d := len(start)
	one, grad, logp := ad.New(1, d), ad.New(1, d), make([]float64, 1)
	minus := func(x []float64) float64 {
		copy(one.Data, x)
		if t.LogWeight(logp, one); math.IsNaN(logp[0]) {
			return math.Inf(1)
		}
		return -logp[0]
	}
	slope := func(dst, x []float64) {
		copy(one.Data, x)
		t.Score(grad, one)
		for j, g := range grad.Data {
			dst[j] = -g
		}
	}
	p.mode = start
	// An error says that no further step gains anything, which is as near as it gets.
	found, err := optimize.Minimize(optimize.Problem{Func: minus, Grad: slope}, start, &optimize.Settings{FuncEvaluations: mostClimb}, &optimize.BFGS{})
	if found != nil && (err == nil || found.F <= minus(start)) {
		p.mode = found.X
	}
	p.logp = -minus(p.mode)
	var curvature mat.Dense
	fd.Jacobian(growTo(&curvature, d), slope, p.mode, &fd.JacobianSettings{Formula: fd.Central, Step: 1e-4})
	precision := mat.NewSymDense(d, nil)
	for i := range d {
		for j := i; j < d; j++ {
			precision.SetSym(i, j, (curvature.At(i, j)+curvature.At(j, i))/2)
		}
	}
	var chol, back mat.Cholesky
	if math.IsInf(p.logp, 0) || !chol.Factorize(precision) || chol.InverseTo(&p.cov) != nil || !back.Factorize(&p.cov) {
		return p, false
	}
	back.LTo(&p.lower)
	return p, true
}

// mostClimb bounds the evaluations of a search for a mode.
const mostClimb = 2000

// growTo gives a matrix the size d×d.
func growTo(m *mat.Dense, d int) *mat.Dense {
	m.ReuseAs(d, d)
	return m
}

// setBound looks at many draws.
func (s *student) setBound(t *Tape) {
	x, logq, logp := ad.New(pilot, len(s.mode)), make([]float64, pilot), make([]float64, pilot)
	s.draw(rand.New(rand.NewPCG(1, 1)), x, logq)
	t.LogWeight(logp, x)
	s.bound = math.Inf(-1)
	for i, v := range logp {
		s.bound = max(s.bound, v-logq[i]+boundFor)
	}
}

// draw fills x and writes the log density up to a constant into logq.
func (s *student) draw(rng *rand.Rand, x *ad.Mat, logq []float64) {
	d := len(s.mode)
	e, chi := make([]float64, d), distuv.ChiSquared{K: freedom, Src: rng}
	for i := range x.Rows {
		scale, square := math.Sqrt(freedom/chi.Rand()), 0.0
		for j := range e {
			e[j] = scale * rng.NormFloat64()
			square += e[j] * e[j]
		}
		logq[i] = -(freedom + float64(d)) / 2 * math.Log1p(square/freedom)
		for j := range e {
			v := s.mode[j]
			for k := range j + 1 {
				v += s.lower.At(j, k) * e[k]
			}
			x.Set(i, j, v)
		}
	}
}

func (r *rejection) sample(rng *rand.Rand, x *ad.Mat) {
	s, n := r.about(), x.Rows
	try, logq, logp := ad.New(n, x.Cols), make([]float64, n), make([]float64, n)
	for kept := 0; kept < n; {
		s.draw(rng, try, logq)
		r.tape.LogWeight(logp, try)
		for i := 0; i < n && kept < n; i++ {
			if math.Log(rng.Float64()) < logp[i]-logq[i]-s.bound {
				for j := range x.Cols {
					x.Set(kept, j, try.At(i, j))
				}
				kept++
			}
		}
	}
}
