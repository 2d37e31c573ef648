package flows

import (
	"bijou/flows/ad"
	"bijou/flows/ad/kernel"
)

// A selection says which entries of a sample a fused operation transforms; the
// others pass unchanged. The zero value is all of them.
type selection struct{ rest, pass []int }

// count is how many of d entries are transformed.
func (s selection) count(d int) int {
	if s.rest == nil {
		return d
	}
	return len(s.rest)
}

// entry is the j-th of those that are transformed.
func (s selection) entry(j int) int {
	if s.rest == nil {
		return j
	}
	return s.rest[j]
}

// carry writes what passes.
func (s selection) carry(out, v *ad.Mat) {
	for _, j := range s.pass {
		copy(out.Col(j), v.Col(j))
	}
}

// carryBack adds the gradient of what passed.
func (s selection) carryBack(out, v *ad.Mat) {
	if v.Grad == nil {
		return
	}
	for _, j := range s.pass {
		kernel.AddScaled(v.GradCol(j), 1, out.GradCol(j))
	}
}
