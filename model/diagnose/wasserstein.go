package diagnose

import (
	"cmp"
	"math"
	"slices"

	"bijou/flows/ad"
)

const (
	w1Points   = 1000 // of either sample
	directions = 32   // the error of the mean over them is below that of the points
)

// SlicedWasserstein compares the flow's samples with the points by the
// Wasserstein-1 distance of their projections, averaged over random directions
// (Rabin et al. 2011; Bonneel et al. 2015): how far mass has to move, as seen
// from the side.
func (p *Sample) SlicedWasserstein() Distance { return slicedWasserstein(p.X, p.Made) }

func slicedWasserstein(x, y *ad.Mat) Distance {
	both, n, m := pool(x, y, w1Points)
	if n == 0 || m == 0 || !finite(both.Data) {
		return Distance{none, none}
	}
	looks := project(both)
	ways := weights(n, m)
	all := make([]float64, len(ways))
	for k, w := range ways {
		for _, l := range looks {
			all[k] += l.distance(w) / float64(len(looks))
		}
	}
	return distance(all)
}

// A look is the points as seen along one direction: their order, and the gaps
// from each to the next. Only the weights differ between shuffles, so sorting
// once serves all.
type look struct {
	order []int
	gaps  []float64
}

// project looks at the points along random directions; in one dimension there
// is only one.
func project(x *ad.Mat) []look {
	rng := newRand(streamDirections)
	count := directions
	if x.Cols == 1 {
		count = 1
	}
	looks := make([]look, count)
	for k := range looks {
		u := make([]float64, x.Cols)
		length := 0.0
		for j := range u {
			u[j] = rng.NormFloat64()
			length = math.Hypot(length, u[j])
		}
		at := make([]float64, x.Rows)
		for j, c := range u {
			for i, v := range x.Col(j) {
				at[i] += c / length * v
			}
		}
		looks[k] = newLook(at)
	}
	return looks
}

func newLook(at []float64) look {
	l := look{make([]int, len(at)), make([]float64, len(at)-1)}
	for i := range l.order {
		l.order[i] = i
	}
	slices.SortFunc(l.order, func(a, b int) int { return cmp.Compare(at[a], at[b]) })
	for i := range l.gaps {
		l.gaps[i] = at[l.order[i+1]] - at[l.order[i]]
	}
	return l
}

// distance is ∫|F − G| of the two distribution functions that the weights make.
func (l look) distance(w []float64) float64 {
	sum, between := 0.0, 0.0
	for i, gap := range l.gaps {
		between += w[l.order[i]]
		sum += math.Abs(between) * gap
	}
	return sum
}
