package kernel

import "cmp"

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

// vectorRows is rows on a vector kernel, if one is in use.
func (p Product) vectorRows(c, a, b []float64, s shape, row, step int) bool {
	if using == plain {
		return false
	}
	for j := 0; j < s.n; j += block {
		p.from(j).strips(c[j:], a, b[j:], shape{s.m, min(block, s.n-j), s.k}, strides{row, step, s.n, s.n})
	}
	return true
}

// vectorNT is NT on a vector kernel, if one is in use.
func (p Product) vectorNT(c, a, b []float64, s shape) bool {
	switch {
	case using == plain:
		return false
	case min(s.m, s.n) >= thin:
		p.packed(c, a, b, s)
		p.sumRows(a, s.k)
	case s.m <= s.n:
		p.begin(c, s.n)
		thinRows(c, a, b, s, cmp.Or(p.Gap, s.n))
		p.finish(c)
		p.sumRows(a, s.k)
	case s.k <= block:
		p.begin(c, s.n)
		thinColumns(c, a, b, s, cmp.Or(p.Gap, s.n), p.Sums)
		p.finish(c)
	default:
		p.begin(c, s.n)
		thinColumns(c, a, b, s, cmp.Or(p.Gap, s.n), nil)
		p.finish(c)
		p.sumRows(a, s.k)
	}
	return true
}

// sumRows adds the sums of the rows of a, k to a row.
func (p Product) sumRows(a []float64, k int) {
	for d := 0; d < k && p.Sums != nil; d += block {
		dots(p.Sums, ones[:], a[d:], min(block, k-d), k)
	}
}

// from is the same for the columns of the result from j on.
func (p Product) from(j int) Product {
	if p.Where != nil {
		p.Where = p.Where[j:]
	}
	if p.Then != NoUnit {
		p.Other = p.Other[j:]
	}
	return p
}

// part is the same for a part of the depth: only the first starts anew, and
// only the last looks at the sums.
func (p Product) part(first, last bool) Product {
	if !first {
		p.Add, p.Bias = true, nil
	}
	if !last {
		p.Cut, p.Where = false, nil
	}
	return p
}

var zero float64

// strips multiplies in strips of about equal height, as high as a tile at most.
func (p Product) strips(c, a, b []float64, s shape, t strides) {
	highest, cut, step := 8, 0, 0
	if using == narrow {
		highest = 6
	}
	if p.Cut {
		cut = 1
	}
	if p.Bias != nil {
		step = 1
	}
	i := 0
	for left := (s.m + highest - 1) / highest; left > 0; left-- {
		rows := (s.m - i + left - 1) / left
		var bias, where *float64
		switch {
		case p.Bias != nil:
			bias = &p.Bias[i]
		case !p.Add:
			bias = &zero
		}
		if p.Where != nil {
			where = &p.Where[i*t.cRow]
		}
		if using == narrow {
			stripAVX2(&c[i*t.cRow], &a[i*t.aRow], &b[0], rows, s.n, s.k, t.aRow, t.aStep, t.bRow, t.cRow, bias, step, where, cut)
		} else {
			stripAVX512(&c[i*t.cRow], &a[i*t.aRow], &b[0], rows, s.n, s.k, t.aRow, t.aStep, t.bRow, t.cRow, bias, step, where, cut)
		}
		if p.Then != NoUnit {
			p.follow(c[i*t.cRow:], p.Other[i*t.cRow:], rows, s.n, t.cRow)
		}
		i += rows
	}
}

// follow calls Then with some rows of n numbers that begin so far apart.
func (p Product) follow(c, other []float64, rows, n, apart int) {
	if n == apart {
		rows, n = 1, rows*n
	}
	for i := range rows {
		lo, hi := i*apart, i*apart+n
		p.Then.Do(c[lo:hi], other[lo:hi])
	}
}

// packed transposes b (n×k) in panels small enough for the stack.
func (p Product) packed(c, a, b []float64, s shape) {
	var panel [panelRows * panelCols]float64
	for j := 0; j < s.n; j += panelCols {
		cols := min(panelCols, s.n-j)
		for d := 0; d < s.k; d += panelRows {
			depth := min(panelRows, s.k-d)
			vectorPack(&panel[0], &b[j*s.k+d], cols, depth, s.k)
			q := p.from(j).part(d == 0, d+depth == s.k)
			q.strips(c[j:], a[d:], panel[:], shape{s.m, cols, depth}, strides{s.k, 1, panelCols, cmp.Or(p.Gap, s.n)})
		}
	}
}

// thinRows multiplies every row of a, of which there are few, by all of b's.
func thinRows(c, a, b []float64, s shape, gap int) {
	i := 0
	for ; i+2 <= s.m; i += 2 {
		dotPair(c[i*gap:i*gap+s.n], c[(i+1)*gap:(i+1)*gap+s.n], a[i*s.k:], a[(i+1)*s.k:], b, s.k)
	}
	if i < s.m {
		dots(c[i*gap:i*gap+s.n], a[i*s.k:], b, s.k, s.k)
	}
}

// thinColumns multiplies every row of b, of which there are few, by all of a's.
// It adds the sums of a's rows to sums, unless that is nil.
func thinColumns(c, a, b []float64, s shape, gap int, sums []float64) {
	var first, second [64]float64
	for i := 0; i < s.m; i += len(first) {
		rows := min(len(first), s.m-i)
		x, y, some := first[:rows], second[:rows], a[i*s.k:]
		for j := 0; j < s.n; j += 2 {
			clear(x)
			if j+1 < s.n {
				clear(y)
				dotPair(x, y, b[j*s.k:], b[(j+1)*s.k:], some, s.k)
				addColumn(c[i*gap+j+1:], y, gap)
			} else if sums != nil {
				dotPair(x, sums[i:i+rows], b[j*s.k:], ones[:s.k], some, s.k)
			} else {
				dots(x, b[j*s.k:], some, s.k, s.k)
			}
			addColumn(c[i*gap+j:], x, gap)
		}
		if sums != nil && s.n%2 == 0 {
			dots(sums[i:i+rows], ones[:s.k], some, s.k, s.k)
		}
	}
}

// addColumn adds x to the first column of c, whose rows lie so far apart.
func addColumn(c, x []float64, gap int) {
	for i, v := range x {
		c[i*gap] += v
	}
}

// dotPair is dots for two rows a at once.
func dotPair(sums, sums2, a, a2, b []float64, k int) {
	if using == narrow { // which has too few registers for both
		dots(sums, a, b, k, k)
		dots(sums2, a2, b, k, k)
		return
	}
	dotPairsAVX512(&sums[0], &sums2[0], &a[0], &a2[0], &b[0], len(sums), k, k)
}

// dots adds the products of the first k numbers of a and of each of the first
// len(sums) rows of b, which lie bRow apart.
func dots(sums, a, b []float64, k, bRow int) {
	if using == narrow {
		dotsAVX2(&sums[0], &a[0], &b[0], len(sums), k, bRow)
	} else {
		dotsAVX512(&sums[0], &a[0], &b[0], len(sums), k, bRow)
	}
}

// ones is a row that sums the rows that it is multiplied by.
var ones = func() (x [block]float64) {
	for i := range x {
		x[i] = 1
	}
	return x
}()
