package flows

import (
	"math"
)

const (
	mostComponents = 32
	crossedRows    = 1000 // up to so many, every row is predicted from others in turn
	chosenRows     = 8192 // of more rows, so many choose a plan: most learn, the others judge
	crossFolds     = 5
	enoughWorse    = 2 // counts in a row that are no better end the search
	usualShrink    = 0.5

	// searchWork bounds the search for one shape of covariances, in products of two
	// numbers: a second or two.
	searchWork = 1.5e9
)

// choosePlan returns the mixture that rows ask for, by what it gives to rows that it
// was not fitted to, which knows what components and shrinking are worth.
func choosePlan(z sampled, shape string, noise float64) plan {
	shapes := []string{shape}
	if shape == bestShape {
		shapes = []string{fullShape, tiedShape, diagonalShape}
	}
	z = z.shuffled(chosenRows)
	var top planSearch
	for k, kind := range shapes {
		s := planSearch{plan{1, kind, usualShrink, noise, true}, worse, z, searchWork}
		if z.Rows <= crossedRows {
			s.climb()
		} else {
			s.leap()
		}
		if k == 0 || s.found.mean > top.found.mean {
			top = s
		}
	}
	top.left = searchWork
	if z.Rows > crossedRows {
		top.close()
	}
	top.left = searchWork
	top.draw(0.15, 0.05, 0.01, 1e-3, 1e-4, 1e-5)
	top.draw(1.5, 4, 10)
	if z.Rows <= crossedRows {
		top.recount()
	}
	return top.best
}

// A planSearch is for the best plan.
type planSearch struct {
	best  plan
	found worthOf
	z     sampled
	left  float64 // of the work that it may do
}

// worth is what a plan is worth, by mixtures fitted anew or from others on. A plan for
// which no work is left is worth nothing.
func (s *planSearch) worth(p plan, from []clusters) worthOf {
	if s.left <= 0 || float64(2*p.count) > s.z.size {
		return worse
	}
	folds := crossFolds
	if s.z.Rows > crossedRows {
		folds = 1
	}
	w := crossed(s.z, p, folds, from)
	s.left -= w.work
	return w
}

// try takes a plan of so many components if it is surely better, or for fewer of them
// not surely worse, and tells whether it did.
func (s *planSearch) try(count int) bool {
	p := s.best
	p.count = count
	value := s.worth(p, nil)
	if value.rows == nil || count > s.best.count && !value.surelyAbove(s.found) || count < s.best.count && s.found.surelyAbove(value) {
		return false
	}
	s.best, s.found = p, value
	return true
}

// climb tries one component more each time.
func (s *planSearch) climb() {
	for count, misses := 1, 0; count <= mostComponents && misses < enoughWorse; count++ {
		if misses++; s.try(count) {
			misses = 0
		}
	}
}

// leap tries twice as many components each time.
func (s *planSearch) leap() {
	for count, misses := 1, 0; count <= mostComponents && misses <= enoughWorse; count *= 2 {
		if misses++; s.try(count) {
			misses = 0
		}
	}
}

// close tries what lies between counts that leap tried.
func (s *planSearch) close() {
	for step := s.best.count / 4; step >= 1; step /= 2 {
		if !s.try(s.best.count + step) {
			s.try(s.best.count - step)
		}
	}
}

// draw tries by how much covariances are drawn to what they have in common, further and
// further while that is better. The components stay where they were found: from another
// start a better plan can end at a worse mixture.
func (s *planSearch) draw(shrinks ...float64) {
	for _, shrink := range shrinks {
		p := s.best
		p.shrink = shrink
		value := s.worth(p, s.found.fits)
		if !(value.mean > s.found.mean) {
			return
		}
		s.best, s.found = p, value
	}
}

// recount looks again for the number of components, with what covariances are drawn to:
// those that are drawn less are larger, and fewer of them do.
func (s *planSearch) recount() {
	for _, by := range []int{-1, 1} {
		for count, misses := s.best.count+by, 0; count >= 1 && count <= mostComponents && misses < enoughWorse; count += by {
			if misses++; s.try(count) {
				misses = 0
			}
		}
	}
}

// A worthOf is what a plan is worth: a mean, and what every row adds to it; nil where
// rows do not tell.
type worthOf struct {
	mean   float64
	rows   []float64
	weight []float64
	fits   []clusters // by each part of the rows
	work   float64    // that it took to know
}

var worse = worthOf{mean: math.Inf(-1)}

// surelyAbove tells whether a plan of more components is better by more than one standard
// error of the difference, row by row (the rule of Breiman et al. 1984): the more there
// are, the more chance has to choose from.
func (w worthOf) surelyAbove(of worthOf) bool {
	if w.rows == nil || of.rows == nil {
		return w.mean > of.mean
	}
	gain, square, total := w.mean-of.mean, 0.0, 0.0
	for i, v := range w.rows {
		off := w.weight[i] * (v - of.rows[i] - gain)
		square += off * off
		total += w.weight[i]
	}
	return gain > math.Sqrt(square)/total
}

// crossed is the mean log p of rows by mixtures fitted to others, for so many of the
// parts that rows are cut into. Mixtures of the same parts may say where EM starts.
func crossed(z sampled, p plan, folds int, from []clusters) worthOf {
	w := worthOf{}
	total := 0.0
	for fold := range folds {
		var in, out []int
		for i := range z.Rows {
			if i%crossFolds == fold {
				out = append(out, i)
			} else {
				in = append(in, i)
			}
		}
		if p.count > len(in) {
			return worse
		}
		seen := z.take(in)
		var fit clusters
		if from == nil {
			fit = fitComponents(seen, p)
		} else {
			fit = from[fold].goOn(seen, p, roughRounds, roughSettled)
		}
		w.fits = append(w.fits, fit)
		w.work += fit.work
		for i, logp := range fit.logProbs(z.take(out)) {
			weight := z.weight[out[i]]
			w.rows, w.weight = append(w.rows, logp), append(w.weight, weight)
			w.mean += weight * logp
			total += weight
		}
	}
	w.mean /= total
	return w
}
