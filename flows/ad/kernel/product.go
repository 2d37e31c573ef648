package kernel

import "fmt"

// MulNN adds the product of a (m×k) and b (k×n) to c (m×n), which overlaps
// neither.
func MulNN(c, a, b []float64, m, n, k int) {
	check("MulNN", c, a, b, m, n, k)
	mulRows(c, a, b, shape{m, n, k}, k, 1)
}

// MulTN adds the product of aᵀ and b to c, where a is k×m, b is k×n and c is
// m×n.
func MulTN(c, a, b []float64, m, n, k int) {
	check("MulTN", c, a, b, m, n, k)
	mulRows(c, a, b, shape{m, n, k}, 1, m)
}

// MulNT adds the product of a and bᵀ to c, where a is m×k, b is n×k and c is
// m×n.
func MulNT(c, a, b []float64, m, n, k int) {
	check("MulNT", c, a, b, m, n, k)
	if s := (shape{m, n, k}); !s.empty() && !vectorNT(c, a, b, s) {
		plainDots(c, a, b, s)
	}
}

// A shape is the sizes of a product: m×k times k×n.
type shape struct{ m, n, k int }

func (s shape) empty() bool { return s.m*s.n*s.k == 0 }

// mulRows multiplies by a k×n matrix b. Entry (i, p) of the other factor is
// a[i·row+p·step].
func mulRows(c, a, b []float64, s shape, row, step int) {
	if !s.empty() && !vectorRows(c, a, b, s, row, step) {
		plainRows(c, a, b, s, row, step)
	}
}

func check(name string, c, a, b []float64, m, n, k int) {
	if len(c) != m*n || len(a) != m*k || len(b) != k*n {
		panic(fmt.Sprintf("kernel: %s: lengths %d, %d, %d do not fit m=%d n=%d k=%d", name, len(c), len(a), len(b), m, n, k))
	}
}
