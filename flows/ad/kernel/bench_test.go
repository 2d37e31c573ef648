package kernel_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"bijou/flows/ad/kernel"
)

func benchOnEach(b *testing.B, name string, bench func(b *testing.B)) {
	defer choose(b, kernel.Name())
	for _, k := range kernel.Available() {
		choose(b, k)
		b.Run(name+"/"+k, bench)
	}
}

func report(b *testing.B, flops int) {
	b.ReportMetric(float64(flops)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

// The shapes of a dense layer: outputs, samples, inputs.
var shapes = [][3]int{{64, 128, 64}, {64, 256, 64}, {128, 128, 128}, {256, 128, 256}, {64, 1024, 64}, {64, 100, 64}, {64, 128, 1}, {64, 128, 2}, {1, 128, 64}, {2, 128, 64}, {64, 1, 64}}

func BenchmarkProducts(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range shapes {
		out, n, in := s[0], s[1], s[2]
		w, x, y := normal(r, out*in), normal(r, in*n), normal(r, out*n)
		sums := make([]float64, out)
		dw, dx, dy := make([]float64, len(w)), make([]float64, len(x)), make([]float64, len(y))
		for name, mul := range map[string]func(){
			"NN": func() { kernel.MulNN(dy, w, x, out, n, in) },
			"TN": func() { kernel.MulTN(dx, w, y, in, n, out) },
			"NT": func() { kernel.MulNT(dw, y, x, out, in, n) },
			// As a dense layer with ReLU uses them.
			"forward": func() { kernel.Product{Bias: w[:out], Cut: true}.NN(dy, w, x, out, n, in) },
			"input":   func() { kernel.Product{Where: x}.TN(dx, w, y, in, n, out) },
			"weights": func() { kernel.Product{Sums: sums}.NT(dw, y, x, out, in, n) },
		} {
			benchOnEach(b, fmt.Sprintf("%s/out=%d,n=%d,in=%d", name, out, n, in), func(b *testing.B) {
				for b.Loop() {
					mul()
				}
				report(b, 2*out*n*in)
			})
		}
	}
}

// The rate is that of the products which hinges do without.
func BenchmarkHinges(b *testing.B) {
	const units, outs, n = 64, 64, 256
	r := rand.New(rand.NewPCG(1, 2))
	w, c, weights, x, g := normal(r, units), normal(r, outs), normal(r, units*outs), normal(r, n), normal(r, n*outs)
	grad, y := make([]float64, len(weights)), make([]float64, len(g))
	var h kernel.Hinges
	var k kernel.HingeWork
	for _, f := range []struct {
		name  string
		flops int
		do    func()
	}{
		{"Set", 2 * units * n, func() { h.Set(w, c, 1, x) }},
		{"Apply", 2 * units * outs * n, func() { h.Apply(&k, y, weights, c, true) }},
		{"Back", 4 * units * outs * n, func() { h.Back(&k, grad, c, g, weights) }},
	} {
		benchOnEach(b, "Hinges."+f.name, func(b *testing.B) {
			h.Set(w, c, 1, x)
			for b.Loop() {
				f.do()
			}
			report(b, f.flops)
		})
	}
}

func BenchmarkPeak(b *testing.B) {
	benchOnEach(b, "Spin", func(b *testing.B) {
		flops := 0
		for b.Loop() {
			flops = kernel.Spin(1000)
		}
		report(b, flops)
	})
}

func BenchmarkFunctions(b *testing.B) {
	const n = 4096
	x, y := normal(rand.New(rand.NewPCG(1, 2)), n), make([]float64, n)
	for i := range x {
		x[i] = 0.01 + x[i]*x[i] // within the domain of all
	}
	perElement := func(f func()) func(b *testing.B) {
		return func(b *testing.B) {
			for b.Loop() {
				f()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/element")
		}
	}
	for _, f := range functions {
		benchOnEach(b, f.name, perElement(func() { f.f(y, x) }))
	}
	z := make([]float64, n)
	for _, op := range inPlace {
		benchOnEach(b, op.name, perElement(func() { clear(z); op.do(z, x, y) }))
	}
	benchOnEach(b, "Sum", perElement(func() { kernel.Sum(x) }))
	benchOnEach(b, "Dot", perElement(func() { kernel.Dot(x, y) }))
	step := kernel.Affine{V: x, Raw: x, Shift: x, Out: y, Ladj: z, Bend: make([]float64, n), Gain: make([]float64, n)}
	benchOnEach(b, "Affine.Inverse", perElement(func() { clear(z); step.Inverse(2) }))
	benchOnEach(b, "Affine.InverseBack", perElement(func() { clear(z); step.InverseBack(kernel.Affine{V: z, Raw: z, Shift: z, Out: y, Ladj: x}) }))
	m := moments{make([]float64, n), x, make([]float64, n), make([]float64, n)}
	benchOnEach(b, "Adam", perElement(func() { m.step(1000) }))
}
