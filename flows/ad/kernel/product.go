package kernel

import (
	"cmp"
	"fmt"
)

// A Product says how a product of matrices goes into its result c (m×n): what
// the entries start from and what becomes of the sums. The zero value writes
// the product and nothing else; c may hold anything then.
type Product struct {
	Add   bool      // start from what c holds
	Bias  []float64 // or start row i from Bias[i]; nil is 0
	Cut   bool      // write 0 for a sum below 0, as ReLU does
	Where []float64 // write 0 where this, laid out as c, is 0, as ReLUBack does; nil is nowhere
	Gap   int       // from row to row of a in NN and TN, and of c in NT; 0 if the rows follow each other
	Sums  []float64 // add the sum of each of the m rows of a here; NT alone does, and nil is nowhere

	// Then follows on each part of c and the same part of Other, laid out as c, as
	// soon as the part is done and still in the nearest cache. NN and TN alone do so.
	Then  Unit
	Other []float64
}

// NN multiplies a (m×k) and b (k×n). Neither overlaps c.
func (p Product) NN(c, a, b []float64, m, n, k int) {
	p.check("NN", c, a, b, shape{m, n, k}, m*n, p.length(m, k), n*k)
	p.rows(c, a, b, shape{m, n, k}, cmp.Or(p.Gap, k), 1)
}

// TN multiplies aᵀ and b, where a is k×m, b is k×n and c is m×n.
func (p Product) TN(c, a, b []float64, m, n, k int) {
	p.check("TN", c, a, b, shape{m, n, k}, m*n, p.length(k, m), n*k)
	p.rows(c, a, b, shape{m, n, k}, 1, cmp.Or(p.Gap, m))
}

// NT multiplies a and bᵀ, where a is m×k, b is n×k and c is m×n. If there are gaps
// in c, it adds to c and nothing else.
func (p Product) NT(c, a, b []float64, m, n, k int) {
	p.check("NT", c, a, b, shape{m, n, k}, p.length(m, n), m*k, n*k)
	if s := (shape{m, n, k}); s.empty() || !p.vectorNT(c, a, b, s) {
		p.begin(c, n)
		plainDots(c, a, b, s, cmp.Or(p.Gap, n))
		p.finish(c)
		for i := range p.Sums {
			p.Sums[i] += Sum(a[i*k : (i+1)*k])
		}
	}
}

// MulNN adds the product of a (m×k) and b (k×n) to c (m×n), which overlaps
// neither.
func MulNN(c, a, b []float64, m, n, k int) { Product{Add: true}.NN(c, a, b, m, n, k) }

// MulTN adds the product of aᵀ and b to c, where a is k×m, b is k×n and c is
// m×n.
func MulTN(c, a, b []float64, m, n, k int) { Product{Add: true}.TN(c, a, b, m, n, k) }

// MulNT adds the product of a and bᵀ to c, where a is m×k, b is n×k and c is
// m×n.
func MulNT(c, a, b []float64, m, n, k int) { Product{Add: true}.NT(c, a, b, m, n, k) }

// A shape is the sizes of a product: m×k times k×n.
type shape struct{ m, n, k int }

func (s shape) empty() bool { return s.m*s.n*s.k == 0 }

// rows multiplies by a k×n matrix b. Entry (i, p) of the other factor is
// a[i·row+p·step].
func (p Product) rows(c, a, b []float64, s shape, row, step int) {
	if s.empty() || !p.vectorRows(c, a, b, s, row, step) {
		p.begin(c, s.n)
		plainRows(c, a, b, s, row, step)
		p.finish(c)
	}
}

// begin writes what the entries of c, n to a row, start from.
func (p Product) begin(c []float64, n int) {
	switch {
	case p.Add:
	case p.Bias == nil:
		clear(c)
	default:
		for i := range c {
			c[i] = p.Bias[i/n]
		}
	}
}

func (p Product) finish(c []float64) {
	if p.Cut {
		ReLU(c, c)
	}
	if p.Where != nil {
		ReLUBack(c, p.Where)
	}
	p.Then.Do(c, p.Other)
}

// length is how far r rows of n numbers reach.
func (p Product) length(r, n int) int {
	if p.Gap == 0 || r*n == 0 {
		return r * n
	}
	return (r-1)*p.Gap + n
}

func (p Product) check(name string, c, a, b []float64, s shape, inC, inA, inB int) {
	if len(c) != inC || len(a) != inA || len(b) != inB ||
		p.Bias != nil && len(p.Bias) != s.m || p.Where != nil && len(p.Where) != s.m*s.n || p.Sums != nil && len(p.Sums) != s.m ||
		p.Then != NoUnit && (name == "NT" || len(p.Other) != s.m*s.n) ||
		len(c) > s.m*s.n && (!p.Add || p.Cut || p.Where != nil) {
		panic(fmt.Sprintf("kernel: %s: lengths %d, %d, %d (bias %d, where %d, sums %d) do not fit m=%d n=%d k=%d gap=%d",
			name, len(c), len(a), len(b), len(p.Bias), len(p.Where), len(p.Sums), s.m, s.n, s.k, p.Gap))
	}
}
