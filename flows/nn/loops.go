package nn

import "bijou/flows/ad"

// Loops returns what Trace needs of the weights, or nil where the net does not
// have two hidden layers.
func (w Weights) Loops() *ad.Mat {
	if len(w.net.layers) != 3 {
		return nil
	}
	return ad.Loops(w.weight[0], w.weight[1], w.weight[2])
}

// Trace returns the trace of the Jacobian of every sample by the inputs that
// come first, as many as there are outputs, n×1. The activation must not be silu.
func (p Pass) Trace(loops *ad.Mat) *ad.Mat {
	return ad.TraceOf(loops, p.values[0], p.values[1], p.net.act)
}
