package kernel

import "math/bits"

// Hears says for every row of a factor of a Single where along the depth it is not 0, so
// that the products with zeros are left out: a chain of multiply-adds stays what it is
// without them. The zero value leaves out none.
type Hears struct {
	words int      // of a row
	bits  []uint64 // one for each eight steps along the depth
}

// hearsStep is how many steps along the depth a bit stands for.
const hearsStep = 8

// NewHears tells where entries free[i·row+p·step] of rows rows and of a depth are not 0.
func NewHears(free []float64, rows, depth, row, step int) Hears {
	h := Hears{words: (depth + 64*hearsStep - 1) / (64 * hearsStep)}
	h.bits = make([]uint64, rows*h.words)
	all := true
	for i := range rows {
		for p := range depth {
			if free[i*row+p*step] != 0 {
				at := p / hearsStep
				h.bits[i*h.words+at/64] |= 1 << (at % 64)
			} else {
				all = false
			}
		}
	}
	if all {
		return Hears{}
	}
	return h
}

// any is what some of the rows from i on hear, in a word.
func (h Hears) any(i, rows, word int) (some uint64) {
	for r := i; r < i+rows; r++ {
		some |= h.bits[r*h.words+word]
	}
	return some
}

// next returns the first run of steps from p on, of a depth, that some of the rows from i on
// hear; lo is the depth where there is none.
func (h Hears) next(i, rows, p, depth int) (lo, hi int) {
	if h.bits == nil {
		return p, depth
	}
	if p < depth {
		lo = h.find(i, rows, p/hearsStep, depth, 0)
	}
	if p >= depth || lo >= depth {
		return depth, depth
	}
	hi = h.find(i, rows, lo/hearsStep, depth, ^uint64(0))
	return lo, hi
}

// find returns the first step from a bit on that is set, or clear where the bits are
// turned over; the depth if there is none.
func (h Hears) find(i, rows, bit, depth int, over uint64) int {
	for bit*hearsStep < depth {
		left := (h.any(i, rows, bit/64) ^ over) >> (bit % 64)
		if left != 0 {
			return min((bit+bits.TrailingZeros64(left))*hearsStep, depth)
		}
		bit = (bit/64 + 1) * 64
	}
	return depth
}

// reach returns how far some of the rows hear anything between two steps, in whole tiles of
// a product: lo if they hear nothing there.
func (h Hears) reach(i, rows, lo, hi int) int {
	if h.bits == nil {
		return hi
	}
	end := lo
	for at := lo; at < hi; at += 2 * hearsStep {
		if to := min(at+2*hearsStep, hi); h.find(i, rows, at/hearsStep, to, 0) < to {
			end = to
		}
	}
	return end
}
