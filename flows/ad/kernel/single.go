package kernel

import (
	"cmp"
	"fmt"
)

// A Single is a product of matrices in single precision, as the nets of couplings use
// them. Every entry is one chain of multiply-adds in the order of the depth, from the
// bias, 0 or what is there, so that AVX-512, AVX2 and Go give the same bits, whatever
// stands beside it.
type Single struct {
	Bias  []float32 // start row i from Bias[i]; nil is 0
	Cut   bool      // write 0 for a sum below 0, as ReLU does
	Where []float32 // write 0 where this, laid out as the result, is 0; nil is nowhere

	Gap, Apart int // from row to row of a in NN, and of the result; 0 if the rows follow each other
	Every      int // from one number of Bias to the next; 0 is 1

	// Hears says where a, or the result of NT, is not 0 or not looked at: what is left out
	// of the result of NT holds anything. Row 0 of a, in NN, is row First there.
	Hears Hears
	First int

	// Then follows on each part of the result and the same part of Other.
	Then  Unit
	Other []float32

	// Wide is where the result goes instead, in double precision: over what is there,
	// or in addition to it.
	Wide []float64
	Add  bool
}

// singlePanel is how many columns are packed at a time, singleDepth how many rows of
// them, and singleBlock how many columns are multiplied at a time.
const singlePanel, singleDepth, singleBlock = 32, 128, 128

// singleStrides are the distances between neighbours: see strides.
type singleStrides struct{ aRow, aStep, bRow, cRow int }

// NN multiplies a (m×k) and b (k×n) into c (m×n), or into Wide, when c is not looked at.
func (p Single) NN(c, a, b []float32, m, n, k int) {
	p.check("NN", c, len(a) == Reach(m, k, p.Gap) && len(b) == k*n, m, n)
	p.rows(c, a, b, shape{m, n, k}, cmp.Or(p.Gap, k), 1, nil)
}

// TN multiplies aᵀ and b in the same way, where a is k×m.
func (p Single) TN(c, a, b []float32, m, n, k int) {
	p.check("TN", c, len(a) == m*k && len(b) == k*n && p.Gap == 0, m, n)
	var some columns
	p.rows(c, a, b, shape{m, n, k}, 1, m, &some)
}

// NT multiplies a (m×k) and bᵀ, where b is n×k, into c (m×n), or into Wide. It looks at
// nothing else.
func (p Single) NT(c, a, b []float32, m, n, k int) {
	p.check("NT", c, len(a) == m*k && len(b) == n*k && p.Gap == 0, m, n)
	var panel [singlePanel * singleDepth]float32
	var tile [8 * singlePanel]float32
	for j := 0; j < n; j += singlePanel {
		cols := min(singlePanel, n-j)
		for d := 0; d < k || d == 0; d += singleDepth {
			depth, q := max(min(singleDepth, k-d), 0), p
			q.Add = p.Add || d > 0
			packSingle(panel[:], b[j*k+d:], cols, depth, k)
			for i := 0; i < m; i += highestSingle() {
				rows, from := min(highestSingle(), m-i), a[min(i*k+d, len(a)):]
				cols := p.Hears.reach(i, rows, j, j+cols) - j
				if cols == 0 {
					continue
				}
				if p.Wide == nil {
					tail := singleTail{start: zeros[:], every: 1}
					if d > 0 {
						tail.start = nil
					}
					stripSingle(c[i*n+j:], from, panel[:], shape{rows, cols, depth}, singleStrides{k, 1, singlePanel, n}, tail)
					continue
				}
				stripSingle(tile[:], from, panel[:], shape{rows, cols, depth}, singleStrides{k, 1, singlePanel, singlePanel}, singleTail{start: zeros[:], every: 1})
				q.widen(tile[:], i*n+j, rows, cols, n, singlePanel)
			}
		}
	}
}

var zeros [8]float32

// singleTail is what a strip starts from and ends with.
type singleTail struct {
	start []float32 // of each row, nil for what is there
	every int       // from one start to the next
	cut   bool
	where []float32
}

func (p Single) rows(c, a, b []float32, s shape, row, step int, some *columns) {
	var tile [8 * singleBlock]float32
	apart, every := cmp.Or(p.Apart, s.n), cmp.Or(p.Every, 1)
	for j := 0; j < s.n; j += singleBlock {
		cols := min(singleBlock, s.n-j)
		for i := 0; i < s.m; i += highestSingle() {
			rows := min(highestSingle(), s.m-i)
			tail, at := singleTail{start: zeros[:rows], every: 1, cut: p.Cut}, i*apart+j
			if p.Bias != nil {
				tail.start, tail.every = p.Bias[i*every:], every
			}
			if p.Where != nil {
				tail.where = p.Where[at:]
			}
			to, cRow := tile[:], singleBlock
			if p.Wide == nil {
				to, cRow = c[at:], apart
			}
			p.strip(to, a, b[min(j, len(b)):], i, shape{rows, cols, s.k}, singleStrides{row, step, s.n, cRow}, tail, some)
			if p.Wide != nil {
				p.widen(tile[:], at, rows, cols, apart, singleBlock)
			} else if p.Then != NoUnit {
				p.follow(c[at:], p.Other[at:], rows, cols, apart)
			}
		}
	}
}

