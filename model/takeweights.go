package model

import (
	"fmt"
	"slices"
)

// TakeWeights puts weights into the run that were learnt elsewhere. They count as the best
// there are, the average starts from them, and the optimiser remembers nothing.
func (f *Fit) TakeWeights(theta []float64) error {
	if len(theta) != len(f.theta) {
		return fmt.Errorf("the run has %d weights, not %d", len(f.theta), len(theta))
	}
	return f.change("weights from elsewhere", func() error {
		f.theta = slices.Clone(theta)
		if f.average != nil {
			f.average = slices.Clone(theta)
		}
		f.moments, f.ages = newMoments(len(theta)), make([]int, len(f.ages))
		f.train, f.clipped = newRecentMean(), newRecentMean()
		return nil
	})
}
