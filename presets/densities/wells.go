package densities

import (
	"math"
	"math/rand/v2"
	"sort"
	"sync"

	"bijou/flows/ad"
)

// MullerWells are the wells of Müller and Brown's potential on both sides of its high pass
// at (−0.822, 0.624): the deep one at the upper left, and the two at the lower right with
// the low pass between them.
type MullerWells struct{ *Energy }

// mullerPass is y − x at the high pass.
const mullerPass = 1.446

// Across is the distance from a line through the high pass.
func (MullerWells) Across(dst []float64, x *ad.Mat) {
	xs, ys := x.Col(0), x.Col(1)
	for i := range dst {
		dst[i] = (mullerPass - ys[i] + xs[i]) / math.Sqrt2
	}
}

// Wells names both sides.
func (MullerWells) Wells() [2]string { return [2]string{"upper left", "lower right"} }

// DeltaF sums the cells of the grid on both sides.
func (m MullerWells) DeltaF() float64 {
	g, before := m.grid(), 0.0
	var mass [2]float64
	for k, share := range g.cumulated {
		x := m.box.X0 + (float64(k/g.rows)+0.5)*g.stepX
		y := m.box.Y0 + (float64(k%g.rows)+0.5)*g.stepY
		side := 0
		if y-x < mullerPass {
			side = 1
		}
		mass[side] += share - before
		before = share
	}
	return math.Log(mass[0] / mass[1])
}

// DoubleWell has two wells along its first column, and springs in the others that follow it
// (after Noé et al. 2019, whose springs stand still), in units of kT:
//
//	U(x) = ¼x₁⁴ − 3x₁² + c·x₁ + ½Σⱼ(xⱼ ∓ ½x₁)²,  p̃ = exp(−U),  j = 2 … D.
//
// Springs integrate to √2π each whatever they follow, so that all that is asked for is a
// sum over one column.
type DoubleWell struct {
	dim   int
	tilt  float64
	table func() *wellTable
}

// A wellTable is the first column on a grid.
type wellTable struct {
	cumulated        []float64
	logZ             float64 // of the column
	entropy          float64
	mean, sd, deltaF float64
}

// The grid, which the ends of the wells are far within.
const (
	wellReach = 7.0
	wellCells = 40000
	wellStep  = 2 * wellReach / wellCells
)

// NewDoubleWell returns two wells along the first of dim columns, tilted by so many kT.
func NewDoubleWell(dim int, tilt float64) *DoubleWell {
	w := &DoubleWell{dim: dim, tilt: tilt}
	w.table = sync.OnceValue(w.tabulate)
	return w
}

// along is the potential of the first column and its slope.
func (w *DoubleWell) along(x float64) (u, slope float64) {
	return x*x*x*x/4 - 3*x*x + w.tilt*x, x*x*x - 6*x + w.tilt
}

// follows is what of the first column a spring follows.
func follows(j int) float64 {
	if j%2 == 1 {
		return 0.5
	}
	return -0.5
}

// wellAt is the middle of a cell.
func wellAt(k int) float64 { return -wellReach + (float64(k)+0.5)*wellStep }

func (w *DoubleWell) tabulate() *wellTable {
	t := &wellTable{cumulated: make([]float64, wellCells)}
	total, left, energy, square := 0.0, 0.0, 0.0, 0.0
	for k := range t.cumulated {
		x := wellAt(k)
		u, _ := w.along(x)
		p := math.Exp(-u)
		total += p
		energy += p * u
		t.mean += p * x
		square += p * x * x
		if x < 0 {
			left = total
		}
		t.cumulated[k] = total
	}
	for k := range t.cumulated {
		t.cumulated[k] /= total
	}
	t.mean /= total
	t.sd = math.Sqrt(square/total - t.mean*t.mean)
	t.logZ = math.Log(total * wellStep)
	t.entropy = t.logZ + energy/total
	t.deltaF = math.Log(left / (total - left))
	return t
}

// Dim is the number of columns.
func (w *DoubleWell) Dim() int { return w.dim }

// LogZ is log ∫ p̃.
func (w *DoubleWell) LogZ() float64 { return w.table().logZ + float64(w.dim-1)*Ln2Pi/2 }

// Entropy is that of the first column, and of a normal one for each spring.
func (w *DoubleWell) Entropy() float64 {
	return w.table().entropy + float64(w.dim-1)*(1+Ln2Pi)/2
}

// Moments are mean and standard deviation of every column.
func (w *DoubleWell) Moments() (mean, sd []float64) {
	t := w.table()
	mean, sd = []float64{t.mean}, []float64{t.sd}
	for j := 1; j < w.dim; j++ {
		f := follows(j)
		mean, sd = append(mean, f*t.mean), append(sd, math.Sqrt(1+f*f*t.sd*t.sd))
	}
	return mean, sd
}

// LogWeight writes −U of every row of x into dst.
func (w *DoubleWell) LogWeight(dst []float64, x *ad.Mat) {
	first := x.Col(0)
	for i, v := range first {
		u, _ := w.along(v)
		dst[i] = -u
	}
	for j := 1; j < w.dim; j++ {
		f := follows(j)
		for i, v := range x.Col(j) {
			off := v - f*first[i]
			dst[i] -= off * off / 2
		}
	}
}

// Score writes the derivative of −U into grad.
func (w *DoubleWell) Score(grad, x *ad.Mat) {
	first, by := x.Col(0), grad.Col(0)
	for i, v := range first {
		_, slope := w.along(v)
		by[i] = -slope
	}
	for j := 1; j < w.dim; j++ {
		f, to := follows(j), grad.Col(j)
		for i, v := range x.Col(j) {
			off := v - f*first[i]
			to[i] = -off
			by[i] += f * off
		}
	}
}

// LogProb writes log p of every row of x into dst.
func (w *DoubleWell) LogProb(dst []float64, x *ad.Mat) { logProbOf(w, dst, x) }

// Sample draws a cell of the first column by its mass and a point in it, evenly: cells are
// narrow. The springs are normal about what they follow.
func (w *DoubleWell) Sample(rng *rand.Rand, x *ad.Mat) {
	t := w.table()
	for i := range x.Rows {
		k := min(sort.SearchFloat64s(t.cumulated, rng.Float64()), wellCells-1)
		first := wellAt(k) + (rng.Float64()-0.5)*wellStep
		x.Set(i, 0, first)
		for j := 1; j < w.dim; j++ {
			x.Set(i, j, follows(j)*first+rng.NormFloat64())
		}
	}
}

// Across is the first column.
func (w *DoubleWell) Across(dst []float64, x *ad.Mat) { copy(dst, x.Col(0)) }

// Wells names both.
func (w *DoubleWell) Wells() [2]string { return [2]string{"left", "right"} }

// DeltaF is by the sum over the first column.
func (w *DoubleWell) DeltaF() float64 { return w.table().deltaF }
