package diagnose

import (
	"cmp"
	"slices"
)

// Scores are log p of rows in their order, with what each row weighs.
type Scores struct {
	LogP   []float64
	weight []float64
	upTo   []float64 // the sum of the weights before each row, and at last of all
}

// NewScores sorts scores with the weights of their rows, nil where all count the same.
func NewScores(logp, weights []float64) Scores {
	order := make([]int, len(logp))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(logp[a], logp[b]) })
	s := Scores{LogP: make([]float64, len(logp)), weight: make([]float64, len(logp)), upTo: make([]float64, len(logp)+1)}
	for k, i := range order {
		s.LogP[k], s.weight[k] = logp[i], 1
		if weights != nil {
			s.weight[k] = weights[i]
		}
		s.upTo[k+1] = s.upTo[k] + s.weight[k]
	}
	return s
}

// Len is how many rows there are.
func (s Scores) Len() int { return len(s.LogP) }

// Total is what all rows weigh.
func (s Scores) Total() float64 { return s.upTo[len(s.LogP)] }

// AtMost is what the rows of a score up to v weigh.
func (s Scores) AtMost(v float64) float64 { return s.upTo[AtMost(s.LogP, v)] }

// below is what the rows of a score less than v weigh.
func (s Scores) below(v float64) float64 {
	at, _ := slices.BinarySearch(s.LogP, v)
	return s.upTo[at]
}

// Even returns as many scores, each as often as its row weighs.
func (s Scores) Even() []float64 {
	even, at := make([]float64, len(s.LogP)), 0
	for k := range even {
		for place := (float64(k) + 0.5) / float64(len(even)) * s.Total(); at < len(even)-1 && s.upTo[at+1] < place; {
			at++
		}
		even[k] = s.LogP[at]
	}
	return even
}

// AtMost counts the sorted values up to v.
func AtMost(sorted []float64, v float64) int {
	at, _ := slices.BinarySearchFunc(sorted, v, func(x, v float64) int {
		if x <= v {
			return -1
		}
		return 1
	})
	return at
}
