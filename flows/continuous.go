package flows

import (
	"bijou/flows/ad"
	"bijou/flows/nn"
)

// A Continuous layer lets samples drift for one unit of time along a field that
// a net draws (Chen et al. 2018; FFJORD, Grathwohl et al. 2019):
//
//	dx/dt = net(x, given, t),  d log|det|/dt = tr ∂net/∂x,  x(0) = z, x(1) = x
//
// The trace is exact for a net of two hidden layers, whose trace has a formula,
// and for others up to 8 dimensions, with all unit tangents; above, it is
// estimated with one probe for the whole solve. The solver is that of Dormand and
// Prince: with a fixed number of steps, differentiated step by step, where
// gradients are wanted, and with a tolerance the other times. The two directions
// are each other's inverse up to the error of the solver.
type Continuous struct {
	net   *nn.MLP // tanh
	steps int
	tol   float64 // of the adaptive solver; 0 uses the fixed steps everywhere
}

func newContinuous(p *nn.Params, d, given int, hidden []int, steps int, tol float64) *Continuous {
	return &Continuous{nn.NewMLP(p, d+given+1, hidden, nn.Output{Width: d}, ad.TanhUnit), steps, tol}
}

// Forward drifts from t = 0 to t = 1.
func (c *Continuous) Forward(z, given *ad.Mat) (x, ladj *ad.Mat) {
	return c.drift(z, given, 0, 1, false)
}

// Inverse drifts from t = 1 back to t = 0.
func (c *Continuous) Inverse(x, given *ad.Mat) (z, ladj *ad.Mat) {
	return c.drift(x, given, 1, 0, false)
}

// moveForward and moveInverse drift without the trace, which is half of the
// work.
func (c *Continuous) moveForward(z, given *ad.Mat) *ad.Mat {
	x, _ := c.drift(z, given, 0, 1, true)
	return x
}

func (c *Continuous) moveInverse(x, given *ad.Mat) *ad.Mat {
	z, _ := c.drift(x, given, 1, 0, true)
	return z
}

// Evaluations tells how often the field is evaluated to carry the batch from
// data to base: as often as its most difficult sample needs.
func (c *Continuous) Evaluations(x, given *ad.Mat) int {
	if c.tol == 0 {
		return stages * c.steps
	}
	s := c.solver(x, given, 1, false)
	s.run(0)
	return s.evaluations
}

// drift returns no log|det| where it is silent.
func (c *Continuous) drift(v, given *ad.Mat, from, to float64, silent bool) (out, ladj *ad.Mat) {
	if c.tol > 0 && !v.Tape().Records() {
		return c.solver(v, given, from, silent).run(to)
	}
	f := c.field(v, given)
	f.silent = silent
	h := (to - from) / float64(c.steps)
	out, ladj = v, zeros(v)
	for k := range c.steps {
		out, ladj = f.step(out, ladj, from+h*float64(k), h)
	}
	return out, ladj
}

// A Solver is a layer whose map is the solution of a differential equation, at
// a cost that depends on the batch.
type Solver interface {
	Evaluations(x, given *ad.Mat) int
}

var _ Solver = (*Continuous)(nil)

// A field is the right-hand side of the equation for one batch.
type field struct {
	net      nn.Weights
	given    *ad.Mat
	silent   bool    // no trace is asked for
	loops    *ad.Mat // of a net whose trace has a formula; the others have tangents
	tangents *ad.Mat // all unit tangents of every sample, or its probe
	probe    *ad.Mat // nil where the trace is exact
}

func (c *Continuous) field(v, given *ad.Mat) field {
	t := v.Tape()
	f := field{net: c.net.On(t), given: given}
	if f.loops = f.net.Loops(); f.loops != nil {
		return f
	}
	still := 1 // columns that the tangents do not move: what is given, and the time
	if given != nil {
		still += given.Cols
	}
	if v.Cols <= exactDim {
		f.tangents = ad.Units(t, v.Rows, v.Cols, v.Cols+still)
		return f
	}
	f.probe = probe(v, f.net.LastBias().Data)
	rest := t.Value(v.Rows, still, false)
	clear(rest.Data)
	f.tangents = ad.Join(f.probe, rest)
	return f
}

// at returns dx/dt and the trace of its Jacobian, or nil for a silent field, at
// x (n×d) and the time of every sample (n×1).
func (f field) at(x, time *ad.Mat) (dx, trace *ad.Mat) {
	pass := f.net.Pass(ad.Join(ad.Join(x, f.given), time))
	if f.silent {
		return pass.Out(), nil
	}
	if f.loops != nil {
		return pass.Out(), pass.Trace(f.loops)
	}
	moved := pass.Push(f.tangents)
	if f.probe == nil {
		return pass.Out(), ad.Trace(moved)
	}
	return pass.Out(), ad.SumFeatures(ad.Mul(f.probe, moved))
}

// step is one step of the method of Dormand and Prince, of order five: that of the
// adaptive solver without its look at the error.
func (f field) step(x, ladj *ad.Mat, at, h float64) (*ad.Mat, *ad.Mat) {
	var slopes, traces [stages]*ad.Mat
	for k := range slopes {
		slopes[k], traces[k] = f.at(along(x, h, k, slopes[:]), clock(x, at+h*DormandPrince.Times[k]))
	}
	if f.silent {
		return along(x, h, stages, slopes[:]), nil
	}
	return along(x, h, stages, slopes[:]), along(ladj, h, stages, traces[:])
}

// along returns where stage k of a step from x starts, given the slopes before it.
func along(x *ad.Mat, h float64, k int, slopes []*ad.Mat) *ad.Mat {
	for from, weight := range DormandPrince.Starts[k][:k] {
		if weight != 0 {
			x = ad.AddScaled(x, h*weight, slopes[from])
		}
	}
	return x
}

// clock returns the same time for all samples, n×1.
func clock(x *ad.Mat, at float64) *ad.Mat {
	t := x.Tape().Value(x.Rows, 1, false)
	for i := range t.Data {
		t.Data[i] = at
	}
	return t
}

// Velocity returns the field dx/dt at x (n×D) at the times of the samples (n×1, from
// 0 at the base to 1 at the data), under conditions (n×C, nil for none): n×D.
func (c *Continuous) Velocity(x, given, time *ad.Mat) *ad.Mat {
	return c.net.Apply(ad.Join(ad.Join(x, given), time))
}

// Divergence returns the trace of the Jacobian of [Continuous.Velocity], n×1: exactly,
// or as εᵀJε with a probe ε of every sample (n×D), of which the mean over probes of
// unit variance is the trace (Hutchinson 1990).
func (c *Continuous) Divergence(x, given, time, probe *ad.Mat) *ad.Mat {
	pass := c.net.On(x.Tape()).Pass(ad.Join(ad.Join(x, given), time))
	still := 1
	if given != nil {
		still += given.Cols
	}
	if probe == nil {
		return ad.Trace(pass.Push(ad.Units(x.Tape(), x.Rows, x.Cols, x.Cols+still)))
	}
	rest := x.Tape().Value(x.Rows, still, false)
	clear(rest.Data)
	return ad.SumFeatures(ad.Mul(probe, pass.Push(ad.Join(probe, rest))))
}
