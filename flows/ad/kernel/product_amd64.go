package kernel

const (
	// block is how many columns are multiplied at a time: few enough that the
	// rows of a block stay in the cache from one strip to the next.
	block = 128
	// panelRows × panelCols is what is packed at a time, 16 KiB.
	panelRows, panelCols = 128, 16
	// thin matrices have fewer rows. Multiplying them does not repay packing
	// the other factor.
	thin = 4
)

// strides are the distances in memory between neighbours in the factors and
// the result: a row and a step along the depth in a, a row in b, a row in c.
type strides struct{ aRow, aStep, bRow, cRow int }

// vectorRows is mulRows on a vector kernel, if one is in use.
func vectorRows(c, a, b []float64, s shape, row, step int) bool {
	if using == plain {
		return false
	}
	for j := 0; j < s.n; j += block {
		strips(c[j:], a, b[j:], shape{s.m, min(block, s.n-j), s.k}, strides{row, step, s.n, s.n})
	}
	return true
}

// vectorNT is MulNT on a vector kernel, if one is in use.
func vectorNT(c, a, b []float64, s shape) bool {
	switch {
	case using == plain:
		return false
	case min(s.m, s.n) < thin:
		mulThin(c, a, b, s)
	default:
		mulPacked(c, a, b, s)
	}
	return true
}

// strips multiplies in strips of about equal height, as high as a tile at most.
func strips(c, a, b []float64, s shape, t strides) {
	highest := 8
	if using == narrow {
		highest = 6
	}
	i := 0
	for left := (s.m + highest - 1) / highest; left > 0; left-- {
		rows := (s.m - i + left - 1) / left
		if using == narrow {
			stripAVX2(&c[i*t.cRow], &a[i*t.aRow], &b[0], rows, s.n, s.k, t.aRow, t.aStep, t.bRow, t.cRow)
		} else {
			stripAVX512(&c[i*t.cRow], &a[i*t.aRow], &b[0], rows, s.n, s.k, t.aRow, t.aStep, t.bRow, t.cRow)
		}
		i += rows
	}
}

// mulPacked transposes b (n×k) in panels small enough for the stack.
func mulPacked(c, a, b []float64, s shape) {
	var panel [panelRows * panelCols]float64
	for j := 0; j < s.n; j += panelCols {
		cols := min(panelCols, s.n-j)
		for p := 0; p < s.k; p += panelRows {
			depth := min(panelRows, s.k-p)
			if using == narrow {
				packAVX2(&panel[0], &b[j*s.k+p], cols, depth, s.k)
			} else {
				packAVX512(&panel[0], &b[j*s.k+p], cols, depth, s.k)
			}
			strips(c[j:], a[p:], panel[:], shape{s.m, cols, depth}, strides{s.k, 1, panelCols, s.n})
		}
	}
}

// mulThin multiplies each row of the thinner factor by all of the other's.
func mulThin(c, a, b []float64, s shape) {
	if s.m <= s.n {
		for i := range s.m {
			dots(c[i*s.n:(i+1)*s.n], a[i*s.k:], b, s.k)
		}
		return
	}
	var sums [64]float64
	for j := range s.n {
		for i := 0; i < s.m; i += len(sums) {
			some := sums[:min(len(sums), s.m-i)]
			clear(some)
			dots(some, b[j*s.k:], a[i*s.k:], s.k)
			for r, v := range some {
				c[(i+r)*s.n+j] += v
			}
		}
	}
}

// dots adds the products of a and the first len(sums) rows of b, both k long.
func dots(sums, a, b []float64, k int) {
	if using == narrow {
		dotsAVX2(&sums[0], &a[0], &b[0], len(sums), k, k)
	} else {
		dotsAVX512(&sums[0], &a[0], &b[0], len(sums), k, k)
	}
}
