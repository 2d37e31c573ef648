package model

import (
	"math"
	"math/rand/v2"
	"slices"

	"bijou/flows/ad"
)

// A Part is what a point of a set is for.
type Part uint8

// The parts of a set that is split by its own rule.
const (
	Learn  Part = iota // to learn from
	Choose             // to judge by while training, and to choose the best weights by
	Hold               // to judge by at the end: nothing is chosen by it
)

// An Aside is something that is known of every point of a set and is no part of what
// is learnt, unless it is given: a class, a measure.
type Aside struct {
	Given
	Values []float64 // of every point; with levels the place of its level
}

// parts cuts the points into those to learn from, to choose by, and to hold back. A
// set of which further points can be drawn holds none back, nor does one that is cut
// in two. How many rows are copies of others is told. Of a large table the rows to learn
// from stay where they are, as all, and learn is a sample of them.
func (s Source) parts(rng *rand.Rand, two bool) (learn, choose, hold Batch, copies int, all *large) {
	rows := [...][]int{Learn: s.Rows(Learn), Choose: s.Rows(Choose), Hold: s.Rows(Hold)}
	if s.Parts == nil {
		rows, copies = splitByChance(s.Points, rng, two || s.drawable())
	}
	if s.isLarge() {
		all = s.inPlace(&rows)
	}
	of := func(p Part) Batch {
		if len(rows[p]) == 0 {
			return Batch{}
		}
		b := s.cut(s.Points.PickRows(rows[p]))
		b.Weight = weightsOf(s.Weights, rows[p])
		return b
	}
	return of(Learn), of(Choose), of(Hold), copies, all
}

// drawable tells whether further points can be drawn.
func (s Source) drawable() bool { return s.Truth != nil || s.simulator() != nil }

// splitByChance holds a fifth of the rows back, but for two parts, and lets a fifth
// choose. Rows that are equal go to the same part: otherwise a flow would be judged by
// points that it has learnt; how many are copies of others is told.
func splitByChance(points *ad.Mat, rng *rand.Rand, two bool) (rows [3][]int, copied int) {
	share := max(1, int(testShare*float64(points.Rows)))
	if isLarge(points) {
		share = min(share, mostOf(heldRows, points.Cols))
	}
	order, copies := rng.Perm(points.Rows), copiesOf(points)
	original := map[int]int{}
	for first, others := range copies {
		copied += len(others)
		for _, i := range others {
			original[i] = first
		}
	}
	taken := make([]bool, points.Rows)
	for _, i := range order {
		if at, is := original[i]; is {
			i = at
		}
		if taken[i] {
			continue
		}
		taken[i] = true
		part := Learn
		switch {
		case !two && len(rows[Hold]) < share:
			part = Hold
		case len(rows[Choose]) < share:
			part = Choose
		}
		rows[part] = append(append(rows[part], i), copies[i]...)
	}
	return rows, copied
}

// copiesOf lists for the first row of those that are equal the others. Rows of one
// column, or of whole numbers alone, are equal by chance and count as no copies; nor do
// those of fewer than ten different rows.
func copiesOf(points *ad.Mat) map[int][]int {
	if points.Cols < 2 || !slices.ContainsFunc(points.Data, func(v float64) bool { return v != math.Trunc(v) }) {
		return nil
	}
	if !ad.Repeats(points) {
		return nil
	}
	of, first := ad.Distinct(points)
	if len(first) < minPoints {
		return nil // hardly any would be left to learn from
	}
	copies := map[int][]int{}
	for i, k := range of {
		if at := first[k]; at != i {
			copies[at] = append(copies[at], i)
		}
	}
	return copies
}

// DistinctRows is how many rows there are, copies of others aside.
func (s Source) DistinctRows() int {
	n := s.Points.Rows
	for _, others := range copiesOf(s.Points) {
		n -= len(others)
	}
	return n
}

// Rows are the places of the points of a part, of a set that is split by its own
// rule.
func (s Source) Rows(p Part) (rows []int) {
	for i, part := range s.Parts {
		if part == p {
			rows = append(rows, i)
		}
	}
	return rows
}
