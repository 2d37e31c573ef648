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

// The kinds whose nets read a condition, and every direction and transform of
// them.
var conditional = []string{
	"coupling(hidden=6x5)", "coupling(rqs, odd, hidden=6, bins=4)", "coupling(additive, hidden=6)", "coupling(hidden=6, flip)",
	"autoregressive(hidden=9x7)", "autoregressive(rqs, reverse, hidden=7, bins=4)", "autoregressive(hidden=0)", "autoregressive(hidden=7, flip)",
	"iaf(hidden=9)", "iaf(rqs, reverse, hidden=7, bins=4)", "iaf(hidden=0)", "iaf(dsf, hidden=9, components=4)",
	"naf(hidden=9, components=4)", "coupling(dsf, hidden=6, components=4)", "cnf(hidden=6, steps=24, tol=1e-11)",
	"glow(hidden=6x5)", "glow(hidden=0, flip)", "split(hidden=0)", "split(hidden=6)", "coupling(conv, first, hidden=6x5)", "coupling(conv, white, hidden=6)",
	"encoder(hidden=6x5, context=3)", "encoder(hidden=0, flip)",
	"coupling(wave, first, hidden=6x5)", "coupling(wave, white, hidden=0)", "waveglow(hidden=6x6)", "waveglow(hidden=5, flip)",
}

// The conditions have two columns.
const givenDim = 2

// A conditioned is a subject whose net reads a condition.
type conditioned struct{ subject }

func forEveryConditioned(t *testing.T, law func(t *testing.T, c conditioned)) {
	for _, text := range conditional {
		item := inDouble(parsed(t, text)[0])
		for _, shape := range []Shape{Row(1), Row(2), Row(3), {2, 2, 3}} {
			if item.Misfit(shape) != "" || shape.IsImage() && item.Values["net"] != "conv" && item.Values["net"] != "wave" && item.Kind.misfit == nil {
				continue
			}
			t.Run(fmt.Sprintf("%s/%s", text, shape), func(t *testing.T) {
				s := newShapedSubject(t, item, shape, 0) // for its random numbers
				stack, err := Restack(Number(Spec{item}), shape, givenDim)
				if err != nil {
					t.Fatal(err)
				}
				s.layer, s.theta = stack.Layers[0], make([]float64, stack.Len)
				stack.Start(s.theta, lawSeed)
				for _, b := range s.layer.Blocks {
					for i := range b.In(s.theta) {
						if b.Mask == nil || b.Mask[i] != 0 {
							b.In(s.theta)[i] += 0.35 * s.rng.NormFloat64()
						}
					}
				}
				law(t, conditioned{s})
			})
		}
	}
}

func (c conditioned) given(n int) *ad.Mat {
	m := ad.New(n, givenDim)
	for i := range m.Data {
		m.Data[i] = c.rng.NormFloat64()
	}
	return m
}

// under evaluates one direction without gradients.
func (c conditioned) under(d direction, v, given *ad.Mat) (out, ladj *ad.Mat) {
	t := ad.NewTape(c.theta, nil)
	return d(t.Const(v), t.Const(given))
}

func TestInverseUndoesForwardUnderACondition(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	forEveryConditioned(t, func(t *testing.T, c conditioned) {
		z, given := c.batch(100, 2), c.given(100)
		x, forward := c.under(c.layer.Map.Forward, z, given)
		back, inverse := c.under(c.layer.Map.Inverse, x, given)
		for i, v := range z.Data {
			if !near(back.Data[i], v, 1e-9) {
				t.Errorf("z = %.17g came back as %.17g", v, back.Data[i])
			}
		}
		for i, v := range forward.Data {
			if !near(-inverse.Data[i], v, 1e-7) {
				t.Errorf("log|det| %.17g forward, %.17g inverse", v, inverse.Data[i])
			}
		}
	})
}

