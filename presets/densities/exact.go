package densities

import (
	"bijou/flows/ad"
	"bijou/model"
	"math"
)

// A Target can be drawn from, and be learnt without that.
type Target interface {
	model.Density
	model.Target
}

// logProbOf writes log p of every row by log p̃ and its normaliser. Where numbers end far out
// there is no density.
func logProbOf(t Target, dst []float64, x *ad.Mat) {
	t.LogWeight(dst, x)
	for i := range dst {
		if dst[i] -= t.LogZ(); math.IsNaN(dst[i]) {
			dst[i] = math.Inf(-1)
		}
	}
}

// A Differentiable density is known in full, with its derivative.
type Differentiable interface {
	model.Density
	// Score writes the derivative of log p by x into grad, n×D.
	Score(grad, x *ad.Mat)
}

// Exact makes a target of a density that is known in full.
type Exact struct{ Differentiable }

// LogWeight writes log p.
func (e Exact) LogWeight(dst []float64, x *ad.Mat) { e.LogProb(dst, x) }

// LogZ is 0: nothing is left out.
func (Exact) LogZ() float64 { return 0 }
