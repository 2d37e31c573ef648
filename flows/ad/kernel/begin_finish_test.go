package kernel_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"bijou/flows/ad/kernel"
)

// framed are the ways in which a product goes into its result.
func framed(r *rand.Rand, m, n int) map[string]kernel.Product {
	return map[string]kernel.Product{
		"write":              {},
		"add":                {Add: true},
		"bias":               {Bias: normal(r, m)},
		"cut":                {Cut: true},
		"bias and cut":       {Bias: normal(r, m), Cut: true},
		"where":              {Where: strewn(r, m*n)},
		"add where":          {Add: true, Where: strewn(r, m*n)},
		"bias, cut and more": {Bias: strewn(r, m), Cut: true, Where: strewn(r, m*n)},
	}
}

// frame is what a Product does round the sums, by the definition.
func frame(p kernel.Product, c, product []float64, n int) []float64 {
	want := slices.Clone(product)
	for i := range want {
		switch {
		case p.Add:
			want[i] += c[i]
		case p.Bias != nil:
			want[i] += p.Bias[i/n]
		}
		if p.Cut && want[i] < 0 || p.Where != nil && p.Where[i] == 0 {
			want[i] = 0
		}
	}
	return want
}

var framedShapes = [][3]int{{1, 1, 1}, {8, 16, 5}, {9, 23, 4}, {5, 130, 3}, {64, 128, 64}, {3, 40, 300}, {17, 33, 257}, {64, 2, 128}, {64, 1, 130}, {2, 64, 128}, {4, 4, 0}}

func TestAProductStartsAndEndsAsItIsTold(t *testing.T) {
	r := source(t)
	for _, s := range framedShapes {
		m, n, k := s[0], s[1], s[2]
		a, b := normal(r, m*k), normal(r, k*n)
		product, size := make([]float64, m*n), make([]float64, m*n)
		addProduct(product, size, a, b, m, n, k)
		for name, p := range framed(r, m, n) {
			before := strewn(r, m*n)
			want := frame(p, before, product, n)
			for layoutName, mul := range layouts(p, a, b, m, n, k) {
				var first []float64
				onEach(t, func(t *testing.T) {
					got := slices.Clone(before)
					mul(got)
					for i, w := range want {
						if !identical(got[i], w) && !(math.Abs(got[i]-w) <= 0x1p-50*float64(k+1)*(1+size[i]+math.Abs(w))) {
							t.Fatalf("%s, %s, %v: entry %d is %v, want %v", name, layoutName, s, i, got[i], w)
						}
					}
					if first == nil {
						first = got
					} else if kernel.Name() != kernel.Go && fmt.Sprint(first) != fmt.Sprint(got) {
						t.Fatalf("%s, %s, %v: the bits differ", name, layoutName, s)
					}
				})
			}
		}
	}
}

func layouts(p kernel.Product, a, b []float64, m, n, k int) map[string]func(c []float64) {
	at, bt := transposed(a, m, k), transposed(b, k, n)
	return map[string]func(c []float64){
		"NN": func(c []float64) { p.NN(c, a, b, m, n, k) },
		"TN": func(c []float64) { p.TN(c, at, b, m, n, k) },
		"NT": func(c []float64) { p.NT(c, a, bt, m, n, k) },
	}
}

func TestNTAddsTheSumsOfRows(t *testing.T) {
	r := source(t)
	for _, s := range append(framedShapes, [3]int{70, 3, 20}, [3]int{130, 1, 20}) {
		m, n, k := s[0], s[1], s[2]
		a, b, start := normal(r, m*k), normal(r, n*k), normal(r, m)
		var first []float64
		onEach(t, func(t *testing.T) {
			c, plain, sums := make([]float64, m*n), make([]float64, m*n), slices.Clone(start)
			kernel.Product{Sums: sums}.NT(c, a, b, m, n, k)
			kernel.Product{}.NT(plain, a, b, m, n, k)
			if !slices.Equal(c, plain) {
				t.Errorf("%v: the product differs for the sums", s)
			}
			for i, got := range sums {
				want := start[i]
				for _, v := range a[i*k : (i+1)*k] {
					want += v
				}
				if math.Abs(got-want) > 1e-12*float64(k+1) {
					t.Errorf("%v: sum %d is %v, want %v", s, i, got, want)
				}
			}
			if first == nil {
				first = sums
			} else if kernel.Name() != kernel.Go && !slices.Equal(first, sums) {
				t.Errorf("%v: the bits of the sums differ", s)
			}
		})
	}
}

