package model

import (
	"math"

	"bijou/flows/ad"
)

// Independent returns the test part without copies of its rows, where the table has
// such: copies are no points of their own.
func (d *Data) Independent() Batch {
	if !d.Copied {
		return d.Test
	}
	of, first := ad.Distinct(d.Test.X, d.Test.Given)
	once := d.Test.Pick(first)
	if d.Test.Weight != nil {
		clear(once.Weight)
		for i, k := range of {
			once.Weight[k] += d.Test.Weight[i]
		}
	}
	return once
}

// TestNLL is the mean of −log p over the test part in the data's own units, and its
// standard error. Copies count as often as they are there, and as one observation in the
// error (that of a mean over clusters, Liang and Zeger 1986).
func (s *Snapshot) TestNLL() (nll, se float64) {
	d := s.Data
	if !d.Copied {
		return s.nllOf(d.Test)
	}
	logp := s.logProbOf(d.Test)
	mean := weightedMean(logp, d.Test.Weight)
	of, first := ad.Distinct(d.Test.X, d.Test.Given)
	sums, total := make([]float64, len(first)), 0.0
	for i, v := range logp {
		w := weightAt(d.Test.Weight, i)
		sums[of[i]] += w * (v - mean)
		total += w
	}
	square := 0.0
	for _, v := range sums {
		square += v * v
	}
	return -mean, math.Sqrt(square) / total
}
