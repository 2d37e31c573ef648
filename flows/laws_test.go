package flows

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/mat"

	"bijou/flows/ad"
)

// Every kind of the catalogue, in every choice of its fields and in every
// dimension that it takes, goes through the same laws. A new kind is enrolled
// by being in the catalogue.

func TestInverseUndoesForward(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	forEverySubject(t, func(t *testing.T, s subject) {
		z := s.from("forward", 200, 2)
		x, forward := s.run(s.layer.Map.Forward, z)
		back, inverse := s.run(s.layer.Map.Inverse, x)
		for i, v := range z.Data {
			if !near(back.Data[i], v, s.digits()) {
				t.Errorf("seed %d: z = %.17g came back as %.17g", lawSeed, v, back.Data[i])
			}
		}
		for i, v := range forward.Data {
			if !near(-inverse.Data[i], v, 1e-7) {
				t.Errorf("seed %d: log|det| %.17g forward, %.17g inverse", lawSeed, v, inverse.Data[i])
			}
		}
	})
}

// digits is how near a sample comes back. Steep splines behind a matrix that
// stretches lose what both lose.
func (s subject) digits() float64 {
	if s.layer.Kind.Name == "glow" && s.layer.Values.Text("transform") == "rqs" {
		return 1e-7
	}
	return 1e-9
}

// tooRound tells whether differences say nothing of a net: small ones, which a mixture of
// channels needs, are below single precision, and large ones cross the corners of ReLUs.
// What it says is compared with double precision elsewhere.
func (s subject) tooRound() bool {
	return s.layer.Values["precision"] == "single" && (s.layer.Kind.Name == "glow" || s.layer.Kind.Name == "split")
}

func TestLadjIsThatOfTheFiniteDifferenceJacobian(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	forEverySubject(t, func(t *testing.T, s subject) {
		if s.tooRound() {
			return
		}
		for name, d := range s.directions() {
			v := s.from(name, 5, 1.5)
			_, ladj := s.run(d, v)
			for i := range v.Rows {
				want := s.jacobian(d, v.Row(nil, i))
				if !near(ladj.Data[i], want, 1e-5) {
					t.Errorf("seed %d: %s log|det| = %g, finite differences give %g", lawSeed, name, ladj.Data[i], want)
				}
			}
		}
	})
}

// jacobian returns log|det| of the finite-difference Jacobian at one sample.
func (s subject) jacobian(d direction, at []float64) float64 {
	j := mat.NewDense(s.dim, s.dim, nil)
	fd.Jacobian(j, func(dst, x []float64) {
		out, _ := s.run(d, ad.FromRows([][]float64{x}))
		out.Row(dst, 0)
	}, at, &fd.JacobianSettings{Formula: fd.Central, Step: 1e-5})
	logDet, _ := mat.LogDet(j)
	return logDet
}

func TestGradientsMatchFiniteDifferences(t *testing.T) {
	forEverySubject(t, func(t *testing.T, s subject) {
		if s.tooRound() {
			return
		}
		for name, d := range s.directions() {
			v := s.from(name, 3, 1.5)
			a, c := s.batch(3, 1), s.batch(3, 1)
			loss := func(t *ad.Tape, in *ad.Mat) *ad.Mat {
				out, ladj := d(in, nil)
				weights := &ad.Mat{Rows: 3, Cols: 1, Data: c.Col(0)}
				return ad.Add(ad.Sum(ad.Mul(out, t.Const(a))), ad.Sum(ad.Mul(ladj, t.Const(weights))))
			}
			tape := ad.NewTape(s.theta, make([]float64, len(s.theta)))
			leaf := tape.Leaf(v)
			tape.Backward(loss(tape, leaf))
			s.compare(t, name+" d/dθ", tape.Grad(), s.theta, func(theta []float64) float64 {
				t := ad.NewTape(theta, nil)
				return loss(t, t.Const(v)).Data[0]
			})
			s.compare(t, name+" d/dinput", leaf.Grad, v.Data, func(data []float64) float64 {
				t := ad.NewTape(s.theta, nil)
				return loss(t, t.Const(&ad.Mat{Rows: v.Rows, Cols: v.Cols, Data: data})).Data[0]
			})
		}
	})
}

