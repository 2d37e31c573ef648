package kernel_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad/kernel"
)

// products are the three layouts, and which of their factors lie transposed.
var products = []struct {
	name   string
	mul    func(c, a, b []float64, m, n, k int)
	ta, tb bool
}{
	{"MulNN", kernel.MulNN, false, false},
	{"MulTN", kernel.MulTN, true, false},
	{"MulNT", kernel.MulNT, false, true},
}

func layout(x []float64, rows, cols int, turn bool) []float64 {
	if turn {
		return transposed(x, rows, cols)
	}
	return x
}

func transposed(a []float64, rows, cols int) []float64 {
	t := make([]float64, len(a))
	for i := range rows {
		for j := range cols {
			t[j*rows+i] = a[i*cols+j]
		}
	}
	return t
}

// addProduct is the definition, and size what its rounding errors scale with.
func addProduct(c, size, a, b []float64, m, n, k int) {
	for i := range m {
		for j := range n {
			for p := range k {
				c[i*n+j] += a[i*k+p] * b[p*n+j]
				size[i*n+j] += math.Abs(a[i*k+p] * b[p*n+j])
			}
		}
	}
}

func normal(r *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = r.NormFloat64()
	}
	return x
}

// checkProducts compares all layouts on all kernels with the definition.
func checkProducts(t *testing.T, a, b, c []float64, m, n, k int) {
	t.Helper()
	defer choose(t, kernel.Name())
	want, size := slices.Clone(c), make([]float64, len(c))
	addProduct(want, size, a, b, m, n, k)
	got := make([]float64, len(c))
	for _, p := range products {
		a, b := layout(a, m, k, p.ta), layout(b, k, n, p.tb)
		for _, name := range kernel.Available() {
			choose(t, name)
			copy(got, c)
			p.mul(got, a, b, m, n, k)
			for i, w := range want {
				bound := 0x1p-52 * float64(k+1) * (size[i] + math.Abs(c[i]))
				if !identical(got[i], w) && !(math.Abs(got[i]-w) <= bound) {
					t.Fatalf("%s on %s, m=%d n=%d k=%d: entry %d is %v, want %v", p.name, name, m, n, k, i, got[i], w)
				}
			}
		}
	}
}

func TestProductsOfAllSmallShapes(t *testing.T) {
	r := source(t)
	numbers := normal(r, 3*400)
	for m := range 21 {
		for n := range 21 {
			for k := range 21 {
				checkProducts(t, numbers[:m*k], numbers[400:400+k*n], numbers[800:800+m*n], m, n, k)
			}
		}
	}
}

func TestProductsOfLargeShapes(t *testing.T) {
	r := source(t)
	shapes := [][3]int{{64, 128, 64}, {2, 128, 64}, {64, 128, 2}, {1, 1024, 64}, {64, 1024, 1}, {3, 300, 256}, {256, 3, 130}, {67, 131, 259}}
	for range 8 {
		shapes = append(shapes, [3]int{1 + r.IntN(100), 1 + r.IntN(300), 1 + r.IntN(300)})
	}
	for _, s := range shapes {
		m, n, k := s[0], s[1], s[2]
		checkProducts(t, normal(r, m*k), normal(r, k*n), normal(r, m*n), m, n, k)
	}
}

func TestProductsPassOnNaNAndInf(t *testing.T) {
	r := source(t)
	for range 300 {
		m, n, k := 1+r.IntN(20), 1+r.IntN(40), 1+r.IntN(20)
		checkProducts(t, strewn(r, m*k), strewn(r, k*n), strewn(r, m*n), m, n, k)
	}
	onEach(t, func(t *testing.T) {
		c := []float64{0}
		kernel.MulNN(c, []float64{0}, []float64{math.NaN()}, 1, 1, 1)
		if c[0] == c[0] {
			t.Error("0·NaN is not NaN")
		}
	})
}

// The entries of MulNN and MulTN are one chain of multiply-adds each, so they
// have the same bits on both vector kernels, for any neighbours and addresses.
func TestAnEntryOfAProductDependsOnItsRowAndColumnOnly(t *testing.T) {
	r := source(t)
	onEach(t, func(t *testing.T) {
		for range 100 {
			m, n, k := 1+r.IntN(20), 1+r.IntN(200), 1+r.IntN(150)
			a, b := normal(r, m*k), normal(r, k*n)
			whole := make([]float64, m*n)
			kernel.MulNN(whole, a, b, m, n, k)
			cols := 1 + r.IntN(n)
			memory := make([]float64, 16+m*cols+k*cols)
			at := r.IntN(8)
			c, part := memory[at:at+m*cols], memory[at+m*cols:at+m*cols+k*cols]
			for p := range k {
				copy(part[p*cols:(p+1)*cols], b[p*n:])
			}
			kernel.MulNN(c, a, part, m, cols, k)
			for i := range m {
				if !slices.Equal(c[i*cols:(i+1)*cols], whole[i*n:i*n+cols]) && kernel.Name() != kernel.Go {
					t.Fatalf("m=%d n=%d k=%d: row %d of the first %d columns differs", m, n, k, i, cols)
				}
			}
		}
	})
}

func TestVectorKernelsMultiplyToTheSameBits(t *testing.T) {
	if len(kernel.Available()) < 3 {
		t.Skip("needs a processor with AVX-512")
	}
	defer choose(t, kernel.Name())
	r := source(t)
	for range 300 {
		m, n, k := 1+r.IntN(40), 1+r.IntN(40), 1+r.IntN(300)
		a, b, c := normal(r, m*k), normal(r, k*n), normal(r, m*n)
		for _, p := range products {
			a, b := layout(a, m, k, p.ta), layout(b, k, n, p.tb)
			x, y := slices.Clone(c), slices.Clone(c)
			choose(t, kernel.AVX512)
			p.mul(x, a, b, m, n, k)
			choose(t, kernel.AVX2)
			p.mul(y, a, b, m, n, k)
			if !slices.Equal(x, y) {
				t.Fatalf("%s, m=%d n=%d k=%d: the bits differ", p.name, m, n, k)
			}
		}
	}
}

func TestProductsPanicOnLengthsThatDoNotFit(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	kernel.MulNN(make([]float64, 4), make([]float64, 4), make([]float64, 3), 2, 2, 2)
}

func FuzzProducts(f *testing.F) {
	f.Add(uint64(1), 3, 5, 7)
	f.Add(uint64(2), 64, 17, 129)
	f.Fuzz(func(t *testing.T, seed uint64, m, n, k int) {
		m, n, k = m&127, n&255, k&255
		r := rand.New(rand.NewPCG(seed, 0))
		a, b, c := normal(r, m*k), normal(r, k*n), normal(r, m*n)
		if len(a) > 0 && seed%3 == 0 {
			a[r.IntN(len(a))] = math.Inf(1)
		}
		if len(b) > 0 && seed%5 == 0 {
			b[r.IntN(len(b))] = math.NaN()
		}
		checkProducts(t, a, b, c, m, n, k)
	})
}