// A matrix with gaps is part of a larger one: what stands around it is neither
// read nor written.
func TestProductsStepOverTheGapsBetweenRows(t *testing.T) {
	r := source(t)
	for _, s := range framedShapes {
		m, n, k := s[0], s[1], s[2]
		if k == 0 {
			continue
		}
		a, b := normal(r, m*k), normal(r, k*n)
		before := normal(r, m*n)
		onEach(t, func(t *testing.T) {
			for name, p := range map[string]kernel.Product{"NN": {Bias: before[:m]}, "TN": {Cut: true}, "NT": {Add: true, Sums: make([]float64, m)}} {
				want, got := slices.Clone(before), slices.Clone(before)
				tight := layouts(p, a, b, m, n, k)[name]
				tight(want)
				switch name {
				case "NN":
					p.Gap = k + 3
					p.NN(got, gapped(a, k, p.Gap), b, m, n, k)
				case "TN":
					p.Gap = m + 3
					p.TN(got, gapped(transposed(a, m, k), m, p.Gap), b, m, n, k)
				case "NT":
					p.Gap = n + 3
					wide := gapped(got, n, p.Gap)
					p.NT(wide, a, transposed(b, k, n), m, n, k)
					for i := range got {
						got[i] = wide[i/n*p.Gap+i%n]
					}
					for i, v := range wide {
						if i%p.Gap >= n && v == v {
							t.Errorf("%v: %v in a gap", s, v)
						}
					}
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s, %v: gaps change the product", name, s)
				}
			}
		})
	}
}

// gapped lays rows of n numbers out so far apart, with NaN between them.
func gapped(x []float64, n, gap int) []float64 {
	wide := make([]float64, (len(x)/n-1)*gap+n)
	for i := range wide {
		wide[i] = math.NaN()
		if i%gap < n {
			wide[i] = x[i/gap*n+i%gap]
		}
	}
	return wide
}

func TestAProductWritesNaNForNaN(t *testing.T) {
	onEach(t, func(t *testing.T) {
		for _, p := range []kernel.Product{{}, {Cut: true}, {Where: []float64{math.NaN()}}, {Bias: []float64{1}, Cut: true}} {
			c := []float64{7}
			p.NN(c, []float64{0}, []float64{math.NaN()}, 1, 1, 1)
			if c[0] == c[0] {
				t.Errorf("%+v: 0·NaN is %v", p, c[0])
			}
		}
	})
}

// What follows a product part by part is what follows all of it.
func TestAUnitFollowsAProduct(t *testing.T) {
	r := source(t)
	for _, s := range framedShapes {
		m, n, k := s[0], s[1], s[2]
		a, b, bias, other := normal(r, m*k), normal(r, k*n), normal(r, m), normal(r, m*n)
		for unit := kernel.NoUnit; unit <= kernel.ELUBackUnit; unit++ {
			for _, layout := range []string{"NN", "TN"} {
				onEach(t, func(t *testing.T) {
					do := func(p kernel.Product, c []float64) {
						if p.Bias = bias; layout == "NN" {
							p.NN(c, a, b, m, n, k)
						} else {
							p.TN(c, transposed(a, m, k), b, m, n, k)
						}
					}
					want, got, wantOther, gotOther := make([]float64, m*n), make([]float64, m*n), slices.Clone(other), slices.Clone(other)
					do(kernel.Product{}, want)
					unit.Do(want, wantOther)
					do(kernel.Product{Then: unit, Other: gotOther}, got)
					if !slices.Equal(got, want) || !slices.Equal(gotOther, wantOther) {
						t.Errorf("%s, m=%d n=%d k=%d: unit %d does something else", layout, m, n, k, unit)
					}
				})
			}
		}
	}
}