// compare checks a gradient in up to 40 entries; those of masked weights are 0
// by definition and left out.
func (s subject) compare(t *testing.T, what string, got, at []float64, f func([]float64) float64) {
	t.Helper()
	x := append([]float64(nil), at...)
	stride := max(1, len(x)/40)
	for i := 0; i < len(x); i += stride {
		if len(x) == len(s.theta) && s.isMasked(i) {
			continue
		}
		one := func(v float64) float64 {
			old := x[i]
			x[i] = v
			defer func() { x[i] = old }()
			return f(x)
		}
		tolerance := 1e-5
		want := fd.Derivative(one, x[i], &fd.Settings{Formula: fd.Central, Step: 1e-5})
		if s.layer.Values["precision"] == "single" { // whose net goes by steps of 1e-7
			tolerance = 3e-3
			want = fd.Derivative(one, x[i], &fd.Settings{Formula: fivePoints, Step: 2e-2})
		} else if !near(got[i], want, tolerance) { // or the function is too bent for three points
			want = fd.Derivative(one, x[i], &fd.Settings{Formula: fivePoints})
		}
		if !near(got[i], want, tolerance) {
			t.Errorf("seed %d: %s[%d] = %g, finite difference %g", lawSeed, what, i, got[i], want)
		}
	}
}

var fivePoints = fd.Formula{
	Stencil:    []fd.Point{{Loc: -2, Coeff: 1. / 12}, {Loc: -1, Coeff: -2. / 3}, {Loc: 1, Coeff: 2. / 3}, {Loc: 2, Coeff: -1. / 12}},
	Derivative: 1, Step: 1e-5,
}

func (s subject) isMasked(i int) bool {
	for _, b := range s.layer.Blocks {
		if i >= b.Offset && i < b.Offset+b.Len() {
			return b.Mask != nil && b.Mask[i-b.Offset] == 0
		}
	}
	return false
}

func TestInputsHaveTheSameGradientWhereParametersAreConstants(t *testing.T) {
	forEverySubject(t, func(t *testing.T, s subject) {
		for name, d := range s.directions() {
			v, a := s.from(name, 3, 1.5), s.batch(3, 1)
			gradient := func(tape *ad.Tape) []float64 {
				leaf := tape.Leaf(v)
				out, ladj := d(leaf, nil)
				tape.Backward(ad.Add(ad.Sum(ad.Mul(out, tape.Const(a))), ad.Sum(ladj)))
				return leaf.Grad
			}
			want := gradient(ad.NewTape(s.theta, make([]float64, len(s.theta))))
			for i, g := range gradient(ad.NewInputTape(s.theta)) {
				if !near(g, want[i], 1e-12) {
					t.Errorf("seed %d: %s: ∂/∂v[%d] is %.17g with constant parameters, %.17g without", lawSeed, name, i, g, want[i])
				}
			}
		}
	})
}

func TestMaskedParametersGetNoGradient(t *testing.T) {
	forEverySubject(t, func(t *testing.T, s subject) {
		for name, d := range s.directions() {
			tape := ad.NewTape(s.theta, make([]float64, len(s.theta)))
			out, ladj := d(tape.Const(s.from(name, 20, 1)), nil)
			tape.Backward(ad.Add(ad.Sum(ad.Square(out)), ad.Sum(ladj)))
			for i, g := range tape.Grad() {
				if g != 0 && s.isMasked(i) {
					t.Errorf("%s: θ[%d] is constant but has the gradient %g", name, i, g)
				}
			}
		}
	})
}

