package model

import (
	"math/rand/v2"

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

// parts cuts the points into those to learn from, to choose by, and to hold back,
// which are nil where there are none.
func (s Source) parts(rng *rand.Rand) (learn, choose, hold Batch) {
	if s.Parts == nil {
		order := rng.Perm(s.Points.Rows)
		cut := max(1, int(testShare*float64(s.Points.Rows)))
		return s.cut(pickRows(s.Points, order[cut:])), s.cut(pickRows(s.Points, order[:cut])), Batch{}
	}
	of := func(p Part) Batch {
		rows := s.Rows(p)
		if len(rows) == 0 {
			return Batch{}
		}
		return s.cut(pickRows(s.Points, rows))
	}
	return of(Learn), of(Choose), of(Hold)
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

func pickRows(m *ad.Mat, rows []int) *ad.Mat {
	out := ad.New(len(rows), m.Cols)
	gather(out, m, rows)
	return out
}
