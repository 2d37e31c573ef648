package kernel

import (
	"math/rand/v2"
	"testing"
)

// Runs of what rows hear hold everything that is free, follow each other and end with the
// depth.
func TestRunsHoldAllThatIsHeard(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 0))
	for range 200 {
		rows, depth := 1+r.IntN(20), 1+r.IntN(700)
		free := make([]float64, rows*depth)
		for range r.IntN(40) {
			free[r.IntN(len(free))] = 1
		}
		h := NewHears(free, rows, depth, depth, 1)
		i := r.IntN(rows)
		n := 1 + r.IntN(min(8, rows-i))
		heard, last := make([]bool, depth), 0
		for lo, hi := h.next(i, n, 0, depth); lo < depth; lo, hi = h.next(i, n, hi, depth) {
			if lo < last || hi <= lo || hi > depth {
				t.Fatalf("a run from %d to %d after %d, depth %d", lo, hi, last, depth)
			}
			for p := lo; p < hi; p++ {
				heard[p] = true
			}
			last = hi
		}
		for row := i; row < i+n; row++ {
			for p, v := range free[row*depth : (row+1)*depth] {
				if v != 0 && (!heard[p] || h.reach(i, n, p, p+1) == p) {
					t.Fatalf("row %d hears step %d of %d, and the runs of rows %d to %d leave it out", row, p, depth, i, i+n-1)
				}
			}
		}
	}
}
