package posteriors

import (
	"sync"

	"bijou/flows/ad"
)

// A Tape is a density known up to its normaliser, written with operations of package ad.
type Tape struct {
	dim     int
	density func(x *ad.Mat) *ad.Mat

	lock sync.Mutex
	idle []*bench
}

// A bench is what one evaluation works with, kept for the next one.
type bench struct {
	tape *ad.Tape
	in   *ad.Mat
}

// atOnce is how many rows are evaluated together: those of a few observations each stay
// in the cache.
const atOnce = 256

// FromTape returns the density whose logarithm the function writes: of x, n×D on a tape,
// it returns n×1 on the same tape. The function may be called from several goroutines.
func FromTape(dim int, logDensity func(x *ad.Mat) *ad.Mat) *Tape {
	return &Tape{dim: dim, density: logDensity}
}

// Dim is the number of columns.
func (t *Tape) Dim() int { return t.dim }

// LogWeight writes the log density of every row of x into dst.
func (t *Tape) LogWeight(dst []float64, x *ad.Mat) {
	t.each(x, func(b *bench, lo int) {
		copy(dst[lo:], t.density(b.tape.Const(b.in)).Data)
	})
}

// Score writes the derivative of the log density by x into grad, n×D.
func (t *Tape) Score(grad, x *ad.Mat) {
	t.each(x, func(b *bench, lo int) {
		leaf := b.tape.Leaf(b.in)
		b.tape.Backward(ad.Sum(t.density(leaf)))
		n := b.in.Rows
		for j := range x.Cols {
			copy(grad.Col(j)[lo:lo+n], leaf.GradCol(j))
		}
	})
}

// each hands out x in parts, the first row of which is lo.
func (t *Tape) each(x *ad.Mat, do func(b *bench, lo int)) {
	b := t.take()
	defer t.put(b)
	for lo := 0; lo < x.Rows; lo += atOnce {
		n := min(atOnce, x.Rows-lo)
		b.in.Rows, b.in.Data = n, b.in.Data[:n*x.Cols]
		b.in.CopyRows(x, lo, lo+n)
		b.tape.Reset()
		do(b, lo)
	}
}

// take returns a bench that nobody else uses.
func (t *Tape) take() *bench {
	t.lock.Lock()
	defer t.lock.Unlock()
	if last := len(t.idle) - 1; last >= 0 {
		b := t.idle[last]
		t.idle = t.idle[:last]
		return b
	}
	return &bench{tape: ad.NewTape([]float64{}, []float64{}), in: ad.New(atOnce, t.dim)}
}

func (t *Tape) put(b *bench) {
	t.lock.Lock()
	t.idle = append(t.idle, b)
	t.lock.Unlock()
}
