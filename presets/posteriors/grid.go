package posteriors

import (
	"math"
	"math/rand/v2"
	"sort"
	"sync"

	"bijou/flows/ad"
)

// A grid is quadrature in few dimensions: the middle rule over the cells of a box that
// holds all of a posterior but 1e-6. For smooth densities that have died out at the
// borders it converges faster than any power of the width of the cells.
type grid struct {
	tape  *Tape
	box   [][2]float64
	cells int // along each side
	table func() *gridTable
}

// A gridTable holds the log density in the middle of every cell and the running mass.
type gridTable struct {
	logp, cumulated []float64
	logZ, entropy   float64
	mean, sd        []float64
}

// onGrid returns the truth by quadrature over a box.
func onGrid(cells int, box ...[2]float64) func(*Tape) truth {
	return func(t *Tape) truth {
		g := &grid{tape: t, box: box, cells: cells}
		g.keep()
		return g
	}
}

func (g *grid) logZ() float64    { return g.table().logZ }
func (g *grid) entropy() float64 { return g.table().entropy }

func (g *grid) moments() (mean, sd []float64) {
	t := g.table()
	return t.mean, t.sd
}

// width is that of a cell along side j.
func (g *grid) width(j int) float64 { return (g.box[j][1] - g.box[j][0]) / float64(g.cells) }

// size is the number of cells.
func (g *grid) size() int {
	n := 1
	for range g.box {
		n *= g.cells
	}
	return n
}

// in returns a point of cell k along side j: 0 and 1 are its borders.
func (g *grid) in(k, j int, share float64) float64 {
	for range j {
		k /= g.cells
	}
	return g.box[j][0] + (float64(k%g.cells)+share)*g.width(j)
}

func (g *grid) tabulate() *gridTable {
	t := &gridTable{logp: g.densities(), cumulated: make([]float64, g.size())}
	t.sum(g)
	return t
}

// keep makes the table when it is first asked for.
func (g *grid) keep() { g.table = sync.OnceValue(g.tabulate) }

// sum adds up the cells.
func (t *gridTable) sum(g *grid) {
	top := math.Inf(-1)
	for _, v := range t.logp {
		top = max(top, v)
	}
	total, energy, d := 0.0, 0.0, len(g.box)
	t.mean, t.sd = make([]float64, d), make([]float64, d)
	for k, v := range t.logp {
		if w := math.Exp(v - top); w > 0 {
			total += w
			energy += w * (v - top)
			for j := range d {
				at := g.in(k, j, 0.5)
				t.mean[j] += w * at
				t.sd[j] += w * at * at
			}
		}
		t.cumulated[k] = total
	}
	for j := range d {
		t.mean[j] /= total
		t.sd[j] = math.Sqrt(t.sd[j]/total - t.mean[j]*t.mean[j])
	}
	for k := range t.cumulated {
		t.cumulated[k] /= total
	}
	t.logZ = top + math.Log(total)
	for j := range g.box {
		t.logZ += math.Log(g.width(j))
	}
	t.entropy = t.logZ - top - energy/total
}

// slopeRoom bounds how much denser a point of a cell may be than its middle.
const slopeRoom = 2

// sample draws cells by their mass, a point of each evenly, and keeps it with the
// probability that makes up for the slope inside the cell.
func (g *grid) sample(rng *rand.Rand, x *ad.Mat) {
	t, n, d := g.table(), x.Rows, len(g.box)
	try, at, logp := ad.New(n, d), make([]int, n), make([]float64, n)
	for kept := 0; kept < n; {
		for i := range n {
			at[i] = min(sort.SearchFloat64s(t.cumulated, rng.Float64()), len(t.cumulated)-1)
			for j := range d {
				try.Set(i, j, g.in(at[i], j, rng.Float64()))
			}
		}
		g.tape.LogWeight(logp, try)
		for i := 0; i < n && kept < n; i++ {
			if math.Log(rng.Float64()*slopeRoom) < logp[i]-t.logp[at[i]] {
				for j := range d {
					x.Set(kept, j, try.At(i, j))
				}
				kept++
			}
		}
	}
}
