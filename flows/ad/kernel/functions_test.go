package kernel_test

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad/kernel"
)

var points = flag.Int("points", 20_000, "how many numbers each function is tried on")

// functions are all functions of one argument.
var functions = []struct {
	name   string
	f      func(dst, x []float64)
	exact  func(pair) pair
	lo, hi float64 // beyond, the exact value does not fit two numbers
	vector float64 // how many units in the last place the vector kernels may be off
	plain  float64 // and plain Go
}{
	{"Exp", kernel.Exp, trueExp, -690, 709.78, 2, 2},
	{"Expm1", kernel.Expm1, trueExpm1, -690, 709.78, 2, 2},
	{"Log", kernel.Log, trueLog, 0, math.MaxFloat64, 2, 2},
	{"Log1p", kernel.Log1p, trueLog1p, -1, math.MaxFloat64, 2, 2},
	{"Tanh", kernel.Tanh, trueTanh, -700, 700, 2, 2},
	{"Sigmoid", kernel.Sigmoid, trueSigmoid, -690, 690, 2, 3},
	{"Softplus", kernel.Softplus, trueSoftplus, -690, 690, 2, 3},
	{"SiLU", kernel.SiLU, trueSiLU, -680, 690, 6, 4},
	{"ELU", kernel.ELU, trueELU, -690, math.MaxFloat64, 2, 2},
	{"ReLU", kernel.ReLU, trueReLU, -math.MaxFloat64, math.MaxFloat64, 0, 0},
}

// tooMuchForGo says where math.Exp of amd64 is +Inf ahead of time, and that of arm64 is 0.
func tooMuchForGo(x float64) bool {
	return kernel.Name() == kernel.Go && (x > 709.4 && x < 709.79 || x < -745.13 && x > -745.14)
}

// onEach runs a test on every kernel that this machine has.
func onEach(t *testing.T, test func(t *testing.T)) {
	before := kernel.Name()
	defer func() { choose(t, before) }()
	for _, name := range kernel.Available() {
		choose(t, name)
		t.Run(name, test)
	}
}

func choose(t testing.TB, name string) {
	t.Helper()
	if err := kernel.Choose(name); err != nil {
		t.Fatal(err)
	}
}

func source(t testing.TB) *rand.Rand {
	seed := rand.Uint64()
	t.Logf("seed %#x", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// spread returns n numbers: of ordinary size, of any size at all, near 0 and
// all over [lo, hi].
func spread(r *rand.Rand, n int, lo, hi float64) []float64 {
	x := make([]float64, n)
	for i := range x {
		sign := float64(1 - 2*r.IntN(2))
		switch i % 4 {
		case 0:
			x[i] = 3 * r.NormFloat64()
		case 1:
			x[i] = sign * math.Ldexp(1+r.Float64(), r.IntN(2098)-1074)
		case 2:
			x[i] = sign * math.Ldexp(1+r.Float64(), r.IntN(70)-60)
		case 3:
			x[i] = max(lo, -800) + r.Float64()*(min(hi, 800)-max(lo, -800))
		}
	}
	return x
}

func TestFunctionsAreWithinTheirUlps(t *testing.T) {
	r := source(t)
	for _, f := range functions {
		x := spread(r, *points, f.lo, f.hi)
		exact := make([]pair, len(x))
		for i, v := range x {
			if v > f.lo && v < f.hi {
				exact[i] = f.exact(pair{v, 0})
			}
		}
		y := make([]float64, len(x))
		onEach(t, func(t *testing.T) {
			bound := f.vector
			if kernel.Name() == kernel.Go {
				bound = f.plain
			}
			f.f(y, x)
			worst, at := 0.0, 0.0
			for i, v := range x {
				if v > f.lo && v < f.hi && !tooMuchForGo(v) {
					if u := ulps(y[i], exact[i]); !(u <= worst) {
						worst, at = u, v
					}
				}
			}
			t.Logf("%s: %.3f ulp at %v", f.name, worst, at)
			if !(worst <= bound) {
				t.Errorf("%s(%v) is %.2f ulp off", f.name, at, worst)
			}
		})
	}
}

func TestFunctionsAreRightAtTheEdges(t *testing.T) {
	inf, nan, minus0 := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	const tiny, huge = math.SmallestNonzeroFloat64, math.MaxFloat64
	type edge struct{ x, want float64 }
	odd := []edge{{0, 0}, {minus0, minus0}, {nan, nan}, {tiny, tiny}, {-tiny, -tiny}, {0x1p-1022, 0x1p-1022}, {1e-300, 1e-300}, {-1e-20, -1e-20}}
	edges := map[string][]edge{
		"Exp": {{0, 1}, {minus0, 1}, {nan, nan}, {inf, inf}, {-inf, 0}, {tiny, 1}, {-tiny, 1}, {huge, inf}, {-huge, 0},
			{0x1.62e42fefa39efp+9, 0x1.fffffffffff2ap+1023}, {0x1.62e42fefa39fp+9, inf}, // the last finite one
			{-0x1.74910d52d3051p+9, tiny}, {-0x1.74910d52d3053p+9, 0}}, // the last that is not 0
		"Expm1":    append([]edge{{inf, inf}, {-inf, -1}, {huge, inf}, {-huge, -1}, {-60, -1}, {0x1.62e42fefa39fp+9, inf}}, odd...),
		"Log":      {{1, 0}, {0, -inf}, {minus0, -inf}, {-tiny, nan}, {-1, nan}, {-inf, nan}, {nan, nan}, {inf, inf}, {huge, 0x1.62e42fefa39efp+9}, {tiny, -0x1.74385446d71c3p+9}, {0x1p-1022, -0x1.6232bdd7abcd2p+9}},
		"Log1p":    append([]edge{{-1, -inf}, {math.Nextafter(-1, -2), nan}, {-2, nan}, {-inf, nan}, {inf, inf}, {huge, 0x1.62e42fefa39efp+9}}, odd...),
		"Tanh":     append([]edge{{inf, 1}, {-inf, -1}, {huge, 1}, {-huge, -1}, {20, 1}, {-20, -1}}, odd...),
		"Sigmoid":  {{0, 0.5}, {minus0, 0.5}, {nan, nan}, {inf, 1}, {-inf, 0}, {huge, 1}, {-huge, 0}, {40, 1}, {-0x1.74910d52d3051p+9, tiny}, {tiny, 0.5}},
		"Softplus": {{0, math.Ln2}, {minus0, math.Ln2}, {nan, nan}, {inf, inf}, {-inf, 0}, {huge, huge}, {-huge, 0}, {40, 40}, {-0x1.74910d52d3051p+9, tiny}},
		"SiLU":     {{0, 0}, {minus0, minus0}, {nan, nan}, {inf, inf}, {huge, huge}, {40, 40}},
		"ReLU":     {{0, 0}, {minus0, minus0}, {nan, nan}, {inf, inf}, {-inf, 0}, {-tiny, 0}, {tiny, tiny}},
		"ELU":      append([]edge{{inf, inf}, {-inf, -1}, {huge, huge}, {-huge, -1}}, odd...),
	}
	onEach(t, func(t *testing.T) {
		for _, f := range functions {
			for _, e := range edges[f.name] {
				y := []float64{42}
				f.f(y, []float64{e.x})
				if !identical(y[0], e.want) && !tooMuchForGo(e.x) {
					t.Errorf("%s(%v) = %v, want %v", f.name, e.x, y[0], e.want)
				}
			}
		}
	})
}

func TestSiLUStaysWhatItIsFarBelowZero(t *testing.T) {
	onEach(t, func(t *testing.T) {
		y := make([]float64, 4)
		kernel.SiLU(y, []float64{-708, -800, -math.MaxFloat64, math.Inf(-1)})
		for _, v := range y {
			if v != y[0] || !(math.Abs(v/-2.34174752657599e-305-1) < 1e-13) {
				t.Errorf("it is %v", y)
			}
		}
	})
}

// identical compares bits, but takes all NaN for one.
func identical(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b
}

// unusual is spread with the special numbers strewn in.
func unusual(r *rand.Rand, n int) []float64 {
	x := spread(r, n, -800, 800)
	special := []float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1), -1, 1}
	for i := range x {
		if r.IntN(4) == 0 {
			x[i] = special[r.IntN(len(special))]
		}
	}
	return x
}

