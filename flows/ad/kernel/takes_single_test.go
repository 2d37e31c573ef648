package kernel_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad/kernel"
)

// inSingle returns the column with its raw numbers rounded, as a net in single precision
// says them, and the same numbers in double.
func inSingle(c kernel.SplineColumn) (single, double kernel.SplineColumn) {
	double, single = c, c
	single.Raw, single.Shares = nil, nil
	single.RawSingle = make([]float32, len(c.Raw))
	kernel.Narrow(single.RawSingle, c.Raw)
	double.Raw = make([]float64, len(c.Raw))
	kernel.Widen(double.Raw, single.RawSingle)
	single.SharesSingle = make([]float32, len(c.Shares))
	single.Work = make([]float32, kernel.NarrowRuns*len(c.V))
	single.Out, single.Ladj, single.Places = slices.Clone(c.Out), slices.Clone(c.Ladj), slices.Clone(c.Places)
	return single, double
}

// closeTo tells whether numbers agree to so much of the largest of them or of 1.
func closeTo(a, b []float64, share float64) bool {
	size := 1.0
	for _, v := range b {
		size = max(size, math.Abs(v))
	}
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Abs(x-y) <= share*size })
}

func wide(x []float32) []float64 {
	w := make([]float64, len(x))
	kernel.Widen(w, x)
	return w
}

func TestASplineOfSinglesIsTheOneOfDoublesToFiveDigits(t *testing.T) {
	onEach(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(17, 0)) // no entry so near a knot that the bins differ
		for _, s := range splines() {
			for n := range 40 {
				c, d := inSingle(someColumn(r, s, n, n))
				g, h := inSingle(someColumn(r, s, n, n))
				h.Raw, g.Raw, h.V, g.V = make([]float64, len(h.Raw)), nil, make([]float64, n), make([]float64, n)
				s.Apply(c)
				s.Apply(d)
				s.Back(c, g)
				s.Back(d, h)
				if !closeTo(c.Out, d.Out, 1e-5) || !closeTo(c.Ladj, d.Ladj, 1e-4) {
					t.Fatalf("inverse %t of %d numbers: %v and %v, in double precision %v and %v", s.Inverse, n, c.Out, c.Ladj, d.Out, d.Ladj)
				}
				if !closeTo(g.V, h.V, 1e-3) || !closeTo(wide(g.RawSingle), h.Raw, 1e-3) {
					t.Fatalf("inverse %t of %d numbers: gradients %v and %v, in double precision %v and %v", s.Inverse, n, g.V, g.RawSingle, h.V, h.Raw)
				}
			}
		}
	})
}

// Both ways of a spline of singles are exact inverses: what is rounded they have in common.
func TestASplineOfSinglesComesBackAsExactlyAsOneOfDoubles(t *testing.T) {
	onEach(t, func(t *testing.T) {
		s := splines()
		c, _ := inSingle(someColumn(source(t), s[0], 999, 999))
		clear(c.Ladj)
		s[0].Apply(c)
		back := c
		back.V, back.Out, back.Ladj, back.Places = c.Out, make([]float64, 999), slices.Clone(c.Ladj), make([]float64, len(c.Places))
		s[1].Apply(back)
		for i, v := range back.Out {
			if math.Abs(v-c.V[i]) > 1e-12 || math.Abs(back.Ladj[i]) > 1e-11 {
				t.Fatalf("%v comes back as %v, and log|det| as %v", c.V[i], v, back.Ladj[i])
			}
		}
	})
}

// someAffineSingle returns a column of n entries, and gradients that pull on it.
func someAffineSingle(r *rand.Rand, n int) (a, g kernel.AffineSingle, raw []float32) {
	column := func() kernel.AffineSingle {
		return kernel.AffineSingle{V: normal(r, n), Out: normal(r, n), Ladj: normal(r, n), Gain: normal(r, n), Bend: singles(r, n), Shift: singles(r, n)}
	}
	return column(), column(), singles(r, n)
}

func TestAnAffineMapOfSinglesIsTheOneOfDoublesToSixDigits(t *testing.T) {
	const clamp = 1.7
	r := source(t)
	onEach(t, func(t *testing.T) {
		for n := range 40 {
			for _, inverse := range []bool{false, true} {
				a, g, raw := someAffineSingle(r, n)
				kernel.BendSingle(a.Bend, raw, clamp)
				b := kernel.Affine{
					V: a.V, Raw: wide(raw), Shift: wide(a.Shift), Out: make([]float64, n), Ladj: slices.Clone(a.Ladj), Bend: make([]float64, n), Gain: make([]float64, n),
				}
				h := kernel.Affine{V: slices.Clone(g.V), Raw: make([]float64, n), Shift: make([]float64, n), Out: g.Out, Ladj: g.Ladj}
				if inverse {
					a.Inverse(clamp)
					a.InverseBack(g)
					b.Inverse(clamp)
					b.InverseBack(h)
				} else {
					a.Forward(clamp)
					a.ForwardBack(g)
					b.Forward(clamp)
					b.ForwardBack(h)
				}
				if !closeTo(a.Out, b.Out, 1e-6) || !closeTo(a.Ladj, b.Ladj, 1e-6) || !closeTo(g.V, h.V, 1e-6) || !closeTo(wide(g.Bend), h.Raw, 1e-6) || !closeTo(wide(g.Shift), h.Shift, 1e-6) {
					t.Fatalf("inverse %t of %d numbers differs", inverse, n)
				}
			}
		}
	})
}

// tookSingles does all that takes singles on numbers of its own.
func tookSingles(seed uint64, n int) (exact, rounded []float64) {
	r := rand.New(rand.NewPCG(seed, 0))
	a, g, raw := someAffineSingle(r, n)
	kernel.BendSingle(a.Bend, raw, 1.3)
	exact = wide(a.Bend)
	for _, back := range []bool{false, true} {
		if back {
			a.Inverse(1.3)
			a.InverseBack(g)
		} else {
			a.Forward(1.3)
			a.ForwardBack(g)
		}
		for _, x := range [][]float64{a.Out, a.Ladj, a.Gain, g.V, wide(g.Bend), wide(g.Shift)} {
			rounded = append(rounded, x...)
		}
	}
	for _, s := range splines() {
		c, _ := inSingle(someColumn(r, s, n, n))
		g, _ := inSingle(someColumn(r, s, n, n))
		s.Apply(c)
		exact = append(exact, wide(c.SharesSingle)...)
		s.Back(c, g)
		for _, x := range [][]float64{c.Out, c.Ladj, g.V, wide(g.RawSingle)} {
			rounded = append(rounded, x...)
		}
	}
	return exact, rounded
}

// Shares and the tanh of log-scales have the same bits on all kernels; what doubles make
// of them, on both vector kernels, and nearly in Go.
func TestWhatTakesSinglesAgreesOnAllKernels(t *testing.T) {
	defer choose(t, kernel.Name())
	for n := 1; n < 40; n++ {
		choose(t, kernel.Go)
		want, about := tookSingles(uint64(n), n)
		var vectors []float64
		for _, name := range kernel.Available() {
			choose(t, name)
			exact, rounded := tookSingles(uint64(n), n)
			if !slices.Equal(exact, want) {
				t.Fatalf("%s, %d numbers: other bits than in Go", name, n)
			}
			if !closeTo(rounded, about, 1e-6) {
				t.Fatalf("%s, %d numbers: far from what Go makes", name, n)
			}
			if name != kernel.Go {
				if vectors != nil && !slices.Equal(rounded, vectors) {
					t.Fatalf("%d numbers: the vector kernels differ", n)
				}
				vectors = rounded
			}
		}
	}
}
