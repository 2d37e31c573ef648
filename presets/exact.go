package presets

import (
	"bijou/flows/ad"
	"bijou/model"
)

// A differentiable density is known in full, with its derivative.
type differentiable interface {
	model.Density
	// Score writes the derivative of log p by x into grad, n×D.
	Score(grad, x *ad.Mat)
}

// exact makes a target of a density that is known in full.
type exact struct{ differentiable }

// LogWeight writes log p.
func (e exact) LogWeight(dst []float64, x *ad.Mat) { e.LogProb(dst, x) }

// LogZ is 0: nothing is left out.
func (exact) LogZ() float64 { return 0 }
