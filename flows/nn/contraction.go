package nn

import (
	"math"

	"bijou/flows/ad"
)

// NewContraction returns a perceptron that brings any two inputs closer: |net(x)
// − net(y)| ≤ bound·|x − y|. Each of its L weight matrices is scaled down to a
// largest singular value of bound^(1/L) where it has a larger one, and the
// activations, tanh, relu or elu, stretch nothing. It starts at zero. With the
// bound 0 the weights are used as they are.
func NewContraction(p *Params, in int, hidden []int, out int, act ad.Activation, bound float64) *MLP {
	m := NewMLP(p, in, hidden, Output{Width: out}, act)
	m.bound = math.Pow(bound, 1/float64(len(m.layers)))
	return m
}
