package kernel_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"bijou/flows/ad/kernel"
)

// A hingeCase is two layers that hear one number, some samples, and a gradient.
type hingeCase struct {
	w, b, weights, c, x, g []float64
	gap                    int
	cut                    bool
}

// hinged are the results of one kernel.
type hinged struct{ y, gw, gb, gx, gWeights, gc []float64 }

func (c hingeCase) run() hinged {
	var h kernel.Hinges
	var k kernel.HingeWork
	h.Set(c.w, c.b, c.gap, c.x)
	outs := len(c.c)
	r := hinged{y: make([]float64, outs*len(c.x)), gWeights: make([]float64, len(c.weights)), gc: make([]float64, outs)}
	h.Apply(&k, r.y, c.weights, c.c, c.cut)
	h.Back(&k, r.gWeights, r.gc, c.g, c.weights)
	r.gx, r.gw, r.gb = h.PullX(), h.PullW(), h.PullB()
	return r
}

// byProducts is the same by the definition.
func (c hingeCase) byProducts() hinged {
	units, outs, n := len(c.b), len(c.c), len(c.x)
	r := hinged{make([]float64, outs*n), make([]float64, units), make([]float64, units), make([]float64, n), make([]float64, len(c.weights)), make([]float64, outs)}
	for s, x := range c.x {
		hidden := make([]float64, units)
		for j := range hidden {
			hidden[j] = max(0, c.w[j*c.gap]*x+c.b[j])
		}
		for i := range outs {
			g := c.g[i*n+s]
			r.gc[i] += g
			y := c.c[i]
			for j, h := range hidden {
				y += c.weights[i*units+j] * h
				r.gWeights[i*units+j] += g * h
				if h > 0 {
					pull := g * c.weights[i*units+j]
					r.gw[j] += pull * x
					r.gb[j] += pull
					r.gx[s] += pull * c.w[j*c.gap]
				}
			}
			if c.cut {
				y = max(0, y)
			}
			r.y[i*n+s] = y
		}
	}
	return r
}

func someHinges(r *rand.Rand, units, outs, n int) hingeCase {
	c := hingeCase{gap: 1 + r.IntN(3), cut: r.IntN(2) == 0}
	c.w, c.b, c.weights, c.c = normal(r, units*c.gap), normal(r, units), normal(r, units*outs), normal(r, outs)
	c.x, c.g = normal(r, n), normal(r, n*outs)
	return c
}

// odd makes some units bend at the same place, or nowhere.
func (c hingeCase) odd(r *rand.Rand) hingeCase {
	for j := range c.b {
		switch r.IntN(6) {
		case 0:
			c.w[j*c.gap] = 0
		case 1:
			c.b[j] = 0
		case 2:
			c.w[j*c.gap], c.b[j] = 1, 0.5
		case 3:
			c.w[j*c.gap], c.b[j] = math.Copysign(0, -1), 0
		}
	}
	return c
}

func TestHingesAreTheProductsOfTheirLayers(t *testing.T) {
	r := source(t)
	for _, units := range []int{1, 2, 7, 8, 9, 16, 33, 64, 100} {
		for _, outs := range []int{1, 2, 7, 8, 9, 15, 16, 17, 23, 64} {
			for _, n := range []int{0, 1, 3, 4, 7, 8, 9, 31, 128, 130} {
				c := someHinges(r, units, outs, n)
				if r.IntN(2) == 0 {
					c = c.odd(r)
				}
				checkHinges(t, c)
			}
		}
	}
}

func FuzzHinges(f *testing.F) {
	f.Add(uint64(1), 3, 5, 7)
	f.Add(uint64(2), 64, 17, 129)
	f.Fuzz(func(t *testing.T, seed uint64, units, outs, n int) {
		r := rand.New(rand.NewPCG(seed, 0))
		checkHinges(t, someHinges(r, 1+units&127, 1+outs&127, n&255).odd(r))
	})
}

// checkHinges compares what every kernel makes of a case with the definition.
func checkHinges(t *testing.T, c hingeCase) {
	want := c.byProducts()
	size := float64(len(c.b) + len(c.x))
	onEach(t, func(t *testing.T) {
		got := c.run()
		for _, v := range []struct {
			name      string
			got, want []float64
		}{{"y", got.y, want.y}, {"gradient of W", got.gWeights, want.gWeights}, {"of c", got.gc, want.gc}, {"of w", got.gw, want.gw}, {"of b", got.gb, want.gb}, {"of x", got.gx, want.gx}} {
			for i, w := range v.want {
				if !(math.Abs(v.got[i]-w) <= 1e-14*size*(1+math.Abs(w))) {
					t.Fatalf("%d units, %d outputs, %d samples: %s %d is %v, want %v", len(c.b), len(c.c), len(c.x), v.name, i, v.got[i], w)
				}
			}
		}
	})
}

func TestVectorKernelsDoHingesToTheSameBits(t *testing.T) {
	r := source(t)
	for range 50 {
		c := someHinges(r, 1+r.IntN(70), 1+r.IntN(70), 1+r.IntN(140)).odd(r)
		var first string
		onEach(t, func(t *testing.T) {
			got := fmt.Sprint(c.run())
			if first == "" {
				first = got
			} else if kernel.Name() != kernel.Go && got != first {
				t.Fatalf("the bits differ:\n%s\n%s", got, first)
			}
		})
	}
}

func TestWhatHingesMakeOfASampleDoesNotDependOnTheOthers(t *testing.T) {
	r := source(t)
	c := someHinges(r, 64, 64, 130)
	onEach(t, func(t *testing.T) {
		all := c.run().y
		for s := range c.x {
			one := c
			one.x, one.g = c.x[s:s+1], make([]float64, len(c.c))
			for i, y := range one.run().y {
				if y != all[i*len(c.x)+s] {
					t.Fatalf("output %d of sample %d is %v alone, %v among others", i, s, y, all[i*len(c.x)+s])
				}
			}
		}
	})
}

func TestWhatIsNotANumberReachesEveryOutputOfHinges(t *testing.T) {
	r := source(t)
	onEach(t, func(t *testing.T) {
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			for name, spoil := range map[string]func(c hingeCase){
				"w": func(c hingeCase) { c.w[c.gap*r.IntN(len(c.b))] = bad },
				"b": func(c hingeCase) { c.b[r.IntN(len(c.b))] = bad },
				"x": func(c hingeCase) { fill(c.x, math.NaN()) },
			} {
				c := someHinges(r, 20, 10, 9)
				c.cut = false
				spoil(c)
				for i, y := range c.run().y {
					if !math.IsNaN(y) {
						t.Fatalf("%v in %s: output %d is %v", bad, name, i, y)
					}
				}
			}
		}
	})
}

func fill(x []float64, v float64) {
	for i := range x {
		x[i] = v
	}
}

func TestHingesWhoseLengthsDoNotFitPanic(t *testing.T) {
	r := source(t)
	for name, spoil := range map[string]func(c *hingeCase){
		"w":       func(c *hingeCase) { c.w = c.w[:1] },
		"weights": func(c *hingeCase) { c.weights = c.weights[1:] },
		"c":       func(c *hingeCase) { c.c = c.c[1:] },
		"no unit": func(c *hingeCase) { c.w, c.b = nil, nil },
	} {
		func() {
			defer func() {
				if p := fmt.Sprint(recover()); !strings.HasPrefix(p, "kernel: Hinges: ") {
					t.Errorf("%s: panic %q", name, p)
				}
			}()
			c := someHinges(r, 20, 10, 9)
			spoil(&c)
			c.run()
		}()
	}
}