func TestASampleDoesNotDependOnItsNeighbours(t *testing.T) {
	forEverySubject(t, func(t *testing.T, s subject) {
		for name, d := range s.directions() {
			batch := s.from(name, 9, 1.5)
			all, ladj := s.run(d, batch)
			for i := range batch.Rows {
				one, l := s.run(d, ad.FromRows([][]float64{batch.Row(nil, i)}))
				for j := range s.dim {
					if !near(one.At(0, j), all.At(i, j), 1e-13) {
						t.Errorf("%s of sample %d: %g alone, %g in the batch", name, i, one.At(0, j), all.At(i, j))
					}
				}
				if !near(l.Data[0], ladj.Data[i], 1e-13) {
					t.Errorf("%s log|det| of sample %d: %g alone, %g in the batch", name, i, l.Data[0], ladj.Data[i])
				}
			}
		}
	})
}

func TestTheSameInputGivesTheSameBits(t *testing.T) {
	forEverySubject(t, func(t *testing.T, s subject) {
		for name, d := range s.directions() {
			v := s.from(name, 50, 2)
			a, _ := s.run(d, v)
			b, _ := s.run(d, v)
			for i := range a.Data {
				if math.Float64bits(a.Data[i]) != math.Float64bits(b.Data[i]) {
					t.Fatalf("%s: %v, then %v", name, a.Data[i], b.Data[i])
				}
			}
		}
	})
}

// A kind that cannot be the identity says why, and no other kind does.
func TestAKindSaysWhyItChangesTheDensityIfItDoes(t *testing.T) {
	split, _ := LookupKind("split")
	for _, k := range Kinds() {
		if k.Changes == "" || k == split {
			continue // or changes what others act on
		}
		item := NewItem(k, nil)
		shape := shapesOf(item)[0]
		s := newShapedSubject(t, item, shape, 0)
		if s.layer.Fitted() {
			s = newShapedSubject(t, item, shape, 1) // fitted to some data, as it is wherever it joins a flow
		}
		for name, d := range s.directions() {
			v := s.from(name, 100, 1)
			if out, ladj := s.run(d, v); distance(out, v) < 1e-3 && distance(ladj, zeros(ladj)) < 1e-3 {
				t.Errorf("%s %s starts as the identity, and says that %s", k.Name, name, k.Changes)
			}
		}
	}
}

func TestEveryLayerStartsAsTheIdentity(t *testing.T) {
	split, _ := LookupKind("split")
	for _, k := range Kinds() {
		item := NewItem(k, nil)
		for name, v := range k.Neutral {
			item.Values[name] = v
		}
		for _, shape := range shapesOf(item) {
			if k.Changes != "" && k != split {
				continue
			}
			t.Run(fmt.Sprintf("%s/%s", k.Name, shape), func(t *testing.T) {
				s := newShapedSubject(t, item, shape, 0)
				v := s.batch(100, 2)
				for name, d := range s.directions() {
					out, ladj := s.run(d, v)
					for i := range v.Data {
						if !near(out.Data[i], v.Data[i], 1e-12) {
							t.Errorf("%s: %g became %g", name, v.Data[i], out.Data[i])
						}
					}
					for _, l := range ladj.Data {
						if math.Abs(l) > 1e-12 {
							t.Errorf("%s: log|det| = %g", name, l)
						}
					}
				}
			})
		}
	}
}

// Where the numbers leave what a float64 can hold, the answer must not pretend:
// a sample that is no number comes out as no number or with a log|det| that is
// none, and it does not touch its neighbours.
func TestInputsThatAreNoNumbersAreFlagged(t *testing.T) {
	forEverySubject(t, func(t *testing.T, s subject) {
		for name, d := range s.directions() {
			clean := s.from(name, 4, 1)
			want, wantLadj := s.run(d, clean)
			for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				v := clean.Clone()
				for j := range s.dim {
					v.Set(2, j, bad)
				}
				out, ladj := s.run(d, v)
				if allFinite(out.Row(nil, 2)) && isFinite(ladj.Data[2]) {
					t.Errorf("%s of %g is %v with log|det| %g", name, bad, out.Row(nil, 2), ladj.Data[2])
				}
				for _, i := range []int{0, 1, 3} {
					if out.At(i, 0) != want.At(i, 0) || ladj.Data[i] != wantLadj.Data[i] {
						t.Errorf("%s: %g in sample 2 changed sample %d", name, bad, i)
					}
				}
			}
		}
	})
}

