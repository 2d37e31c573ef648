package kernel_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad/kernel"
)

func singles(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

// singleWork does every product with every unit on numbers of its own, and returns all
// results in double precision.
func singleWork(seed uint64, m, n, k int) []float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	a, b, bias, where := singles(r, m*k), singles(r, k*n), singles(r, m), singles(r, m*n)
	for i := range where {
		if i%3 == 0 {
			where[i] = 0
		}
	}
	var all []float64
	keep := func(x []float32) {
		wide := make([]float64, len(x))
		kernel.Widen(wide, x)
		all = append(all, wide...)
	}
	for u := kernel.NoUnit; u <= kernel.ELUBackUnit; u++ {
		if u == kernel.ReLUBackUnit {
			continue
		}
		c, other := make([]float32, m*n), slices.Clone(where)
		kernel.Single{Bias: bias, Then: u, Other: other}.NN(c, a, b, m, n, k)
		keep(c)
		keep(other)
	}
	c := make([]float32, m*n)
	kernel.Single{Bias: bias, Cut: true}.NN(c, a, b, m, n, k)
	keep(c)
	kernel.Single{Where: where}.TN(c, a, b, m, n, k)
	keep(c)
	wide := normal(r, m*n)
	kernel.Single{Wide: wide, Add: true}.NN(nil, a, b, m, n, k)
	kernel.Single{Wide: wide, Add: true}.TN(nil, a, b, m, n, k)
	kernel.Single{Wide: wide, Add: true}.NT(nil, a, b, m, n, k)
	kernel.Single{}.NT(c, a, b, m, n, k)
	keep(c)
	kernel.AddWidened(wide, c)
	apart := make([]float32, 3*m*n)
	if m*n*k > 0 { // every third row of the result, of rows with gaps
		kernel.Single{Gap: k + 2, Apart: 3 * n, Every: 2, Bias: singles(r, 2*m-1), Cut: true}.NN(apart[:(3*m-2)*n], singles(r, (m-1)*(k+2)+k), b, m, n, k)
	}
	keep(apart)
	if m*n*k > 0 {
		free, masked := make([]float64, m*k), slices.Clone(a)
		for i := range free {
			if free[i] = float64(i / 9 % 2); free[i] == 0 {
				masked[i] = 0
			}
		}
		kernel.Single{Bias: bias, Where: where}.NN(c, masked, b, m, n, k)
		some := make([]float32, m*n)
		kernel.Single{Bias: bias, Where: where, Hears: kernel.NewHears(free, m, k, k, 1)}.NN(some, masked, b, m, n, k)
		if !slices.Equal(some, c) {
			panic("products with zeros count")
		}
		keep(some)
	}
	far := []float32{1e38, -1e38, float32(math.Inf(1)), float32(math.Inf(-1)), 3, -1 << 40, float32(math.NaN())}
	kernel.Limit(far)
	if far[6] == far[6] {
		panic("the limit of NaN is a number")
	}
	keep(far[:6])
	return append(append(all, wide...), kernel.SumSingle(a))
}

func TestSinglesHaveTheSameBitsOnAllKernels(t *testing.T) {
	defer choose(t, kernel.Name())
	r := source(t)
	for range 150 {
		seed, m, n, k := r.Uint64(), 1+r.IntN(40), 1+r.IntN(150), 1+r.IntN(40)
		if r.IntN(5) == 0 {
			k += 120 + r.IntN(150)
		}
		choose(t, kernel.Go)
		want := singleWork(seed, m, n, k)
		for _, name := range kernel.Available() {
			choose(t, name)
			for i, v := range singleWork(seed, m, n, k) {
				if !identical(v, want[i]) {
					t.Fatalf("%s, m=%d n=%d k=%d: number %d is %v, in Go %v", name, m, n, k, i, v, want[i])
				}
			}
		}
	}
}

func TestSinglesAreTheProductsOfTheirDefinition(t *testing.T) {
	r := source(t)
	onEach(t, func(t *testing.T) {
		for range 60 {
			m, n, k := 1+r.IntN(30), 1+r.IntN(140), 1+r.IntN(200)
			a, b := singles(r, m*k), singles(r, k*n)
			wideA, wideB := make([]float64, len(a)), make([]float64, len(b))
			kernel.Widen(wideA, a)
			kernel.Widen(wideB, b)
			want, size := make([]float64, m*n), make([]float64, m*n)
			addProduct(want, size, wideA, wideB, m, n, k)
			turnedA, turnedB := make([]float32, len(a)), make([]float32, len(b))
			kernel.Narrow(turnedA, transposed(wideA, m, k))
			kernel.Narrow(turnedB, transposed(wideB, k, n))
			got := make([]float64, m*n)
			for name, multiply := range map[string]func(){
				"NN": func() { kernel.Single{Wide: got}.NN(nil, a, b, m, n, k) },
				"TN": func() { kernel.Single{Wide: got}.TN(nil, turnedA, b, m, n, k) },
				"NT": func() { kernel.Single{Wide: got}.NT(nil, a, turnedB, m, n, k) },
			} {
				multiply()
				for i, w := range want {
					if !(math.Abs(got[i]-w) <= 0x1p-23*float64(k+1)*size[i]) {
						t.Fatalf("%s m=%d n=%d k=%d: entry %d is %v, want %v", name, m, n, k, i, got[i], w)
					}
				}
			}
		}
	})
}

// activationsSingle are the activations and what they should be, with a bound in units
// in the last place.
var activationsSingle = []struct {
	unit kernel.Unit
	want func(x float64) float64
	ulps float64
}{
	{kernel.TanhUnit, math.Tanh, 4},
	{kernel.SiLUUnit, func(x float64) float64 { return x / (1 + math.Exp(-x)) }, 4},
	{kernel.ELUUnit, func(x float64) float64 {
		if x < 0 {
			return math.Expm1(x)
		}
		return x
	}, 4},
}

func TestActivationsOfSinglesAreAccurate(t *testing.T) {
	r := source(t)
	x := singles(r, 200000)
	for i := range x {
		x[i] *= float32(math.Exp(6 * (r.Float64() - 0.6)))
		x[i] = max(min(x[i], 80), -80)
	}
	onEach(t, func(t *testing.T) {
		for _, f := range activationsSingle {
			y, other := slices.Clone(x), make([]float32, len(x))
			kernel.Single{Bias: []float32{0}, Then: f.unit, Other: other}.NN(y, []float32{1}, x, 1, len(x), 1)
			worst, at := 0.0, float32(0)
			for i, v := range y {
				want := f.want(float64(x[i]))
				unit := math.Max(math.Abs(want), 0x1p-126) * 0x1p-24
				if off := math.Abs(float64(v)-want) / unit; off > worst || off != off {
					worst, at = off, x[i]
				}
			}
			t.Logf("unit %d: %.2f ulp at %v", f.unit, worst, at)
			if !(worst <= 2*f.ulps) {
				t.Errorf("unit %d is off by %.2f ulp at %v", f.unit, worst, at)
			}
		}
	})
}

func TestSinglesPassOnNaN(t *testing.T) {
	nan := float32(math.NaN())
	onEach(t, func(t *testing.T) {
		for _, f := range activationsSingle {
			y := []float32{0}
			kernel.Single{Then: f.unit, Other: []float32{0}}.NN(y, []float32{1}, []float32{nan}, 1, 1, 1)
			if y[0] == y[0] {
				t.Errorf("unit %d makes %v of NaN", f.unit, y[0])
			}
		}
	})
}