func TestLadjUnderAConditionIsThatOfTheFiniteDifferenceJacobian(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	forEveryConditioned(t, func(t *testing.T, c conditioned) {
		for name, d := range c.directions() {
			v, given := c.batch(4, 1.5), c.given(4)
			_, ladj := c.under(d, v, given)
			for i := range v.Rows {
				j := mat.NewDense(c.dim, c.dim, nil)
				fd.Jacobian(j, func(dst, x []float64) {
					out, _ := c.under(d, ad.FromRows([][]float64{x}), ad.FromRows([][]float64{given.Row(nil, i)}))
					out.Row(dst, 0)
				}, v.Row(nil, i), &fd.JacobianSettings{Formula: fd.Central, Step: 1e-5})
				if want, _ := mat.LogDet(j); !near(ladj.Data[i], want, 1e-5) {
					t.Errorf("%s log|det| = %g, finite differences give %g", name, ladj.Data[i], want)
				}
			}
		}
	})
}

// Every sample goes by its own condition, and by every column of it.
func TestTheConditionOfASampleChangesThatSample(t *testing.T) {
	forEveryConditioned(t, func(t *testing.T, c conditioned) {
		for name, d := range c.directions() {
			v, given := c.batch(5, 1), c.given(5)
			before, _ := c.under(d, v, given)
			for col := range givenDim {
				other := given.Clone()
				other.Set(3, col, other.At(3, col)+1)
				after, _ := c.under(d, v, other)
				for i := range v.Rows {
					same := slices.Equal(after.Row(nil, i), before.Row(nil, i))
					if same == (i == 3) {
						t.Errorf("%s: column %d of the condition of sample 3 changed: sample %d is the same: %t", name, col, i, same)
					}
				}
			}
		}
	})
}

func TestTheGradientOfAConditionMatchesFiniteDifferences(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds of arithmetic alone")
	}
	forEveryConditioned(t, func(t *testing.T, c conditioned) {
		v, given, a := c.batch(3, 1.5), c.given(3), c.batch(3, 1)
		for name, d := range c.directions() {
			loss := func(t *ad.Tape, given *ad.Mat) *ad.Mat {
				out, ladj := d(t.Const(v), given)
				return ad.Add(ad.Sum(ad.Mul(out, t.Const(a))), ad.Sum(ladj))
			}
			value := func(data []float64) float64 {
				t := ad.NewTape(c.theta, nil)
				return loss(t, t.Const(&ad.Mat{Rows: 3, Cols: givenDim, Data: data})).Data[0]
			}
			tape := ad.NewTape(c.theta, make([]float64, len(c.theta)))
			leaf := tape.Leaf(given)
			tape.Backward(loss(tape, leaf))
			want := fd.Gradient(nil, value, given.Data, &fd.Settings{Formula: fd.Central, Step: 1e-5})
			for i, w := range want {
				if !near(leaf.Grad[i], w, 1e-5) {
					t.Errorf("%s d/dgiven[%d] = %g, finite difference %g", name, i, leaf.Grad[i], w)
				}
			}
		}
	})
}

// An entry depends on those before it in the order and on the condition, and
// not at all on those after it: exact zeros, whatever the net.
func TestAnAutoregressiveLayerStaysSoUnderACondition(t *testing.T) {
	forEveryConditioned(t, func(t *testing.T, c conditioned) {
		if _, ordered := c.layer.Values["order"]; !ordered {
			return
		}
		place := func(i int) int { return orders[c.layer.Values["order"]](i, c.dim) } // both orders are their own inverse
		for name, d := range c.directions() {
			v, given := c.batch(1, 1), c.given(1)
			before, _ := c.under(d, v, given)
			for i := range c.dim {
				other := v.Clone()
				other.Set(0, i, other.At(0, i)+0.7)
				after, _ := c.under(d, other, given)
				for j := range c.dim {
					same := math.Float64bits(after.At(0, j)) == math.Float64bits(before.At(0, j))
					if place(j) < place(i) && !same {
						t.Errorf("%s: entry %d, generated before entry %d, depends on it", name, j, i)
					}
					if j == i && same {
						t.Errorf("%s: entry %d does not depend on itself", name, i)
					}
				}
			}
		}
	})
}

