package matching

import (
	"math"

	"bijou/flows/ad"
)

// blockRows is how many base samples meet as many points in one assignment.
const blockRows = 64

// An assignment orders base samples so that the sum of the squared distances to the
// points of the same row is least, block by block: optimal transport between two
// equal clouds. It is the shortest augmenting path method in the form of the
// Hungarian algorithm with potentials (Jonker and Volgenant 1987), n³ at most.
type assignment struct {
	cost            []float64 // of point i with sample j at i·n + j
	byPoint         []float64 // potentials
	bySample, least []float64
	of, before      []int // the point of every sample; the sample ahead of it on a path
	done            []bool
	ordered         *ad.Mat
}

func newAssignment(dim int) assignment {
	const n = blockRows
	return assignment{
		cost: make([]float64, n*n), byPoint: make([]float64, n+1), bySample: make([]float64, n+1), least: make([]float64, n+1),
		of: make([]int, n+1), before: make([]int, n+1), done: make([]bool, n+1), ordered: ad.New(n, dim),
	}
}

// match puts the rows of z into the order that suits the rows of x.
func (a *assignment) match(z, x *ad.Mat) {
	for lo := 0; lo < z.Rows; lo += blockRows {
		n := min(blockRows, z.Rows-lo)
		a.measure(z, x, lo, n)
		a.solve(n)
		for j := range z.Cols {
			col, to := z.Col(j)[lo:lo+n], a.ordered.Col(j)
			for sample := 1; sample <= n; sample++ {
				to[a.of[sample]-1] = col[sample-1]
			}
			copy(col, to[:n])
		}
	}
}

// measure fills in the squared distances within a block.
func (a *assignment) measure(z, x *ad.Mat, lo, n int) {
	clear(a.cost[:n*n])
	for k := range z.Cols {
		from, to := z.Col(k)[lo:lo+n], x.Col(k)[lo:lo+n]
		for i, p := range to {
			row := a.cost[i*n : (i+1)*n]
			for j, q := range from {
				row[j] += (p - q) * (p - q)
			}
		}
	}
}

// solve finds the sample of every point; rows and columns count from 1, and 0 is the
// start of a path.
func (a *assignment) solve(n int) {
	clear(a.byPoint[:n+1])
	clear(a.bySample[:n+1])
	clear(a.of[:n+1])
	for point := 1; point <= n; point++ {
		a.of[0] = point
		at := a.path(n)
		for at != 0 { // turn the path around
			a.of[at] = a.of[a.before[at]]
			at = a.before[at]
		}
	}
}

// path finds the cheapest way from sample 0 to a sample without a point, moves the
// potentials along and returns where it ends.
func (a *assignment) path(n int) int {
	for j := range n + 1 {
		a.least[j], a.done[j] = math.Inf(1), false
	}
	at := 0
	for {
		a.done[at] = true
		point, delta, next := a.of[at], math.Inf(1), 0
		row := a.cost[(point-1)*n : point*n]
		for j := 1; j <= n; j++ {
			if a.done[j] {
				continue
			}
			if c := row[j-1] - a.byPoint[point] - a.bySample[j]; c < a.least[j] {
				a.least[j], a.before[j] = c, at
			}
			if a.least[j] < delta {
				delta, next = a.least[j], j
			}
		}
		for j := range n + 1 {
			if a.done[j] {
				a.byPoint[a.of[j]] += delta
				a.bySample[j] -= delta
			} else {
				a.least[j] -= delta
			}
		}
		if at = next; a.of[at] == 0 {
			return at
		}
	}
}
