package kernel_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad/kernel"
)

// inPlace are the operations that change their first slice by one or two
// others, and what they do to an entry.
var inPlace = []struct {
	name string
	do   func(dst, a, b []float64)
	one  func(dst, a, b float64) float64
}{
	{"Mul", kernel.Mul, func(_, a, b float64) float64 { return a * b }},
	{"Sqrt", func(dst, a, _ []float64) { kernel.Sqrt(dst, a) }, func(_, a, _ float64) float64 { return math.Sqrt(a) }},
	{"Reciprocal", func(dst, a, _ []float64) { kernel.Reciprocal(dst, a) }, func(_, a, _ float64) float64 { return 1 / a }},
	{"AddMul", kernel.AddMul, func(dst, a, b float64) float64 { return dst + a*b }},
	{"AddScaled", func(dst, a, _ []float64) { kernel.AddScaled(dst, -1.25, a) },
		func(dst, a, _ float64) float64 { return dst - 1.25*a }},
	{"Scale", func(dst, a, _ []float64) { kernel.Scale(dst, -1.25, a) }, func(_, a, _ float64) float64 { return -1.25 * a }},
	{"AddSquare", func(dst, x, _ []float64) { kernel.AddSquare(dst, x, 0.75) }, func(dst, x, _ float64) float64 { return dst + (x-0.75)*(x-0.75) }},
	{"Depart", func(dst, x, k []float64) { kernel.Depart(dst, x, k, 0.75) }, func(_, x, k float64) float64 { return x + k*(x-0.75) }},
	{"TanhBack", func(g, y, _ []float64) { kernel.TanhBack(g, y) },
		func(g, y, _ float64) float64 { return g * (1 - y*y) }},
	{"ReLUBack", func(g, y, _ []float64) { kernel.ReLUBack(g, y) }, func(g, y, _ float64) float64 {
		if y == 0 {
			return 0
		}
		return g
	}},
	{"SiLUSlope, the slope", func(x, y, _ []float64) { kernel.SiLUSlope(y, x) }, func(x, _, _ float64) float64 {
		x = max(x, -708)
		s := 1 / (1 + math.Exp(-x))
		return s * (1 + x*(1-s))
	}},
	{"ELUBack", func(g, y, _ []float64) { kernel.ELUBack(g, y) }, func(g, y, _ float64) float64 {
		if y < 0 {
			return g * (1 + y)
		}
		return g
	}},
}

// strewn returns ordinary numbers among which every eighth is 0, −0, NaN or Inf.
func strewn(r *rand.Rand, n int) []float64 {
	special := []float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1)}
	x := normal(r, n)
	for i := range x {
		if r.IntN(8) == 0 {
			x[i] = special[r.IntN(len(special))]
		}
	}
	return x
}

func TestInPlaceOperationsDoWhatTheyDoToOneEntry(t *testing.T) {
	r := source(t)
	onEach(t, func(t *testing.T) {
		for _, op := range inPlace {
			for n := range 80 {
				memory := append(strewn(r, n), 42)
				dst, a, b := memory[:n], strewn(r, n), strewn(r, n)
				before := slices.Clone(dst)
				op.do(dst, a, b)
				for i, got := range dst {
					want := op.one(before[i], a[i], b[i])
					if !identical(got, want) && got != want && !(math.Abs(got-want) <= 1e-14*(1+math.Abs(want))) && !(math.Abs(got-want) <= 1e-14*(1+math.Abs(before[i]))) {
						t.Fatalf("%s: %v by %v and %v is %v, want %v", op.name, before[i], a[i], b[i], got, want)
					}
				}
				if memory[n] != 42 {
					t.Fatalf("%s of %d numbers writes outside its slice", op.name, n)
				}
			}
		}
	})
}

func TestMulAndAddMulWorkOnTheirOwnArguments(t *testing.T) {
	onEach(t, func(t *testing.T) {
		x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9}
		kernel.Mul(x, x, x)
		kernel.AddMul(x, x, x)
		for i, v := range x {
			if s := float64((i + 1) * (i + 1)); v != s+s*s {
				t.Fatalf("entry %d is %v", i, v)
			}
		}
	})
}

func TestSumAndDotOfWholeNumbersAreExact(t *testing.T) {
	onEach(t, func(t *testing.T) {
		for n := range 150 {
			x, y := make([]float64, n), make([]float64, n)
			sum, dot := 0, 0
			for i := range x {
				a, b := i*i-7*i, 3-i
				x[i], y[i] = float64(a), float64(b)
				sum += a
				dot += a * b
			}
			if got := kernel.Sum(x); got != float64(sum) {
				t.Fatalf("the sum of %d numbers is %v, want %d", n, got, sum)
			}
			if got := kernel.Dot(x, y); got != float64(dot) {
				t.Fatalf("the dot product of %d numbers is %v, want %d", n, got, dot)
			}
		}
	})
}

func TestSumAndDotPassOnNaNAndInf(t *testing.T) {
	onEach(t, func(t *testing.T) {
		for at := range 70 {
			x, y := make([]float64, 70), make([]float64, 70)
			x[at] = math.Inf(1)
			if !math.IsInf(kernel.Sum(x), 1) {
				t.Fatalf("the sum misses Inf at %d", at)
			}
			if v := kernel.Dot(x, y); v == v {
				t.Fatalf("the dot product takes Inf·0 at %d for %v", at, v)
			}
		}
	})
}

func TestVectorKernelsSumToTheSameBits(t *testing.T) {
	if len(kernel.Available()) < 3 {
		t.Skip("needs a processor with AVX-512")
	}
	defer choose(t, kernel.Name())
	r := source(t)
	for n := range 300 {
		x, y := normal(r, n), normal(r, n)
		choose(t, kernel.AVX512)
		sum, dot := kernel.Sum(x), kernel.Dot(x, y)
		choose(t, kernel.AVX2)
		if kernel.Sum(x) != sum || kernel.Dot(x, y) != dot {
			t.Fatalf("the sums of %d numbers differ", n)
		}
	}
}

func TestSiLUIsTheSameWithItsSlope(t *testing.T) {
	r := source(t)
	onEach(t, func(t *testing.T) {
		x := strewn(r, 100)
		want, got := make([]float64, 100), make([]float64, 100)
		kernel.SiLU(want, x)
		kernel.SiLUSlope(got, slices.Clone(x))
		for i, w := range want {
			if !identical(got[i], w) && got[i] != w {
				t.Errorf("at %v it is %v with its slope and %v without", x[i], got[i], w)
			}
		}
	})
}
