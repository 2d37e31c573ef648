package flows

import "bijou/flows/nn"

// A trained base has parameters in θ.
type trained interface {
	Base
	// bind returns the base with its parameters placed behind those of p.
	bind(p *nn.Params, dim int) Base
	// at returns the base with the numbers of θ, which must not change while it
	// is in use.
	at(theta []float64) Base
}

// WithBase returns the stack with room in θ for the parameters of a base, and
// the base that reads them there. One without parameters comes back as it is.
func (s *Stack) WithBase(b Base) (*Stack, Base) {
	t, ok := b.(trained)
	if !ok {
		return s, b
	}
	params := nn.Params{Len: s.Len}
	bound := t.bind(&params, s.Dim)
	wider := *s
	wider.Len, wider.BaseBlocks = params.Len, params.Blocks
	return &wider, bound
}

// Trained tells whether a base has parameters of its own in θ.
func Trained(b Base) bool {
	_, ok := b.(trained)
	return ok
}

// BaseAt returns a base of WithBase with the numbers of θ, to draw from; one
// without parameters comes back as it is.
func BaseAt(b Base, theta []float64) Base {
	if t, ok := b.(trained); ok {
		return t.at(theta)
	}
	return b
}
