package kernel

import (
	"fmt"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// The largest result handed to gonum at once. From four blocks of 64×64 on its
// product starts goroutines, and allocates for them; below it never does.
const (
	tileRows = 64
	tileCols = 128
)

// MulNN adds the product of a (m×k) and b (k×n) to c (m×n).
func MulNN(c, a, b []float64, m, n, k int) {
	check("MulNN", c, a, b, m, n, k)
	for i := 0; i < m; i += tileRows {
		mi := min(tileRows, m-i)
		for j := 0; j < n; j += tileCols {
			gemm(blas.NoTrans, blas.NoTrans, mi, min(tileCols, n-j), k, a[i*k:], k, b[j:], n, c[i*n+j:], n)
		}
	}
}

// MulTN adds the product of aᵀ and b to c, where a is k×m, b is k×n and c is
// m×n.
func MulTN(c, a, b []float64, m, n, k int) {
	check("MulTN", c, a, b, m, n, k)
	for i := 0; i < m; i += tileRows {
		mi := min(tileRows, m-i)
		for j := 0; j < n; j += tileCols {
			gemm(blas.Trans, blas.NoTrans, mi, min(tileCols, n-j), k, a[i:], m, b[j:], n, c[i*n+j:], n)
		}
	}
}

// MulNT adds the product of a and bᵀ to c, where a is m×k, b is n×k and c is
// m×n.
func MulNT(c, a, b []float64, m, n, k int) {
	check("MulNT", c, a, b, m, n, k)
	for i := 0; i < m; i += tileRows {
		mi := min(tileRows, m-i)
		for j := 0; j < n; j += tileCols {
			gemm(blas.NoTrans, blas.Trans, mi, min(tileCols, n-j), k, a[i*k:], k, b[j*k:], k, c[i*n+j:], n)
		}
	}
}

func gemm(ta, tb blas.Transpose, m, n, k int, a []float64, lda int, b []float64, ldb int, c []float64, ldc int) {
	gonum.Implementation{}.Dgemm(ta, tb, m, n, k, 1, a, lda, b, ldb, 1, c, ldc)
}

func check(name string, c, a, b []float64, m, n, k int) {
	if len(c) != m*n || len(a) != m*k || len(b) != k*n {
		panic(fmt.Sprintf("kernel: %s: lengths %d, %d, %d do not fit m=%d n=%d k=%d", name, len(c), len(a), len(b), m, n, k))
	}
}
