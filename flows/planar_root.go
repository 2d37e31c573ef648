package flows

import (
	"math"

	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// root solves a + w·û·tanh(a) = c for every entry of a batch and writes a over
// c. tanh is concave to the right of 0 and convex to the left, so Newton steps
// from the near side of the root stay on it and need no bracket. All samples
// step together and leave when they have arrived, each on its own numbers alone.
// Those that have not after a few steps, where the layer all but folds, are left
// to the careful search. spare is n×rootSpare.
func (p push) root(c []float64, spare *ad.Mat) {
	s := search{p, c, spare.Col(0), spare.Col(1), spare.Col(2), spare.Col(3)}
	for i, y := range c {
		s.a[i], s.place[i] = p.nearSide(y), float64(i)
	}
	left := len(c)
	for round := 0; left > 0 && round < 12; round++ {
		kernel.Tanh(s.bent[:left], s.a[:left])
		left = s.step(left)
	}
	reach := math.Abs(p.dot)
	for i, y := range c[:left] {
		s.found[int(s.place[i])] = solve(bend{p.dot, 0}, i, y, y-reach, y+reach)
	}
	copy(c, s.found)
}

// rootSpare is how many numbers a sample needs on the way to its root.
const rootSpare = 4

// nearSide returns the best a that tanh a ≤ min(a, 1) promises not to lie beyond
// the root, for a and c > 0, where w·û is positive; the other way round where it
// is negative; and mirrored for c < 0.
func (p push) nearSide(c float64) float64 {
	size := math.Abs(c)
	start := min(size-p.dot, size/(1+p.dot))
	if p.dot > 0 {
		start = max(size-p.dot, size/(1+p.dot))
	}
	return math.Copysign(start, c)
}

// A search is the samples that are on the way to their roots, in front: what
// each solves for, where it stands, tanh of that, and its row; and the roots that
// were found, by row.
type search struct {
	push
	c, a, bent, place, found []float64
}

// step takes a Newton step with each of the first n samples and returns how many
// have not arrived. A step squares the error, so one of the size of half the
// digits is the last.
func (s search) step(n int) (left int) {
	for i, h := range s.bent[:n] {
		step := (s.a[i] + s.dot*h - s.c[i]) / (1 + s.dot*(1-h*h))
		a := s.a[i] - step
		if math.Abs(step) <= 1e-9*math.Abs(a) {
			s.found[int(s.place[i])] = a
			continue
		}
		s.a[left], s.c[left], s.place[left] = a, s.c[i], s.place[i]
		left++
	}
	return left
}

// bend is s + dot·tanh(s+b), increasing for dot > −1.
type bend struct{ dot, b float64 }

func (f bend) at(_ int, s float64) (value, slope float64) {
	t := math.Tanh(s + f.b)
	return s + f.dot*t, 1 + f.dot*(1-t*t)
}
