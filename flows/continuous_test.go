package flows

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"bijou/flows/ad"
	"bijou/flows/nn"
)

// swirl returns a continuous layer with weights of size 1 in 2 dimensions.
func swirl(t *testing.T, text string) subject {
	t.Helper()
	return newSubject(t, parsed(t, text)[0], 2, 0.7)
}

// The error of steps of order five falls by 32 when they are halved.
func TestTheFixedSolverIsOfOrderFive(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	s := swirl(t, "cnf(hidden=8, steps=200, tol=0)")
	v := s.batch(20, 1)
	for name := range s.directions() {
		exact, exactLadj := s.run(s.directions()[name], v)
		off := func(steps int) float64 {
			c := *s.layer.Map.(*Continuous)
			c.steps = steps
			d := c.Forward
			if name == "inverse" {
				d = c.Inverse
			}
			out, ladj := s.run(d, v)
			return max(distance(out, exact), distance(ladj, exactLadj))
		}
		if order := math.Log2(off(64) / off(128)); math.Abs(order-5) > 0.4 {
			t.Errorf("%s: from 64 to 128 steps the error falls by 2^%.2f", name, order)
		}
	}
}

func distance(a, b *ad.Mat) float64 {
	worst := 0.0
	for i, v := range a.Data {
		worst = max(worst, math.Abs(v-b.Data[i]))
	}
	return worst
}

func TestADriftAndItsReturnMeetWithinTheTolerance(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	for text, tolerance := range map[string]float64{
		"cnf(hidden=16x16)": 1e-4, "cnf(hidden=16x16, tol=1e-7)": 1e-5, "cnf(hidden=16x16, tol=1e-10)": 1e-8, "cnf(hidden=16x16, tol=0, steps=40)": 1e-4,
	} {
		s := swirl(t, text)
		z := s.batch(300, 2)
		x, forward := s.run(s.layer.Map.Forward, z)
		back, inverse := s.run(s.layer.Map.Inverse, x)
		for i := range inverse.Data {
			inverse.Data[i] *= -1
		}
		if off := max(distance(back, z), distance(inverse, forward)); off > tolerance {
			t.Errorf("%s: the way there and back is off by %.2g, allowed %.2g", text, off, tolerance)
		}
	}
}

func TestATighterToleranceTakesMoreEvaluationsAndComesCloser(t *testing.T) {
	s := swirl(t, "cnf(hidden=8, tol=1e-12)")
	x := s.batch(50, 1)
	exact, _ := s.run(s.layer.Map.Inverse, x)
	before, far := 0, math.Inf(1)
	for _, tol := range []float64{1e-2, 1e-4, 1e-6, 1e-8} {
		c := *s.layer.Map.(*Continuous)
		c.tol = tol
		n := c.Evaluations(ad.NewTape(s.theta, nil).Const(x), nil)
		z, _ := s.run(c.Inverse, x)
		if off := distance(z, exact); n <= before || off >= far || off > 30*tol {
			t.Errorf("tolerance %g: %d evaluations after %d, off by %.2g after %.2g", tol, n, before, off, far)
		} else {
			before, far = n, off
		}
	}
}