func TestFarAwayInputsStayFiniteOrAreFlagged(t *testing.T) {
	forEverySubject(t, func(t *testing.T, s subject) {
		for name, d := range s.directions() {
			for _, size := range []float64{1e3, 1e8, 1e150} {
				v := s.from(name, 20, size)
				out, ladj := s.run(d, v)
				for i := range v.Rows {
					row := out.Row(nil, i)
					if allFinite(row) != isFinite(ladj.Data[i]) && isFinite(ladj.Data[i]) {
						t.Errorf("%s of %v is %v although its log|det| is %g", name, v.Row(nil, i), row, ladj.Data[i])
					}
				}
			}
		}
	})
}

func TestInputsOutsideOfWhatALayerTakesAreFlagged(t *testing.T) {
	forEverySubject(t, func(t *testing.T, s subject) {
		base, data := s.layer.Kind.Base, s.layer.Kind.Data
		if s.layer.Flip {
			base, data = data, base
		}
		for name, span := range map[string]Span{"forward": base, "inverse": data} {
			for _, x := range []float64{math.Inf(-1), -3, -1, 0, 1, 3, math.Inf(1)} {
				if span.All() || span.Has(x) {
					continue
				}
				v := s.from(name, 3, 1)
				v.Set(1, s.dim-1, x)
				out, ladj := s.run(s.directions()[name], v)
				for i := range v.Rows {
					if ok := allFinite(out.Row(nil, i)) && isFinite(ladj.Data[i]); ok == (i == 1) {
						t.Errorf("%s of %v is %v with log|det| %g", name, v.Row(nil, i), out.Row(nil, i), ladj.Data[i])
					}
				}
			}
		}
	})
}

func TestATrainingStepOfAnyLayerAllocatesNothing(t *testing.T) {
	forEverySubject(t, func(t *testing.T, s subject) {
		tape := ad.NewTape(s.theta, make([]float64, len(s.theta)))
		x := s.from("inverse", 32, 1)
		flow := Flow{Normal{}, Chain{s.layer.Map}}
		step := func() {
			tape.Reset()
			tape.Backward(ad.Sum(flow.LogProb(tape.Const(x), nil)))
		}
		step()
		if n := testing.AllocsPerRun(5, step); n > 0 {
			t.Errorf("%g allocations a step", n)
		}
	})
}

// near compares with a tolerance that is absolute below 1 and relative above.
func near(got, want, tol float64) bool {
	return got == want || math.Abs(got-want) <= tol*(1+math.Abs(want))
}

func isFinite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func allFinite(x []float64) bool {
	for _, v := range x {
		if !isFinite(v) {
			return false
		}
	}
	return true
}

// Entries found one after the other have the bits that they have where all is
// recorded and every net is evaluated anew, and those of the way back.
func TestWhatIsFoundEntryByEntryIsWhatIsRecorded(t *testing.T) {
	for _, text := range []string{"autoregressive(hidden=16x8)", "autoregressive(rqs, tanh, order=reverse)", "iaf(relu)", "iaf(rqs, hidden=32)"} {
		spec, err := ParseSpec(text)
		if err != nil {
			t.Fatal(err)
		}
		s := newSubject(t, spec[0], 7, 0.3)
		for name, d := range s.directions() {
			v := s.from(name, 100, 1)
			out, ladj := s.run(d, v)
			tape := ad.NewTape(s.theta, make([]float64, len(s.theta)))
			want, wantLadj := d(tape.Const(v), nil)
			if !slices.Equal(out.Data, want.Data) || !slices.Equal(ladj.Data, wantLadj.Data) {
				t.Errorf("%s, %s: the bits differ", text, name)
			}
		}
	}
}
