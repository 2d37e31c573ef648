package kernel

import "fmt"

// A Single is a product of matrices in single precision, as the nets of couplings use
// them. Every entry is one chain of multiply-adds in the order of the depth, from the
// bias, 0 or what is there, so that AVX-512, AVX2 and Go give the same bits, whatever
// stands beside it.
type Single struct {
	Bias  []float32 // start row i from Bias[i]; nil is 0
	Cut   bool      // write 0 for a sum below 0, as ReLU does
	Where []float32 // write 0 where this, laid out as the result, is 0; nil is nowhere

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
	p.check("NN", c, len(a) == m*k && len(b) == k*n, m, n)
	p.rows(c, a, b, shape{m, n, k}, k, 1)
}

// TN multiplies aᵀ and b in the same way, where a is k×m.
func (p Single) TN(c, a, b []float32, m, n, k int) {
	p.check("TN", c, len(a) == m*k && len(b) == k*n, m, n)
	p.rows(c, a, b, shape{m, n, k}, 1, m)
}

// NT multiplies a (m×k) and bᵀ, where b is n×k, into Wide. It looks at nothing else.
func (p Single) NT(a, b []float32, m, n, k int) {
	if p.Wide == nil {
		panic("kernel: Single.NT: there is no Wide")
	}
	p.check("NT", nil, len(a) == m*k && len(b) == n*k, m, n)
	var panel [singlePanel * singleDepth]float32
	var tile [8 * singlePanel]float32
	for j := 0; j < n; j += singlePanel {
		cols := min(singlePanel, n-j)
		for d := 0; d < k || d == 0; d += singleDepth {
			depth, q := max(min(singleDepth, k-d), 0), p
			q.Add = p.Add || d > 0
			packSingle(panel[:], b[j*k+d:], cols, depth, k)
			for i := 0; i < m; i += highestSingle() {
				rows := min(highestSingle(), m-i)
				stripSingle(tile[:], a[min(i*k+d, len(a)):], panel[:], shape{rows, cols, depth}, singleStrides{k, 1, singlePanel, singlePanel}, singleTail{start: zeros[:]})
				for r := range rows {
					q.widen((i+r)*n+j, tile[r*singlePanel:][:cols])
				}
			}
		}
	}
}

var zeros [8]float32

// singleTail is what a strip starts from and ends with.
type singleTail struct {
	start []float32 // of each row, nil for what is there
	cut   bool
	where []float32
}

func (p Single) rows(c, a, b []float32, s shape, row, step int) {
	var tile [8 * singleBlock]float32
	for j := 0; j < s.n; j += singleBlock {
		cols := min(singleBlock, s.n-j)
		for i := 0; i < s.m; i += highestSingle() {
			rows := min(highestSingle(), s.m-i)
			tail := singleTail{start: zeros[:rows], cut: p.Cut}
			if p.Bias != nil {
				tail.start = p.Bias[i : i+rows]
			}
			if p.Where != nil {
				tail.where = p.Where[i*s.n+j:]
			}
			to, apart := tile[:], singleBlock
			if p.Wide == nil {
				to, apart = c[i*s.n+j:], s.n
			}
			stripSingle(to, a[min(i*row, len(a)):], b[min(j, len(b)):], shape{rows, cols, s.k}, singleStrides{row, step, s.n, apart}, tail)
			for r := range rows {
				at := (i+r)*s.n + j
				if p.Wide != nil {
					p.widen(at, to[r*apart:][:cols])
				} else if p.Then != NoUnit {
					p.Then.single(c[at:at+cols], p.Other[at:at+cols])
				}
			}
		}
	}
}

// widen writes a part of the result to Wide.
func (p Single) widen(at int, part []float32) {
	if p.Add {
		AddWidened(p.Wide[at:at+len(part)], part)
	} else {
		Widen(p.Wide[at:at+len(part)], part)
	}
}

func (p Single) check(name string, c []float32, factors bool, m, n int) {
	if !factors || p.Wide == nil && len(c) != m*n || p.Wide != nil && (len(p.Wide) != m*n || p.Where != nil) ||
		p.Bias != nil && len(p.Bias) != m || p.Where != nil && len(p.Where) != m*n || p.Then != NoUnit && len(p.Other) != m*n {
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

// Widen writes x in double precision.
func Widen(dst []float64, x []float32) {
	same("Widen", dst, x)
	if vectorWiden(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] = float64(v)
	}
}

// AddWidened adds x in double precision.
func AddWidened(dst []float64, x []float32) {
	same("AddWidened", dst, x)
	if vectorAddWidened(dst, x) {
		return
	}
	for i, v := range x {
		dst[i] += float64(v)
	}
}

// SumSingle adds up x in double precision.
func SumSingle(x []float32) float64 {
	total := 0.0
	for len(x) > 0 {
		var wide [singleBlock]float64
		part := x[:min(singleBlock, len(x))]
		Widen(wide[:len(part)], part)
		if sum, ok := vectorSum(wide[:len(part)]); ok {
			total += sum
		} else {
			total += sumAsVectors(wide[:len(part)])
		}
		x = x[len(part):]
	}
	return total
}

// sumAsVectors is what the vector kernels do: 32 sums side by side, which are then
// added up in halves, the last two neighbours first.
func sumAsVectors(x []float64) float64 {
	var s [32]float64
	for i, v := range x {
		s[i%32] += v
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