func TestTheAdaptiveSolverGivesTheGoldenNumbers(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(goldenDir(), "cnf.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file goldenFile
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	for _, c := range file.Cases {
		t.Run(c.Name, func(t *testing.T) {
			var params nn.Params
			layer := newContinuous(&params, c.Dim, 0, c.Hyper.Hidden, 1, 1e-9)
			theta := make([]float64, params.Len)
			c.load(t, params.Blocks, theta)
			tape := ad.NewTape(theta, nil)
			x, ladj := layer.Forward(tape.Const(ad.FromRows(c.Z)), nil)
			closeEntries(t, "x", rowsOf(x), c.X, c.Tol.Forward)
			closeEntries(t, "logdet", ladj.Data, c.Logdet, c.Tol.Forward)
			z, ladj := layer.Inverse(tape.Const(ad.FromRows(c.X)), nil)
			closeEntries(t, "z", rowsOf(z), c.Z, c.Tol.Inverse)
			closeEntries(t, "inverse logdet", ladj.Data, negated(c.Logdet), c.Tol.Inverse)
		})
	}
}

// A field that is linear in x has a flow that is known: x(1) = eᴬ z and log|det|
// = tr A, here with A = [[a, −w], [w, a]], a spiral.
func TestALinearFieldIsASpiral(t *testing.T) {
	const a, w = 0.3, 2.0
	for _, text := range []string{"cnf(hidden=0, tol=1e-11)", "cnf(hidden=0, tol=0, steps=60)"} {
		s := newSubject(t, parsed(t, text)[0], 2, 0)
		copy(s.theta, []float64{a, -w, 0, w, a, 0}) // a row of x₁, x₂, t for each entry
		z := s.batch(10, 1)
		x, ladj := s.run(s.layer.Map.Forward, z)
		for i := range z.Rows {
			sin, cos := math.Sincos(w)
			z1, z2 := z.At(i, 0), z.At(i, 1)
			want := []float64{math.Exp(a) * (cos*z1 - sin*z2), math.Exp(a) * (sin*z1 + cos*z2)}
			if !near(x.At(i, 0), want[0], 1e-7) || !near(x.At(i, 1), want[1], 1e-7) || !near(ladj.Data[i], 2*a, 1e-9) {
				t.Errorf("%s: %v came to %v with log|det| %g, want %v and %g", text, z.Row(nil, i), x.Row(nil, i), ladj.Data[i], want, 2*a)
			}
		}
	}
}

// Above 8 dimensions the trace is a guess for every sample that is right on
// average: over many samples at nearly the same place it comes to the exact one.
func TestTheEstimatedTraceIsRightOnAverage(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	const d, n = 12, 5000
	s := newSubject(t, parsed(t, "cnf(hidden=9, tol=0, steps=10)")[0], d, 0.4)
	at := s.batch(1, 1)
	x := ad.New(n, d)
	for j := range d {
		for i := range n {
			x.Set(i, j, at.At(0, j)+1e-9*s.rng.NormFloat64())
		}
	}
	for name, dir := range s.directions() {
		_, ladj := s.run(dir, x)
		want := s.jacobian(dir, at.Row(nil, 0))
		mean, sd := moments(ladj.Data)
		if math.Abs(mean-want) > 4*sd/math.Sqrt(n)+1e-3 || sd < 0.01 {
			t.Errorf("seed %d: %s: the mean of %d estimates is %.5f ± %.5f, exact %.5f", lawSeed, name, n, mean, sd/math.Sqrt(n), want)
		}
	}
}

func TestTheGradientAboveEightDimensionsIsThatOfTheProbedTrace(t *testing.T) {
	const d = 10
	for _, text := range []string{"cnf(hidden=7, steps=3, tol=0)", "residual(hidden=7, terms=4)"} {
		s := newSubject(t, parsed(t, text)[0], d, 0.4)
		v := s.batch(3, 1)
		loss := func(t *ad.Tape) *ad.Mat {
			_, ladj := s.layer.Map.Inverse(t.Const(v), nil)
			return ad.Sum(ladj)
		}
		tape := ad.NewTape(s.theta, make([]float64, len(s.theta)))
		tape.Backward(loss(tape))
		// The last bias is left out: it salts the probe.
		free := len(s.theta) - d
		s.compare(t, text, tape.Grad()[:free], s.theta[:free], func(theta []float64) float64 {
			all := append(append([]float64(nil), theta...), s.theta[free:]...)
			return loss(ad.NewTape(all, nil)).Data[0]
		})
	}
}

func TestAProbeBelongsToItsSampleWhereverThatStands(t *testing.T) {
	s := newSubject(t, parsed(t, "cnf(hidden=7)")[0], 10, 0.4)
	v := s.batch(40, 1)
	all := probe(ad.NewTape(nil, nil).Const(v), []float64{1, 2})
	signs := 0.0
	for i := range v.Rows {
		one := probe(ad.NewTape(nil, nil).Const(ad.FromRows([][]float64{v.Row(nil, i)})), []float64{1, 2})
		for j := range v.Cols {
			if one.At(0, j) != all.At(i, j) || math.Abs(all.At(i, j)) != 1 {
				t.Errorf("sample %d, entry %d: %g alone, %g in the batch", i, j, one.At(0, j), all.At(i, j))
			}
			signs += all.At(i, j)
		}
	}
	if math.Abs(signs) > 5*math.Sqrt(float64(len(v.Data))) {
		t.Errorf("the %d signs add up to %g", len(v.Data), signs)
	}
	other := probe(ad.NewTape(nil, nil).Const(v), []float64{1, 2.0000000001})
	same := 0
	for i, e := range other.Data {
		if e == all.Data[i] {
			same++
		}
	}
	if n := len(v.Data); math.Abs(float64(same)-float64(n)/2) > 5*math.Sqrt(float64(n))/2 {
		t.Errorf("after a change of the parameters %d of %d signs are the same", same, n)
	}
}
