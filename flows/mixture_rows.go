package flows

import (
	"math/rand/v2"
	"slices"

	"bijou/flows/ad"
)

// sampled are rows that a mixture is fitted to, with the weight of each. The weights come
// to as many rows of one weight as would tell as much: (Σw)²/Σw² (Kish 1965), so that what
// is held against a number of rows, as the shrinking of a covariance, is held
// against that.
type sampled struct {
	*ad.Mat
	weight []float64
	size   float64 // Σ weight
}

// weighing returns rows with their weights, nil where all count the same.
func weighing(z *ad.Mat, weights []float64) sampled {
	s := sampled{z, slices.Repeat([]float64{1}, z.Rows), float64(z.Rows)}
	if weights == nil {
		return s
	}
	total, square := 0.0, 0.0
	for _, w := range weights {
		total, square = total+w, square+w*w
	}
	for i, w := range weights {
		s.weight[i] = w * total / square
	}
	s.size = total * total / square
	return s
}

// once returns equal rows as one with their weights together: copies count as often as
// they are there, and tell no more. Numbers of one column are equal by chance.
func (s sampled) once() sampled {
	if s.Cols < 2 {
		return s
	}
	of, first := ad.Distinct(s.Mat)
	if len(first) == s.Rows {
		return s
	}
	weight := make([]float64, len(first))
	for i, k := range of {
		weight[k] += s.weight[i]
	}
	return weighing(s.take(first).Mat, weight)
}

// shuffled returns at most so many rows, drawn by chance.
func (s sampled) shuffled(most int) sampled {
	order := rand.New(rand.NewPCG(emSeed, 0)).Perm(s.Rows)
	return s.take(order[:min(most, s.Rows)])
}

// take returns the listed rows.
func (s sampled) take(rows []int) sampled {
	out, weights := ad.New(len(rows), s.Cols), make([]float64, len(rows))
	for j := range s.Cols {
		for i, r := range rows {
			out.Set(i, j, s.At(r, j))
		}
	}
	for i, r := range rows {
		weights[i] = s.weight[r]
	}
	return weighing(out, weights)
}