// A chain hands the condition to every layer, and those without a net pass it
// by.
func TestAFlowUnderAConditionIsADensity(t *testing.T) {
	stack, err := NewStack(parsed(t, "affine, coupling(hidden=6), linear, planar, autoregressive(hidden=6), permute, iaf(hidden=6)"), 2, givenDim)
	if err != nil {
		t.Fatal(err)
	}
	theta := make([]float64, stack.Len)
	stack.Start(theta, lawSeed)
	c := conditioned{newSubject(t, parsed(t, "affine")[0], 2, 0)}
	for _, l := range stack.Layers {
		for _, b := range l.Blocks {
			for i := range b.In(theta) {
				if b.Mask == nil || b.Mask[i] != 0 {
					b.In(theta)[i] += 0.2 * c.rng.NormFloat64()
				}
			}
		}
	}
	z, given := c.batch(50, 1), c.given(50)
	tape := ad.NewTape(theta, nil)
	flow, condition := stack.Flow(Normal{}), tape.Const(given)
	x, drawn := flow.Sample(tape.Const(z), condition)
	logp := flow.LogProb(x, condition)
	for i, want := range drawn.Data {
		if !near(logp.Data[i], want, 1e-9) {
			t.Errorf("sample %d: log p is %.12g by the inverse, %.12g by the forward direction", i, logp.Data[i], want)
		}
	}
}

// A net without hidden layers and with chosen weights makes of every kind a
// normal distribution that is known: x₁ ~ N(2c, 1) and x₂ ~ N(a·x₁ + 3c, 1) for
// the condition c.
func TestAConditionalDensityIsTheKnownOne(t *testing.T) {
	const a = 0.7
	for _, k := range []struct {
		text   string
		slope  float64 // a, or 0 where the layer does not couple the entries
		first  float64 // 2, or 0 where the first entry passes
		values map[string][]float64
	}{
		{"coupling(hidden=0)", a, 0, map[string][]float64{"net.0.weight": {0, 0, a, 3}}},
		{"autoregressive(hidden=0)", a, 2, map[string][]float64{"net.0.weight": {0, 0, 0, 0, 0, 2, 0, 0, 0, a, 0, 3}}},
		{"iaf(hidden=0)", a, 2, map[string][]float64{"net.0.weight": {0, 0, 0, 0, 0, 2, 0, 0, 0, a, 0, 3 + 2*a}}}, // it reads z₁ = x₁ − 2c
		{"cnf(hidden=0)", 0, 2, map[string][]float64{"net.0.weight": {0, 0, 2, 0, 0, 0, 3, 0}}},
	} {
		stack, err := NewStack(parsed(t, k.text), 2, 1)
		if err != nil {
			t.Fatal(err)
		}
		theta := make([]float64, stack.Len)
		stack.Start(theta, 1)
		for _, b := range stack.Layers[0].Blocks {
			copyAll(t, b.In(theta), k.values[b.Name])
		}
		c := conditioned{newSubject(t, parsed(t, "affine")[0], 2, 0)}
		x, given := c.batch(30, 2), ad.New(30, 1)
		copy(given.Data, c.batch(30, 1).Data)
		for _, gradients := range [][]float64{nil, make([]float64, len(theta))} {
			tape := ad.NewTape(theta, gradients)
			logp := stack.Flow(Normal{}).LogProb(tape.Const(x), tape.Const(given))
			for i := range x.Rows {
				g := given.At(i, 0)
				r1, r2 := x.At(i, 0)-k.first*g, x.At(i, 1)-k.slope*x.At(i, 0)-3*g
				if want := -(r1*r1+r2*r2)/2 - log2Pi; !near(logp.Data[i], want, 1e-12) {
					t.Errorf("%s: log p(%v | %g) = %.15g, want %.15g", k.text, x.Row(nil, i), g, logp.Data[i], want)
				}
			}
		}
	}
}

// copyAll fills a block, which has as many numbers as there are, or none.
func copyAll(t *testing.T, dst, numbers []float64) {
	t.Helper()
	if numbers != nil && len(numbers) != len(dst) {
		t.Fatalf("%d numbers for %d", len(numbers), len(dst))
	}
	copy(dst, numbers)
}
