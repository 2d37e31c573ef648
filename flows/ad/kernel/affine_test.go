package kernel_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad/kernel"
)

// affineSteps are both directions of Affine and their derivatives.
var affineSteps = []struct {
	name string
	do   func(a kernel.Affine, clamp float64)
	back func(a, g kernel.Affine)
	one  func(v, raw, shift, clamp float64) (out, ladj float64)
}{
	{"Forward", kernel.Affine.Forward, kernel.Affine.ForwardBack, func(v, raw, shift, clamp float64) (out, ladj float64) {
		s := clamp * math.Tanh(raw/clamp)
		return v*math.Exp(s) + shift, s
	}},
	{"Inverse", kernel.Affine.Inverse, kernel.Affine.InverseBack, func(v, raw, shift, clamp float64) (out, ladj float64) {
		s := clamp * math.Tanh(raw/clamp)
		return (v - shift) * math.Exp(-s), -s
	}},
}

func someAffine(fill func(n int) []float64, n int) kernel.Affine {
	return kernel.Affine{V: fill(n), Raw: fill(n), Shift: fill(n), Out: fill(n), Ladj: fill(n), Bend: fill(n), Gain: fill(n)}
}

func TestAffineFollowsItsFormulaForAllNumbersAndLengths(t *testing.T) {
	r := source(t)
	onEach(t, func(t *testing.T) {
		for _, step := range affineSteps {
			for n := range 40 {
				a := someAffine(func(n int) []float64 { return strewn(r, n) }, n)
				before := slices.Clone(a.Ladj)
				step.do(a, 2)
				for i := range n {
					out, ladj := step.one(a.V[i], a.Raw[i], a.Shift[i], 2)
					ladj += before[i]
					if !close14(a.Out[i], out) || !close14(a.Ladj[i], ladj) {
						t.Fatalf("%s of %v by %v and %v is %v and %v, want %v and %v", step.name, a.V[i], a.Raw[i], a.Shift[i], a.Out[i], a.Ladj[i], out, ladj)
					}
				}
			}
		}
	})
}

// close14 allows for another order of the same roundings.
func close14(got, want float64) bool {
	return identical(got, want) || math.Abs(got-want) <= 1e-14*(1+math.Abs(want))
}

func TestTheDerivativeOfAffineMatchesFiniteDifferences(t *testing.T) {
	const n, h, clamp = 21, 1e-5, 1.5
	r := source(t)
	onEach(t, func(t *testing.T) {
		for _, step := range affineSteps {
			a := someAffine(func(n int) []float64 { return normal(r, n) }, n)
			g := someAffine(func(n int) []float64 { return normal(r, n) }, n)
			start := kernel.Affine{V: slices.Clone(g.V), Raw: slices.Clone(g.Raw), Shift: slices.Clone(g.Shift)}
			step.do(a, clamp)
			step.back(a, g)
			for i := range n {
				loss := func(v, raw, shift float64) float64 {
					out, ladj := step.one(v, raw, shift, clamp)
					return g.Out[i]*out + g.Ladj[i]*ladj
				}
				v, raw, shift := a.V[i], a.Raw[i], a.Shift[i]
				for _, c := range []struct {
					name             string
					got, after, from float64
				}{
					{"v", g.V[i] - start.V[i], loss(v+h, raw, shift), loss(v-h, raw, shift)},
					{"raw", g.Raw[i] - start.Raw[i], loss(v, raw+h, shift), loss(v, raw-h, shift)},
					{"shift", g.Shift[i] - start.Shift[i], loss(v, raw, shift+h), loss(v, raw, shift-h)},
				} {
					if want := (c.after - c.from) / (2 * h); math.Abs(c.got-want) > 1e-7*(1+math.Abs(want)) {
						t.Errorf("%s: d/d%s is %v, finite difference %v", step.name, c.name, c.got, want)
					}
				}
			}
		}
	})
}

func TestVectorKernelsDoAffineToTheSameBits(t *testing.T) {
	if len(kernel.Available()) < 3 {
		t.Skip("needs a processor with AVX-512")
	}
	defer choose(t, kernel.Name())
	for _, step := range affineSteps {
		for n := range 40 {
			var results [2]kernel.Affine
			var pulls [2]kernel.Affine
			for i, name := range []string{kernel.AVX512, kernel.AVX2} {
				choose(t, name)
				r := rand.New(rand.NewPCG(3, uint64(n)))
				results[i] = someAffine(func(n int) []float64 { return normal(r, n) }, n)
				pulls[i] = someAffine(func(n int) []float64 { return normal(r, n) }, n)
				step.do(results[i], 2)
				step.back(results[i], pulls[i])
			}
			if !slices.Equal(results[0].Out, results[1].Out) || !slices.Equal(results[0].Ladj, results[1].Ladj) ||
				!slices.Equal(pulls[0].Raw, pulls[1].Raw) || !slices.Equal(pulls[0].V, pulls[1].V) || !slices.Equal(pulls[0].Shift, pulls[1].Shift) {
				t.Fatalf("%s of %d numbers: the bits differ", step.name, n)
			}
		}
	}
}
