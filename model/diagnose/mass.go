package diagnose

import (
	"slices"

	"bijou/flows/ad"
	"bijou/model"
)

// A Mass is the integral of the flow's density, which is 1: a check of the
// density and of the map together.
type Mass struct {
	Integral model.Number // over a box about all samples; NaN above two dimensions
	Error    model.Number // sum of the errors that the cells own to: about ten times the true one
}

const (
	massGoal   = 1e-3  // for the sum of all errors; the true one is about a tenth
	massBudget = 80000 // evaluations of the density
	massCrowd  = 24    // samples in a first cell, at most
	emptyCuts  = 3     // for the parts of the box without samples
	mostCuts   = 40    // samples that coincide are not to be told apart
)

// Mass integrates the density over the plane, or the line, on cells. They are
// small where the flow's own samples are dense, and then those with the largest
// errors are cut until the sum of all errors is small. The box is twice as wide
// as the samples are spread. Under conditions it is the density under the first.
func (p *Sample) Mass() Mass {
	if p = p.underOne(); p.Made.Cols > 2 || !finite(p.Made.Data) {
		return Mass{none, none}
	}
	q := newQuadrature(p)
	q.measure(q.firstCells())
	for q.err() > massGoal && q.refine() {
	}
	return Mass{model.Number(q.sum()), model.Number(q.err())}
}

// A cell is a piece of the line or of the plane.
type cell struct {
	lo, hi    [2]float64
	inside    []int // which of the flow's samples
	mass, err float64
}

// parts cuts a cell in two along each axis.
func (c cell) parts(x *ad.Mat) []cell {
	all := []cell{c}
	for j := range x.Cols {
		mid := (c.lo[j] + c.hi[j]) / 2
		for k := range all {
			upper := all[k]
			upper.lo[j], all[k].hi[j] = mid, mid
			all[k].inside, upper.inside = split(all[k].inside, func(i int) bool { return x.At(i, j) < mid })
			all = append(all, upper)
		}
	}
	return all
}

func split(rows []int, below func(i int) bool) (lower, upper []int) {
	for _, i := range rows {
		if below(i) {
			lower = append(lower, i)
		} else {
			upper = append(upper, i)
		}
	}
	return lower, upper
}

// firstCells cuts the box about the samples until no cell is crowded.
func (q *quadrature) firstCells() []cell {
	x := q.sample.Made
	var box cell
	for j := range x.Cols {
		lo, hi := slices.Min(x.Col(j)), slices.Max(x.Col(j))
		box.lo[j], box.hi[j] = lo-(hi-lo)/2, hi+(hi-lo)/2
	}
	box.inside = make([]int, x.Rows)
	for i := range box.inside {
		box.inside[i] = i
	}
	return appendCells(nil, box, x, 0)
}

func appendCells(cells []cell, c cell, x *ad.Mat, cuts int) []cell {
	if cuts == mostCuts || cuts >= emptyCuts && len(c.inside) <= massCrowd {
		return append(cells, c)
	}
	for _, part := range c.parts(x) {
		cells = appendCells(cells, part, x, cuts+1)
	}
	return cells
}
