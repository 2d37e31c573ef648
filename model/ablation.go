package model

import "slices"

// An Ablation is what the test NLL becomes without each layer, all others as they are: what
// a layer is worth to those that learnt to rely on it.
type Ablation struct {
	NLL     float64   // of the whole flow on the same points
	Without []float64 // with the identity in the place of each layer, from the base on; NLL for those that are off
	Points  int
}

// Ablation measures it on the first points of the test part, each under its own condition.
func (s *Snapshot) Ablation(most int) Ablation {
	b := s.Data.Test
	b = b.Rows(0, min(most, b.X.Rows))
	a := Ablation{Points: b.X.Rows, Without: make([]float64, len(s.Stack.Layers))}
	a.NLL, _ = s.nllOf(b)
	for k, l := range s.Stack.Layers {
		if a.Without[k] = a.NLL; !l.Off {
			a.Without[k], _ = s.without(k).nllOf(b)
		}
	}
	return a
}

// without is the same run with the identity in the place of a layer.
func (s *Snapshot) without(k int) *Snapshot {
	stack, less := *s.Stack, *s
	stack.Layers = slices.Clone(stack.Layers)
	stack.Layers[k].Off = true
	less.Stack = &stack
	return &less
}