func TestAnEntryGetsTheSameBitsWhereverItStands(t *testing.T) {
	r := source(t)
	onEach(t, func(t *testing.T) {
		for _, f := range functions {
			for n := range 60 {
				all := unusual(r, n+8)
				at := r.IntN(8)
				x, y := all[at:at+n], make([]float64, n+2)
				y[0], y[n+1] = 42, 42
				f.f(y[1:n+1], x)
				if y[0] != 42 || y[n+1] != 42 {
					t.Fatalf("%s of %d numbers writes outside its slice", f.name, n)
				}
				for i, v := range x {
					alone := []float64{v}
					f.f(alone, alone)
					if !identical(alone[0], y[i+1]) {
						t.Fatalf("%s(%v) = %v alone, %v as number %d of %d", f.name, v, alone[0], y[i+1], i, n)
					}
				}
			}
		}
	})
}

func TestVectorKernelsAgreeBitForBit(t *testing.T) {
	names := kernel.Available()
	if len(names) < 3 {
		t.Skip("needs a processor with AVX-512")
	}
	defer choose(t, kernel.Name())
	x := unusual(source(t), 10_000)
	y, z := make([]float64, len(x)), make([]float64, len(x))
	for _, f := range functions {
		choose(t, kernel.AVX512)
		f.f(y, x)
		choose(t, kernel.AVX2)
		f.f(z, x)
		for i := range x {
			if !identical(y[i], z[i]) {
				t.Fatalf("%s(%v) = %v on AVX-512, %v on AVX2", f.name, x[i], y[i], z[i])
			}
		}
	}
}

func FuzzFunctionsAgreeWithPlainGo(f *testing.F) {
	for _, x := range []float64{0, 1, -0.5, 709, -745, 1e-310, math.Inf(1), math.NaN()} {
		f.Add(math.Float64bits(x))
	}
	f.Fuzz(func(t *testing.T, bits uint64) {
		defer choose(t, kernel.Name())
		x := []float64{math.Float64frombits(bits)}
		choose(t, kernel.Go)
		if tooMuchForGo(x[0]) {
			t.Skip("math.Exp is wrong")
		}
		for _, f := range functions {
			choose(t, kernel.Go)
			var want [1]float64
			f.f(want[:], x)
			for _, name := range kernel.Available() {
				choose(t, name)
				var got [1]float64
				f.f(got[:], x)
				if !near(got[0], want[0], 6) {
					t.Errorf("%s(%v) = %v on %s, %v in Go", f.name, x[0], got[0], name, want[0])
				}
			}
		}
	})
}

// near tells whether two numbers are at most so many units in the last place
// apart.
func near(a, b, units float64) bool {
	return identical(a, b) || math.Signbit(a) == math.Signbit(b) && ulps(a, pair{b, 0}) <= units
}

func ExampleSigmoid() {
	x := []float64{-1, 0, 1}
	kernel.Sigmoid(x, x)
	fmt.Printf("%.4f\n", x)
	// Output: [0.2689 0.5000 0.7311]
}