// strip multiplies some rows of a from row i on by b, run by run of what they hear.
func (p Single) strip(c, a, b []float32, i int, s shape, t singleStrides, tail singleTail, some *columns) {
	row := p.First + i
	lo, hi := p.Hears.next(row, s.m, 0, s.k)
	for {
		part, after := tail, s.k
		end := hi
		if hi < s.k {
			after, hi = p.Hears.next(row, s.m, hi, s.k)
		}
		if after < s.k { // more follows
			part.cut, part.where = false, nil
		}
		some.strip(c, a[min(i*t.aRow+lo*t.aStep, len(a)):], b[min(lo*t.bRow, len(b)):], shape{s.m, s.n, end - lo}, t, part)
		if after >= s.k {
			return
		}
		lo, tail.start = after, nil
	}
}

// follow calls Then with some rows of cols numbers that begin so far apart.
func (p Single) follow(c, other []float32, rows, cols, apart int) {
	if cols == apart {
		rows, cols = 1, rows*cols
	}
	for i := range rows {
		lo, hi := i*apart, i*apart+cols
		p.Then.single(c[lo:hi], other[lo:hi])
	}
}

// widen writes a tile of the result to Wide from a place on, where rows are to apart,
// as they are from apart in the tile.
func (p Single) widen(tile []float32, at, rows, cols, to, from int) {
	dst := p.Wide[at : at+(rows-1)*to+cols]
	if !p.Add && vectorWidenRows(&dst[0], &tile[0], rows, cols, to, from) ||
		p.Add && vectorAddRows(&dst[0], &tile[0], rows, cols, to, from) {
		return
	}
	for i := range rows {
		for j, v := range tile[i*from:][:cols] {
			if !p.Add {
				dst[i*to+j] = 0
			}
			dst[i*to+j] += float64(v)
		}
	}
}

// Reach is how far rows of n numbers reach that begin so far apart, or follow each other.
func Reach(rows, n, apart int) int {
	if rows*n == 0 {
		return 0
	}
	return (rows-1)*cmp.Or(apart, n) + n
}

func (p Single) check(name string, c []float32, factors bool, m, n int) {
	all := Reach(m, n, p.Apart)
	if !factors || p.Wide == nil && len(c) != all || p.Wide != nil && (len(p.Wide) != all || p.Where != nil) ||
		p.Bias != nil && len(p.Bias) != Reach(m, 1, p.Every) || p.Where != nil && len(p.Where) != all || p.Then != NoUnit && len(p.Other) != all {
		panic(fmt.Sprintf("kernel: Single.%s: lengths do not fit m=%d n=%d", name, m, n))
	}
}

// Narrow rounds x to single precision.
func Narrow(dst []float32, x []float64) {
	same("Narrow", dst, x)
	if vectorNarrow(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = float32(v)
	}
}

// Limit cuts x to ±2⁴⁰, of which a net in single precision makes finite numbers; NaN stays.
func Limit(x []float32) {
	if vectorLimitSingle(x, x) {
		return
	}
	for i, v := range x {
		if v > limitSingle {
			x[i] = limitSingle
		} else if v < -limitSingle {
			x[i] = -limitSingle
		}
	}
}

// Widen writes x in double precision.
func Widen(dst []float64, x []float32) {
	same("Widen", dst, x)
	if len(x) == 0 || vectorWidenRows(&dst[0], &x[0], 1, len(x), 0, 0) {
		return
	}
	for i, v := range x {
		dst[i] = float64(v)
	}
}

// AddWidened adds x in double precision.
func AddWidened(dst []float64, x []float32) {
	same("AddWidened", dst, x)
	if len(x) == 0 || vectorAddRows(&dst[0], &x[0], 1, len(x), 0, 0) {
		return
	}
	for i, v := range x {
		dst[i] += float64(v)
	}
}

// SumSingle adds up x in double precision: 32 sums side by side, which are then added up
// in halves, the last two neighbours first, and then what is left.
func SumSingle(x []float32) float64 {
	whole := len(x) / 32 * 32
	total, ok := vectorSumSingle(x[:whole])
	if !ok {
		total = sumAsVectors(x[:whole])
	}
	for _, v := range x[whole:] {
		total += float64(v)
	}
	return total
}

// sumAsVectors is what the vector kernels do.
func sumAsVectors(x []float32) float64 {
	var s [32]float64
	for i, v := range x {
		s[i%32] += float64(v)
	}
	var t [8]float64
	for i := range t {
		t[i] = (s[i] + s[i+8]) + (s[i+16] + s[i+24])
	}
	for i := range 4 {
		t[i] += t[i+4]
	}
	return (t[0] + t[1]) + (t[2] + t[3])
}
