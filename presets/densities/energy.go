package densities

import (
	"math"
	"math/rand/v2"
	"sort"
	"sync"

	"bijou/flows/ad"
)

// An Energy is a density of the plane that is known up to its normaliser: a
// target that a flow can learn without data. What it integrates to, its
// entropy and its samples come from a fine grid over the box that holds all of
// it but 1e-12.
type Energy struct {
	box Box
	// at returns log p̃ at a point and its derivatives.
	at   func(x, y float64) (v, dx, dy float64)
	grid func() *energyGrid
}

// A Box bounds a rectangle of the plane.
type Box struct{ X0, X1, Y0, Y1 float64 }

// NewEnergy returns exp of a surface, which gives log p̃ and its derivatives at a point, in a box
// that holds all but a trace of the mass.
func NewEnergy(b Box, at func(x, y float64) (v, dx, dy float64)) *Energy {
	e := &Energy{box: b, at: at}
	e.grid = sync.OnceValue(e.tabulate)
	return e
}

// Dim is the number of columns.
func (e *Energy) Dim() int { return 2 }

// LogWeight writes log p̃ of every row of x into dst.
func (e *Energy) LogWeight(dst []float64, x *ad.Mat) {
	xs, ys := x.Col(0), x.Col(1)
	for i := range dst {
		dst[i], _, _ = e.at(xs[i], ys[i])
	}
}

// Score writes the derivative of log p̃ by x into grad, n×2.
func (e *Energy) Score(grad, x *ad.Mat) {
	xs, ys, gx, gy := x.Col(0), x.Col(1), grad.Col(0), grad.Col(1)
	for i := range xs {
		_, gx[i], gy[i] = e.at(xs[i], ys[i])
	}
}

// LogZ is log ∫ p̃.
func (e *Energy) LogZ() float64 { return e.grid().logZ }

// Entropy is that of the normalised density.
func (e *Energy) Entropy() float64 { return e.grid().entropy }

// LogProb writes the log density of every row of x into dst.
func (e *Energy) LogProb(dst []float64, x *ad.Mat) {
	e.LogWeight(dst, x)
	for i := range dst {
		dst[i] -= e.LogZ()
	}
}

// Sample draws a cell of the grid by its mass, a point in it evenly, and keeps
// the point with the probability that makes up for the slope inside the cell.
func (e *Energy) Sample(rng *rand.Rand, x *ad.Mat) {
	g := e.grid()
	for i := range x.Rows {
		for {
			k := sort.SearchFloat64s(g.cumulated, rng.Float64())
			k = min(k, len(g.cumulated)-1)
			px := e.box.X0 + (float64(k/g.rows)+rng.Float64())*g.stepX
			py := e.box.Y0 + (float64(k%g.rows)+rng.Float64())*g.stepY
			v, _, _ := e.at(px, py)
			if math.Log(rng.Float64()*slopeRoom) < v-g.logp[k] {
				x.Set(i, 0, px)
				x.Set(i, 1, py)
				break
			}
		}
	}
}

// slopeRoom bounds how much denser a point of a cell may be than its centre.
const slopeRoom = 1.6

// energyCells is the number of cells along each side of the grid.
const energyCells = 1000

// An energyGrid holds log p̃ at the centres of the cells, column by column, and
// the running share of the mass.
type energyGrid struct {
	rows            int
	stepX, stepY    float64
	logp, cumulated []float64
	logZ, entropy   float64
}

func (e *Energy) tabulate() *energyGrid {
	g := &energyGrid{rows: energyCells, stepX: (e.box.X1 - e.box.X0) / energyCells, stepY: (e.box.Y1 - e.box.Y0) / energyCells}
	top := math.Inf(-1)
	for i := range energyCells {
		for j := range energyCells {
			v, _, _ := e.at(e.box.X0+(float64(i)+0.5)*g.stepX, e.box.Y0+(float64(j)+0.5)*g.stepY)
			g.logp = append(g.logp, v)
			top = max(top, v)
		}
	}
	g.cumulated = make([]float64, len(g.logp))
	total, energy := 0.0, 0.0
	for k, v := range g.logp {
		w := math.Exp(v - top)
		total += w
		energy += w * (v - top)
		g.cumulated[k] = total
	}
	for k := range g.cumulated {
		g.cumulated[k] /= total
	}
	g.logZ = top + math.Log(total*g.stepX*g.stepY)
	g.entropy = g.logZ - top - energy/total
	return g
}

// logAddExp returns log(eᵃ + eᵇ) and the share of the first term.
func logAddExp(a, b float64) (v, share float64) {
	if a < b {
		v, share = logAddExp(b, a)
		return v, 1 - share
	}
	e := math.Exp(b - a)
	return a + math.Log1p(e), 1 / (1 + e)
}
